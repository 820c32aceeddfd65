"""What becomes of action items: how far they are, until when they are to be done, and by whom.

This goes on for as long as there is something to do, long after the minutes have been approved.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import ActionItem, ActionStatus, ActionUpdate, UpdateKind
from ..seat import Seat
from .action_items import require_year
from .base import MeetingAction
from .meanwhile import fingerprint, require_seen

#: Longest text of an update (characters).
MOST_SIGNS = 2000
#: The same, said by the same person within this time, is a form that was sent twice.
TWICE = datetime.timedelta(minutes=1)


@dataclass(kw_only=True)
class _FollowUp(MeetingAction[ActionItem]):
    """What the actions on one action item share. ``text`` is what is said about it.

    ``seen`` is the fingerprint of what the actor was shown, empty where nobody was shown it.
    """

    action_item: ActionItem
    text: str = ""
    seen: str = ""

    event = events.action_item_changed
    is_content = True

    #: What the form shows that others may change meanwhile.
    shown: ClassVar[tuple[str, ...]]
    _changed: Sequence[str] = ()

    def check(self) -> None:
        """Only who may do this with it. Raises ``NotVisible`` or ``Refused``."""
        seat = self.seat()
        item = self.row()
        if not seat.can_read_action(item):
            raise NotVisible
        if not self.allowed(seat, item):
            raise Refused(
                _("Only who does it and who runs the meeting can do that."), code="not_yours"
            )
        throttle("progress", self.actor)

    def allowed(self, seat: Seat, item: ActionItem) -> bool:
        """Return whether somebody on this seat may do this with it."""
        raise NotImplementedError

    def row(self) -> ActionItem:
        """Return the action item as it is now, locked. Raises ``NotVisible`` for a foreign one."""
        rows = ActionItem.objects.select_for_update(of=("self",))
        found = rows.filter(meeting=self.meeting, pk=self.action_item.pk).first()
        if found is None:
            raise NotVisible
        found.meeting = self.meeting
        self.action_item = found
        return found

    def require_open(self, item: ActionItem) -> None:
        """Raise ``Refused`` where there is nothing to do any more."""
        if not item.is_open:
            raise Refused(
                _("This is not open any more: %(status)s.") % {"status": item.get_status_display()},
                code="finished",
            )

    def said(self, item: ActionItem, **more: Any) -> ActionItem:
        """Keep an update, and return the action item."""
        text = self.text.strip()
        if len(text) > MOST_SIGNS:
            raise Refused(
                _("Please write no more than %(most)s signs.") % {"most": MOST_SIGNS},
                code="too_long",
                field="text",
            )
        ActionUpdate.objects.create(action_item=item, author=self.actor, text=text, **more)
        return item

    def log_data(self, result: ActionItem) -> dict[str, Any]:
        """Log what changed, not the words."""
        return super().log_data(result) | {"changed": list(self._changed)}

    def event_data(self, result: ActionItem) -> dict[str, Any]:
        """Tell the action item and what changed."""
        return {"action_item": result, "changed": list(self._changed)}


@dataclass(kw_only=True)
class UpdateActionItem(_FollowUp):
    """Say how far it is: another ``status`` (empty: as it is), words, or both.

    What is done or given up can be opened again.
    """

    status: str = ""

    log_as = "wagtail_social.action_item.updated"
    shown = ("status",)

    def allowed(self, seat: Seat, item: ActionItem) -> bool:
        """Who does it, and who runs the meeting."""
        return seat.can_update(item)

    def write(self) -> ActionItem:
        """Keep what was said, and the status. Nothing new is nothing done."""
        item = self.row()
        if self.status and self.status not in ActionStatus.values:
            raise Refused(_("There is no such status."), code="status", field="status")
        moves = bool(self.status) and self.status != item.status
        if not moves and (not self.text.strip() or self._said_just_now(item)):
            return self.unchanged(item)
        changed = []
        if moves:
            require_seen(self.seen, fingerprint(item, self.shown))
            item.status = self.status
            item.closed_at = None if item.is_open else timezone.now()
            item.save(update_fields=["status", "closed_at"])
            changed.append("status")
        if self.text.strip():
            changed.append("text")
        self._changed = changed
        return self.said(item, status=item.status if moves else "")

    def _said_just_now(self, item: ActionItem) -> bool:
        last = ActionUpdate.objects.filter(action_item=item).order_by("-pk").first()
        return (
            last is not None
            and last.author_id == getattr(self.actor, "pk", None)
            and last.text == self.text.strip()
            and timezone.now() - last.created_at < TWICE
        )


@dataclass(kw_only=True)
class RescheduleActionItem(_FollowUp):
    """Say until when it is to be done. Its owner is reminded of the new day again."""

    due_on: datetime.date

    log_as = "wagtail_social.action_item.rescheduled"
    shown = ("due_on",)

    def allowed(self, seat: Seat, item: ActionItem) -> bool:
        """Who runs the meeting."""
        return seat.can_reschedule

    def write(self) -> ActionItem:
        """Move it."""
        item = self.row()
        require_year(self.due_on)
        if item.due_on == self.due_on:
            return self.unchanged(item)
        self.require_open(item)
        require_seen(self.seen, fingerprint(item, self.shown))
        item.due_on = self.due_on
        item.save(update_fields=["due_on"])
        self._changed = ["due_on"]
        return self.said(item, kind=UpdateKind.MOVED, due_on=self.due_on)


@dataclass(kw_only=True)
class HandOverActionItem(_FollowUp):
    """Give it to somebody else who can read the meeting.

    The new owner is told, now or once they can read the minutes.
    """

    owner: Any

    log_as = "wagtail_social.action_item.handed_over"
    shown = ("owner",)

    def allowed(self, seat: Seat, item: ActionItem) -> bool:
        """Who does it, and who runs the meeting."""
        return seat.can_hand_over(item)

    def write(self) -> ActionItem:
        """Change the owner."""
        item = self.row()
        if item.owner_id == self.owner.pk:
            return self.unchanged(item)
        self.require_open(item)
        require_seen(self.seen, fingerprint(item, self.shown))
        possible = self.meeting.readers().filter(pk__in=self.meeting.possible_guests().values("pk"))
        if not possible.filter(pk=self.owner.pk).exists():
            raise Refused(
                _("This colleague cannot read the meeting."), code="cannot_read", field="owner"
            )
        item.owner = self.owner
        item.save(update_fields=["owner"])
        if ActionItem.objects.filter(pk=item.pk).of_owners_who_read().exists():
            item.told_to = self.owner
            item.save(update_fields=["told_to"])
        self._changed = ["owner"]
        return self.said(item, kind=UpdateKind.HANDED, owner=self.owner)
