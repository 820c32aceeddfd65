"""What one person may do in one group: every rule of groups, in one place.

Querysets answer "which groups", this answers "what here"; the permission matrix proves that the
two and the addresses agree. Being able to read is the condition of every other right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wagtail_social.access import is_employee, sees_all

from .models import Group, JoinPolicy, Membership, Posting, Role, State, Visibility


@dataclass(frozen=True)
class Standing:
    """A person's standing in a group. ``membership`` is their row, or ``None``."""

    group: Group
    user: Any
    membership: Membership | None

    @cached_property
    def _state(self) -> str | None:
        return self.membership.state if self.membership else None

    @cached_property
    def _employee(self) -> bool:
        return is_employee(self.user)

    @property
    def is_banned(self) -> bool:
        """Put out for good: reads what every employee reads, and neither joins nor writes."""
        return self._state == State.BANNED

    @property
    def is_requested(self) -> bool:
        """Has asked to join and waits for an answer."""
        return self._state == State.REQUESTED

    @property
    def is_invited(self) -> bool:
        """Has an invitation to answer."""
        return self._state == State.INVITED

    @cached_property
    def is_member(self) -> bool:
        """In the group, by a row or because the group holds everyone."""
        if not self._employee:
            return False
        if self._state == State.ACTIVE:
            return True
        return self.group.join_policy == JoinPolicy.EVERYONE and not self.is_banned

    @property
    def role(self) -> str | None:
        """The role of a member, ``None`` for who is not in."""
        if not self.is_member:
            return None
        if self.membership and self._state == State.ACTIVE:
            return self.membership.role
        return Role.MEMBER

    @cached_property
    def can_see(self) -> bool:
        """May know that the group exists: name, purpose, managers."""
        if not self._employee:
            return False
        if self.group.visibility != Visibility.MEMBERS or sees_all(self.user):
            return True
        return self._state in (State.ACTIVE, State.INVITED)

    @cached_property
    def can_read(self) -> bool:
        """May read everything that is said, and see who is in."""
        if not self._employee:
            return False
        if self.group.visibility == Visibility.EVERYONE or sees_all(self.user):
            return True
        return self.is_member

    @property
    def can_comment(self) -> bool:
        """May answer, react and accept."""
        return self.is_member and not self.group.is_archived

    @property
    def can_post(self) -> bool:
        """May begin a conversation."""
        return self.can_comment and (self.group.posting == Posting.MEMBERS or self.can_moderate)

    @property
    def can_moderate(self) -> bool:
        """May remove, restore, pin, lock, and see reports."""
        return self.role in (Role.MODERATOR, Role.MANAGER)

    @property
    def can_manage(self) -> bool:
        """May change the group, its access and its people."""
        return self.role == Role.MANAGER

    @property
    def can_invite(self) -> bool:
        """May invite colleagues: any member where everyone reads, else who moderates."""
        if self.group.is_archived or self.group.join_policy == JoinPolicy.EVERYONE:
            return False
        if self.group.visibility == Visibility.EVERYONE:
            return self.is_member
        return self.can_moderate

    @property
    def can_join(self) -> bool:
        """May get in by one click."""
        if not self.can_see or self.is_member or self.is_banned or self.group.is_archived:
            return False
        return self.group.join_policy == JoinPolicy.FREE or self.is_invited

    @property
    def can_request(self) -> bool:
        """May ask to be let in."""
        if not self.can_see or self.is_member or self.is_banned or self.group.is_archived:
            return False
        return (
            self.group.join_policy == JoinPolicy.REQUEST
            and not self.is_requested
            and not self.is_invited
        )

    @property
    def can_leave(self) -> bool:
        """May go; nobody leaves a group that holds everyone."""
        return self._state == State.ACTIVE and self.group.join_policy != JoinPolicy.EVERYONE

    def anew(self) -> Standing:
        """Return the standing, and the group, as they are now: one query for who has a row."""
        rows = Membership.objects.filter(group=self.group.pk, user=self.user)
        row = rows.select_related("group").first()
        group = row.group if row else Group.objects.get(pk=self.group.pk)
        return Standing(group=group, user=self.user, membership=row)


def standing_of(user: Any, group: Group) -> Standing:
    """Return the person's standing in the group: one query."""
    row = None
    if is_employee(user):
        row = Membership.objects.filter(group=group, user=user).first()
    return Standing(group=group, user=user, membership=row)


def standings_of(user: Any, groups: Iterable[Group]) -> dict[int, Standing]:
    """Return the person's standing in each of these groups by id: one query."""
    groups = list(groups)
    rows: dict[int, Membership] = {}
    if is_employee(user):
        found = Membership.objects.filter(user=user, group__in=[group.pk for group in groups])
        rows = {row.group_id: row for row in found}
    return {
        group.pk: Standing(group=group, user=user, membership=rows.get(group.pk))
        for group in groups
    }
