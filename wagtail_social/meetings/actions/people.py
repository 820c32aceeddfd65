"""Who is asked to come, and what they do there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, DateTimeField, IntegerField, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.compat import insert_from
from wagtail_social.conf import settings
from wagtail_social.markup import one_line
from wagtail_social.people.naming import names_known_to
from wagtail_social.throttling import throttle

from ..guests import not_yet_invited
from ..models import Answer, Attendance, Duty, Meeting
from ..querysets import AttendanceQuerySet
from .base import MeetingAction
from .withdrawals import forget_withdrawals, note_withdrawal

#: How many colleagues one invites by name at once (people).
MOST_INVITED = 100
#: Longest reason for an answer (characters).
MAX_REASON = 300


@dataclass(kw_only=True)
class _Invite(MeetingAction[list[Any]]):
    """Returns the ids of those who are invited now. ``quiet`` tells nobody."""

    quiet: bool = False

    event = events.meeting_people_invited

    def check(self) -> None:
        """Who prepares the meeting invites, within the limit."""
        self.require_organiser()
        throttle("invite", self.actor)

    def subject(self, result: list[Any]) -> Meeting:
        """Log it of the meeting."""
        return self.meeting

    def log_data(self, result: list[Any]) -> dict[str, Any]:
        """Log the meeting, and how many people."""
        return super().log_data(result) | {"people": len(result)}

    def event_data(self, result: list[Any]) -> dict[str, Any]:
        """Tell who is invited now."""
        return {"meeting": self.meeting, "users": result, "quiet": self.quiet}


@dataclass(kw_only=True)
class InvitePeople(_Invite):
    """Invite colleagues by name. Who is invited already stays as they are.

    Raises ``Refused`` where somebody may not read the meeting's group: then nobody is invited.
    """

    user_ids: Collection[Any]

    log_as = "wagtail_social.meeting.people_invited"

    def write(self) -> list[Any]:
        """Make a place for each who has none."""
        wanted = list(dict.fromkeys(self.user_ids))
        if len(wanted) > MOST_INVITED:
            raise Refused(
                _("Please invite at most %(most)s people at once.") % {"most": MOST_INVITED},
                code="too_many",
                field="people",
            )
        there = Attendance.objects.filter(meeting=self.meeting, user__in=wanted)
        have = set(there.values_list("user_id", flat=True))
        new = [pk for pk in wanted if pk not in have]
        if not new:
            return self.unchanged(new)
        self._require_guests(new)
        rows = [Attendance(meeting=self.meeting, user_id=pk, invited_by=self.actor) for pk in new]
        Attendance.objects.bulk_create(rows, ignore_conflicts=True)
        forget_withdrawals(self.meeting, new)
        return new

    def _require_guests(self, wanted: Sequence[Any]) -> None:
        """Refuse people who could not read it, by the names that the actor knows."""
        guests = self.meeting.possible_guests().filter(pk__in=wanted)
        others = set(wanted) - set(guests.values_list("pk", flat=True))
        if not others:
            return
        text = _("Somebody whom you named cannot be invited.")
        if names := names_known_to(self.actor, others):
            text = ngettext(
                "%(names)s cannot read this meeting: it is of a group that they do not read.",
                "%(names)s cannot read this meeting: it is of a group that they do not read.",
                len(names),
            ) % {"names": ", ".join(names)}
        raise Refused(text, code="not_readers", field="people")


@dataclass(kw_only=True)
class InviteGroup(_Invite):
    """Invite everybody who is in the meeting's group and not invited yet."""

    log_as = "wagtail_social.meeting.group_invited"

    def check(self) -> None:
        """There is a group."""
        super().check()
        if self.meeting.group is None:
            raise NotVisible

    def write(self) -> list[Any]:
        """Make all places by one statement."""
        most = settings.MEETING_INVITE_MOST
        new = list(not_yet_invited(self.meeting).values_list("pk", flat=True)[: most + 1])
        if len(new) > most:
            raise Refused(too_large(most), code="too_large")
        if not new:
            return self.unchanged(new)
        user_key = get_user_model()._meta.pk
        insert_from(
            Attendance,
            employees()
            .filter(pk__in=new)
            .order_by("pk")
            .annotate(
                at_meeting=Value(self.meeting.pk, output_field=IntegerField()),
                as_duty=Value(str(Duty.ATTENDEE), output_field=CharField()),
                nothing=Value("", output_field=CharField()),
                by=Value(None if self.actor is None else self.actor.pk, output_field=user_key),
                at=Value(timezone.now(), output_field=DateTimeField()),
            ),
            {
                "meeting": "at_meeting",
                "user": "pk",
                "duty": "as_duty",
                "answer": "nothing",
                "reason": "nothing",
                "invited_by": "by",
                "invited_at": "at",
            },
        )
        forget_withdrawals(self.meeting, new)
        return new


def too_large(most: int) -> str:
    """Return the sentence for a group that is too large to be invited as a whole."""
    return ngettext(
        "The group is too large for that: at most %(count)s person can be invited at once. "
        "Please invite people by name.",
        "The group is too large for that: at most %(count)s people can be invited at once. "
        "Please invite people by name.",
        most,
    ) % {"count": most}


