"""What people are told of the meetings to come: proposed dates, and a series made or ended.

Several meetings made, or cancelled, at once are one piece of news: of the first of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.happenings import Facts, Happening, Reason, Words

from .models import DateProposal, Meeting, MeetingState
from .notifying import CATEGORY, facts_of, guests
from .when import when_of

#: Dates that are listed in one piece of news (count).
_LISTED = 12


def _proposed(
    meeting: Meeting,
    proposals: Sequence[DateProposal],
    quiet: bool,
    actor: Any = None,
    **data: Any,
) -> Facts | None:
    return facts_of(meeting, actor) if proposals and not quiet else None


def _of_first(
    meetings: Sequence[Meeting], quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    if quiet or not meetings or meetings[0].is_draft:
        return None
    return facts_of(meetings[0], actor)


def _says_proposed(names: str, count: int) -> str:
    return ngettext(
        "%(names)s proposes dates for the next meeting",
        "%(names)s propose dates for the next meeting",
        count,
    ) % {"names": names}


def _says_made(names: str, count: int) -> str:
    return ngettext(
        "%(names)s invites you to several meetings",
        "%(names)s invite you to several meetings",
        count,
    ) % {"names": names}


def _says_stopped(names: str, count: int) -> str:
    return ngettext(
        "%(names)s cancelled the meetings to come",
        "%(names)s cancelled the meetings to come",
        count,
    ) % {"names": names}


def _list(rows: Iterable[Meeting | DateProposal]) -> str:
    """Return a list of times, by the clock of who is written to: the active time zone."""
    zone, now = timezone.get_current_timezone(), timezone.now()
    texts = []
    for row in list(rows)[:_LISTED]:
        when = when_of(row, zone, now)
        texts.append((" · ".join(part for part in (when.text, when.there) if part),))
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", texts)) if texts else ""


def _words_of_dates(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return the dates that are still up for the vote, by the key of their meeting."""
    rows = DateProposal.objects.visible_to(user).filter(meeting__in=ids)
    rows = rows.filter(settled_by__isnull=True, starts_at__gt=timezone.now()).in_order()
    by_meeting: dict[int, list[DateProposal]] = {}
    for row in rows:
        by_meeting.setdefault(row.meeting_id, []).append(row)
    return {
        pk: Words(html=_list(found), url=reverse("wagtail_social:meeting_dates", args=[pk]))
        for pk, found in by_meeting.items()
    }


def _words_of_series(user: Any, ids: Collection[int], *, cancelled: bool) -> dict[int, Words]:
    """Return when the meetings of a series are that do, or do not, take place from each one on."""
    seen = Meeting.objects.visible_to(user).exclude(state=MeetingState.DRAFT)
    seen = seen.filter(cancelled_at__isnull=not cancelled)
    first = {meeting.pk: meeting for meeting in seen.filter(pk__in=ids)}
    series = {meeting.series_id for meeting in first.values()} - {None}
    coming = list(
        seen.filter(series__in=series, starts_at__gt=timezone.now()).order_by("starts_at", "pk")
    )
    return {
        pk: Words(
            html=_list(
                row
                for row in coming
                if row.series_id == meeting.series_id and row.starts_at >= meeting.starts_at
            ),
            url=reverse("wagtail_social:meeting_series", args=[pk]),
        )
        for pk, meeting in first.items()
    }


def _words_of_made(user: Any, ids: Collection[int]) -> dict[int, Words]:
    return _words_of_series(user, ids, cancelled=False)


def _words_of_stopped(user: Any, ids: Collection[int]) -> dict[int, Words]:
    return _words_of_series(user, ids, cancelled=True)


def happenings() -> list[Happening]:
    """What the guests of a meeting are told of those after it."""
    return [
        Happening(
            name="meeting_dates_proposed",
            label=gettext_lazy("Dates proposed for the next meeting"),
            event=events.meeting_dates_proposed,
            facts=_proposed,
            reasons=(Reason(CATEGORY, guests, _says_proposed),),
            words=_words_of_dates,
        ),
        Happening(
            name="meeting_series_made",
            label=gettext_lazy("Meetings made ahead"),
            event=events.meeting_series_made,
            facts=_of_first,
            reasons=(Reason(CATEGORY, guests, _says_made),),
            words=_words_of_made,
        ),
        Happening(
            name="meeting_series_stopped",
            label=gettext_lazy("Meetings to come cancelled"),
            event=events.meeting_series_stopped,
            facts=_of_first,
            reasons=(Reason(CATEGORY, guests, _says_stopped),),
            words=_words_of_stopped,
        ),
    ]
