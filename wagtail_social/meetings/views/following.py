"""Planning the next meeting, and the series it belongs to."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.actions import Action
from wagtail_social.people.naming import names_known_to
from wagtail_social.views import SeeOther

from ..actions.next_meeting import PlanNext
from ..actions.series import AHEAD, MakeMore, RepeatMeeting, StopSeries, coming_behind, last_of
from ..lists import list_context
from ..models import Attendance, Meeting, Rhythm
from ..next_forms import NextForm
from ..parts.series import neighbours
from ..recurrence import moment_of, number_after
from ..series_forms import RepeatForm, StopForm
from .base import MeetingActionView, MeetingFormView, MeetingPageView, MeetingPart


class NextView(MeetingFormView):
    """Plan the meeting after this one."""

    may = "can_plan_next"
    template_name = "wagtail_social/meetings/next.html"
    form_class = NextForm

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The name of the draft that the browser keeps."""
        return f"meeting-next-{self.meeting.pk}"

    @cached_property
    def guests(self) -> int:
        """How many of those who are invited can still come."""
        return Attendance.objects.expected_at(self.meeting).count()

    def _suggested(self) -> tuple[datetime.datetime, datetime.datetime]:
        """Return when the next one would be: by the rhythm, else in a week, at the same hour."""
        meeting = self.meeting
        rhythm = meeting.series.rhythm if meeting.series is not None else Rhythm.NONE
        first, zone = meeting.starts_at, meeting.zone
        number = number_after(first, zone, rhythm, max(timezone.now(), first))
        begins = moment_of(first, zone, rhythm, number)
        ends = begins + (meeting.ends_at - meeting.starts_at)
        return begins.astimezone(zone), ends.astimezone(zone)

    def initial(self) -> dict[str, Any]:
        """Return this meeting, a rhythm later."""
        meeting = self.meeting
        begins, ends = self._suggested()
        return {
            "title": meeting.title,
            "purpose": meeting.purpose,
            "day": begins.date(),
            "starts_at": begins.time().replace(second=0, microsecond=0),
            "ends_at": ends.time().replace(second=0, microsecond=0),
            "last_day": ends.date() if ends.date() != begins.date() else None,
            "time_zone": meeting.time_zone,
            "place": meeting.place,
            "join_url": meeting.join_url,
            "open_to_all": meeting.open_to_all,
            "with_people": True,
        }

    def form_options(self) -> dict[str, Any]:
        """Return what the next one comes from."""
        return {"request": self.request, "source": self.meeting, "guests": self.guests}

    def context(self) -> dict[str, Any]:
        """Return also who is left out, and the next meeting where there is one already."""
        rows = Attendance.objects.filter(meeting=self.meeting)
        expected = Attendance.objects.expected_at(self.meeting).values("pk")
        gone = list(rows.exclude(pk__in=expected).values_list("user_id", flat=True))
        names = names_known_to(self.request.user, gone) if gone else []
        return super().context() | {
            "draft": self.draft,
            "guests": self.guests,
            "left_out": names,
            "left_out_more": len(gone) - len(names),
            "next_one": neighbours(self.meeting, self.request.user)[1],
        }

    def save(self, form: NextForm) -> Meeting:
        """Plan it."""
        return PlanNext(
            actor=self.request.user,
            meeting=self.meeting,
            values=form.values(),
            items=form.chosen_items(),
            with_people=form.cleaned_data.get("with_people", False),
        ).execute()

    def done(self, result: Meeting) -> str:
        """Say that nobody knows of it yet."""
        return _("The next meeting is planned. Nobody is told until you open it.")

    def target(self, result: Meeting) -> str:
        """Go to the new meeting."""
        return result.get_absolute_url()


class _SeriesPart(MeetingPart):
    """A view of the series of a meeting."""

    @property
    def rhythm(self) -> str:
        """The rhythm in which the meeting comes back; empty where it does not."""
        series = self.meeting.series
        return "" if series is None else series.rhythm

    @property
    def series_url(self) -> str:
        """The address of the list of the series."""
        return self.address("meeting_series")


class SeriesView(_SeriesPart, MeetingPageView):
    """The meetings of a series that the viewer may read, and what can be done with them."""

    template_name = "wagtail_social/meetings/series.html"
    fragment_name = "wagtail_social/meetings/_more.html"

    def context(self) -> dict[str, Any]:
        """Return what comes and what has been."""
        meeting, seat = self.meeting, self.seat
        of_series = Q(pk=meeting.pk)
        if meeting.series_id is not None:
            of_series |= Q(series=meeting.series_id)
        seen = Meeting.objects.visible_to(self.request.user).filter(of_series)
        series = meeting.series
        repeats = bool(self.rhythm)
        makes_more = seat.can_repeat and repeats and not meeting.is_cancelled
        return (
            super().context()
            | list_context(self.request, seen, named=False)
            | {
                "rhythm": series.get_rhythm_display() if series is not None and repeats else "",
                "made": series.made if series is not None else 0,
                "ahead": AHEAD,
                "may_repeat": seat.can_repeat and not repeats and not meeting.is_cancelled,
                "may_make_more": makes_more,
                "told": self.told_of_more() if makes_more else 0,
                "may_stop": seat.can_repeat and repeats,
            }
        )

    def told_of_more(self) -> int:
        """How many people are told of more meetings, unless one says otherwise."""
        series, user = self.meeting.series, self.request.user
        if series is None or series.as_drafts:
            return 0
        last = last_of(series, user) or self.meeting
        return last.guests().exclude(pk=user.pk).count()


