"""People get their places in groups."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from wagtail_social.groups.models import Group, Membership

from ..actions import ImportMembership
from ..fields import BadLine
from ..format import MembershipLine
from .base import Importer


class MembershipImporter(Importer[MembershipLine]):
    """A place that a person has already is never changed."""

    kind = "memberships"
    remembered = False

    def name_of(self, line: MembershipLine) -> str:
        """Return group and person: there is one place for both."""
        return json.dumps([line.group, line.username])

    def prepare(self, lines: Sequence[MembershipLine]) -> None:
        """Fetch groups, people, and the places they have."""
        self._groups = self.names.keys("groups", {line.group for line in lines})
        self._users = self.names.users(
            name for line in lines for name in (line.username, line.invited_by)
        )
        self._rows = Group.objects.in_bulk([key for key in self._groups.values() if key])
        wanted = [user.pk for user in self._users.values() if user is not None and user.pk]
        places = Membership.objects.filter(group__in=self._rows, user__in=wanted)
        self._places = {
            (group, user): pk for pk, group, user in places.values_list("pk", "group", "user")
        }

    def known_key(self, line: MembershipLine) -> tuple[bool, int | None]:
        """Look the place up; where group or account were deleted there is nothing left to do."""
        if line.group not in self._groups or line.username not in self._users:
            return False, None
        group, user = self._groups[line.group], self._users[line.username]
        if group is None or user is None:
            return True, None
        key = self._places.get((group, user.pk))
        return key is not None, key

    def check(self, line: MembershipLine) -> None:
        """Group and people are known."""
        if line.group not in self._groups:
            raise BadLine(_("there is no group “%(name)s”") % {"name": line.group})
        for name in (line.username, line.invited_by):
            if name is not None and name not in self._users:
                raise BadLine(_("there is no person “%(name)s”") % {"name": name})

    def write(self, line: MembershipLine) -> int:
        """Make the row and count it."""
        key = self._groups[line.group]
        assert key is not None
        row = ImportMembership(
            actor=None,
            group=self._rows[key],
            user=self._users[line.username],
            state=line.state,
            role=line.role,
            message=line.message,
            since=line.since,
            invited_by=self._users.get(line.invited_by) if line.invited_by else None,
        ).execute()
        return row.pk
