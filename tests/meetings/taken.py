"""Meetings whose minutes are written, in any state; and how their pages are sent."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from wagtail_social.meetings.actions.minutes import ApproveMinutes
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    Note,
    Outcome,
)

from .plans import anew, meeting_of

DUE = datetime.date(2031, 6, 1)


def taken(group: Any, *guests: Any, state: str = "drafted", **fields: Any) -> Meeting:
    """Return a meeting with minutes: two items with notes, outcomes and something to do.

    The first of the guests chairs it; all but the last were there. Remarks are taken for a week.
    """
    until = timezone.now() + datetime.timedelta(days=7) if state == "drafted" else None
    values = {"state": "in_session", "remarks_until": until} | fields
    meeting = meeting_of(group, *guests, **values)
    Attendance.objects.filter(meeting=meeting).update(attended=True)
    if len(guests) > 1:
        Attendance.objects.filter(meeting=meeting, user=guests[-1]).update(attended=False)
    pumps = AgendaItem.objects.create(meeting=meeting, title="Pumps", position=1)
    AgendaItem.objects.create(meeting=meeting, title="Rosters", position=2)
    Note.objects.create(meeting=meeting, item=pumps, text="We looked at **three** offers.")
    Note.objects.create(meeting=meeting, text="A long evening.")
    Outcome.objects.create(
        meeting=meeting, item=pumps, kind="decision", text="We buy the blue one."
    )
    Outcome.objects.create(meeting=meeting, item=pumps, kind="information", text="Two are leaking.")
    ActionItem.objects.create(
        meeting=meeting, item=pumps, text="Order it", owner=guests[0], due_on=DUE
    )
    if state in ("approved", "closed"):
        Meeting.objects.filter(pk=meeting.pk).update(state="drafted")
        ApproveMinutes(actor=guests[0], meeting=meeting).execute()
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    return anew(meeting)


def change_note(meeting: Meeting, text: str) -> None:
    """Write other notes on the first item, as the screen of the minute taker does."""
    item = AgendaItem.objects.filter(meeting=meeting).on_agenda().first()
    Note.objects.filter(meeting=meeting, item=item).update(text=text)


def decide(meeting: Meeting, text: str) -> Outcome:
    """Write down one decision more, on the second item."""
    item = AgendaItem.objects.filter(meeting=meeting).on_agenda().last()
    return Outcome.objects.create(meeting=meeting, item=item, kind="decision", text=text)
