"""A meeting as a file for a calendar program."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from ..ical import Method, entry_of, write
from .base import MeetingPart


class MeetingFileView(MeetingPart):
    """The entry of one meeting, for who may read it; there is none of a draft."""

    http_method_names = ["get", "head"]
    may = "can_put_in_calendar"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the file."""
        self.enter()
        answer = self.seat.attendance.answer if self.seat.attendance else ""
        entry = entry_of(self.meeting, answer=answer)
        return HttpResponse(
            write([entry], Method.PUBLISH),
            content_type="text/calendar; charset=utf-8",
            headers={
                "Content-Disposition": 'attachment; filename="meeting.ics"',
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )
