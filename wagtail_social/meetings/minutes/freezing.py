"""Freezing minutes: a version, and what the register of decisions says by it. And the way back."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from ..models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    MinutesVersion,
    Note,
    Outcome,
    OutcomeKind,
    RegisteredDecision,
)
from .agreed import WHO_WAS_THERE, corrected_content
from .content import Content, content_of, parts_of, with_html


def newest_version(meeting: Meeting) -> MinutesVersion | None:
    """Return the approved minutes as they stand, or ``None`` where there are none."""
    return MinutesVersion.objects.filter(meeting=meeting).order_by("-number").first()


def freeze(
    meeting: Meeting,
    *,
    by: Any,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> MinutesVersion:
    """Write the next version of a meeting's minutes from its rows, and the register with it.

    For the actions, under the lock of the meeting, and for what brings meetings from elsewhere.
    ``by`` is who approves it (a user or ``None``), ``at`` when, ``reason`` what it corrects.
    """
    last = newest_version(meeting)
    content = content_of(meeting) if last is None else corrected_content(meeting, last.content)
    version = MinutesVersion.objects.create(
        meeting=meeting,
        number=last.number + 1 if last else 1,
        content=with_html(content),
        reason=reason,
        approved_by=by,
        approved_at=at or timezone.now(),
    )
    register(version)
    return version


def register(version: MinutesVersion) -> None:
    """Let the register say what this version says, and nothing that stood in the one before.

    For the newest version of a meeting.
    """
    content, meeting = version.content, version.meeting
    found = [
        (part.get("id"), part.get("title", ""), outcome["text"])
        for part in parts_of(content)
        for outcome in part["outcomes"]
        if outcome["kind"] == OutcomeKind.DECISION
    ]
    RegisteredDecision.objects.filter(meeting=meeting).delete()
    RegisteredDecision.objects.bulk_create(
        RegisteredDecision(
            meeting=meeting,
            version=version,
            item_id=item,
            item_title=title,
            position=position,
            text=text,
            decided_at=meeting.starts_at,
        )
        for position, (item, title, text) in enumerate(found, start=1)
    )


def put_back(version: MinutesVersion) -> None:
    """Make notes, outcomes and who was there say again what a version says.

    Action items of that version stay as they are: they live on after the meeting. What was taken
    on in the correction, of which nobody else knows, goes with it.
    """
    meeting, content = version.meeting, version.content
    if meeting.correcting_since is not None:
        _forget_what_is_new(meeting, content)
    items = set(AgendaItem.objects.filter(meeting=meeting).values_list("pk", flat=True))
    parts = {part.get("id"): part for part in parts_of(content)}
    parts = {pk: part for pk, part in parts.items() if pk is None or pk in items}
    _put_notes_back(meeting, parts)
    _put_outcomes_back(meeting, parts)
    _put_places_back(meeting, content)


def _forget_what_is_new(meeting: Meeting, content: Content) -> None:
    """Take out the action items and the places that the correction had added."""
    since = meeting.correcting_since
    said = {action["id"] for part in parts_of(content) for action in part["actions"]}
    new = ActionItem.objects.filter(meeting=meeting, created_at__gte=since)
    new.exclude(pk__in=said).delete()
    listed = {place["id"] for kind in WHO_WAS_THERE for place in content[kind]}
    places = Attendance.objects.filter(meeting=meeting, invited_at__gte=since)
    places.exclude(pk__in=listed).delete()


def _put_notes_back(meeting: Meeting, parts: dict[int | None, Content]) -> None:
    notes = {note.item_id: note for note in Note.objects.filter(meeting=meeting)}
    for item_id, part in parts.items():
        note, text = notes.get(item_id), part["note"]
        if note is None:
            if text:
                Note.objects.create(meeting=meeting, item_id=item_id, text=text, version=1)
        elif note.text != text:
            rows = Note.objects.filter(pk=note.pk)
            rows.update(text=text, version=F("version") + 1, edited_at=timezone.now())


def _put_outcomes_back(meeting: Meeting, parts: dict[int | None, Content]) -> None:
    rows = {row.pk: row for row in Outcome.objects.filter(meeting=meeting)}
    said = {
        outcome["id"]: outcome | {"item": item_id}
        for item_id, part in parts.items()
        for outcome in part["outcomes"]
    }
    Outcome.objects.filter(pk__in=rows.keys() - said.keys()).delete()
    for pk, outcome in said.items():
        values = {"kind": outcome["kind"], "text": outcome["text"]}
        if pk in rows:
            Outcome.objects.filter(pk=pk).update(**values)
        else:
            Outcome.objects.create(pk=pk, meeting=meeting, item_id=outcome["item"], **values)


def _put_places_back(meeting: Meeting, content: Content) -> None:
    places = Attendance.objects.filter(meeting=meeting)
    for kind, attended in (("present", True), ("absent", False), ("invited", None)):
        wrong = places.filter(pk__in=[place["id"] for place in content[kind]])
        wrong.update(attended=attended)
    excused = places.filter(pk__in=[place["id"] for place in content["excused"]])
    excused.filter(attended=True).update(attended=False)
