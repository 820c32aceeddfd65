"""Meetings, their agendas, documents and people."""

from .agenda import AgendaItem, ItemPurpose, ItemState
from .documents import DocumentVersion, MeetingDocument
from .meetings import Meeting, MeetingState
from .people import Answer, Attendance, Duty

__all__ = [
    "AgendaItem",
    "Answer",
    "Attendance",
    "DocumentVersion",
    "Duty",
    "ItemPurpose",
    "ItemState",
    "Meeting",
    "MeetingDocument",
    "MeetingState",
]
