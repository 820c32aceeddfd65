"""What is to be done: of a meeting, of those before it in its series, and of a group."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from wagtail_social.groups.models import Group
from wagtail_social.people.adapters import PageCards
from wagtail_social.zones import zone_of

from ..models import ActionItem, Meeting
from ..progress_rows import action_rows, counted, done_text, today_in
from ..seat import Seat

#: Action items of one meeting on its page (count).
MOST_OF_MEETING = 50
#: Open action items of earlier meetings on the page of a later one (count).
MOST_FROM_BEFORE = 10
#: Open action items on the page with the meetings of a group (count).
MOST_OF_GROUP = 3


def progress_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_progress.html`` shows, open ones first: at most five queries.

    Of earlier meetings what this viewer may read, which depends on those meetings alone.
    """
    viewer = request.user
    context: dict[str, Any] = {"actions": [], "actions_done": "", "actions_before": []}
    if not seat.can_read_minutes and meeting.series_id is None:
        return context
    today = today_in(seat.zone)
    if seat.can_read_minutes:
        own = ActionItem.objects.visible_to(viewer).filter(meeting=meeting)
        items = list(own.with_owner_here().in_order()[: MOST_OF_MEETING + 1])
        context["actions"] = action_rows(items[:MOST_OF_MEETING], viewer, today, seat.cards)
        is_all = len(items) <= MOST_OF_MEETING
        context["actions_done"] = done_text(counted(items) if is_all else own.figures(today))
    before = ActionItem.objects.visible_to(viewer).from_earlier_meetings(meeting)
    found = list(before.with_owner_here().select_related("meeting")[: MOST_FROM_BEFORE + 1])
    context["actions_before"] = action_rows(found[:MOST_FROM_BEFORE], viewer, today, seat.cards)
    if len(found) > MOST_FROM_BEFORE and meeting.group is not None:
        context["actions_before_url"] = _of_group(meeting.group)
    return context


def group_progress(request: HttpRequest, group: Group) -> dict[str, Any]:
    """Return what ``_group_progress.html`` shows of a group that the viewer reads."""
    viewer = request.user
    today = today_in(zone_of(viewer))
    items = ActionItem.objects.visible_to(viewer).filter(meeting__group=group)
    figures = items.figures(today)
    first = items.not_done().with_owner_here().select_related("meeting")[:MOST_OF_GROUP]
    return {
        "actions": action_rows(list(first), viewer, today, PageCards()) if figures["open"] else [],
        "actions_done": done_text(figures),
        "actions_url": _of_group(group),
    }


def _of_group(group: Group) -> str:
    return reverse("wagtail_social:group_actions", args=[group.slug])
