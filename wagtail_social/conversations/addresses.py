"""Addresses of what stands in a feed or a thread, by key."""

from __future__ import annotations

from typing import Any

from wagtail_social.addresses import addresses


class PostAddresses:
    """Addresses of posts by key, and of their groups."""

    def __init__(self) -> None:
        self.post = addresses("post")
        self.react = addresses("react", "post")
        self.who = addresses("reactions", "post")
        self.menu = addresses("discussion_menu", "post")
        self.follow = addresses("follow_discussion", "post")
        self.comment = addresses("comment")
        self._groups: dict[Any, str] = {}

    def group(self, group: Any) -> str:
        """Return the address of a group."""
        if group.pk not in self._groups:
            self._groups[group.pk] = group.get_absolute_url()
        return self._groups[group.pk]


class CommentAddresses:
    """Addresses of the comments of one discussion by key."""

    def __init__(self, target: str, target_id: Any) -> None:
        self.comment = addresses("comment")
        self.reply = addresses("comment_reply", target, target_id)
        self.menu = addresses("comment_menu", target, target_id)
        self.react = addresses("comment_react", target, target_id)
        self.who = addresses("comment_reactions", target, target_id)
        self.history = addresses("comment_history", target, target_id)
