"""The register of a group's decisions."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from wagtail_social.groups.views.base import GroupPageView
from wagtail_social.lists import typed_in

from ..models import RegisteredDecision
from ..when import day_text

#: Decisions on one page (count).
PAGE_SIZE = 25

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def sign_of(row: RegisteredDecision) -> str:
    """Return where a decision stands in the register, as a sign for an address."""
    moment = (row.decided_at - _EPOCH) // _MICROSECOND
    return f"{moment:x}.{row.meeting_id:x}.{row.position:x}"


def place_of(sign: str) -> tuple[datetime.datetime, int, int] | None:
    """Return moment, meeting and position of a sign, or ``None`` where it is none."""
    try:
        if len(sign) > 60:
            return None
        moment, meeting, position = (int(part, 16) for part in sign.split("."))
        decided_at = _EPOCH + moment * _MICROSECOND
    except (ValueError, OverflowError):
        return None
    in_range = 0 <= meeting < 2**63 and 0 <= position < 2**31
    return (decided_at, meeting, position) if in_range else None


def register_page(request: HttpRequest, rows: Any) -> dict[str, Any]:
    """Return one page of decisions, newest first: ``rows``, ``typed`` and ``more_url``."""
    typed = typed_in(request)
    rows = rows.matching(typed).newest_first().select_related("meeting")
    if place := place_of(request.GET.get("after", "")):
        rows = rows.after(*place)
    found = list(rows[: PAGE_SIZE + 1])
    page, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    kept = {"q": typed} if typed else {}
    after = urlencode(kept | {"after": sign_of(page[-1])}) if more else ""
    return {
        "rows": [_row(row) for row in page],
        "typed": typed,
        "more_url": f"{request.path}?{after}" if after else "",
    }


def _row(row: RegisteredDecision) -> dict[str, Any]:
    day = row.decided_at.astimezone(row.meeting.zone)
    minutes = reverse("wagtail_social:meeting_minutes", args=[row.meeting_id])
    return {
        "text": row.text,
        "item_title": row.item_title,
        "meeting_title": row.meeting.title,
        "day": day_text(day),
        "machine": day.date().isoformat(),
        "url": f"{minutes}#decision-{row.position}",
    }


class GroupDecisionsView(GroupPageView):
    """What the meetings of a group decided, by their approved minutes, for who reads the group."""

    template_name = "wagtail_social/meetings/decisions.html"
    fragment_name = "wagtail_social/meetings/_decisions.html"
    may = "can_read"
    tab = "meetings"

    def context(self) -> dict[str, Any]:
        """Return a page of the register."""
        seen = RegisteredDecision.objects.visible_to(self.request.user)
        rows = seen.filter(meeting__group=self.group)
        return super().context() | register_page(self.request, rows)
