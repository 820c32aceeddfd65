"""What is said: discussions, posts, comments, and what people do with them."""

from .calls import MAX_CALL_TEXT, Call
from .comments import MAX_DEPTH, PATH_STEP, Comment
from .discussions import ContentState, Discussion, DiscussionState
from .marks import Mention, Reaction, ReactionKind, Revision, Subscription, SubscriptionLevel
from .posts import Post, PostTopic, heading_of

__all__ = [
    "MAX_CALL_TEXT",
    "MAX_DEPTH",
    "PATH_STEP",
    "Call",
    "Comment",
    "ContentState",
    "Discussion",
    "DiscussionState",
    "Mention",
    "Post",
    "PostTopic",
    "Reaction",
    "ReactionKind",
    "Revision",
    "Subscription",
    "SubscriptionLevel",
    "heading_of",
]
