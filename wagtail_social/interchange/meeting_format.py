"""The interchange format of meetings: one line holds one meeting with all that belongs to it.

What somebody else's record has stands in a few fields (``date``, ``start``, ``end``, ``agenda``,
``minutes``, ``documents``, ``next``); the others carry what this plugin knows besides, so that an
export loses nothing. What the fields mean stands in the reference ("Interchange format").
"""

# ruff: noqa: RUF009 (the calls make fields; nothing is shared between instances)
from __future__ import annotations

import dataclasses
import datetime
from datetime import time

from wagtail_social.meetings.models import (
    ActionItem,
    ActionStatus,
    ActionUpdate,
    AgendaItem,
    Answer,
    Attendance,
    Duty,
    ItemPurpose,
    ItemState,
    Meeting,
    MeetingDocument,
    MeetingState,
    MinutesVersion,
    Note,
    Outcome,
    OutcomeKind,
    Remark,
    RemarkState,
    Rhythm,
    UpdateKind,
    VoteAnswer,
)

from . import values
from .fields import length, objects, optional, parts, person, required

#: Longest agenda or minutes as one text (characters); their parts have limits of their own.
MAX_RECORD = 1_000_000
#: Longest path of a file, and most versions or numbers of anything.
_MAX_PATH, _MOST = 500, 32767
#: Longest name of a person in minutes (characters).
_LONGEST_NAME = 500


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SeriesPart:
    """What makes meetings one after the other; stands the same in the line of each.

    ``first_starts``, ``first_ends`` and ``time_zone`` are that from which a rhythm counts, ``made``
    how many of its dates have been used; ``drafts``: what it makes begins as a draft.
    """

    id: str = required(values.identifier())
    rhythm: str = optional(values.choice(Rhythm.values), "")
    first_starts: datetime.datetime | None = optional(values.moment, None)
    first_ends: datetime.datetime | None = optional(values.moment, None)
    time_zone: str = optional(values.zone_name, "")
    made: int = optional(values.count(0, _MOST), 0)
    drafts: bool = optional(values.flag, False)
    creator: str | None = optional(person(), None)
    created: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PersonPart:
    """One person's place at the meeting."""

    username: str = required(person())
    duty: str = optional(values.choice(Duty.values), Duty.ATTENDEE.value)
    answer: str = optional(values.choice(Answer.values), Answer.NONE.value)
    reason: str = optional(values.text(length(Attendance, "reason")), "")
    answered: datetime.datetime | None = optional(values.moment, None)
    attended: bool | None = optional(values.flag, None)
    invited_by: str | None = optional(person(), None)
    invited: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class VersionPart:
    """One version of a document: a file of the folder, and under which name it is had."""

    file: str = required(values.text(_MAX_PATH, empty=False))
    name: str = optional(values.text(_MAX_PATH), "")
    number: int | None = optional(values.count(1, _MOST), None)
    by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DocumentPart:
    """One document: a file, or its versions from the first to the newest."""

    title: str = optional(values.text(length(MeetingDocument, "title")), "")
    id: str | None = optional(values.identifier(), None)
    file: str = optional(values.text(_MAX_PATH), "")
    when: str = optional(values.choice(("before", "during", "after")), "before")
    versions: tuple[VersionPart, ...] = parts(VersionPart)
    removed: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutcomePart:
    """What an item came to."""

    kind: str = required(values.choice(OutcomeKind.values))
    text: str = required(values.text(length(Outcome, "text"), empty=False))
    by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class UpdatePart:
    """What was said about an action item: how far it is, another ``due`` date, or ``owner``."""

    kind: str = optional(values.choice(UpdateKind.values), UpdateKind.PROGRESS.value)
    text: str = optional(values.text(length(ActionUpdate, "text")), "")
    status: str = optional(values.choice(["", *ActionStatus.values]), "")
    due: datetime.date | None = optional(values.day, None)
    owner: str | None = optional(person(), None)
    author: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ActionPart:
    """What somebody has taken on. ``told`` is who was told that it is theirs."""

    text: str = required(values.text(length(ActionItem, "text"), empty=False))
    owner: str | None = required(person(), nullable=True)
    due: datetime.date = required(values.day)
    status: str = optional(values.choice(ActionStatus.values), ActionStatus.OPEN.value)
    by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)
    closed: datetime.datetime | None = optional(values.moment, None)
    updates: tuple[UpdatePart, ...] = parts(UpdatePart)
    told: str | None = optional(person(), None)
    reminded_before: datetime.date | None = optional(values.day, None)
    reminded_after: datetime.date | None = optional(values.day, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class RemarkPart:
    """What somebody said of the draft of the minutes."""

    text: str = required(values.text(length(Remark, "text"), empty=False))
    author: str | None = required(person(), nullable=True)
    wants_change: bool = optional(values.flag, False)
    state: str = optional(values.choice(RemarkState.values), RemarkState.OPEN.value)
    answer: str = optional(values.text(length(Remark, "answer")), "")
    answered_by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class NotePart:
    """What was written down."""

    text: str = required(values.text(length(Note, "text")))
    by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ItemPart:
    """One item of the agenda, with what was said and decided about it.

    ``followers`` follow its discussion; left out: who writes in it does.
    """

    title: str = required(values.text(length(AgendaItem, "title"), empty=False))
    id: str | None = optional(values.identifier(), None)
    text: str = optional(values.text(length(AgendaItem, "text")), "")
    purpose: str = optional(values.choice(ItemPurpose.values), ItemPurpose.DISCUSS.value)
    presenter: str | None = optional(person(), None)
    minutes: int | None = optional(values.count(1, 1440), None)
    state: str = optional(values.choice(ItemState.values), ItemState.ON_AGENDA.value)
    proposed_by: str | None = optional(person(), None)
    standing: bool = optional(values.flag, False)
    carried_from: str | None = optional(values.identifier(), None)
    created: datetime.datetime | None = optional(values.moment, None)
    note: NotePart | None = optional(objects(NotePart), None, nested=NotePart)
    outcomes: tuple[OutcomePart, ...] = parts(OutcomePart)
    actions: tuple[ActionPart, ...] = parts(ActionPart)
    remarks: tuple[RemarkPart, ...] = parts(RemarkPart)
    documents: tuple[DocumentPart, ...] = parts(DocumentPart)
    closed: datetime.datetime | None = optional(values.moment, None)
    locked: bool = optional(values.flag, False)
    followers: tuple[str, ...] | None = optional(values.listed(person()), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FrozenPlacePart:
    """Somebody in approved minutes: the name as it was, and whose place it is, if it is there."""

    name: str = required(values.text(_LONGEST_NAME))
    username: str | None = optional(person(), None)
    duty: str = optional(values.choice(Duty.values), Duty.ATTENDEE.value)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FrozenOutcomePart:
    """An outcome in approved minutes; ``number`` counts the outcomes of the line, from 1."""

    kind: str = required(values.choice(OutcomeKind.values))
    text: str = required(values.text(length(Outcome, "text")))
    number: int | None = optional(values.count(1, _MOST), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FrozenActionPart:
    """An action item in approved minutes; ``number`` counts those of the line, from 1."""

    text: str = required(values.text(length(ActionItem, "text")))
    owner: str = required(values.text(_LONGEST_NAME))
    due: datetime.date = required(values.day)
    number: int | None = optional(values.count(1, _MOST), None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FrozenItemPart:
    """What approved minutes say of one item (``item`` is its id), or of the meeting as a whole."""

    item: str | None = optional(values.identifier(), None)
    title: str = optional(values.text(length(AgendaItem, "title")), "")
    presenter: str = optional(values.text(_LONGEST_NAME), "")
    note: str = optional(values.text(length(Note, "text")), "")
    outcomes: tuple[FrozenOutcomePart, ...] = parts(FrozenOutcomePart)
    actions: tuple[FrozenActionPart, ...] = parts(FrozenActionPart)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FrozenPart:
    """What minutes said when they were approved, in names and words."""

    title: str = required(values.text(length(Meeting, "title")))
    starts: datetime.datetime = required(values.moment)
    ends: datetime.datetime = required(values.moment)
    time_zone: str = optional(values.zone_name, "UTC")
    place: str = optional(values.text(length(Meeting, "place")), "")
    present: tuple[FrozenPlacePart, ...] = parts(FrozenPlacePart)
    excused: tuple[FrozenPlacePart, ...] = parts(FrozenPlacePart)
    absent: tuple[FrozenPlacePart, ...] = parts(FrozenPlacePart)
    invited: tuple[FrozenPlacePart, ...] = parts(FrozenPlacePart)
    whole: FrozenItemPart = optional(
        objects(FrozenItemPart), FrozenItemPart(), nested=FrozenItemPart
    )
    items: tuple[FrozenItemPart, ...] = parts(FrozenItemPart)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MinutesPart:
    """Minutes as they were approved. Without ``content`` they are frozen from what is there."""

    number: int = required(values.count(1, _MOST))
    approved: datetime.datetime = required(values.moment)
    by: str | None = optional(person(), None)
    reason: str = optional(values.text(length(MinutesVersion, "reason")), "")
    content: FrozenPart | None = optional(objects(FrozenPart), None, nested=FrozenPart)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class VotePart:
    """What one person says of a date."""

    username: str = required(person())
    answer: str = required(values.choice(VoteAnswer.values))
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DatePart:
    """A time that was proposed for the meeting after this one.

    ``settled`` is the meeting that was planned then, ``chosen`` whether it is at this time.
    """

    starts: datetime.datetime = required(values.moment)
    ends: datetime.datetime = required(values.moment)
    time_zone: str = optional(values.zone_name, "UTC")
    by: str | None = optional(person(), None)
    at: datetime.datetime | None = optional(values.moment, None)
    votes: tuple[VotePart, ...] = parts(VotePart)
    settled: str | None = optional(values.identifier(), None)
    chosen: bool = optional(values.flag, False)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class WithdrawnPart:
    """Whose invitation was taken back, and what their calendar has of the meeting."""

    username: str = required(person())
    title: str = required(values.text(length(Meeting, "title"), empty=False))
    starts: datetime.datetime = required(values.moment)
    ends: datetime.datetime = required(values.moment)
    time_zone: str = optional(values.zone_name, "UTC")
    sequence: int = optional(values.count(0, 2**31 - 1), 0)
    at: datetime.datetime | None = optional(values.moment, None)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MeetingLine:
    """One meeting. It is at ``starts`` and ``ends``, or on a ``date`` from ``start`` to ``end``."""

    id: str = required(values.identifier())
    title: str = required(values.text(length(Meeting, "title"), empty=False))
    group: str | None = optional(values.identifier(), None)
    date: datetime.date | None = optional(values.day, None)
    start: time | None = optional(values.clock, None)
    end: time | None = optional(values.clock, None)
    starts: datetime.datetime | None = optional(values.moment, None)
    ends: datetime.datetime | None = optional(values.moment, None)
    time_zone: str = optional(values.zone_name, "UTC")
    place: str = optional(values.text(length(Meeting, "place")), "")
    join_url: str = optional(values.web_address(length(Meeting, "join_url")), "")
    purpose: str = optional(values.text(length(Meeting, "purpose")), "")
    open_to_all: bool = optional(values.flag, False)
    state: str | None = optional(values.choice(MeetingState.values), None)
    creator: str | None = optional(person(), None)
    created: datetime.datetime | None = optional(values.moment, None)
    changed: datetime.datetime | None = optional(values.moment, None)
    cancelled: datetime.datetime | None = optional(values.moment, None)
    remarks_until: datetime.datetime | None = optional(values.moment, None)
    correcting: datetime.datetime | None = optional(values.moment, None)
    uid: str | None = optional(values.unique_id, None)
    sequence: int = optional(values.count(0, 2**31 - 1), 0)
    series: SeriesPart | None = optional(objects(SeriesPart), None, nested=SeriesPart)
    previous: str | None = optional(values.identifier(), None)
    next: str | None = optional(values.identifier(), None)
    people: tuple[PersonPart, ...] = parts(PersonPart)
    withdrawn: tuple[WithdrawnPart, ...] = parts(WithdrawnPart)
    agenda: str = optional(values.text(MAX_RECORD), "")
    minutes: str = optional(values.text(MAX_RECORD), "")
    introduction: str = optional(values.text(length(Meeting, "introduction")), "")
    items: tuple[ItemPart, ...] = parts(ItemPart)
    note: NotePart | None = optional(objects(NotePart), None, nested=NotePart)
    outcomes: tuple[OutcomePart, ...] = parts(OutcomePart)
    actions: tuple[ActionPart, ...] = parts(ActionPart)
    remarks: tuple[RemarkPart, ...] = parts(RemarkPart)
    documents: tuple[DocumentPart, ...] = parts(DocumentPart)
    approved: tuple[MinutesPart, ...] = parts(MinutesPart)
    dates: tuple[DatePart, ...] = parts(DatePart)
