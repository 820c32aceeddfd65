"""Who comes to a meeting: the list, one's own answer, and what organisers do with people."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.conf import settings
from wagtail_social.form_pages import FormPageView
from wagtail_social.people.adapters import get_adapter

from ..actions.people import (
    AnswerInvitation,
    ChangeDuty,
    InviteGroup,
    InvitePeople,
    WithdrawInvitation,
    too_large,
)
from ..forms_people import AnswerForm, DutyForm, InvitePeopleForm, QuietForm, QuietWithdrawalForm
from ..guests import not_yet_invited
from ..models import Answer, Attendance, Meeting
from ..seat import seat_of
from .base import MeetingActionView, MeetingFormView, MeetingPageView, MeetingPart

#: Answers by their name in addresses.
_SHOWN = {
    "yes": Answer.YES,
    "maybe": Answer.MAYBE,
    "open": Answer.NONE,
    "no": Answer.NO,
}


def place_of(sign: str) -> tuple[int, int] | None:
    """Return rank and id of a sign from an address, or ``None`` where it is none."""
    rank, _dash, pk = sign.partition("-")
    if not (rank.isascii() and rank.isdecimal() and pk.isascii() and pk.isdecimal()):
        return None
    return (int(rank), int(pk)) if len(rank) == 1 and len(pk) < 19 else None


class PeopleView(MeetingPageView):
    """Everybody who is invited, by their answer."""

    template_name = "wagtail_social/meetings/people.html"
    fragment_name = "wagtail_social/meetings/_places.html"
    page_size: ClassVar[int] = 50

    @property
    def shown(self) -> str:
        """The name of the answer that is shown alone, or nothing for all of them."""
        asked = self.request.GET.get("show", "")
        return asked if asked in _SHOWN else ""

    def context(self) -> dict[str, Any]:
        """Return one page of people, and the way to the next."""
        context = super().context()
        everybody = Attendance.objects.expected_at(self.meeting)
        rows = everybody.filter(answer=_SHOWN[self.shown]) if self.shown else everybody
        rows = rows.by_answer()
        if place := place_of(self.request.GET.get("after", "")):
            rows = rows.after(*place)
        found = list(rows[: self.page_size + 1])
        page = found[: self.page_size]
        more_url = ""
        if len(found) > self.page_size:
            kept = {"show": self.shown} if self.shown else {}
            last: Any = page[-1]
            after = {"after": f"{last.rank}-{last.pk}"}
            more_url = f"{self.request.path}?{urlencode(kept | after)}"
        return context | {
            "places": self.with_cards(page),
            "more_url": more_url,
            "tabs": self.tabs(everybody.counts_by_answer()),
            "invite_url": self.address("meeting_invite"),
            "invite_group_url": self.address("meeting_invite_group") if self.meeting.group else "",
        }

    def tabs(self, counts: dict[str, int]) -> list[dict[str, Any]]:
        """Return the ways to all and to each answer, with how many they are."""
        url = self.address("meeting_people")
        labels = [("yes", _("Yes")), ("maybe", _("Maybe")), ("open", _("Open")), ("no", _("No"))]
        return [
            {"label": _("All"), "url": url, "current": not self.shown, "count": None},
            *(
                {
                    "label": label,
                    "url": f"{url}?show={name}",
                    "current": self.shown == name,
                    "count": counts.get(_SHOWN[name], 0),
                }
                for name, label in labels
            ),
        ]

    def with_cards(self, rows: list[Attendance]) -> list[dict[str, Any]]:
        """Return rows with their person's card and what the viewer may read and do: one query."""
        cards = get_adapter().cards([row.user_id for row in rows])
        myself = self.request.user.pk
        return [
            {
                "row": row,
                "card": cards.get(row.user_id),
                "tone": _TONES[row.answer],
                "reason": (
                    row.reason if self.seat.can_read_reasons or row.user_id == myself else ""
                ),
                "menu": self.menu(row) if self.seat.can_invite else [],
            }
            for row in rows
        ]

    def menu(self, row: Attendance) -> list[dict[str, Any]]:
        """Return what an organiser may do with a person's place."""
        return [
            {
                "label": _("Change duty"),
                "icon": "settings",
                "url": self.address("meeting_duty", row.user_id),
            },
            {
                "label": _("Take the invitation back"),
                "icon": "close",
                "danger": True,
                "url": self.address("meeting_withdraw", row.user_id),
            },
        ]


_TONES: dict[str, str] = {
    Answer.YES: "good",
    Answer.MAYBE: "warn",
    Answer.NO: "plain",
    Answer.NONE: "plain",
}


class AnswerView(MeetingFormView):
    """Say whether one comes: by one click on the meeting's page, and here with a reason."""

    template_name = "wagtail_social/meetings/answer.html"
    form_class = AnswerForm
    may = "can_answer"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answer, or say at the form why it comes too late."""
        return FormPageView.post(self, request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return the meeting and the viewer's seat, also where it is too late."""
        return {"meeting": self.meeting, "seat": seat_of(self.request.user, self.meeting)}

    def initial(self) -> dict[str, Any]:
        seat = seat_of(self.request.user, self.meeting)
        if seat.attendance is None:
            return {}
        return {"answer": seat.attendance.answer, "reason": seat.attendance.reason}

    @property
    def by_click(self) -> bool:
        """Whether it was one of the three buttons, which send no reason."""
        return "reason" not in self.request.POST

    def save(self, form: AnswerForm) -> Attendance:
        reason = None if self.by_click else form.cleaned_data["reason"]
        return AnswerInvitation(
            actor=self.request.user,
            meeting=self.meeting,
            answer=form.cleaned_data["answer"],
            reason=reason,
        ).execute()

    def _may_say_why(self, result: Attendance) -> bool:
        return self.by_click and result.answer != Answer.YES and not result.reason

    def done(self, result: Attendance) -> str:
        if result.answer == Answer.YES:
            return _("You have said that you come.")
        if self._may_say_why(result):
            return _("Your answer is kept. If you like, say why.")
        return _("Your answer is kept.")

    def target(self, result: Attendance) -> str:
        if self._may_say_why(result):
            return self.address("meeting_answer")
        return self.meeting.get_absolute_url()


