"""Meetings on the host's own pages: those of an event, and those that come next.

Each viewer sees the meetings that they may read and no others, so what is drawn here is theirs
alone: no cache for all may keep it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from wagtail_social.access import can_view_page, is_employee
from wagtail_social.zones import zone_of

from .event_facts import is_event_page
from .lists import chip_of
from .models import AgendaItem, Meeting
from .seat import may_plan
from .when import when_of

#: Meetings of one event, and at most of a list (count).
MOST = 20


def cards_of(
    request: HttpRequest, meetings: Iterable[Meeting], *, agenda: bool = False
) -> list[dict[str, Any]]:
    """Return meetings that the viewer may read as they are drawn: two queries, however many.

    ``agenda`` adds the titles of what is on the agenda: one query more.
    """
    found = list(meetings)
    if not found:
        return []
    now, zone = timezone.now(), zone_of(request.user)
    items: dict[int, list[AgendaItem]] = {}
    if agenda:
        for item in AgendaItem.objects.filter(meeting__in=found).on_agenda():
            item.meeting = next(row for row in found if row.pk == item.meeting_id)
            items.setdefault(item.meeting_id, []).append(item)
    return [
        {
            "meeting": meeting,
            "when": when_of(meeting, zone, now),
            "chip": chip_of(meeting),
            "group": meeting.group,
            "agenda": items.get(meeting.pk, []),
        }
        for meeting in found
    ]


def of_event(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Return the meetings of a page of the host, first those that come; and the way to plan one.

    Nothing for who is not signed in or may not see the page.
    """
    if getattr(page, "pk", None) is None or not is_employee(request.user):
        return {}
    if not can_view_page(request.user, page):
        return {}
    # An alias shows what its original shows.
    keys = [key for key in (page.pk, getattr(page, "alias_of_id", None)) if key is not None]
    mine = Meeting.objects.visible_to(request.user).filter(event_page__in=keys)
    now = timezone.now()
    rows = mine.select_related("group")
    coming = list(rows.upcoming(now)[:MOST])
    past = list(rows.past(now)[: MOST - len(coming)])
    plan = ""
    if is_event_page(page) and may_plan(request.user, None):
        query = urlencode({"event": page.pk})
        plan = f"{reverse('wagtail_social:meeting_new')}?{query}"
    return {"cards": cards_of(request, [*coming, *past], agenda=True), "plan_url": plan}


def upcoming(
    request: HttpRequest, *, group_id: int | None = None, count: int = 5
) -> list[dict[str, Any]]:
    """Return the next meetings: of a group, as far as the viewer reads it, or the viewer's own."""
    user = request.user
    if not is_employee(user):
        return []
    if group_id is None:
        rows = Meeting.objects.of_person(user)
    else:
        rows = Meeting.objects.visible_to(user).filter(group=group_id)
    rows = rows.taking_place().upcoming(timezone.now()).select_related("group")
    return cards_of(request, rows[: min(count, MOST)])


def chosen(request: HttpRequest, meeting: Meeting | None) -> list[dict[str, Any]]:
    """Return one meeting as it is drawn, or nothing where the viewer may not read it."""
    if meeting is None or not is_employee(request.user):
        return []
    rows = Meeting.objects.visible_to(request.user).filter(pk=meeting.pk).select_related("group")
    return cards_of(request, rows, agenda=True)
