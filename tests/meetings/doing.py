"""Action items of meetings whose minutes are approved, made for one test."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from wagtail_social.meetings.models import ActionItem, Attendance, Meeting, MeetingState

from .plans import meeting_of

DAY = datetime.timedelta(days=1)
MINE = "/community/meetings/actions/"


def held(group: Any = None, *guests: Any, **fields: Any) -> Meeting:
    """Return a meeting that was held last week; the first guest chairs it."""
    begin = timezone.now() - 7 * DAY
    times = {"starts_at": begin, "ends_at": begin + datetime.timedelta(hours=1)}
    values = {"title": "Harbour talk", "state": MeetingState.APPROVED} | times | fields
    return meeting_of(group, *guests, **values)


def task(meeting: Meeting, owner: Any, days: int = 10, **fields: Any) -> ActionItem:
    """Return something that somebody took on, due in so many days."""
    values = {"text": "Ask for a price", "due_on": timezone.localdate() + days * DAY} | fields
    return ActionItem.objects.create(meeting=meeting, owner=owner, **values)


def at(item: ActionItem, part: str = "") -> str:
    """Return the address of a page of an action item."""
    return f"{MINE}{item.pk}/{part}"


def anew(item: ActionItem) -> ActionItem:
    """Return the action item as it is stored now."""
    return ActionItem.objects.select_related("owner").get(pk=item.pk)


def takes_minutes(meeting: Meeting, person: Any) -> None:
    """Let somebody take the minutes."""
    Attendance.objects.update_or_create(meeting=meeting, user=person, defaults={"duty": "minutes"})
