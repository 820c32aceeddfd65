"""The screen of who takes the minutes: who is there, and notes item by item."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.access import get_or_404
from wagtail_social.actions import Refused
from wagtail_social.conversations.threads import key_from
from wagtail_social.people.adapters import get_adapter, unknown_person
from wagtail_social.unsent import unsent_for
from wagtail_social.views import SeeOther, SocialPageView
from wagtail_social.zones import zone_of

from ..actions.notes import NotesCrossed, SaveNote
from ..actions.presence import AddWalkIn, MarkPresence
from ..models import AgendaItem, Attendance, Note
from ..parts.presence import TICKS, field_of, presence_context
from ..parts.session import WHOLE, session_context
from ..session_forms import NoteForm, WalkInForm
from ..suggesting import suggestions_for
from ..when import hour_text, when_of
from .base import MeetingActionView, MeetingFormView, MeetingPageView, MeetingPart


class MinutesPart(MeetingPart):
    """A view of who takes the minutes, about the ``item`` that is named, or the whole meeting.

    Who may not read the minutes meets nothing. Where they are approved meanwhile, the action says
    so at the form, and what was typed stays there.
    """

    may = "can_run"

    @cached_property
    def item(self) -> AgendaItem | None:
        """The item that the request names, ``None`` where none. Raises ``Http404``."""
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        named = sent.get("item", "")
        if not named:
            return None
        items = AgendaItem.objects.filter(meeting=self.meeting)
        return get_or_404(items, self.request.user, pk=key_from(named))

    def on_screen(self, item_id: int | None) -> str:
        """Return the address of an item's place on the screen."""
        return f"{self.address('meeting_session')}#item-{item_id or WHOLE}"


