"""A person's list of notifications, and the figure beside the bell."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wagtail_social.actions import Action
from wagtail_social.views import ActionView, SocialPageView, SocialView

from ..actions import MarkAllRead
from ..bell import MOST_SLICES, Unread, know_unread, shown_count, unread_of
from ..lines import PAGE_SIZE, Line, Place, Row, read_lines, rows_of
from ..presence import was_here


def place_from(text: str) -> Place | None:
    """Return the place in a list that an address names, or ``None`` where it names none."""
    unread, _first, rest = text.partition("~")
    moment_text, _second, key = rest.partition("~")
    try:
        moment = parse_datetime(moment_text)
    except ValueError:
        return None
    known = key.isascii() and key.isdecimal() and len(key) < 19 and unread in ("0", "1")
    if moment is None or moment.tzinfo is None or not known:
        return None
    return unread == "1", moment, int(key)


class NotificationsView(SocialPageView):
    """All news, a line each subject: unread first."""

    template_name = "wagtail_social/notifications/list.html"
    fragment_name = "wagtail_social/notifications/_lines.html"

    def context(self) -> dict[str, Any]:
        after = place_from(self.request.GET.get("after", ""))
        shown, lines, is_last = self.page(after)
        if after is None:
            # What the bell counts stands here, or begins to: it need not ask again.
            unread = {line.subject for line in lines if line.unread}
            know_unread(self.request, Unread(unread, is_last or not shown[-1].unread))
        more_url = ""
        if not is_last:
            last = shown[-1]
            sign = f"{int(last.unread)}~{last.latest_at.isoformat()}~{last.pk}"
            more_url = f"{self.request.path}?{urlencode({'after': sign})}"
        return {
            "unread": [line for line in lines if line.unread],
            "read": [line for line in lines if not line.unread],
            "begins": after is None,
            "continues_read": after is not None and not after[0],
            "until": max((row.last for row in shown), default=0),
            "more_url": more_url,
        }

    def page(self, after: Place | None) -> tuple[list[Row], list[Line], bool]:
        """Return the rows of one page, its lines, and whether it is the last one.

        Where all of a page is hidden from the person by now, it is the first that is not.
        """
        for _slice in range(MOST_SLICES):
            found = rows_of(self.request.user, after)
            shown, is_last = found[:PAGE_SIZE], len(found) <= PAGE_SIZE
            lines = read_lines(self.request.user, shown)
            if lines or is_last:
                break
            after = shown[-1].unread, shown[-1].latest_at, shown[-1].pk
        return shown, lines, is_last


class MarkAllReadView(ActionView):
    """Take everything as read that was there when the list was shown."""

    def action(self) -> Action[Any]:
        until = self.request.POST.get("until", "")
        known = until.isascii() and until.isdecimal() and len(until) < 19
        return MarkAllRead(actor=self.request.user, until=int(until) if known else None)

    def done(self, result: int) -> str:
        return _("Everything is marked as read.") if result else ""

    def target(self, result: int) -> str:
        return reverse("wagtail_social:notifications")


class CountView(SocialView):
    """The figure beside the bell, as JSON, for a page that stays open."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return ``figure`` and ``label``."""
        was_here(request.user)
        return JsonResponse(shown_count(unread_of(request)))
