"""Groups come in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from wagtail_social.groups.models import JoinPolicy, Visibility
from wagtail_social.people.models import Department

from ..actions import AXES, ImportGroup
from ..fields import BadLine
from ..format import GroupLine
from .base import Importer, Row


class GroupImporter(Importer[GroupLine]):
    """A group gets an address of its own; the slug of the file is remembered."""

    kind = "groups"

    def name_of(self, line: GroupLine) -> str:
        """Return the slug."""
        return line.slug

    def prepare(self, lines: Sequence[GroupLine]) -> None:
        """Fetch which groups are there, and who opened the others."""
        self._known = self.names.known("groups", {line.slug for line in lines})
        self._users = self.names.users(line.creator for line in lines)

    def known_key(self, line: GroupLine) -> tuple[bool, int | None]:
        """Look the slug up."""
        return line.slug in self._known, self._known.get(line.slug)

    def check(self, line: GroupLine) -> None:
        """Whoever opened it is known, and one can join what one sees."""
        if line.creator is not None and line.creator not in self._users:
            raise BadLine(_("there is no person “%(name)s”") % {"name": line.creator})
        visibility, policy = AXES[line.access]
        if line.join in (None, policy):
            return
        if visibility == Visibility.MEMBERS:
            raise BadLine(_("a secret group can only be joined by invitation"))
        if policy == JoinPolicy.EVERYONE:
            raise BadLine(_("everyone is in this group already: leave “join” out"))

    def write(self, line: GroupLine) -> int:
        """Open the group as it was."""
        visibility, policy = AXES[line.access]
        group = ImportGroup(
            actor=None,
            texts={
                "title": line.title,
                "purpose": line.description,
                "welcome": line.welcome,
                "guidelines": line.guidelines,
            },
            visibility=visibility,
            join_policy=line.join or policy,
            posting=line.posting,
            topics=line.tags,
            department=Department.objects.at_path(line.department) if line.department else None,
            pilot=line.pilot,
            creator=self._users.get(line.creator) if line.creator else None,
            created_at=line.created,
            archived_at=line.archived,
        ).execute()
        return group.pk

    def taken(self, row: Row[GroupLine], *, new: bool) -> None:
        """Keep in mind which groups are new."""
        seen = self.index.get("groups", row.line.slug)
        if new and seen and seen.key:
            self.run.new_groups[row.line.slug] = seen.key
