"""Where a meeting stands among others: the one before, the one after, and how to plan that."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import AgendaItem, Meeting
from ..seat import Seat
from ..when import day_and_hour
from .dates import dates_note


def neighbours(meeting: Meeting, user: Any) -> tuple[Meeting | None, Meeting | None]:
    """Return the meetings before and after it that this user may read and that take place.

    One query, none for a meeting of no series.
    """
    if meeting.series_id is None:
        return None, None
    seen = Meeting.objects.visible_to(user)
    before = Subquery(seen.before(meeting).values("pk")[:1])
    after = Subquery(seen.after(meeting).values("pk")[:1])
    found = list(Meeting.objects.filter(Q(pk=before) | Q(pk=after)))
    place = meeting.starts_at, meeting.pk
    earlier = next((row for row in found if (row.starts_at, row.pk) < place), None)
    later = next((row for row in found if (row.starts_at, row.pk) > place), None)
    return earlier, later


def series_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_series.html`` shows: at most three queries."""
    before, after = neighbours(meeting, request.user)
    zone = seat.zone if before or after else None
    links = [
        {
            "label": label,
            "meta": day_and_hour(other.starts_at.astimezone(zone)),
            "url": other.get_absolute_url(),
        }
        for label, other in ((_("The one before"), before), (_("The next one"), after))
        if other is not None
    ]
    in_series = meeting.series_id is not None
    plans = seat.can_plan_next and after is None
    return {
        "series_links": links,
        "series_url": _url("meeting_series", meeting) if in_series or seat.can_repeat else "",
        "plan_next_url": _url("meeting_next", meeting) if plans else "",
        "propose_dates_url": _url("meeting_dates", meeting)
        if seat.can_propose_dates and after is None
        else "",
        "dates_note": None if after is not None else dates_note(meeting, seat, timezone.now()),
    }


def _url(name: str, meeting: Meeting) -> str:
    return reverse(f"wagtail_social:{name}", args=[meeting.pk])


def carried_context(user: Any, item: AgendaItem) -> dict[str, Any]:
    """Return the items that an item goes on with, and that go on with it, for who may read them.

    One query.
    """
    condition = Q(carried_from=item.pk)
    if item.carried_from_id is not None:
        condition |= Q(pk=item.carried_from_id)
    found = AgendaItem.objects.visible_to(user).filter(condition).select_related("meeting")
    rows = [
        {
            "title": row.title,
            "url": row.get_absolute_url(),
            "day": day_and_hour(row.meeting.begins),
            "is_later": row.pk != item.carried_from_id,
        }
        for row in found.order_by("meeting__starts_at", "pk")
    ]
    return {"carried": rows}
