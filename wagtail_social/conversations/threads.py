"""The part of a thread that a page shows: some top-level comments, and the first of their replies.

Read by keyset over stored paths, so that a page of a thread of ten thousand costs what a page of
a short one costs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from wagtail_social.conf import settings

from .models import PATH_STEP, Comment
from .presenting import Presenter, comment_rows
from .rows import CommentRow, MoreRow
from .targets import Place

#: Replies shown below each top-level comment before "Show more replies".
REPLIES_SHOWN = 10
#: Replies that "Show more replies" brings at a time.
REPLIES_MORE = 50
#: Comments of a thread on one page to print.
PRINTED = 500

_PATH = re.compile(rf"(?:[0-9a-z]{{{PATH_STEP}}})+")


@dataclass
class Thread:
    """A part of a discussion as one person finds it, ready to be drawn."""

    place: Place
    rows: list[CommentRow] = field(default_factory=list)
    #: The way to the comments behind the last one shown.
    more: MoreRow | None = None
    #: The way to the first comment, where the part shown begins later.
    start_url: str = ""

    @property
    def count(self) -> int:
        """How many comments the whole discussion has."""
        return self.place.discussion.comment_count if self.place.discussion else 0

    @property
    def element_id(self) -> str:
        """The id of the list on the page; other ids begin with it."""
        return thread_id(self.place)

    @property
    def whole(self) -> bool:
        """Whether the part shown goes on to the end, so that a new comment belongs behind it."""
        return self.more is None


def thread_id(place: Place) -> str:
    """Return the beginning of all ids that a discussion's elements have on a page."""
    return f"thread-{place.kind.name}-{place.target.pk}"


def path_from(text: Any) -> str:
    """Return a path that came in an address, or an empty string where it is none."""
    text = text if isinstance(text, str) and len(text) <= PATH_STEP * 64 else ""
    return text if _PATH.fullmatch(text) else ""


def key_from(text: Any) -> int | None:
    """Return a key that came in an address, or ``None`` where it is none."""
    if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    return None


def comments_of(place: Place) -> Any:
    """Return the comments of the place's discussion, none where nobody has said anything."""
    if place.discussion is None:
        return Comment.objects.none()
    return Comment.objects.filter(discussion=place.discussion)


def read_thread(
    place: Place,
    *,
    page_url: str,
    after: str = "",
    at: int | None = None,
    presenter: Presenter | None = None,
) -> Thread:
    """Return the first comments; those behind the path ``after``; or those around comment ``at``.

    ``page_url`` is the address of the page that shows the thread. A comment that is not of this
    discussion is as good as none.
    """
    thread = Thread(place)
    if place.discussion is None:
        return thread
    comments = comments_of(place)
    size = settings.THREAD_PAGE_SIZE
    found = comments.filter(pk=at).first() if at is not None else None
    if found is not None:
        after = _just_before(comments, found.path[:PATH_STEP], size)
    roots = comments.roots_after(after, size=size + 1)
    branches = _Branches(place, page_url, roots[:size])
    branches.read(comments, found)
    thread.rows = branches.rows(presenter)
    if len(roots) > size:
        thread.more = more_comments(place, page_url, roots[size - 1].path)
    if after:
        thread.start_url = page_url
    return thread


def _just_before(comments: Any, root: str, size: int) -> str:
    """Return the path behind which a page shows this top-level comment: the first page if it can.

    Else the page begins with one comment before it, so that one sees where one is.
    """
    early = comments.filter(depth=0, path__lt=root)
    if len(early.order_by("path").values_list("path", flat=True)[:size]) < size:
        return ""
    nearest = list(early.order_by("-path").values_list("path", flat=True)[:2])
    return nearest[1] if len(nearest) > 1 else ""


