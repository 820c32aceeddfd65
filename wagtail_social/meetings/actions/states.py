"""How a meeting goes on, step by step."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Refused

from ..models import Meeting, MeetingState
from .base import MeetingAction
from .fields import reschedule


@dataclass(kw_only=True)
class StateAction(MeetingAction[Meeting]):
    """One step of a meeting. ``quiet`` tells nobody. Done twice, it is done once.

    Subclasses say from which state (``before``) to which (``after``).
    """

    quiet: bool = False

    before: ClassVar[str]
    after: ClassVar[str]

    event = events.meeting_state_changed

    def check(self) -> None:
        """Only who prepares it."""
        self.require_organiser()

    def write(self) -> Meeting:
        """Take the step. Raises ``Refused`` where the meeting stands elsewhere."""
        meeting = self.meeting
        if meeting.state == self.after:
            return self.unchanged(meeting)
        if meeting.state != self.before:
            raise Refused(
                _("This cannot be done now. The meeting stands at: %(state)s.")
                % {"state": meeting.get_state_display()},
                code="wrong_state",
            )
        meeting.state = self.after
        meeting.save(update_fields=["state"])
        return meeting

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log both states."""
        steps = {"before": self.before, "state": self.after, "quiet": self.quiet}
        return super().log_data(result) | steps

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting and the state before."""
        return {"meeting": result, "before": self.before, "quiet": self.quiet}


@dataclass(kw_only=True)
class OpenMeeting(StateAction):
    """Open a draft: who is invited is told, and sends papers and questions."""

    log_as = "wagtail_social.meeting.opened"
    before = MeetingState.DRAFT
    after = MeetingState.OPEN


@dataclass(kw_only=True)
class StartMeeting(StateAction):
    """Say that the meeting begins."""

    log_as = "wagtail_social.meeting.started"
    before = MeetingState.OPEN
    after = MeetingState.IN_SESSION


@dataclass(kw_only=True)
class CancelMeeting(MeetingAction[Meeting]):
    """Say that a meeting does not take place. It stays to read; calendars take it out.

    ``at`` is the moment that is kept, now where it is ``None``: the same for several that are
    cancelled together.
    """

    quiet: bool = False
    at: datetime.datetime | None = None

    log_as = "wagtail_social.meeting.cancelled"
    event = events.meeting_changed

    def check(self) -> None:
        """Only who runs it; one that is cancelled already stays so."""
        if self.seat().can_run and self.meeting.is_cancelled:
            return
        self.require_organiser()

    def write(self) -> Meeting:
        """Mark it. A draft, of which nobody knows, is deleted instead."""
        meeting = self.meeting
        if meeting.is_cancelled:
            return self.unchanged(meeting)
        if meeting.is_draft:
            raise Refused(_("Nobody knows of this draft: delete it."), code="draft")
        meeting.cancelled_at = self.at or timezone.now()
        meeting.save(update_fields=["cancelled_at", *reschedule(meeting)])
        return meeting

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log whether people were told."""
        return super().log_data(result) | {"quiet": self.quiet}

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting."""
        return {"meeting": result, "changed": ["cancelled_at"], "quiet": self.quiet}
