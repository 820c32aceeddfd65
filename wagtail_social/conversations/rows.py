"""Rows: one post, answer or comment, in the form that a template needs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.extension_points import PostKind
from wagtail_social.people.adapters import PersonCard

from .addresses import CommentAddresses, PostAddresses
from .models import Post
from .wording import comments_text

Bar = list[dict[str, Any]]


@dataclass(slots=True)
class PostRow:
    """A post as a list or its own page shows it to one viewer."""

    post: Post
    card: PersonCard | None
    html: str
    #: Whether ``html`` is only the beginning.
    shortened: bool
    url: str
    group_title: str
    group_url: str
    kind: PostKind
    #: The kind in a word; empty for an update, which is what everything is.
    chip: str
    reactions: Bar
    #: How the viewer follows it: "following", "muted" or nothing.
    level: str
    can_react: bool
    comment_count: int
    #: Name and address of each topic that the text does not name.
    topics: list[tuple[str, str]]
    #: All its topics.
    tags: list[Any]
    #: The accepted answer, shortened.
    answer: AnswerRow | None
    at: PostAddresses

    @property
    def pk(self) -> int:
        """The key of the post."""
        return self.post.pk

    @property
    def react_url(self) -> str:
        """Where reactions are sent."""
        return self.at.react(self.post.pk)

    @property
    def who_url(self) -> str:
        """Where it stands who reacted."""
        return self.at.who(self.post.pk)

    @property
    def follow_url(self) -> str:
        """Where the button for following is sent."""
        return self.at.follow(self.post.pk)

    @property
    def menu_url(self) -> str:
        """Where the menu is fetched."""
        return self.at.menu(self.post.pk)

    @property
    def comments_text(self) -> str:
        """How many comments there are, in words."""
        return comments_text(self.comment_count) if self.comment_count else _("Comment")


@dataclass(slots=True)
class AnswerRow:
    """An accepted answer below its question."""

    pk: int
    card: PersonCard | None
    html: str
    shortened: bool
    time: Any
    url: str


@dataclass(slots=True)
class CommentRow:
    """A comment as a thread shows it to one viewer."""

    pk: int
    level: int
    card: PersonCard | None
    html: str
    time: Any
    edited: Any
    #: Whether the viewer may read earlier versions.
    knows_history: bool
    reactions: Bar
    can_reply: bool
    can_react: bool
    can_accept: bool
    accepted: bool
    at: CommentAddresses
    #: Who removed it, in words; empty for a comment that is shown.
    removed: str = ""
    reason: str = ""
    #: Whether the viewer may still read a removed text: its author, and moderators.
    readable: bool = True
    #: What follows it in its branch and is not shown: count and addresses.
    more: MoreRow | None = None
    #: What came before it in its branch and is not shown.
    earlier_url: str = ""


@dataclass(slots=True)
class MoreRow:
    """A way to what is not shown. ``url`` leads to a page, ``fragment_url`` to rows alone."""

    count: int
    url: str
    fragment_url: str

    @property
    def label(self) -> str:
        """What the way is called below a branch."""
        if not self.count:
            return _("Show more replies")
        return ngettext("Show %(count)s more reply", "Show %(count)s more replies", self.count) % {
            "count": self.count
        }
