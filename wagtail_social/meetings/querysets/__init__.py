"""Reads of the room of meetings, one module for each folder of rows."""

from .action_items import ActionItemQuerySet, ActionUpdateQuerySet
from .agenda import AgendaItemQuerySet
from .documents import DocumentQuerySet, DocumentVersionQuerySet
from .meetings import MeetingQuerySet
from .minutes import MinutesRowQuerySet, NoteQuerySet, OutcomeQuerySet, RemarkQuerySet
from .next_dates import DateProposalQuerySet
from .people import AttendanceQuerySet
from .register import RegisterQuerySet
from .withdrawals import WithdrawalQuerySet

__all__ = [
    "ActionItemQuerySet",
    "ActionUpdateQuerySet",
    "AgendaItemQuerySet",
    "AttendanceQuerySet",
    "DateProposalQuerySet",
    "DocumentQuerySet",
    "DocumentVersionQuerySet",
    "MeetingQuerySet",
    "MinutesRowQuerySet",
    "NoteQuerySet",
    "OutcomeQuerySet",
    "RegisterQuerySet",
    "RemarkQuerySet",
    "WithdrawalQuerySet",
]
