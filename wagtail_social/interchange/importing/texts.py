"""What posts and comments have in common: authors, texts, and what people left on them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from wagtail_social.actions import Refused
from wagtail_social.conversations.models import (
    Comment,
    Discussion,
    Mention,
    Reaction,
    Revision,
    Subscription,
)
from wagtail_social.conversations.text import clean_source

from ..fields import BadLine
from ..format import CommentLine, PostLine
from .base import Importer

L = TypeVar("L", PostLine, CommentLine)


class TextImporter(Importer[L]):
    """Checks and gathers for posts and comments; what is gathered is written once a batch."""

    once = (Subscription,)

    def name_of(self, line: L) -> str:
        """Return the id."""
        return line.id

    def fetch_users(self, lines: Sequence[L]) -> None:
        """Fetch everybody whom these lines name."""
        self.users = self.names.users(name for line in lines for name in people_of(line))

    def check_people(self, line: L) -> None:
        """Everybody who is named must be known."""
        for name in people_of(line):
            if name is not None and name not in self.users:
                raise BadLine(_("there is no person “%(name)s”") % {"name": name})

    def check_text(self, line: L, *, required: bool) -> None:
        """There must be a text, of a length that is allowed here, and no reaction twice."""
        try:
            clean_source(line.body, required=required)
            for revision in line.revisions:
                clean_source(revision.body, required=False)
        except Refused as error:
            raise BadLine(
                _("“%(field)s”: %(reason)s") % {"field": "body", "reason": error.message}
            ) from error
        given = [(reaction.username, reaction.kind) for reaction in line.reactions]
        if len(given) > len(set(given)):
            raise BadLine(_("“reactions”: somebody gave the same reaction twice"))

    def user(self, name: str | None) -> Any:
        """Return the account of this name; ``None`` when it was deleted here."""
        return None if name is None else self.users.get(name)

    def gather_marks(self, line: L, discussion: Discussion, comment: Comment | None) -> None:
        """Gather earlier versions and reactions."""
        self.gathered += [
            Revision(
                discussion=discussion,
                comment=comment,
                title=getattr(revision, "title", "") if comment is None else "",
                source=revision.body,
                edited_by=self.user(revision.by),
                created_at=revision.at,
            )
            for revision in line.revisions
        ]
        self.gathered += [
            Reaction(
                user=self.user(reaction.username),
                discussion=discussion,
                comment=comment,
                kind=reaction.kind,
                created_at=reaction.at or line.created,
            )
            for reaction in line.reactions
            if self.user(reaction.username) is not None
        ]

    def gather_follower(self, user: Any, discussion: Discussion, since: datetime.datetime) -> None:
        """Let a person follow the discussion from then on, unless they do already."""
        if user is not None:
            self.gathered.append(Subscription(user=user, discussion=discussion, created_at=since))

    def date_mentions(self, line: L, discussion: Discussion, comment: Comment | None) -> None:
        """Let people have been named when the text was written, not now."""
        Mention.objects.filter(discussion=discussion, comment=comment).update(
            created_at=line.created
        )

    def removal(self, line: L) -> dict[str, Any]:
        """Return the fields that say who took the text away, and why."""
        if line.removed is None:
            return {}
        return {
            "state": "removed",
            "removed_at": line.removed.at,
            "removed_by": self.user(line.removed.by),
            "removal_reason": line.removed.reason,
        }


def people_of(line: PostLine | CommentLine) -> Iterator[str | None]:
    """Yield the usernames that a post or comment names as data, not in its text."""
    yield line.author
    yield from (revision.by for revision in line.revisions)
    yield from (reaction.username for reaction in line.reactions)
    if line.removed:
        yield line.removed.by
    if isinstance(line, PostLine):
        yield from line.followers or ()
