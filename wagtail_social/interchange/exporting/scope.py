"""What an export holds: everything, or one group and whoever appears in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from wagtail_social.conversations.models import (
    Comment,
    Discussion,
    Mention,
    Post,
    Reaction,
    Revision,
    Subscription,
)
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Group, Membership
from wagtail_social.meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Attendance,
    DateProposal,
    DateVote,
    DocumentVersion,
    Meeting,
    MinutesVersion,
    Note,
    Outcome,
    Remark,
    Withdrawal,
)
from wagtail_social.meetings.targets import ITEM

from ..models import ImportedRecord
from ..names import OWN_NAMES

#: What the discussions that go out are about.
_TARGETS = (POST, ITEM)
#: Rows that are fetched and written together.
CHUNK = 500
#: Who is named by the rows of a meeting: the model, its way to the meeting, its keys to people.
_OF_MEETINGS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (Attendance, "meeting", ("user", "invited_by")),
    (AgendaItem, "meeting", ("presenter", "proposed_by")),
    (Note, "meeting", ("edited_by",)),
    (Outcome, "meeting", ("created_by",)),
    (Remark, "meeting", ("author", "answered_by")),
    (ActionItem, "meeting", ("owner", "created_by", "told_to")),
    (ActionUpdate, "action_item__meeting", ("author", "owner")),
    (MinutesVersion, "meeting", ("approved_by",)),
    (DateProposal, "meeting", ("proposed_by",)),
    (Withdrawal, "meeting", ("user",)),
    (DateVote, "proposal__meeting", ("user",)),
    (DocumentVersion, "document__meeting", ("uploaded_by",)),
)


@dataclass(frozen=True)
class Scope:
    """Reads for one export. ``group`` is ``None`` for everything."""

    group: Group | None = None

    def groups(self) -> QuerySet[Group]:
        """Return the groups, oldest first."""
        groups = Group.objects.order_by("created_at", "pk")
        return groups if self.group is None else groups.filter(pk=self.group.pk)

    def posts(self) -> QuerySet[Post]:
        """Return the posts, oldest first."""
        posts = Post.objects.order_by("created_at", "pk")
        return posts if self.group is None else posts.filter(group=self.group)

    def meetings(self) -> QuerySet[Meeting]:
        """Return the meetings in the order in which they were planned."""
        meetings = Meeting.objects.order_by("created_at", "pk")
        return meetings if self.group is None else meetings.filter(group=self.group)

    def discussions(self) -> QuerySet[Discussion]:
        """Return the discussions of the posts, and of what meetings talk about."""
        found = Discussion.objects.filter(target_type__in=_TARGETS)
        return found if self.group is None else found.filter(group=self.group)

    def comments(self) -> Any:
        """Return the comments in the order in which they came: parents before replies."""
        found = Comment.objects.filter(discussion__target_type__in=_TARGETS).order_by("pk")
        return found if self.group is None else found.filter(discussion__group=self.group)

    def comment_chunks(self) -> Iterator[list[Any]]:
        """Yield the comments with their written texts in lists of at most :data:`CHUNK`.

        Walks along the key of the table alone and joins a chunk at a time: one join of all,
        ordered by key, becomes quadratic where the database has no statistics yet, as it has none
        soon after an import (21,000 comments: 112 s against 13 s).
        """
        last = 0
        while keys := list(
            Comment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
        ):
            last = keys[-1]
            if found := list(self.comments().filter(pk__in=keys).with_source()):
                yield found

    def people(self) -> list[tuple[str, Any]]:
        """Return (username, key) of who takes part, sorted by code point.

        Sorted here and not by the database, whose order depends on its locale.
        """
        model = get_user_model()
        users = model._base_manager.all()
        if self.group is not None:
            users = users.filter(pk__in=self._people_of_group())
        return sorted(users.values_list(model.USERNAME_FIELD, "pk"))

    def _people_of_group(self) -> set[Any]:
        discussions = self.discussions().values("pk")
        members = Membership.objects.filter(group=self.group)
        sources: list[tuple[QuerySet[Any], tuple[str, ...]]] = [
            (self.groups(), ("created_by",)),
            (members, ("user", "invited_by")),
            (self.posts(), ("author", "removed_by")),
            (self.comments(), ("author", "removed_by")),
        ]
        marks: list[tuple[QuerySet[Any], str]] = [
            (Revision.objects.all(), "edited_by"),
            (Reaction.objects.all(), "user"),
            (Mention.objects.filter(named=True), "user"),
            (Subscription.objects.all(), "user"),
        ]
        sources += [(rows.filter(discussion__in=discussions), (field,)) for rows, field in marks]
        meetings = self.meetings().order_by().values("pk")
        sources.append((self.meetings().order_by(), ("created_by", "series__created_by")))
        sources += [
            (model._default_manager.filter(**{f"{path}__in": meetings}), fields)
            for model, path, fields in _OF_MEETINGS
        ]
        found: set[Any] = set()
        for rows, fields in sources:
            for field in fields:
                found.update(rows.order_by().values_list(field, flat=True).distinct())
        return found - {None}


def chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Yield the rows in lists of :data:`CHUNK`, without holding more than one."""
    found = rows.iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        yield chunk


def usernames(keys: Collection[Any]) -> dict[Any, str]:
    """Return usernames by key."""
    model = get_user_model()
    rows = model._base_manager.filter(pk__in={key for key in keys if key is not None})
    return dict(rows.values_list("pk", model.USERNAME_FIELD))


def outer_names(kind: str, own: dict[int, str]) -> dict[int, str]:
    """Return what rows are called in the file: the name they came with, else their own.

    ``own`` gives their own names by key. An own name that an imported row came with gets signs
    behind it, so that no name stands twice.
    """
    rows = ImportedRecord.objects.filter(kind=kind, object_id__in=[str(key) for key in own])
    names = {int(key): name for key, name in rows.values_list("object_id", "external_id")}
    missing = {key: name for key, name in own.items() if key not in names}
    while missing:
        taken = ImportedRecord.objects.filter(kind=kind, external_id__in=missing.values())
        others = set(taken.values_list("external_id", flat=True))
        names |= {key: name for key, name in missing.items() if name not in others}
        missing = {key: f"{name}-x" for key, name in missing.items() if name in others}
    return names


def names_of(kind: str, keys: Collection[int | None]) -> dict[Any, str]:
    """Return what things of this kind are called in the file, by key."""
    own = {key: f"{OWN_NAMES[kind]}{key}" for key in keys if key is not None}
    return outer_names(kind, own)


def group_names(groups: QuerySet[Group]) -> dict[int, str]:
    """Return what groups are called in the file, by key."""
    return outer_names("groups", dict(groups.values_list("pk", "slug")))
