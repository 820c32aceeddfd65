"""Minutes go on: drafted, approved, and the meeting is closed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.actions import Refused
from wagtail_social.people.adapters import get_adapter, unknown_person

from ..minutes.freezing import freeze, newest_version
from ..models import Meeting, MeetingState, MinutesVersion, Remark
from ..seat import Seat
from .base import MeetingAction
from .states import StateAction

#: How long remarks are taken at least, and unless one says otherwise.
SHORTEST_WINDOW = datetime.timedelta(days=1)
USUAL_WINDOW = datetime.timedelta(days=7)
#: And at most: minutes are approved one day.
LONGEST_WINDOW = datetime.timedelta(days=366)


def require_runner(action: MeetingAction[Any]) -> Seat:
    """Return the seat of who runs a meeting that may still go on.

    Raises ``NotVisible`` or ``Refused``.
    """
    seat = action.seat()
    if not seat.can_run:
        raise Refused(_("Only who runs this meeting can do that."), code="not_organiser")
    if action.meeting.is_cancelled:
        raise Refused(_("This meeting has been cancelled."), code="cancelled")
    if seat.standing is not None and seat.standing.group.is_archived:
        raise Refused(_("The group is archived: nothing changes in it."), code="archived")
    return seat


@dataclass(kw_only=True)
class DraftMinutes(StateAction):
    """Show the draft of the minutes to who was invited. Remarks are taken ``until`` that moment.

    ``None`` is a week from now.
    """

    until: datetime.datetime | None = None

    log_as = "wagtail_social.minutes.drafted"
    before = MeetingState.IN_SESSION
    after = MeetingState.DRAFTED

    def check(self) -> None:
        """Only who runs it."""
        require_runner(self)

    def write(self) -> Meeting:
        """Take the step and keep until when remarks are taken."""
        meeting = super().write()
        if self._is_unchanged:
            return meeting
        now = timezone.now()
        until = self.until or now + USUAL_WINDOW
        if until < now + SHORTEST_WINDOW:
            raise Refused(
                _("Please give people at least a day to read the draft."),
                code="too_soon",
                field="until",
            )
        if until > now + LONGEST_WINDOW:
            raise Refused(_("That is more than a year away."), code="too_late", field="until")
        meeting.remarks_until = until
        meeting.save(update_fields=["remarks_until"])
        return meeting


@dataclass(kw_only=True)
class ApproveMinutes(StateAction):
    """Approve the minutes: they are frozen as version 1.

    While somebody still waits for a change, that has to be meant: ``despite_requests``. Who
    approves twice has done it once; who comes after somebody else is told so.
    """

    despite_requests: bool = False

    log_as = "wagtail_social.minutes.approved"
    before = MeetingState.DRAFTED
    after = MeetingState.APPROVED

    _version: MinutesVersion | None = None

    def check(self) -> None:
        """Only who runs it."""
        require_runner(self)

    def write(self) -> Meeting:
        """Take the step and freeze what is written."""
        if self.meeting.state in (MeetingState.APPROVED, MeetingState.CLOSED):
            self._require_own_approval()
            return self.unchanged(self.meeting)
        if self.meeting.state == MeetingState.DRAFTED and not self.despite_requests:
            self._require_no_requests()
        meeting = super().write()
        self._version = freeze(meeting, by=self.actor)
        return meeting

    def _require_own_approval(self) -> None:
        first = MinutesVersion.objects.filter(meeting=self.meeting, number=1).first()
        if first is None or self.actor is None or first.approved_by_id == self.actor.pk:
            return
        card = get_adapter().cards([first.approved_by_id]).get(first.approved_by_id)
        raise Refused(
            _("%(name)s has approved these minutes already.")
            % {"name": (card or unknown_person()).name},
            code="approved_already",
        )

    def _require_no_requests(self) -> None:
        waiting = Remark.objects.filter(meeting=self.meeting).change_requests().count()
        if waiting:
            raise Refused(
                ngettext(
                    "%(count)s change that somebody asked for has not been answered.",
                    "%(count)s changes that people asked for have not been answered.",
                    waiting,
                )
                % {"count": waiting},
                code="open_requests",
                field="despite_requests",
            )

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log whether requests were passed over."""
        return super().log_data(result) | {"despite_requests": self.despite_requests}


@dataclass(kw_only=True)
class CloseMeeting(StateAction):
    """Close a meeting whose minutes are approved. They can still be corrected. Nobody is told."""

    log_as = "wagtail_social.meeting.closed"
    before = MeetingState.APPROVED
    after = MeetingState.CLOSED

    def check(self) -> None:
        """Only who runs it, and not while a correction is being written."""
        require_runner(self)
        if self.meeting.state == self.before and self.meeting.correcting_since is not None:
            raise Refused(
                _("A correction is being written. Publish it or give it up first."),
                code="correcting",
            )


def require_version(meeting: Meeting) -> MinutesVersion:
    """Return the approved minutes as they stand. Raises ``Refused`` where there are none."""
    version = newest_version(meeting)
    approved = meeting.state in (MeetingState.APPROVED, MeetingState.CLOSED)
    if version is None or not approved:
        raise Refused(_("There are no approved minutes to correct."), code="not_approved")
    return version
