"""Changes to groups and to who is in them."""

from .groups import ArchiveGroup, ChangeAccess, CreateGroup, EditGroup, ReopenGroup
from .joining import (
    AcceptInvitation,
    AcceptRequest,
    DeclineInvitation,
    DeclineRequest,
    InviteToGroup,
    JoinGroup,
    LeaveGroup,
    RequestToJoin,
    WithdrawRequest,
)
from .people import BanMember, ChangeRole, HandOver, LiftBan, RemoveMember

__all__ = [
    "AcceptInvitation",
    "AcceptRequest",
    "ArchiveGroup",
    "BanMember",
    "ChangeAccess",
    "ChangeRole",
    "CreateGroup",
    "DeclineInvitation",
    "DeclineRequest",
    "EditGroup",
    "HandOver",
    "InviteToGroup",
    "JoinGroup",
    "LeaveGroup",
    "LiftBan",
    "RemoveMember",
    "ReopenGroup",
    "RequestToJoin",
    "WithdrawRequest",
]
