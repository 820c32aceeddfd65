"""What comments of a file are about: posts, and items of the agendas of meetings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wagtail_social.conversations.models import Discussion, Post
from wagtail_social.conversations.targets import POST, Place, post_target
from wagtail_social.meetings.models import AgendaItem
from wagtail_social.meetings.targets import ITEM, item_target

from ..format import CommentLine
from ..names import Names


def about(line: CommentLine) -> str:
    """Return what a comment stands under, as one text: no post is called as an item is here."""
    return line.post if line.post is not None else f"\n{line.item}"


class Abouts:
    """The posts and items of a batch of comments, with their discussions: a few queries."""

    def __init__(self, names: Names, lines: Sequence[CommentLine]) -> None:
        posts = names.keys("posts", {line.post for line in lines if line.post is not None})
        items = names.keys("items", {line.item for line in lines if line.item is not None})
        #: Our keys by what ``about`` says; ``None`` for what was deleted here, 0 in a trial run.
        self.keys = posts | {f"\n{name}": key for name, key in items.items()}
        wanted_posts = [key for key in posts.values() if key]
        wanted_items = [key for key in items.values() if key]
        self._rows: dict[tuple[str, int], Any] = {
            **_by(POST, Post.objects.select_related("group").in_bulk(wanted_posts)),
            **_by(ITEM, AgendaItem.objects.select_related("meeting__group").in_bulk(wanted_items)),
        }
        self._discussions: dict[tuple[str, int], Discussion] = {
            **_by(POST, Discussion.objects.by_target(POST, wanted_posts)),
            **_by(ITEM, Discussion.objects.by_target(ITEM, wanted_items)),
        }
        self._kinds = {POST: post_target(), ITEM: item_target()}

    def _slot(self, line: CommentLine) -> tuple[str, int]:
        return (POST if line.post is not None else ITEM), self.keys[about(line)] or 0

    def discussion(self, line: CommentLine) -> Discussion | None:
        """Return the discussion in which a comment stands, if somebody has said something there."""
        return self._discussions.get(self._slot(line))

    def place(self, line: CommentLine) -> Place:
        """Return where a comment is to be posted."""
        slot = self._slot(line)
        place = Place(self._kinds[slot[0]], self._rows[slot], None, self._discussions.get(slot))
        self._discussions[slot] = place.ensure_discussion()
        return place


def _by(kind: str, rows: dict[int, Any]) -> dict[tuple[str, int], Any]:
    return {(kind, key): row for key, row in rows.items()}
