"""What a meeting came to, on its own page, for who may read its minutes."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse

from ..models import Meeting, MeetingState, Outcome, OutcomeKind, RegisteredDecision
from ..seat import Seat


def minutes_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_minutes.html`` shows: decisions and the way to the minutes; one query.

    Decisions of approved minutes are those of the newest version, those of a draft are as written.
    """
    state = meeting.state
    if not seat.can_read_minutes or state == MeetingState.IN_SESSION:
        return {"came_to": None}
    address = reverse("wagtail_social:meeting_minutes", args=[meeting.pk])
    rows: Any
    if state == MeetingState.DRAFTED:
        rows = Outcome.objects.filter(meeting=meeting, kind=OutcomeKind.DECISION)
        rows = rows.order_by(F("item__position").asc(nulls_last=True), "item", "pk")
    else:
        rows = RegisteredDecision.objects.filter(meeting=meeting).order_by("position")
    return {
        "came_to": {
            "decisions": list(rows.values_list("text", flat=True)),
            "url": address,
            "is_draft": state == MeetingState.DRAFTED,
            "takes_remarks": seat.can_remark,
            "until": meeting.remarks_until,
            "is_correcting": seat.is_correcting,
        }
    }