class MinutesFormView(MinutesPart, MeetingFormView):
    """A form of who takes the minutes. Who comes too late is led to the meeting."""

    may = "can_run"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it while minutes are taken."""
        self.enter()
        if not self.seat.can_take_minutes:
            return SeeOther(self.meeting.get_absolute_url())
        return super().get(request, *args, **kwargs)


class SessionView(MinutesPart, MeetingPageView):
    """The screen. Who comes when there is nothing to write is led to the meeting."""

    template_name = "wagtail_social/meetings/session.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it while minutes are taken."""
        if not self.seat.can_take_minutes:
            return SeeOther(self.meeting.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return who is there, and what lies before the minute taker for each item."""
        typed = unsent_for(self.request, self.address("meeting_note"))
        if typed:
            messages.info(self.request, _("Your unsent text is back."))
        return (
            super().context()
            | {"when": when_of(self.meeting, zone_of(self.request.user), timezone.now())}
            | presence_context(self.meeting, self.request.user, suggestions_for(self.meeting))
            | session_context(self.request, self.meeting, self.seat, typed)
            | {"ways_on": self._ways_on()}
        )

    def _ways_on(self) -> list[dict[str, str]]:
        """Return where who has written everything down goes from here."""
        seat = self.seat
        entries = (
            (seat.can_draft, "meeting_draft", _("Show the draft of the minutes"), ""),
            (seat.is_correcting, "meeting_correction", _("Go on with the correction"), ""),
            (not seat.is_correcting, "meeting_minutes", _("Read the minutes"), "quiet"),
        )
        return [
            {"label": label, "url": self.address(name), "kind": kind}
            for applies, name, label, kind in entries
            if applies
        ]


class PresenceView(MinutesPart, MeetingActionView):
    """Say who is there: all at once by the form, one by one as somebody ticks."""

    may = "can_run"

    def action(self) -> MarkPresence:
        """Return what is said of whom; people who are not named stay as they are."""
        self.enter()
        sent = self.request.POST
        places = Attendance.objects.filter(meeting=self.meeting)
        return MarkPresence(
            actor=self.request.user,
            meeting=self.meeting,
            attended={
                place.user_id: TICKS[sent[name]]
                for place in places
                if (name := field_of(place)) in sent and sent[name] in TICKS
            },
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it; a script gets the words that stand above the list."""
        if not asks_for_json(request):
            return super().post(request, *args, **kwargs)
        try:
            self.action().execute()
        except Refused as refusal:
            return JsonResponse({"message": str(refusal.message)}, status=422)
        return JsonResponse({"message": saved_at(request), "here": here_text(self.meeting.pk)})

    def done(self, result: int) -> str:
        """Say so."""
        return _("It is written down who is there.")

    def target(self, result: int) -> str:
        """Go back to the list."""
        return f"{self.address('meeting_session')}#people"


class WalkInView(MinutesFormView):
    """Write down who came without an invitation."""

    template_name = "wagtail_social/meetings/walk_in.html"
    form_class = WalkInForm

    def form_options(self) -> dict[str, Any]:
        """Return whose directory it is."""
        return {"viewer": self.request.user}

    def context(self) -> dict[str, Any]:
        """Return who is suggested, and the way back."""
        return super().context() | {
            "suggestions_url": suggestions_for(self.meeting),
            "cancel_url": f"{self.address('meeting_session')}#people",
        }

    def save(self, form: WalkInForm) -> list[Any]:
        """Give them a place."""
        return AddWalkIn(
            actor=self.request.user,
            meeting=self.meeting,
            user_ids=form.cleaned_data["people"],
        ).execute()

    def done(self, result: list[Any]) -> str:
        """Say so."""
        return ngettext(
            "%(count)s person is marked as here.",
            "%(count)s people are marked as here.",
            len(result),
        ) % {"count": len(result)}

    def target(self, result: list[Any]) -> str:
        """Go back to the list."""
        return f"{self.address('meeting_session')}#people"


class NoteView(MinutesPart, SocialPageView):
    """Save the notes about one item: by the form, and by a script while somebody writes.

    Who saves on an older version gets both texts and chooses: ``choice`` is "mine", "theirs", or
    "third" for a text made of both. Nothing that was typed is lost.
    """

    http_method_names = ["post"]
    template_name = "wagtail_social/meetings/note.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or say why not beside what was typed."""
        self.enter()
        about = self.item
        sent = request.POST.copy()
        choice = sent.get("choice", "")
        if choice == "theirs":
            return self.saved(self.stored())
        if choice == "mine":
            sent["text"] = sent.get("mine", "")
        form = NoteForm(sent, auto_id=f"note-{self.key}-%s")
        if not form.is_valid():
            return self.again(form)
        try:
            note = SaveNote(
                actor=request.user, meeting=self.meeting, item=about, **form.cleaned_data
            ).execute()
        except NotesCrossed as crossed:
            return self.both(form.cleaned_data["text"], crossed)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return self.again(form, refusal)
        return self.saved(note)

    @property
    def key(self) -> str:
        """What ids of elements about this item end in."""
        return WHOLE if self.item is None else str(self.item.pk)

    def stored(self) -> Note:
        """Return the note as it is stored now."""
        found = Note.objects.filter(meeting=self.meeting, item=self.item).first()
        return found or Note(meeting=self.meeting, item=self.item)

    def saved(self, note: Note) -> HttpResponse:
        """Say when it was saved, and what is stored."""
        said = saved_at(self.request)
        if asks_for_json(self.request):
            stored = {"version": note.version, "text": note.text, "message": said}
            return JsonResponse(stored)
        messages.success(self.request, said)
        return SeeOther(self.on_screen(note.item_id))

    def about(self) -> dict[str, Any]:
        """Return what the page says of the item."""
        return {
            "meeting": self.meeting,
            "seat": self.seat,
            "item": self.item,
            "key": self.key,
            "heading": _("The meeting as a whole") if self.item is None else self.item.title,
            "note_url": self.address("meeting_note"),
            "cancel_url": self.on_screen(None if self.item is None else self.item.pk),
        }

    def both(self, mine: str, crossed: NotesCrossed) -> HttpResponse:
        """Show both texts."""
        note = crossed.note
        cards = get_adapter().cards([note.edited_by_id])
        context = self.about() | {
            "mine": mine,
            "stored": note,
            "stored_by": cards.get(note.edited_by_id, unknown_person()).name,
            "message": crossed.message,
        }
        if asks_for_json(self.request):
            name = "wagtail_social/meetings/_note_crossed.html"
            html = render_to_string(name, context, request=self.request)
            answer = {"message": str(crossed.message), "html": html}
            return JsonResponse(answer, status=409)
        return self.show(status=409, **context)

    def again(self, form: NoteForm, refusal: Refused | None = None) -> HttpResponse:
        """Show what was typed, and what is wrong."""
        if asks_for_json(self.request):
            words = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"message": words}, status=422)
        return self.show(status=422, **self.about(), form=form)


def asks_for_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, and not a form."""
    return "application/json" in request.headers.get("Accept", "")


def saved_at(request: HttpRequest) -> str:
    """Return when something was saved, by the clock of who saved it."""
    now = timezone.now().astimezone(zone_of(request.user))
    return _("Saved at %(time)s") % {"time": hour_text(now)}


def here_text(meeting_id: int) -> str:
    """Return how many people are there, in words."""
    count = Attendance.objects.filter(meeting=meeting_id, attended=True).count()
    return ngettext("%(count)s is here", "%(count)s are here", count) % {"count": count}
