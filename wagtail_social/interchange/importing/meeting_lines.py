"""What a line about a meeting says, made whole and checked, whichever way it says it.

A record of another system has its agenda and its minutes as one text each; here they become items
and notes, so that everything behind this module knows one kind of line.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.meetings.models import AgendaItem, Meeting, MeetingState, Note
from wagtail_social.zones import NoSuchTime, moment_at, zone_named

from ..fields import BadLine, length
from ..meeting_format import DocumentPart, ItemPart, MeetingLine, NotePart, VersionPart
from .agenda_texts import split_agenda, split_minutes

#: States in which minutes have been approved.
APPROVED = (MeetingState.APPROVED, MeetingState.CLOSED)


def _derived(*words: str) -> str:
    """Return a name for what has none in its file: the same each time it is read."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def item_name(line: MeetingLine, number: int) -> str:
    """Return what an item is called: its id, else a name made of the meeting's and its place."""
    return line.items[number].id or _derived("item", line.id, str(number))


def papers_of(line: MeetingLine) -> Iterator[tuple[DocumentPart, int | None]]:
    """Yield the documents of a meeting with the number of their item, ``None`` without one."""
    yield from ((document, None) for document in line.documents)
    for number, item in enumerate(line.items):
        yield from ((document, number) for document in item.documents)


def versions_of(document: DocumentPart) -> tuple[VersionPart, ...]:
    """Return the versions of a document, the oldest first."""
    return document.versions or (VersionPart(file=document.file),)


def paper_name(line: MeetingLine, document: DocumentPart) -> str:
    """Return what a document is called: its id, else a name made of its meeting's and its file."""
    return document.id or _derived("document", line.id, versions_of(document)[0].file)


def times_of(line: MeetingLine) -> tuple[datetime.datetime, datetime.datetime]:
    """Return when a meeting begins and ends. Raises ``BadLine``."""
    if line.starts is not None and line.ends is not None:
        starts, ends = line.starts, line.ends
    elif line.date is not None and line.start is not None and line.end is not None:
        zone = zone_named(line.time_zone)
        assert zone is not None
        try:
            starts = moment_at(line.date, line.start, zone)
            ends = moment_at(line.date, line.end, zone)
        except NoSuchTime as error:
            raise BadLine(_("the clocks leave this time out on that day")) from error
    else:
        raise BadLine(_("say when it is: “starts” and “ends”, or “date”, “start” and “end”"))
    if ends <= starts:
        raise BadLine(_("the meeting ends before it begins"))
    return starts, ends


def whole(line: MeetingLine) -> MeetingLine:
    """Return the line with its times as moments, a state, and agenda and minutes as parts.

    Raises ``BadLine`` where the two ways to say a thing are mixed, or a part is too long.
    """
    starts, ends = times_of(line)
    if line.agenda and (line.items or line.introduction):
        raise BadLine(_("“agenda” and “items” say the same: give one of them"))
    noted = line.note is not None or any(item.note is not None for item in line.items)
    if line.minutes and noted:
        raise BadLine(_("“minutes” and “note” say the same: give one of them"))
    introduction, items, note = line.introduction, line.items, line.note
    if line.agenda:
        most = length(AgendaItem, "title") or 200
        introduction, found = split_agenda(line.agenda, most)
        _fits("agenda", [introduction], length(Meeting, "introduction"))
        _fits("agenda", [text for _title, text in found], length(AgendaItem, "text"))
        items = tuple(ItemPart(title=title, text=text) for title, text in found)
    if line.minutes:
        general, texts = split_minutes(line.minutes, [item.title for item in items])
        _fits("minutes", [general, *texts], length(Note, "text"))
        note = NotePart(text=general, at=ends) if general else None
        items = tuple(
            dataclasses.replace(item, note=NotePart(text=text, at=ends)) if text else item
            for item, text in zip(items, texts, strict=True)
        )
    is_over = ends < timezone.now()
    state = line.state
    if state is None:
        written = MeetingState.DRAFTED if line.minutes or noted else MeetingState.OPEN
        state = str(MeetingState.CLOSED if is_over else written)
    return dataclasses.replace(
        line,
        starts=starts,
        ends=ends,
        created=line.created or starts,
        state=state,
        introduction=introduction,
        items=items,
        note=note,
        agenda="",
        minutes="",
    )


def _fits(field: str, texts: Iterable[str], most: int | None) -> None:
    for text in texts:
        if most is not None and len(text) > most:
            raise BadLine(
                _("“%(field)s”: a part of %(length)s characters is too long, %(most)s are allowed")
                % {"field": field, "length": len(text), "most": most}
            )


def people_of(part: Any) -> Iterator[str]:
    """Yield the usernames that a line or a part of it names.

    Approved minutes hold names as words; whose places they were is said among the people.
    """
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if field.name in _NAMING and isinstance(value, str):
            yield value
        elif field.name == "followers":
            yield from value or ()
        elif field.metadata.get("nested") and value and field.name != "content":
            for inner in value if isinstance(value, tuple) else (value,):
                yield from people_of(inner)


_NAMING = {
    "username",
    "creator",
    "invited_by",
    "by",
    "author",
    "owner",
    "presenter",
    "proposed_by",
    "answered_by",
    "told",
}


def check_parts(line: MeetingLine) -> None:
    """Raise ``BadLine`` for parts of a whole line that exclude each other."""
    if line.group is not None and line.open_to_all:
        raise BadLine(_("who reads a meeting of a group follows the group: leave it out"))
    _check_series(line)
    _once("people", [person.username for person in line.people])
    _once("withdrawn", [person.username for person in line.withdrawn])
    if any(part.ends <= part.starts for part in line.withdrawn):
        raise BadLine(_("“%(field)s”: it ends before it begins") % {"field": "withdrawn"})
    _once("items", [item.id for item in line.items if item.id])
    _once("approved", [version.number for version in line.approved])
    names = {item.id for item in line.items if item.id}
    for version in line.approved:
        if version.content and not names.issuperset(part.item for part in version.content.items):
            raise BadLine(_("“approved”: an item there is not among “items”"))
    for date in line.dates:
        if date.ends <= date.starts:
            raise BadLine(_("“dates”: a date ends before it begins"))
        _once("votes", [vote.username for vote in date.votes])
    _once("dates", [(date.starts, date.ends) for date in line.dates])
    papers = [document for document, _item in papers_of(line)]
    for document in papers:
        if bool(document.file) == bool(document.versions):
            raise BadLine(_("“documents”: each has a “file”, or “versions”"))
        _once("versions", [part.number for part in document.versions if part.number is not None])
    _once("documents", [paper_name(line, document) for document in papers])


def _check_series(line: MeetingLine) -> None:
    part = line.series
    if part is None or (part.first_starts is None and part.first_ends is None):
        return
    if part.first_starts is None or part.first_ends is None or not part.time_zone:
        raise BadLine(_("“series”: “first_starts”, “first_ends” and “time_zone” go together"))
    if part.first_ends <= part.first_starts:
        raise BadLine(_("“%(field)s”: it ends before it begins") % {"field": "series"})


def _once(field: str, names: Collection[Any]) -> None:
    if len(set(names)) < len(names):
        raise BadLine(_("“%(field)s”: something stands there twice") % {"field": field})
