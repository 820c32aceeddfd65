"""Meetings: agendas, documents, people, minutes, what is to be done, and what comes next."""

from .action_items import STILL_OPEN, ActionItem, ActionStatus, ActionUpdate, UpdateKind
from .agenda import AgendaItem, ItemPurpose, ItemState
from .documents import DocumentVersion, MeetingDocument
from .meetings import Meeting, MeetingState
from .minutes import MinutesVersion, Note, Outcome, OutcomeKind, Remark, RemarkState
from .next_dates import DateProposal, DateVote, VoteAnswer
from .people import Answer, Attendance, Duty
from .register import RegisteredDecision
from .series import MeetingSeries, Rhythm
from .withdrawals import Withdrawal

__all__ = [
    "STILL_OPEN",
    "ActionItem",
    "ActionStatus",
    "ActionUpdate",
    "AgendaItem",
    "Answer",
    "Attendance",
    "DateProposal",
    "DateVote",
    "DocumentVersion",
    "Duty",
    "ItemPurpose",
    "ItemState",
    "Meeting",
    "MeetingDocument",
    "MeetingSeries",
    "MeetingState",
    "MinutesVersion",
    "Note",
    "Outcome",
    "OutcomeKind",
    "RegisteredDecision",
    "Remark",
    "RemarkState",
    "Rhythm",
    "UpdateKind",
    "VoteAnswer",
    "Withdrawal",
]