@dataclass(kw_only=True)
class _OnPerson(MeetingAction[Attendance]):
    """What is done with the place of one person who is invited."""

    user: Any

    def check(self) -> None:
        """Who prepares the meeting does it."""
        self.require_organiser()

    def place(self) -> Attendance:
        """Return the person's place. Raises ``Refused`` where there is none."""
        row = Attendance.objects.filter(meeting=self.meeting, user=self.user).first()
        if row is None:
            raise Refused(_("This person is not invited."), code="not_invited")
        return row

    def others_who_run_it(self, row: Attendance) -> AttendanceQuerySet:
        """Return the places of those who could run the meeting without this person."""
        return Attendance.objects.expected_at(self.meeting).running().exclude(pk=row.pk)

    def keep_a_chair(self, row: Attendance) -> None:
        """Refuse to step down as the only chair. Raises ``Refused``."""
        steps_down = self.actor is not None and row.user_id == self.actor.pk
        if row.duty != Duty.CHAIR or not steps_down:
            return
        if not self.others_who_run_it(row).filter(duty=Duty.CHAIR).exists():
            raise Refused(
                _("You chair this meeting alone. Please make somebody else the chair first."),
                code="last_chair",
            )

    def keep_an_organiser(self, row: Attendance) -> None:
        """Refuse to leave a meeting of no group to nobody. Raises ``Refused``."""
        if row.duty == Duty.ATTENDEE or self.meeting.group_id is not None:
            return
        if not self.others_who_run_it(row).exists():
            raise Refused(
                _("Somebody has to run this meeting. Please make somebody else the chair first."),
                code="last_organiser",
            )

    def subject(self, result: Attendance) -> Meeting:
        """Log it of the meeting: the place may be gone."""
        return self.meeting

    def log_data(self, result: Attendance) -> dict[str, Any]:
        """Log the meeting, the person and the duty."""
        return super().log_data(result) | {"user": str(result.user_id), "duty": result.duty}


@dataclass(kw_only=True)
class WithdrawInvitation(_OnPerson):
    """Take an invitation back, with what the person answered. Returns the place they had."""

    quiet: bool = False

    log_as = "wagtail_social.meeting.invitation_withdrawn"
    event = events.meeting_people_withdrawn

    def write(self) -> Attendance:
        """Take the place away."""
        row = self.place()
        self.keep_a_chair(row)
        self.keep_an_organiser(row)
        Attendance.objects.filter(pk=row.pk).delete()
        if not (self.quiet or self.meeting.is_draft):
            note_withdrawal(self.meeting, row.user_id)
        return row

    def event_data(self, result: Attendance) -> dict[str, Any]:
        """Tell whose invitation it was."""
        return {"meeting": self.meeting, "users": [result.user_id], "quiet": self.quiet}


@dataclass(kw_only=True)
class ChangeDuty(_OnPerson):
    """Let somebody who is invited chair the meeting, take its minutes, or only come."""

    duty: str

    log_as = "wagtail_social.meeting.duty_changed"

    def write(self) -> Attendance:
        """Set the duty."""
        if self.duty not in Duty.values:
            raise Refused(_("There is no such duty."), code="no_duty", field="duty")
        row = self.place()
        if row.duty == self.duty:
            return self.unchanged(row)
        if self.duty != Duty.ATTENDEE and not self._can_come():
            raise Refused(
                _("This person cannot read the meeting, and so not run it."), code="not_reader"
            )
        self.keep_a_chair(row)
        if self.duty == Duty.ATTENDEE:
            self.keep_an_organiser(row)
        row.duty = self.duty
        row.save(update_fields=["duty"])
        return row

    def _can_come(self) -> bool:
        return self.meeting.possible_guests().filter(pk=self.user.pk).exists()


@dataclass(kw_only=True)
class AnswerInvitation(MeetingAction[Attendance]):
    """Say whether one comes oneself. One may think again until the meeting is over.

    ``reason`` is one line, cut at 300 characters; ``None`` leaves that of the same answer as it
    is. Who comes needs none.
    """

    answer: str
    reason: str | None = None

    event = events.meeting_answered

    _before: str = Answer.NONE

    def check(self) -> None:
        """The actor is invited, and it can still be answered."""
        seat = self.seat()
        if not seat.is_invited:
            raise Refused(_("You are not invited to this meeting."), code="not_invited")
        if self.meeting.is_cancelled:
            raise Refused(_("This meeting has been cancelled."), code="cancelled")
        if self.meeting.is_draft:
            raise Refused(_("This meeting is not open yet."), code="draft")
        if not seat.can_answer:
            raise Refused(_("It is too late to answer."), code="over")

    def write(self) -> Attendance:
        """Keep the answer."""
        if self.answer not in (Answer.YES, Answer.MAYBE, Answer.NO):
            raise Refused(_("There is no such answer."), code="no_answer", field="answer")
        row = Attendance.objects.filter(meeting=self.meeting, user=self.actor).first()
        if row is None:
            raise NotVisible
        self._before = row.answer
        reason = self._reason(row)
        if (row.answer, row.reason) == (self.answer, reason):
            return self.unchanged(row)
        row.answer, row.reason, row.answered_at = self.answer, reason, timezone.now()
        row.save(update_fields=["answer", "reason", "answered_at"])
        return row

    def _reason(self, row: Attendance) -> str:
        if self.answer == Answer.YES:
            return ""
        if self.reason is None:
            return row.reason if row.answer == self.answer else ""
        return one_line(self.reason)[:MAX_REASON]

    def event_data(self, result: Attendance) -> dict[str, Any]:
        """Tell the place and the answer before."""
        return {"attendance": result, "before": self._before}
