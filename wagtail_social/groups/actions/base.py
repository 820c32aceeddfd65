"""What the actions on groups share: the lock, the standing, and the one way a state changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused

from ..models import Group, Membership, Role, State
from ..standing import Standing, standing_of

T = TypeVar("T")


@dataclass(kw_only=True)
class GroupAction(Action[T]):
    """An action in a group. Locks the group's row, so that changes to its people come in turn."""

    group: Group

    def standing(self) -> Standing:
        """Return the actor's standing after locking the group. Raises ``NotVisible``."""
        locked = Group.objects.locked().filter(pk=self.group.pk).first()
        if locked is None:
            raise NotVisible
        self.group = locked
        standing = standing_of(self.actor, locked)
        if not standing.can_see:
            raise NotVisible
        return standing

    def require_manager(self) -> Standing:
        """Return the actor's standing. Raises ``NotVisible`` or ``Refused``."""
        standing = self.standing()
        if not standing.can_manage:
            raise Refused(_("Only a manager of this group can do that."), code="not_manager")
        return standing

    def log_data(self, result: T) -> dict[str, Any]:
        """Log which group it was."""
        return {"group": self.group.pk}


@dataclass(kw_only=True)
class MembershipAction(GroupAction[Membership]):
    """An action that changes one person's place. The result is the row."""

    event = events.membership_changed

    def event_data(self, result: Membership) -> dict[str, Any]:
        """Tell the row and the state before."""
        return {"membership": result, "before": self._before}

    def log_data(self, result: Membership) -> dict[str, Any]:
        """Log group, person and both states."""
        return {
            "group": self.group.pk,
            "user": str(result.user_id),
            "before": self._before,
            "state": result.state,
            "role": result.role,
        }

    _before: str | None = None

    def row_of(self, user: Any) -> Membership | None:
        """Return the row of a person, locked, or ``None``."""
        return (
            Membership.objects.select_for_update(of=("self",))
            .filter(group=self.group, user=user)
            .first()
        )

    def move(self, user: Any, state: str, *, role: str = Role.MEMBER, **fields: Any) -> Membership:
        """Put a person into a state, make the row if there is none, and keep the count true."""
        row = self.row_of(user)
        self._before = row.state if row else None
        if row is None:
            row = Membership(group=self.group, user=user)
        row.state, row.role, row.since = state, role, timezone.now()
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        change = (state == State.ACTIVE) - (self._before == State.ACTIVE)
        if change:
            Group.objects.filter(pk=self.group.pk).update(member_count=F("member_count") + change)
        return row

    def keep_a_manager(self, without: Any) -> None:
        """Refuse to leave the group without a manager who is active. Raises ``Refused``."""
        others = Membership.objects.filter(group=self.group).managers().of_active_people()
        row = self.row_of(without)
        if row is None or row.state != State.ACTIVE or row.role != Role.MANAGER:
            return
        if not others.exclude(user=without).exists():
            raise Refused(
                _("A group needs a manager. Hand it over to somebody first."),
                code="last_manager",
            )
