"""What the actions that write minutes share: who may, and about which item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused

from ..models import AgendaItem
from .base import MeetingAction

T = TypeVar("T")


@dataclass(kw_only=True)
class MinutesAction(MeetingAction[T]):
    """An action of who takes the minutes, while the meeting is in session or they are a draft.

    Logged of the meeting: what it wrote may be gone.
    """

    def check(self) -> None:
        """Who runs the meeting, until the minutes are approved. Raises ``Refused``."""
        seat = self.seat()
        if seat.can_take_minutes:
            return
        if not seat.can_run:
            raise Refused(_("Only who runs this meeting can do that."), code="not_organiser")
        if self.meeting.is_cancelled:
            raise Refused(_("This meeting has been cancelled."), code="cancelled")
        raise Refused(
            _("The minutes cannot be changed now. The meeting stands at: %(state)s.")
            % {"state": self.meeting.get_state_display()},
            code="no_minutes",
        )

    def about(self, item: AgendaItem | None) -> AgendaItem | None:
        """Return the item as it is now. Raises ``NotVisible`` for one of another meeting."""
        if item is None:
            return None
        found = AgendaItem.objects.filter(meeting=self.meeting, pk=item.pk).first()
        if found is None:
            raise NotVisible
        return found

    def subject(self, result: T) -> Model:
        """Log it of the meeting."""
        return self.meeting

    def log_data(self, result: T) -> dict[str, Any]:
        """Log the meeting, and the key of what was written."""
        key = result.pk if isinstance(result, Model) else None
        return super().log_data(result) | ({"row": key} if key is not None else {})