class _Branches:
    """Some top-level comments with the part of their replies that is shown."""

    def __init__(self, place: Place, page_url: str, roots: Sequence[Comment]) -> None:
        self.place = place
        self.page_url = page_url
        self.roots = roots
        self.replies: dict[str, list[Comment]] = {root.path: [] for root in roots}
        #: Branches shown from a later reply on, and whether they go on beyond what is shown.
        self.later: dict[str, bool] = {}

    def read(self, comments: Any, found: Comment | None) -> None:
        """Read the first replies of each branch; of the branch of ``found`` those around it."""
        for reply in comments.replies_to(self.roots, each=REPLIES_SHOWN):
            self.replies[reply.path[:PATH_STEP]].append(reply)
        if found is None or not found.depth:
            return
        root = found.path[:PATH_STEP]
        if all(reply.pk != found.pk for reply in self.replies.get(root, ())):
            above = [found.path[:end] for end in range(2 * PATH_STEP, len(found.path), PATH_STEP)]
            near = comments.filter(root=found.root_id).filter(
                Q(path__in=above) | Q(path__gte=found.path)
            )
            size = REPLIES_SHOWN + len(above)
            part = list(near.order_by("path")[: size + 1])
            self.replies[root], self.later[root] = part[:size], len(part) > size

    def rows(self, presenter: Presenter | None) -> list[CommentRow]:
        """Return the rows in order, with the ways to what is left out."""
        ordered = [comment for root in self.roots for comment in (root, *self.replies[root.path])]
        rows = {row.pk: row for row in comment_rows(self.place, ordered, presenter=presenter)}
        for root in self.roots:
            last = _last_shown([root, *self.replies[root.path]], rows)
            if last is not None:
                last.more = self._more(root)
            if root.path in self.later and root.pk in rows:
                rows[root.pk].earlier_url = f"{self.page_url}?at={root.pk}#comment-{root.pk}"
        return [rows[comment.pk] for comment in ordered if comment.pk in rows]

    def _more(self, root: Comment) -> MoreRow | None:
        shown = self.replies[root.path]
        end = shown[-1].path if shown else root.path
        if root.path in self.later:
            return more_replies(self.place, root, end, 0) if self.later[root.path] else None
        left = root.reply_count - len(shown)
        return more_replies(self.place, root, end, left) if left > 0 else None


def _last_shown(branch: Sequence[Comment], rows: dict[int, CommentRow]) -> CommentRow | None:
    return next((rows[comment.pk] for comment in reversed(branch) if comment.pk in rows), None)


def more_comments(place: Place, page_url: str, after: str) -> MoreRow:
    """Return the way to the top-level comments behind this path."""
    query = urlencode({"after": after})
    return MoreRow(0, f"{page_url}?{query}", f"{place.comments_url()}?{query}")


def more_replies(place: Place, root: Comment, after: str, count: int) -> MoreRow:
    """Return the way to the replies of a branch behind this path; ``count`` 0 where unknown."""
    url = f"{place.comments_url()}?{urlencode({'root': root.pk, 'after': after})}"
    return MoreRow(count, url, url)


def read_branch(place: Place, root: Comment, *, after: str) -> Thread:
    """Return the next replies of one top-level comment behind the path ``after``."""
    replies = list(
        comments_of(place).filter(root=root, path__gt=after).order_by("path")[: REPLIES_MORE + 1]
    )
    shown = replies[:REPLIES_MORE]
    thread = Thread(place, comment_rows(place, shown))
    if len(replies) > len(shown):
        thread.more = more_replies(place, root, shown[-1].path, 0)
    return thread


def read_print(
    place: Place, *, page_url: str, after: str, presenter: Presenter | None = None
) -> Thread:
    """Return the whole thread, up to ``PRINTED`` comments, for paper and for searching in it."""
    if not place.discussion:
        return Thread(place)
    comments = list(comments_of(place).filter(path__gt=after).order_by("path")[: PRINTED + 1])
    rows = comment_rows(place, comments[:PRINTED], presenter=presenter)
    thread = Thread(place, rows)
    if len(comments) > PRINTED:
        query = urlencode({"print": 1, "after": comments[PRINTED - 1].path})
        thread.more = MoreRow(0, f"{page_url}?{query}", "")
    return thread
