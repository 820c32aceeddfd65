"""A meeting that sits, and what its minute taker sends."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wagtail_social.meetings.models import AgendaItem, Attendance, Meeting, Note

from .gathering import plan

JSON = {"Accept": "application/json"}


def sit(chair: Any, *others: Any, **fields: Any) -> Meeting:
    """Return a meeting of no group that sits, with two items on its agenda."""
    meeting = plan(chair, *others, **({"state": "in_session"} | fields))
    for place, title in enumerate(("Cranes", "Ropes"), start=1):
        AgendaItem.objects.create(meeting=meeting, title=title, position=place, minutes=10 * place)
    return meeting


def item_of(meeting: Meeting, title: str = "Cranes") -> AgendaItem:
    """Return an item of the meeting by its title."""
    return AgendaItem.objects.get(meeting=meeting, title=title)


def url(name: str, meeting: Meeting, *arguments: Any) -> str:
    """Return an address of who takes the minutes: ``url("note", meeting)``."""
    return reverse(f"wagtail_social:meeting_{name}", args=[meeting.pk, *arguments])


def save(
    client: Any, meeting: Meeting, text: str, version: int = 0, item: Any = None, **options: Any
) -> Any:
    """Send notes, as the form does."""
    about = {"item": item.pk if item else "", "text": text, "version": version}
    return client.post(url("note", meeting), about | options.pop("more", {}), **options)


def noted(meeting: Meeting, item: Any = None) -> tuple[str, int]:
    """Return text and version of the notes as they are stored."""
    note = Note.objects.get(meeting=meeting, item=item)
    return note.text, note.version


def was_there(meeting: Meeting, user: Any) -> bool | None:
    """Return what is said of somebody's presence."""
    return Attendance.objects.get(meeting=meeting, user=user).attended
