"""Forms of meetings, filled in; and what is read on their pages."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

from wagtail_social.meetings.models import Attendance, Meeting, MeetingState

DAY = datetime.date(2031, 5, 6)


def form(**changes: Any) -> dict[str, Any]:
    """Return the form of a meeting on a Tuesday in May."""
    return {
        "title": "Pumps",
        "purpose": "We choose one.",
        "day": DAY.isoformat(),
        "starts_at": "10:00",
        "ends_at": "11:30",
        "last_day": "",
        "time_zone": "Europe/Amsterdam",
        "place": "Quay 3",
        "join_url": "",
        "event_page": "",
    } | changes


def at(meeting: Meeting, part: str = "") -> str:
    """Return the address of a page of a meeting."""
    return f"/community/meetings/{meeting.pk}/{part}"


def of_group(cast: Any, group: str, part: str = "") -> str:
    """Return the address of the meetings of a group."""
    return f"/community/groups/{cast.groups[group].slug}/meetings/{part}"


def meeting_of(group: Any = None, *guests: Any, **fields: Any) -> Meeting:
    """Return a new meeting; the first of the guests chairs it."""
    begin = datetime.datetime(2031, 5, 6, 8, tzinfo=datetime.UTC)
    values = {
        "title": "Cranes",
        "starts_at": begin,
        "ends_at": begin + datetime.timedelta(hours=1),
        "time_zone": "Europe/Amsterdam",
        "place": "Quay 3",
        "state": MeetingState.OPEN,
    }
    meeting = Meeting.objects.create(group=group, **(values | fields))
    for number, guest in enumerate(guests):
        duty = "attendee" if number else "chair"
        Attendance.objects.create(meeting=meeting, user=guest, duty=duty)
    return meeting


def text_of(response: Any) -> str:
    """Return what is read on a page, spaces made single."""
    html = response.content.decode()
    main = html[html.index('<div class="ws-top">') :]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def anew(meeting: Meeting) -> Meeting:
    """Return the meeting as it is stored now."""
    return Meeting.objects.get(pk=meeting.pk)
