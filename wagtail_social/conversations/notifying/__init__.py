"""What people are told of conversations: mentions, replies, what goes on in their groups."""

from .categories import categories
from .concerned import group_members
from .happenings import happenings
from .subject import DISCUSSION, subjects

__all__ = ["DISCUSSION", "categories", "group_members", "happenings", "subjects"]
