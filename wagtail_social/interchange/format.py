"""The interchange format: what each kind of line holds, in the order in which it is written.

One dataclass a kind; what the fields mean stands in the reference ("Interchange format").
"""

# ruff: noqa: RUF009 (the calls make fields; nothing is shared between instances)
from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from wagtail_social.conversations.models import Post, ReactionKind
from wagtail_social.groups.models import Group, JoinPolicy, Membership, Posting, Role, State
from wagtail_social.people.models import Department, Level, Profile
from wagtail_social.topics.vocabulary import MAX_LENGTH as TOPIC_LENGTH

from .fields import length, objects, optional, parts, person, required
from .meeting_format import MeetingLine
from .values import choice, flag, identifier, listed, moment, path_of_names, text

_topics = listed(text(TOPIC_LENGTH))


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """One who takes part."""

    username: str = required(person())
    joined: datetime = required(moment)
    name: str = optional(text(300), "")
    handle: str | None = optional(identifier(length(Profile, "handle") or 60), None)
    email: str = optional(text(254), "")
    job_title: str = optional(text(length(Profile, "job_title")), "")
    department: str = optional(path_of_names(length(Department, "name") or 120), "")
    level: str = optional(choice(Level.values), Level.EMPLOYEE.value)
    languages: tuple[str, ...] = optional(listed(identifier(20)), ())
    bio: str = optional(text(length(Profile, "bio")), "")
    expertise: tuple[str, ...] = optional(_topics, ())
    active: bool = optional(flag, True)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """One group."""

    slug: str = required(identifier())
    title: str = required(text(length(Group, "title"), empty=False))
    access: str = required(choice(("open", "closed", "secret", "everyone")))
    description: str = optional(text(length(Group, "purpose")), "")
    tags: tuple[str, ...] = optional(_topics, ())
    join: str | None = optional(
        choice([policy for policy in JoinPolicy.values if policy != JoinPolicy.EVERYONE]), None
    )
    posting: str = optional(choice(Posting.values), Posting.MEMBERS.value)
    guidelines: str = optional(text(length(Group, "guidelines")), "")
    welcome: str = optional(text(length(Group, "welcome")), "")
    pilot: bool = optional(flag, False)
    created: datetime | None = optional(moment, None)
    archived: datetime | None = optional(moment, None)
    creator: str | None = optional(person(), None)
    department: str = optional(path_of_names(length(Department, "name") or 120), "")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MembershipLine:
    """One person's place in one group."""

    group: str = required(identifier())
    username: str = required(person())
    role: str = required(choice(Role.values))
    state: str = optional(choice(State.values), State.ACTIVE.value)
    message: str = optional(text(length(Membership, "message")), "")
    since: datetime | None = optional(moment, None)
    invited_by: str | None = optional(person(), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReactionPart:
    """One tap of one person; without a time it was given when the text was written."""

    username: str = required(person())
    kind: str = required(choice(ReactionKind.values))
    at: datetime | None = optional(moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RevisionPart:
    """What a text was until ``at``. Comments have no title."""

    at: datetime = required(moment)
    by: str | None = optional(person(), None)
    title: str = optional(text(length(Post, "title")), "")
    body: str = required(text())


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RemovedPart:
    """That a text was taken away."""

    at: datetime = required(moment)
    by: str | None = optional(person(), None)
    reason: str = optional(text(length(Post, "removal_reason")), "")


def _reactions() -> Any:
    return parts(ReactionPart)


def _revisions() -> Any:
    return parts(RevisionPart)


def _removed() -> Any:
    return optional(objects(RemovedPart), None, nested=RemovedPart)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PostLine:
    """What begins a discussion, and what became of it.

    ``followers`` left out: who wrote follows. Given: exactly these people do.
    """

    id: str = required(identifier())
    group: str = required(identifier())
    author: str | None = required(person(), nullable=True)
    created: datetime = required(moment)
    title: str = optional(text(length(Post, "title")), "")
    body: str = required(text())
    tags: tuple[str, ...] = optional(_topics, ())
    kind: str = optional(identifier(length(Post, "kind") or 30), "update")
    closed: datetime | None = optional(moment, None)
    locked: bool = optional(flag, False)
    pinned: datetime | None = optional(moment, None)
    language: str = optional(text(length(Post, "language")), "")
    edited: datetime | None = optional(moment, None)
    revisions: tuple[RevisionPart, ...] = _revisions()
    accepted: str | None = optional(identifier(), None)
    reactions: tuple[ReactionPart, ...] = _reactions()
    removed: RemovedPart | None = _removed()
    followers: tuple[str, ...] | None = optional(listed(person()), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class CommentLine:
    """One answer, under a post or under an item of the agenda of a meeting."""

    id: str = required(identifier())
    post: str | None = optional(identifier(), None)
    author: str | None = required(person(), nullable=True)
    created: datetime = required(moment)
    body: str = required(text(empty=False))
    item: str | None = optional(identifier(), None)
    parent: str | None = optional(identifier(), None)
    edited: datetime | None = optional(moment, None)
    revisions: tuple[RevisionPart, ...] = _revisions()
    reactions: tuple[ReactionPart, ...] = _reactions()
    removed: RemovedPart | None = _removed()


#: The kinds of lines by the name of their file, in the order in which they are read.
KINDS: dict[str, type[Any]] = {
    "people": PersonLine,
    "groups": GroupLine,
    "memberships": MembershipLine,
    "posts": PostLine,
    "meetings": MeetingLine,
    "comments": CommentLine,
}


def file_name(kind: str) -> str:
    """Return the name of the file that holds this kind."""
    return f"{kind}.jsonl"
