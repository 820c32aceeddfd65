"""What people are told of the meetings to come: proposed dates, and a series made or ended.

Several meetings made, or cancelled, at once are one piece of news: of the first of them. Those who
are invited to others of them only hear of the first that is theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.happenings import Facts, Happening, Reason, Words

from .models import Attendance, DateProposal, Meeting, MeetingState
from .notifying import CATEGORY, facts_of, guests
from .notifying_calendar import parts_of_made, parts_of_stopped
from .querysets import MeetingQuerySet
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


def _made(meetings: Sequence[Meeting], quiet: bool, actor: Any = None, **data: Any) -> Facts | None:
    """Return the news of meetings made ahead: all of them have the same people."""
    if quiet or not meetings or meetings[0].is_draft:
        return None
    return facts_of(meetings[0], actor)


def _stopped(
    meetings: Sequence[Meeting], quiet: bool, actor: Any = None, **data: Any
) -> list[Facts]:
    """Return the news of meetings cancelled together, and of each to who comes to none before."""
    if quiet or not meetings:
        return []
    pieces = [facts_of(meetings[0], actor)]
    for number, meeting in enumerate(meetings[1:], start=1):
        told = Attendance.objects.filter(meeting__in=meetings[:number])
        others = Attendance.objects.filter(meeting=meeting)
        others = others.exclude(user__in=told.values("user_id"))
        if named := tuple(others.order_by("pk").values_list("user_id", flat=True)):
            pieces.append(facts_of(meeting, actor, named=named))
    return pieces


def _guests_named(facts: Facts) -> QuerySet[Any]:
    people = guests(facts)
    return people.filter(pk__in=facts.named) if facts.named else people


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


def _words_together(
    first: Collection[Meeting], rows: MeetingQuerySet, moment: str
) -> dict[int, Words]:
    """Return when the meetings are that are told of together with each of the first."""
    coming = list(rows.filter(starts_at__gt=timezone.now()))
    words = {}
    for one in first:
        own = (one.series_id, getattr(one, moment))
        listed = [
            row for row in coming if row == one or (row.series_id, getattr(row, moment)) == own
        ]
        if listed:
            url = reverse("wagtail_social:meeting_series", args=[one.pk])
            words[one.pk] = Words(html=_list(listed), url=url)
    return words


def _known_to(user: Any) -> MeetingQuerySet:
    meetings: MeetingQuerySet = Meeting.objects.of_person(user)
    return meetings.exclude(state=MeetingState.DRAFT)


def _words_of_made(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return when those are that take place, of the meetings made with each of these."""
    known = _known_to(user)
    first = list(known.filter(pk__in=ids))
    return _words_together(first, known.taking_place().made_with(first), "created_at")


def _words_of_stopped(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return when those are that were cancelled together with each of these."""
    known = _known_to(user).filter(cancelled_at__isnull=False)
    first = list(known.filter(pk__in=ids))
    return _words_together(first, known.cancelled_with(first), "cancelled_at")


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
            facts=_made,
            reasons=(Reason(CATEGORY, guests, _says_made),),
            words=_words_of_made,
            parts=parts_of_made,
        ),
        Happening(
            name="meeting_series_stopped",
            label=gettext_lazy("Meetings to come cancelled"),
            event=events.meeting_series_stopped,
            facts=_stopped,
            reasons=(Reason(CATEGORY, _guests_named, _says_stopped),),
            words=_words_of_stopped,
            parts=parts_of_stopped,
        ),
    ]
