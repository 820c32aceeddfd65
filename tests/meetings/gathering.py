"""Meetings of no group, made for one test."""

from __future__ import annotations

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from wagtail_social.meetings.models import Attendance, Duty, Meeting, MeetingState


def plan(chair: Any, *others: Any, **fields: Any) -> Meeting:
    """Return a meeting in two days that one person chairs and others come to."""
    begins = timezone.now() + datetime.timedelta(days=2)
    values = {
        "title": "Zqmeeting of the few",
        "starts_at": begins,
        "ends_at": begins + datetime.timedelta(hours=1),
        "time_zone": "Europe/Amsterdam",
        "state": MeetingState.OPEN,
        "created_by": chair,
    }
    meeting = Meeting.objects.create(**(values | fields))
    Attendance.objects.create(meeting=meeting, user=chair, duty=Duty.CHAIR)
    for person in others:
        Attendance.objects.create(meeting=meeting, user=person)
    return meeting


def place(meeting: Meeting, person: Any) -> Attendance:
    """Return somebody's place at a meeting, read anew."""
    return Attendance.objects.get(meeting=meeting, user=person)


def invited(meeting: Meeting) -> set[Any]:
    """Return the ids of everybody who is invited."""
    return set(Attendance.objects.filter(meeting=meeting).values_list("user_id", flat=True))


def url(name: str, meeting: Meeting, *arguments: Any) -> str:
    """Return an address of a meeting: ``url("people", meeting)``."""
    return reverse(f"wagtail_social:meeting_{name}", args=[meeting.pk, *arguments])