class RepeatView(_SeriesPart, MeetingFormView):
    """Let a meeting come back in a rhythm."""

    may = "can_repeat"
    template_name = "wagtail_social/meetings/repeat.html"
    form_class = RepeatForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where it does not come back already."""
        self.enter()
        if self.rhythm or self.meeting.is_cancelled:
            return SeeOther(self.series_url)
        return super().get(request, *args, **kwargs)

    @cached_property
    def told(self) -> int:
        """How many people are told, unless one says otherwise."""
        if self.meeting.is_draft:
            return 0
        return self.meeting.guests().exclude(pk=self.request.user.pk).count()

    def form_options(self) -> dict[str, Any]:
        """Return on which day it is, and whether there is anybody to tell."""
        meeting = self.meeting
        day = meeting.begins.date()
        return {"told": self.told, "day": day, "is_draft": meeting.is_draft}

    def context(self) -> dict[str, Any]:
        """Return how many are told of how many meetings."""
        return super().context() | {"told": self.told, "ahead": AHEAD}

    def save(self, form: RepeatForm) -> list[Meeting]:
        """Begin the rhythm."""
        return RepeatMeeting(
            actor=self.request.user,
            meeting=self.meeting,
            rhythm=form.cleaned_data["rhythm"],
            as_drafts=form.as_drafts,
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: list[Meeting]) -> str:
        """Say how many there are now."""
        return made_text(len(result))

    def target(self, result: list[Meeting]) -> str:
        """Go to the list."""
        return self.series_url


def made_text(count: int) -> str:
    """Return the sentence for so many meetings that were made."""
    if not count:
        return _("These meetings are there already.")
    return ngettext(
        "%(count)s meeting has been made.", "%(count)s meetings have been made.", count
    ) % {"count": count}


class MoreView(_SeriesPart, MeetingActionView):
    """Make the next meetings of a series. ``made`` in the form is how many dates it showed."""

    may = "can_repeat"

    def action(self) -> Action[list[Meeting]]:
        """Return the action, which does nothing for a form that shows an older state."""
        shown = self.request.POST.get("made", "")
        made = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 10 else -1
        quiet = "quiet" in self.request.POST
        return MakeMore(actor=self.request.user, meeting=self.meeting, made=made, quiet=quiet)

    def done(self, result: list[Meeting]) -> str:
        """Say how many."""
        return made_text(len(result))

    def target(self, result: list[Meeting]) -> str:
        """Go to the list."""
        return self.series_url


class StopView(_SeriesPart, MeetingFormView):
    """End a series, and say what becomes of the meetings to come."""

    may = "can_repeat"
    template_name = "wagtail_social/meetings/series_stop.html"
    form_class = StopForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where there is something to end."""
        self.enter()
        if not self.rhythm:
            return SeeOther(self.series_url)
        return super().get(request, *args, **kwargs)

    @cached_property
    def coming(self) -> list[Meeting]:
        """The meetings that would be ended."""
        return list(coming_behind(self.meeting, self.request.user))

    def form_options(self) -> dict[str, Any]:
        """Return whether there is anything, and anybody, to ask about."""
        coming = self.coming
        known = any(not meeting.is_draft for meeting in coming)
        return {"coming": len(coming), "told": int(known)}

    def context(self) -> dict[str, Any]:
        """Return how many meetings it is about."""
        drafts = sum(meeting.is_draft for meeting in self.coming)
        known = len(self.coming) - drafts
        return super().context() | {
            "drafts": drafts,
            "known": known,
            "cancel_url": self.series_url,
        }

    def save(self, form: StopForm) -> list[Meeting]:
        """End it."""
        return StopSeries(
            actor=self.request.user,
            meeting=self.meeting,
            ends_coming=form.cleaned_data.get("ending") == "end",
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: list[Meeting]) -> str:
        """Say so."""
        if not result:
            return _("The series has ended.")
        return ngettext(
            "The series has ended, and %(count)s meeting is cancelled.",
            "The series has ended, and %(count)s meetings are cancelled.",
            len(result),
        ) % {"count": len(result)}

    def target(self, result: list[Meeting]) -> str:
        """Go to the list."""
        return reverse("wagtail_social:meeting_series", args=[self.meeting.pk])
