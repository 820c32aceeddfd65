"""Changes to conversations."""

from .calls import CallColleagues
from .comments import EditComment, PostComment, RemoveComment, RestoreComment
from .discussions import (
    AcceptAnswer,
    ChangeDiscussionState,
    FollowDiscussion,
    React,
    WithdrawAnswer,
)
from .posts import EditPost, PinPost, PublishPost, RemovePost, RestorePost, UnpinPost

__all__ = [
    "AcceptAnswer",
    "CallColleagues",
    "ChangeDiscussionState",
    "EditComment",
    "EditPost",
    "FollowDiscussion",
    "PinPost",
    "PostComment",
    "PublishPost",
    "React",
    "RemoveComment",
    "RemovePost",
    "RestoreComment",
    "RestorePost",
    "UnpinPost",
    "WithdrawAnswer",
]
