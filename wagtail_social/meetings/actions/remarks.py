"""What people say of the draft of minutes, and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import AgendaItem, Meeting, MeetingState, Remark, RemarkState
from ..when import day_and_hour
from .base import MeetingAction
from .minutes import require_runner

#: Longest remark and longest answer (characters).
MAX_REMARK, MAX_ANSWER = 5000, 2000


@dataclass(kw_only=True)
class MakeRemark(MeetingAction[Remark]):
    """Say something of the draft, or ask for a change: of one ``item``, or of the whole."""

    text: str
    item: AgendaItem | None = None
    wants_change: bool = False

    event = events.remark_made
    is_content = True

    def check(self) -> None:
        """Who is invited, until the date that the draft has."""
        seat = self.seat()
        if not seat.can_read_remarks:
            raise NotVisible
        if not seat.can_remark:
            raise Refused(_why_not(self.meeting, invited=seat.is_invited), code="no_remarks")
        throttle("remark", self.actor)

    def write(self) -> Remark:
        """Make the row."""
        text = self.text.strip()[:MAX_REMARK]
        if not text:
            raise Refused(_("Please write what you want to say."), code="empty", field="text")
        item = self.item
        if item is not None:
            items = AgendaItem.objects.filter(meeting=self.meeting).on_agenda()
            if not items.filter(pk=item.pk).exists():
                raise Refused(_("This item is not in the minutes."), code="no_item", field="item")
        return Remark.objects.create(
            meeting=self.meeting,
            item=item,
            author=self.actor,
            text=text,
            wants_change=self.wants_change,
        )

    def event_data(self, result: Remark) -> dict[str, Any]:
        """Tell the remark."""
        return {"remark": result}


def _why_not(meeting: Meeting, *, invited: bool) -> str:
    """Return why nothing can be said of the draft; who typed something keeps it before them."""
    if not invited:
        return _("Who was invited to the meeting can say something of the draft.")
    if meeting.state in (MeetingState.APPROVED, MeetingState.CLOSED):
        return _(
            "The minutes have been approved meanwhile. Your text is still here: please give it to "
            "who runs the meeting, who can correct them."
        )
    until = meeting.remarks_until
    if until is not None and until < timezone.now():
        moment = day_and_hour(until.astimezone(meeting.zone))
        return _(
            "Remarks were taken until %(moment)s. Your text is still here: please give it to who "
            "runs the meeting, who can still change the draft."
        ) % {"moment": moment}
    return _("Nothing can be said of the draft now.")


@dataclass(kw_only=True)
class AnswerRemark(MeetingAction[Remark]):
    """Say what became of a remark: ``changed`` or left as it is. What is left has a reason.

    An answer can be given anew until the minutes are approved.
    """

    remark: Remark
    changed: bool
    answer: str = ""

    log_as = "wagtail_social.minutes.remark_answered"
    event = events.remark_answered
    is_content = True

    def check(self) -> None:
        """Only who runs the meeting."""
        require_runner(self)
        if self.meeting.state != MeetingState.DRAFTED:
            raise Refused(_("The minutes have been approved meanwhile."), code="approved")

    def write(self) -> Remark:
        """Keep the answer."""
        found = Remark.objects.filter(meeting=self.meeting, pk=self.remark.pk).first()
        if found is None:
            raise NotVisible
        remark: Remark = found
        answer = self.answer.strip()[:MAX_ANSWER]
        if not (self.changed or answer):
            raise Refused(
                _("Please say in a word why it is left as it is."), code="empty", field="answer"
            )
        state = RemarkState.TAKEN if self.changed else RemarkState.DECLINED
        if (remark.state, remark.answer) == (state, answer):
            return self.unchanged(remark)
        remark.state, remark.answer, remark.answered_by = state, answer, self.actor
        remark.save(update_fields=["state", "answer", "answered_by"])
        return remark

    def subject(self, result: Remark) -> Model:
        """Log it of the meeting."""
        return self.meeting

    def log_data(self, result: Remark) -> dict[str, Any]:
        """Log which remark, and what became of it."""
        return super().log_data(result) | {"remark": result.pk, "state": result.state}

    def event_data(self, result: Remark) -> dict[str, Any]:
        """Tell the remark."""
        return {"remark": result}
