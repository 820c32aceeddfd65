"""Where a viewer belongs: their rows and their groups, read once a request.

Every page shows the viewer's groups beside it, and many ask again which those are. Two plain
queries answer for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from wagtail_social.access import is_employee

from .models import Group, JoinPolicy, Membership, Role, State

_KEPT_AS = "_wagtail_social_belonging"


@dataclass
class Belonging:
    """The places of one person in groups, as they were when this request first asked."""

    user: Any

    @cached_property
    def _rows(self) -> list[tuple[int, str, str]]:
        if not is_employee(self.user):
            return []
        rows = Membership.objects.filter(user=self.user)
        return list(rows.values_list("group_id", "state", "role"))

    def _in_state(self, state: str) -> list[int]:
        return [group_id for group_id, found, _role in self._rows if found == state]

    @cached_property
    def groups(self) -> list[Group]:
        """The groups the person is in, archived ones and those that hold everyone included."""
        if not is_employee(self.user):
            return []
        banned = set(self._in_state(State.BANNED))
        found = Group.objects.filter(
            Q(pk__in=self._in_state(State.ACTIVE)) | Q(join_policy=JoinPolicy.EVERYONE)
        )
        return [group for group in found if group.pk not in banned]

    @property
    def managed(self) -> list[int]:
        """Keys of the groups the person runs."""
        return [
            group_id
            for group_id, state, role in self._rows
            if state == State.ACTIVE and role == Role.MANAGER
        ]

    @property
    def is_waited_for(self) -> bool:
        """Whether something can wait for the person: an invitation, or requests to answer."""
        return bool(self._in_state(State.INVITED) or self.managed)


def belonging_of(request: HttpRequest) -> Belonging:
    """Return where the viewer of this request belongs, read at the first question."""
    kept = getattr(request, _KEPT_AS, None)
    if kept is None or kept.user != request.user:
        kept = Belonging(request.user)
        setattr(request, _KEPT_AS, kept)
    return kept
