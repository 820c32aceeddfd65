"""What the actions on meetings share: the lock and the seat of who acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from wagtail_social.actions import Action, NotVisible, Refused

from ..models import Meeting
from ..seat import Seat, seat_of

T = TypeVar("T")


@dataclass(kw_only=True)
class MeetingAction(Action[T]):
    """An action at a meeting. Locks the meeting's row, so that changes to it come in turn."""

    meeting: Meeting

    def seat(self) -> Seat:
        """Return the actor's seat after locking the meeting. Raises ``NotVisible``."""
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("group")
        locked = rows.filter(pk=self.meeting.pk).first()
        if locked is None:
            raise NotVisible
        self.meeting = locked
        seat = seat_of(self.actor, locked)
        if not seat.can_see:
            raise NotVisible
        return seat

    def require_organiser(self) -> Seat:
        """Return the seat of who may prepare it now. Raises ``NotVisible`` or ``Refused``."""
        seat = self.seat()
        if not seat.can_run:
            raise Refused(_("Only who runs this meeting can do that."), code="not_organiser")
        if self.meeting.is_cancelled:
            raise Refused(_("This meeting has been cancelled."), code="cancelled")
        if not seat.can_prepare:
            raise Refused(_("This meeting cannot be changed any more."), code="over")
        return seat

    def log_data(self, result: T) -> dict[str, Any]:
        """Log which meeting it was."""
        return {"meeting": self.meeting.pk}
