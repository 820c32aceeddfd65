"""What a community manager does for a group without being its manager.

A steward has the permission to change groups and may know of the group. That gives no more sight:
who sees and joins a group, what its members read, and its rules stay with its own managers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Refused

from ..models import Group, Membership, Role, State, Visibility
from ..standing import Standing
from .base import GroupAction, MembershipAction
from .groups import ArchiveGroup, ReopenGroup

#: What a steward may set; of a group they may not read, only what they see of it.
STEWARD_FIELDS = ("title", "purpose", "pilot", "department")


def is_steward(user: Any) -> bool:
    """Whether this person looks after groups that are not their own."""
    return bool(user.has_perm("wagtail_social_groups.change_group"))


def steward_fields(readable: bool) -> set[str]:
    """Return the fields of a group that a steward may set, by whether they may read it."""
    return set(STEWARD_FIELDS) if readable else {"title", "purpose", "pilot"}


def _require_steward(action: GroupAction[Any]) -> Standing:
    standing = action.standing()
    if not is_steward(action.actor):
        raise Refused(_("Only community managers can do that."), code="not_steward")
    return standing


@dataclass(kw_only=True)
class DescribeGroup(GroupAction[Group]):
    """Set name, purpose, department or the mark of a pilot group: what is given, if it differs."""

    fields: Mapping[str, Any]

    log_as = "wagtail_social.group.edited"
    event = events.group_changed
    is_content = True

    def check(self) -> None:
        """A steward, and only fields that they see."""
        standing = _require_steward(self)
        if set(self.fields) - steward_fields(standing.can_read):
            raise Refused(_("Only a manager of this group can change that."), code="not_manager")

    def write(self) -> Group:
        """Save what differs."""
        title = self.fields.get("title")
        if title is not None and not title.strip():
            raise Refused(_("A group needs a name."), code="no_title", field="title")
        self._changed = [
            name for name, value in self.fields.items() if getattr(self.group, name) != value
        ]
        for name in self._changed:
            setattr(self.group, name, self.fields[name])
        if self._changed:
            self.group.save(update_fields=self._changed)
        return self.group

    _changed: list[str] | None = None

    def log_data(self, result: Group) -> dict[str, Any]:
        """Log which fields changed, not their text."""
        return {"group": result.pk, "changed": self._changed or []}

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group and what changed."""
        return {"group": result, "changed": self._changed or []}


@dataclass(kw_only=True)
class ArchiveGroupAsSteward(ArchiveGroup):
    """Keep a group for reading that nobody looks after any more."""

    def check(self) -> None:
        """Only a steward, and a group that is alive."""
        _require_steward(self)
        if self.group.is_archived:
            raise Refused(_("This group has been archived already."), code="archived")


@dataclass(kw_only=True)
class ReopenGroupAsSteward(ReopenGroup):
    """Bring an archived group back to life."""

    def check(self) -> None:
        """Only a steward, and an archived group."""
        _require_steward(self)
        if not self.group.is_archived:
            raise Refused(_("This group is not archived."), code="not_archived")


@dataclass(kw_only=True)
class AppointManager(MembershipAction):
    """Give a group a manager that has none. The result is the new manager's row.

    Where not everyone reads, only somebody who is in the group already: appointing must not open
    a closed group to anybody.
    """

    user: Any

    log_as = "wagtail_social.group.manager_appointed"

    def check(self) -> None:
        """A steward, a group without an active manager, and a person who may read it."""
        _require_steward(self)
        if self.group.managers().exists():
            raise Refused(
                _("This group has a manager already. Managers hand over by themselves."),
                code="has_manager",
            )
        row = self.row_of(self.user)
        if not self.user.is_active or (row is not None and row.state == State.BANNED):
            raise Refused(
                _("This person cannot run the group."), code="cannot_manage", field="person"
            )
        in_it = row is not None and row.state == State.ACTIVE
        if self.group.visibility != Visibility.EVERYONE and not in_it:
            raise Refused(
                _("Only somebody who is in this group can become its manager."),
                code="not_member",
                field="person",
            )

    def write(self) -> Membership:
        """Let them in if need be, and give them the role."""
        row = self.row_of(self.user)
        if row is None or row.state != State.ACTIVE:
            return self.move(self.user, State.ACTIVE, role=Role.MANAGER, message="")
        self._before = row.state
        row.role = Role.MANAGER
        row.save(update_fields=["role"])
        return row