class _InviteView(MeetingFormView):
    """What invites: leads to the list of people."""

    may = "can_invite"

    def form_options(self) -> dict[str, Any]:
        return {"is_draft": self.meeting.is_draft}

    def context(self) -> dict[str, Any]:
        return super().context() | {"people_url": self.address("meeting_people")}

    def done(self, result: list[Any]) -> str:
        if not result:
            return _("Nobody new was invited: they are invited already.")
        return ngettext(
            "%(count)s person is invited now.", "%(count)s people are invited now.", len(result)
        ) % {"count": len(result)}

    def target(self, result: list[Any]) -> str:
        return self.address("meeting_people")


class InviteView(_InviteView):
    """Invite colleagues by name."""

    template_name = "wagtail_social/meetings/invite.html"
    form_class = InvitePeopleForm

    def form_options(self) -> dict[str, Any]:
        return super().form_options() | {"viewer": self.request.user}

    def context(self) -> dict[str, Any]:
        group = self.meeting.group
        suggestions = reverse("wagtail_social:suggest_colleagues")
        if group is not None and (group.is_closed or group.is_secret):
            suggestions = reverse("wagtail_social:suggest_group_people", args=[group.slug])
        return super().context() | {"suggestions_url": suggestions}

    def save(self, form: InvitePeopleForm) -> list[Any]:
        return InvitePeople(
            actor=self.request.user,
            meeting=self.meeting,
            user_ids=form.cleaned_data["people"],
            quiet=form.is_quiet,
        ).execute()


class InviteGroupView(_InviteView):
    """Invite everybody in the group, after saying how many that is."""

    template_name = "wagtail_social/meetings/invite_group.html"
    form_class = QuietForm

    def enter(self) -> None:
        """Raise ``Http404`` also where there is no group."""
        super().enter()
        if self.meeting.group is None:
            raise Http404

    def context(self) -> dict[str, Any]:
        count = not_yet_invited(self.meeting).count()
        most = settings.MEETING_INVITE_MOST
        return super().context() | {
            "count": count,
            "too_large": too_large(most) if count > most else "",
        }

    def save(self, form: QuietForm) -> list[Any]:
        return InviteGroup(
            actor=self.request.user, meeting=self.meeting, quiet=form.is_quiet
        ).execute()


class _PlacePart(MeetingPart):
    """What is done with one person's place, by who prepares the meeting."""

    may = "can_invite"

    @cached_property
    def place(self) -> Attendance:
        """The place at this meeting of the person in the address. Raises ``Http404``."""
        rows = Attendance.objects.filter(meeting=self.meeting).select_related("user")
        try:
            row = rows.filter(user=self.kwargs["user"].replace("\x00", "")).first()
        except (ValueError, ValidationError, OverflowError) as error:
            raise Http404 from error
        if row is None:
            raise Http404
        return row

    def name(self) -> str:
        """Return the person's name."""
        return get_adapter().name(self.place.user)

    def target(self, result: Any) -> str:
        """Go to the people, or home where one does not see the meeting any more."""
        if Meeting.objects.visible_to(self.request.user).filter(pk=self.meeting.pk).exists():
            return self.address("meeting_people")
        return reverse("wagtail_social:home")


class DutyView(_PlacePart, MeetingFormView):
    """Let somebody chair, take the minutes, or only come."""

    template_name = "wagtail_social/meetings/duty.html"
    form_class = DutyForm

    def initial(self) -> dict[str, Any]:
        return {"duty": self.place.duty}

    def context(self) -> dict[str, Any]:
        """Return whose duty it is."""
        return super().context() | {
            "name": self.name(),
            "people_url": self.address("meeting_people"),
        }

    def save(self, form: DutyForm) -> Attendance:
        return ChangeDuty(
            actor=self.request.user,
            meeting=self.meeting,
            user=self.place.user,
            duty=form.cleaned_data["duty"],
        ).execute()

    def done(self, result: Attendance) -> str:
        return _("The duty is changed.")


class WithdrawView(_PlacePart, MeetingActionView, MeetingPageView):
    """Take an invitation back, after asking whether one is sure."""

    http_method_names = ["get", "head", "post"]
    template_name = "wagtail_social/meetings/withdraw.html"

    def context(self) -> dict[str, Any]:
        """Return the question."""
        context = super().context()
        text = _("They are no longer among those who come, and their answer is gone.")
        if self.meeting.group is None and not self.meeting.open_to_all:
            text = _("They do not see the meeting any more: agenda, documents and talk.")
        return context | {
            "title": _("Take back the invitation of %(name)s?") % {"name": self.name()},
            "text": text,
            "fields": self.form(),
            "action_label": _("Take it back"),
            "danger": True,
            "cancel_url": self.address("meeting_people"),
        }

    def action(self) -> WithdrawInvitation:
        self.enter()
        form = self.form(self.request.POST)
        form.is_valid()
        return WithdrawInvitation(
            actor=self.request.user,
            meeting=self.meeting,
            user=self.place.user,
            quiet=form.is_quiet,
        )

    def form(self, *data: Any) -> QuietWithdrawalForm:
        """Return the question whether the person is told."""
        return QuietWithdrawalForm(*data, is_draft=self.meeting.is_draft)

    def done(self, result: Attendance) -> str:
        return _("%(name)s is no longer invited.") % {"name": self.name()}
