"""What lies before who takes the minutes: the whole meeting, and item by item."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.people.adapters import PersonCard, get_adapter, unknown_person
from wagtail_social.zones import zone_of

from ..actions.notes import MOST_NOTES
from ..minutes.content import items_of
from ..models import ActionItem, AgendaItem, ItemState, Meeting, Note, Outcome, OutcomeKind
from ..papers import papers_on
from ..seat import Seat
from ..when import hour_text
from .agenda import ItemRow, item_rows
from .session_beside import Talk, carried_over, talks_about

#: What stands for the meeting as a whole, where items have their key.
WHOLE = "meeting"
#: How the chip of each kind of outcome looks.
_TONES = {OutcomeKind.DECISION: "accent", OutcomeKind.INFORMATION: "plain"}


@dataclass(frozen=True)
class OutcomeLine:
    """An outcome in the list of an item."""

    outcome: Outcome

    @property
    def tone(self) -> str:
        """The look of the chip that says its kind."""
        return _TONES[OutcomeKind(self.outcome.kind)]

    def _address(self, verb: str) -> str:
        args = [self.outcome.meeting_id, self.outcome.pk]
        return reverse(f"wagtail_social:meeting_outcome_{verb}", args=args)

    @property
    def edit_url(self) -> str:
        """Where it is worded anew."""
        return self._address("edit")

    @property
    def remove_url(self) -> str:
        """Where it is taken out."""
        return self._address("remove")


@dataclass(frozen=True)
class ActionLine:
    """An action item in a list, with who does it; ``is_late`` once its day is over."""

    action: ActionItem
    owner: PersonCard
    is_late: bool

    def _address(self, verb: str) -> str:
        args = [self.action.meeting_id, self.action.pk]
        return reverse(f"wagtail_social:meeting_action_{verb}", args=args)

    @property
    def edit_url(self) -> str:
        """Where it is worded anew."""
        return self._address("edit")

    @property
    def remove_url(self) -> str:
        """Where it is taken out."""
        return self._address("remove")


@dataclass
class Record:
    """What came of one item, or of the meeting as a whole."""

    meeting: Meeting
    item: AgendaItem | None
    outcomes: list[OutcomeLine] = field(default_factory=list)
    actions: list[ActionLine] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the ids of its elements end in."""
        return WHOLE if self.item is None else str(self.item.pk)

    @property
    def title(self) -> str:
        """What it is about, in words."""
        return _("The meeting as a whole") if self.item is None else self.item.title

    def _address(self, name: str, **more: str) -> str:
        about = {} if self.item is None else {"item": str(self.item.pk)}
        query = urlencode(about | more)
        address = reverse(f"wagtail_social:{name}", args=[self.meeting.pk])
        return f"{address}?{query}" if query else address

    @property
    def decision_url(self) -> str:
        """Where a decision is written down."""
        return self._address("meeting_outcome_new", kind=OutcomeKind.DECISION.value)

    @property
    def information_url(self) -> str:
        """Where it is written down what everybody should know."""
        return self._address("meeting_outcome_new", kind=OutcomeKind.INFORMATION.value)

    @property
    def action_url(self) -> str:
        """Where it is written down what somebody does."""
        return self._address("meeting_action_new")


@dataclass
class Desk:
    """What lies before the minute taker for one item, or for the meeting as a whole."""

    record: Record
    note: Note
    #: What stands in the box: the stored text, or what was typed before the session ended.
    text: str
    version: int
    edited_by: str
    row: ItemRow | None = None
    #: From when to when it is planned; empty where an item before it has no time.
    clock: str = ""
    talk: Talk = field(default_factory=Talk)
    carried: list[ActionLine] = field(default_factory=list)

    @property
    def is_off(self) -> bool:
        """Whether it is not on the agenda any more; what was written about it stays."""
        item = self.record.item
        return item is not None and item.state != ItemState.ON_AGENDA


def today_at(meeting: Meeting) -> datetime.date:
    """Return which day it is where the meeting was planned."""
    return timezone.now().astimezone(meeting.zone).date()


def action_lines(
    actions: Iterable[ActionItem], cards: dict[Any, PersonCard], today: datetime.date
) -> list[ActionLine]:
    """Return the lines of action items with who does them."""
    gone = unknown_person()
    return [
        ActionLine(action, cards.get(action.owner_id, gone), action.due_on < today)
        for action in actions
    ]


