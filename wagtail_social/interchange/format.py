"""The interchange format: what each kind of line holds, in the order in which it is written.

One dataclass a kind. Reading and writing both go by these, so that they cannot disagree; what the
fields mean stands in the reference ("Interchange format").
"""

# ruff: noqa: RUF009 (the calls make fields; nothing is shared between instances)
from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from wagtail_social.conversations.models import Post, ReactionKind
from wagtail_social.groups.models import Group, JoinPolicy, Membership, Posting, Role, State
from wagtail_social.people.models import Department, Level, Profile
from wagtail_social.topics.vocabulary import MAX_LENGTH as TOPIC_LENGTH

from .values import (
    BadValue,
    Reader,
    choice,
    flag,
    identifier,
    listed,
    moment,
    path_of_names,
    text,
    written,
)

L = TypeVar("L")

#: Files that are counted and left: there is no room that reads them.
LEFT_OUT = ("meetings",)


class BadLine(Exception):
    """A line that cannot be taken; ``reason`` is a translated sentence or phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _length(model: Any, field: str) -> int | None:
    return model._meta.get_field(field).max_length


def _username() -> Reader:
    model = get_user_model()
    return identifier(_length(model, model.USERNAME_FIELD) or 255)


def _objects(kind: type[Any]) -> Reader:
    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise BadValue(_("must be an object in braces"))
        try:
            return parsed(kind, value)
        except BadLine as error:
            raise BadValue(error.reason) from error

    return read


def _required(read: Reader, *, nullable: bool = False) -> Any:
    return dataclasses.field(metadata={"read": read, "required": True, "nullable": nullable})


def _optional(read: Reader, default: Any, *, nested: type[Any] | None = None) -> Any:
    return dataclasses.field(default=default, metadata={"read": read, "nested": nested})


_topics = listed(text(TOPIC_LENGTH))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """One who takes part."""

    username: str = _required(_username())
    joined: datetime = _required(moment)
    name: str = _optional(text(300), "")
    handle: str | None = _optional(identifier(_length(Profile, "handle") or 60), None)
    email: str = _optional(text(254), "")
    job_title: str = _optional(text(_length(Profile, "job_title")), "")
    department: str = _optional(path_of_names(_length(Department, "name") or 120), "")
    level: str = _optional(choice(Level.values), Level.EMPLOYEE.value)
    languages: tuple[str, ...] = _optional(listed(identifier(20)), ())
    bio: str = _optional(text(_length(Profile, "bio")), "")
    expertise: tuple[str, ...] = _optional(_topics, ())
    active: bool = _optional(flag, True)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """One group."""

    slug: str = _required(identifier())
    title: str = _required(text(_length(Group, "title"), empty=False))
    access: str = _required(choice(("open", "closed", "secret", "everyone")))
    description: str = _optional(text(_length(Group, "purpose")), "")
    tags: tuple[str, ...] = _optional(_topics, ())
    join: str | None = _optional(
        choice([policy for policy in JoinPolicy.values if policy != JoinPolicy.EVERYONE]), None
    )
    posting: str = _optional(choice(Posting.values), Posting.MEMBERS.value)
    guidelines: str = _optional(text(_length(Group, "guidelines")), "")
    welcome: str = _optional(text(_length(Group, "welcome")), "")
    pilot: bool = _optional(flag, False)
    created: datetime | None = _optional(moment, None)
    archived: datetime | None = _optional(moment, None)
    creator: str | None = _optional(_username(), None)
    department: str = _optional(path_of_names(_length(Department, "name") or 120), "")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MembershipLine:
    """One person's place in one group."""

    group: str = _required(identifier())
    username: str = _required(_username())
    role: str = _required(choice(Role.values))
    state: str = _optional(choice(State.values), State.ACTIVE.value)
    message: str = _optional(text(_length(Membership, "message")), "")
    since: datetime | None = _optional(moment, None)
    invited_by: str | None = _optional(_username(), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReactionPart:
    """One tap of one person; without a time it was given when the text was written."""

    username: str = _required(_username())
    kind: str = _required(choice(ReactionKind.values))
    at: datetime | None = _optional(moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RevisionPart:
    """What a text was until ``at``. Comments have no title."""

    at: datetime = _required(moment)
    by: str | None = _optional(_username(), None)
    title: str = _optional(text(_length(Post, "title")), "")
    body: str = _required(text())


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RemovedPart:
    """That a text was taken away."""

    at: datetime = _required(moment)
    by: str | None = _optional(_username(), None)
    reason: str = _optional(text(_length(Post, "removal_reason")), "")


def _reactions() -> Any:
    return _optional(listed(_objects(ReactionPart)), (), nested=ReactionPart)


def _revisions() -> Any:
    return _optional(listed(_objects(RevisionPart)), (), nested=RevisionPart)


def _removed() -> Any:
    return _optional(_objects(RemovedPart), None, nested=RemovedPart)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PostLine:
    """What begins a discussion, and what became of it.

    ``followers`` left out: who wrote follows. Given: exactly these people do.
    """

    id: str = _required(identifier())
    group: str = _required(identifier())
    author: str | None = _required(_username(), nullable=True)
    created: datetime = _required(moment)
    title: str = _optional(text(_length(Post, "title")), "")
    body: str = _required(text())
    tags: tuple[str, ...] = _optional(_topics, ())
    kind: str = _optional(identifier(_length(Post, "kind") or 30), "update")
    closed: datetime | None = _optional(moment, None)
    locked: bool = _optional(flag, False)
    pinned: datetime | None = _optional(moment, None)
    language: str = _optional(text(_length(Post, "language")), "")
    edited: datetime | None = _optional(moment, None)
    revisions: tuple[RevisionPart, ...] = _revisions()
    accepted: str | None = _optional(identifier(), None)
    reactions: tuple[ReactionPart, ...] = _reactions()
    removed: RemovedPart | None = _removed()
    followers: tuple[str, ...] | None = _optional(listed(_username()), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CommentLine:
    """One answer."""

    id: str = _required(identifier())
    post: str = _required(identifier())
    author: str | None = _required(_username(), nullable=True)
    created: datetime = _required(moment)
    body: str = _required(text(empty=False))
    parent: str | None = _optional(identifier(), None)
    edited: datetime | None = _optional(moment, None)
    revisions: tuple[RevisionPart, ...] = _revisions()
    reactions: tuple[ReactionPart, ...] = _reactions()
    removed: RemovedPart | None = _removed()


#: The kinds of lines by the name of their file, in the order in which they are read.
KINDS: dict[str, type[Any]] = {
    "people": PersonLine,
    "groups": GroupLine,
    "memberships": MembershipLine,
    "posts": PostLine,
    "comments": CommentLine,
}


def file_name(kind: str) -> str:
    """Return the name of the file that holds this kind."""
    return f"{kind}.jsonl"


def parsed(kind: type[L], data: Mapping[str, Any]) -> L:
    """Return the line that this object makes. Raises :class:`BadLine` for the first bad field.

    An optional field that is ``null`` counts as left out.
    """
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        rules = field.metadata
        if field.name not in data and rules.get("required"):
            raise BadLine(_("the field “%(field)s” is missing") % {"field": field.name})
        value = data.get(field.name)
        if value is None:
            if not rules.get("required"):
                continue
            if rules["nullable"]:
                values[field.name] = None
                continue
        try:
            values[field.name] = rules["read"](value)
        except BadValue as error:
            raise BadLine(
                _("“%(field)s”: %(reason)s") % {"field": field.name, "reason": error.reason}
            ) from error
    return kind(**values)


def unknown_fields(kind: type[Any], data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of fields that the format does not have, those of parts with a dot."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key, value in data.items():
        if key not in fields:
            yield key
        elif nested := fields[key].metadata.get("nested"):
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    yield from (f"{key}.{inner}" for inner in unknown_fields(nested, part))


def as_object(line: Any) -> dict[str, Any]:
    """Return a line, or a part of one, as JSON holds it: fields in order, defaults left out."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(line):
        value = getattr(line, field.name)
        if not field.metadata.get("required") and value == field.default:
            continue
        if field.metadata.get("nested"):
            parts = value if isinstance(value, tuple) else [value]
            objects = [as_object(part) for part in parts]
            found[field.name] = objects if isinstance(value, tuple) else objects[0]
        else:
            found[field.name] = written(value)
    return found


def as_text(line: Any) -> str:
    """Return a line as it stands in a file, with its line end."""
    return json.dumps(as_object(line), ensure_ascii=False) + "\n"
