"""Lists of meetings: what comes, what has been, page by page; and a few beside every page."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Exists, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.zones import zone_columns, zone_from, zone_of

from .models import ActionItem, Meeting, MeetingState
from .when import day_and_hour, when_of

#: Meetings on one page of a list (count).
PAGE_SIZE = 25
#: Meetings that stand beside every page (count).
_BESIDE = 3

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def sign_of(meeting: Meeting) -> str:
    """Return where a meeting stands in a list, as a sign for an address."""
    return f"{(meeting.starts_at - _EPOCH) // _MICROSECOND:x}.{meeting.pk:x}"


def place_of(sign: str) -> tuple[datetime.datetime, int] | None:
    """Return begin and key of a sign, or ``None`` where it is none."""
    try:
        if len(sign) > 40:
            return None
        begin, pk = (int(part, 16) for part in sign.split("."))
        place = _EPOCH + begin * _MICROSECOND, pk
    except (ValueError, OverflowError):
        return None
    return place if 0 <= pk < 2**63 else None


def _beyond(meetings: Any, place: tuple[datetime.datetime, int], back: bool) -> Any:
    begin, pk = place
    if back:
        return meetings.filter(Q(starts_at__lt=begin) | Q(starts_at=begin, pk__lt=pk))
    return meetings.filter(Q(starts_at__gt=begin) | Q(starts_at=begin, pk__gt=pk))


def page_of(request: HttpRequest, meetings: Any, which: str, *, named: bool) -> dict[str, Any]:
    """Return one page of ``upcoming`` or ``past`` meetings: ``rows`` and ``more_url``.

    ``named`` shows of which group each is. One query, and one for the viewer's time zone.
    """
    now = timezone.now()
    back = which == "past"
    meetings = meetings.past(now) if back else meetings.upcoming(now)
    if request.GET.get("show") == which and (place := place_of(request.GET.get("after", ""))):
        meetings = _beyond(meetings, place, back)
    found = list(meetings.select_related("group")[: PAGE_SIZE + 1])
    page, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    zone = zone_of(request.user) if page else datetime.UTC
    after = f"{request.path}?show={which}&after={sign_of(page[-1])}" if more else ""
    return {
        "rows": [
            {
                "meeting": meeting,
                "when": when_of(meeting, zone, now),
                "chip": chip_of(meeting),
                "group": meeting.group if named else None,
            }
            for meeting in page
        ],
        "more_url": after,
    }


def chip_of(meeting: Meeting) -> dict[str, Any] | None:
    """Return the word for what is special about a meeting in a list, or ``None``."""
    if meeting.is_cancelled:
        return {"label": _("Cancelled"), "tone": "danger"}
    if meeting.is_draft:
        return {"label": _("Draft"), "tone": "warn"}
    if meeting.state == MeetingState.IN_SESSION:
        return {"label": meeting.get_state_display(), "tone": "good"}
    return None


def list_context(request: HttpRequest, meetings: Any, *, named: bool) -> dict[str, Any]:
    """Return what ``_lists.html`` shows: both lists, or the one that is read on."""
    shown = request.GET.get("show", "")
    which = [shown] if shown in ("upcoming", "past") else ["upcoming", "past"]
    return {"shown": shown if len(which) == 1 else ""} | {
        name: page_of(request, meetings, name, named=named) for name in which
    }


def next_meetings(request: HttpRequest) -> dict[str, Any]:
    """Return the next meetings of the viewer, for the left column, and what they have to do.

    One query, and one more for who has no meeting before them; a further one for who has taken
    something on. That one is costly, and most people have not.
    """
    user, now = request.user, timezone.now()
    columns = zone_columns(user)
    mine = Meeting.objects.told_to(user).taking_place().upcoming(now)
    taken_on = ActionItem.objects.filter(owner=user.pk).not_done()
    mine = mine.annotate(has_to_do=Exists(taken_on.order_by()), **columns)
    rows = list(mine.values("pk", "title", "starts_at", "has_to_do", *columns)[:_BESIDE])
    has_to_do = rows[0]["has_to_do"] if rows else taken_on.exists()
    to_do = ActionItem.objects.mine(user).not_done().count() if has_to_do else 0
    url = reverse("wagtail_social:meetings")
    section = {"title": _("Meetings")}
    if not rows:
        link = {"label": _("My meetings"), "url": url, "icon": "calendar"}
        links = [link | {"current": request.path == url}]
        links += _to_do(request, to_do)
        return section | {"links": links}
    zone = zone_from(rows[0][name] for name in columns)
    links = []
    for row in rows:
        address = reverse("wagtail_social:meeting", args=[row["pk"]])
        links.append(
            {
                "label": row["title"],
                "meta": day_and_hour(row["starts_at"].astimezone(zone)),
                "url": address,
                "current": request.path == address,
                "icon": "calendar",
            }
        )
    links += _to_do(request, to_do)
    return section | {"links": links, "more_url": url, "more_label": _("All my meetings")}


def _to_do(request: HttpRequest, count: int) -> list[dict[str, Any]]:
    """Return the way to what the viewer has taken on, with how much of it is open."""
    url = reverse("wagtail_social:my_actions")
    current = request.path == url
    if not count and not current:
        return []
    link = {"label": _("My action items"), "url": url, "icon": "check", "count": count}
    return [link | {"current": current}]
