"""What managers do with the people of their group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.actions import Refused

from ..models import Membership, Role, State
from ..standing import standing_of
from .base import MembershipAction


@dataclass(kw_only=True)
class _PersonAction(MembershipAction):
    user: Any

    def check(self) -> None:
        """A manager acts, on somebody else."""
        self.require_manager()
        if self.user.pk == self.actor.pk:
            raise Refused(_("You cannot do this to yourself."), code="self")
        self.check_person(self.row_of(self.user))

    def check_person(self, row: Membership | None) -> None:
        """Refuse when the person's place does not allow it. Default: must be in the group."""
        if row is None or row.state != State.ACTIVE:
            raise Refused(_("This person is not in the group."), code="not_member")


@dataclass(kw_only=True)
class ChangeRole(MembershipAction):
    """Make a member a moderator or manager, or take that back.

    In a group that holds everyone, an employee without a row, or who had left before, gets one.
    """

    user: Any
    role: str

    log_as = "wagtail_social.group.role_changed"

    def check(self) -> None:
        """A manager acts, the role exists, and a manager remains."""
        self.require_manager()
        if self.role not in Role.values:
            raise Refused(_("There is no such role."), code="no_role", field="role")
        row = self.row_of(self.user)
        in_it = row is not None and row.state == State.ACTIVE
        if not in_it and not standing_of(self.user, self.group).is_member:
            raise Refused(_("This person is not in the group."), code="not_member")
        if self.role != Role.MANAGER:
            self.keep_a_manager(self.user)

    def write(self) -> Membership:
        """Set the role; the time in the group stays."""
        row = self.row_of(self.user)
        if row is None or row.state != State.ACTIVE:
            return self.move(self.user, State.ACTIVE, role=self.role, message="")
        if row.role == self.role:
            return self.unchanged(row)
        self._before = row.state
        row.role = self.role
        row.save(update_fields=["role"])
        return row


@dataclass(kw_only=True)
class HandOver(_PersonAction):
    """Make another member manager in one's own place, and become a member."""

    log_as = "wagtail_social.group.handed_over"

    def check_person(self, row: Membership | None) -> None:
        """The successor is in the group and active."""
        super().check_person(row)
        if not self.user.is_active:
            raise Refused(_("This account is closed."), code="inactive")

    def write(self) -> Membership:
        """Change both roles at once; the result is the successor's row."""
        own = self.row_of(self.actor)
        row = self.row_of(self.user)
        assert own is not None and row is not None
        own.role, row.role = Role.MEMBER, Role.MANAGER
        own.save(update_fields=["role"])
        row.save(update_fields=["role"])
        self._before = row.state
        return row


@dataclass(kw_only=True)
class RemoveMember(_PersonAction):
    """Take somebody out of the group, or an invitation back; they may come as anybody else."""

    log_as = "wagtail_social.group.member_removed"

    def check_person(self, row: Membership | None) -> None:
        """The person is in the group or invited."""
        if row is None or row.state != State.INVITED:
            super().check_person(row)

    def write(self) -> Membership:
        """Put the row to rest."""
        return self.move(self.user, State.LEFT)


@dataclass(kw_only=True)
class BanMember(_PersonAction):
    """Put somebody out for good: they neither join, ask nor write again."""

    log_as = "wagtail_social.group.banned"

    def check_person(self, row: Membership | None) -> None:
        """Anybody but a manager can be banned; a manager loses the role first."""
        if row is not None and row.state == State.ACTIVE and row.role == Role.MANAGER:
            raise Refused(
                _("A manager cannot be banned. Take the role back first."), code="manager"
            )
        if row is None and not self.group.holds_everyone:
            raise Refused(_("This person is not in the group."), code="not_member")

    def write(self) -> Membership:
        """Ban them."""
        return self.move(self.user, State.BANNED)


@dataclass(kw_only=True)
class LiftBan(_PersonAction):
    """Let somebody come back who was banned."""

    log_as = "wagtail_social.group.ban_lifted"

    def check_person(self, row: Membership | None) -> None:
        """There must be a ban."""
        if row is None or row.state != State.BANNED:
            raise Refused(_("This person is not banned."), code="not_banned")

    def write(self) -> Membership:
        """Put the row to rest."""
        return self.move(self.user, State.LEFT)