def _rows(meeting: Meeting) -> tuple[list[Outcome], list[ActionItem]]:
    outcomes = list(Outcome.objects.filter(meeting=meeting).order_by("pk"))
    actions = list(ActionItem.objects.filter(meeting=meeting).order_by("pk"))
    return outcomes, actions


def _record(
    meeting: Meeting,
    item: AgendaItem | None,
    outcomes: Iterable[Outcome],
    lines: Iterable[ActionLine],
) -> Record:
    key = None if item is None else item.pk
    return Record(
        meeting,
        item,
        [OutcomeLine(row) for row in outcomes if row.item_id == key],
        [line for line in lines if line.action.item_id == key],
    )


def record_of(meeting: Meeting, item: AgendaItem | None) -> Record:
    """Return what came of one item so far, or of the meeting where it is ``None``: 3 queries."""
    outcomes = Outcome.objects.filter(meeting=meeting, item=item).order_by("pk")
    actions = list(ActionItem.objects.filter(meeting=meeting, item=item).order_by("pk"))
    cards = get_adapter().cards([action.owner_id for action in actions])
    return _record(meeting, item, outcomes, action_lines(actions, cards, today_at(meeting)))


def _clocks(meeting: Meeting, items: Iterable[AgendaItem], zone: Any) -> dict[int, str]:
    """Return when each item is planned, for as long as all before it say how long they take."""
    clocks = {}
    begin = meeting.starts_at.astimezone(zone)
    for item in items:
        if item.state != ItemState.ON_AGENDA or not item.minutes:
            break
        end = begin + datetime.timedelta(minutes=item.minutes)
        clocks[item.pk] = f"{hour_text(begin)}–{hour_text(end)}"
        begin = end
    return clocks


def session_context(
    request: HttpRequest, meeting: Meeting, seat: Seat, typed: dict[str, str]
) -> dict[str, Any]:
    """Return what the screen shows. ``typed`` is a note that was typed as a session ended.

    A constant number of queries, whatever the agenda.
    """
    notes = {note.item_id: note for note in Note.objects.filter(meeting=meeting)}
    outcomes, actions = _rows(meeting)
    written = {key for key, note in notes.items() if key is not None and note.text}
    written |= {row.item_id for row in outcomes if row.item_id is not None}
    written |= {row.item_id for row in actions if row.item_id is not None}
    items = items_of(meeting, written)
    papers = papers_on(request, meeting, seat)
    rows = item_rows(items, seat, {item.pk: papers.of(item.pk) for item in items})
    carried = carried_over(meeting, seat, items)
    talks = talks_about(items)
    people = {action.owner_id for action in (*actions, *carried.rest)}
    people |= {action.owner_id for found in carried.by_item.values() for action in found}
    people |= {note.edited_by_id for note in notes.values()}
    people |= {line.comment.author_id for talk in talks.values() for line in talk.lines}
    cards, today = get_adapter().cards(people), today_at(meeting)
    for talk in talks.values():
        for said in talk.lines:
            said.author = cards.get(said.comment.author_id)
    zone = zone_of(request.user)
    clocks = _clocks(meeting, items, zone)
    lines = action_lines(actions, cards, today)
    gone = unknown_person()

    def desk(item: AgendaItem | None, **more: Any) -> Desk:
        key = None if item is None else item.pk
        note = notes.get(key) or Note(meeting=meeting, item=item)
        by = cards.get(note.edited_by_id, gone).name if note.version else ""
        text, version = note.text, note.version
        if typed and typed.get("item", "") == ("" if key is None else str(key)):
            text = typed.get("text", "")
            sent = typed.get("version", "")
            version = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 9 else 0
        return Desk(_record(meeting, item, outcomes, lines), note, text, version, by, **more)

    desks, number = [], 0
    for row in rows:
        if row.item.state == ItemState.ON_AGENDA:
            number += 1
            row.number = number
        desks.append(
            desk(
                row.item,
                row=row,
                clock=clocks.get(row.item.pk, ""),
                talk=talks.get(row.item.pk, Talk()),
                carried=action_lines(carried.by_item.get(row.item.pk, []), cards, today),
            )
        )
    return {
        "whole": desk(None, carried=action_lines(carried.rest, cards, today)),
        "carried_more": carried.more,
        "whole_papers": papers.of(None),
        "desks": desks,
        "note_url": reverse("wagtail_social:meeting_note", args=[meeting.pk]),
        "most_notes": MOST_NOTES,
        "add_item_url": (
            reverse("wagtail_social:agenda_item_new", args=[meeting.pk]) if seat.can_prepare else ""
        ),
    }
