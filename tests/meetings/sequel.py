"""What follows a meeting, as tests begin with it: a proposed date, a rhythm, meetings to come."""

from __future__ import annotations

import datetime
from typing import Any

from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    DateProposal,
    Meeting,
    MeetingSeries,
    MeetingState,
    Note,
    Outcome,
    Rhythm,
)

#: A Tuesday, 10:00 in Amsterdam.
PROPOSED = datetime.datetime(2031, 6, 3, 8, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
WEEK = datetime.timedelta(weeks=1)


def date_at(meeting: Meeting, begins: datetime.datetime = PROPOSED) -> DateProposal:
    """Return a date that is proposed at a meeting, made where it is not."""
    fields = {"starts_at": begins, "ends_at": begins + HOUR, "time_zone": "Europe/Amsterdam"}
    return DateProposal.objects.get_or_create(meeting=meeting, **fields)[0]


def repeating(meeting: Meeting, rhythm: str = Rhythm.WEEKLY) -> Meeting:
    """Let a meeting come back, with no other made yet; return it."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    if meeting.series is None:
        meeting.series = MeetingSeries.objects.create()
    series = meeting.series
    series.rhythm, series.time_zone = rhythm, meeting.time_zone
    series.first_starts_at, series.first_ends_at = meeting.starts_at, meeting.ends_at
    series.save()
    meeting.save(update_fields=["series"])
    return meeting


def behind(meeting: Meeting, weeks: int = 1, **fields: Any) -> Meeting:
    """Return a meeting of the same series and people so many weeks later, open unless said."""
    meeting = Meeting.objects.select_related("series", "group").get(pk=meeting.pk)
    if meeting.series is None:
        meeting.series = MeetingSeries.objects.create()
        meeting.save(update_fields=["series"])
    values = {
        "title": meeting.title,
        "group": meeting.group,
        "series": meeting.series,
        "starts_at": meeting.starts_at + weeks * WEEK,
        "ends_at": meeting.ends_at + weeks * WEEK,
        "time_zone": meeting.time_zone,
        "state": MeetingState.OPEN,
    }
    later = Meeting.objects.create(**(values | fields))
    Attendance.objects.bulk_create(
        Attendance(meeting=later, user_id=place.user_id, duty=place.duty)
        for place in meeting.attendances.all()
    )
    return later


def leave_open(item: AgendaItem) -> None:
    """Let nothing have been written down of an item, so that it goes on at the next meeting."""
    for model in (Note, Outcome, ActionItem):
        model.objects.filter(item=item).delete()
