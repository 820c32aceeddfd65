"""A person's meetings, for the calendar program that they use."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.conf import settings
from wagtail_social.personal_feeds import PersonalFeed

from .ical import Entry, entry_of, for_all, write_feed
from .models import Attendance, Meeting

#: The most meetings in one calendar (count); of more, those that begin last.
_MOST = 2000


def write_calendar(user: Any) -> bytes:
    """Return the meetings to which this user is invited and that they may read now.

    Three queries, whatever their number.
    """
    meetings = Meeting.objects.in_calendar_of(user, timezone.now()).select_related("group")
    rows = list(meetings.reverse()[:_MOST])
    places = Attendance.objects.filter(user=user)
    answers = dict(places.values_list("meeting_id", "answer"))
    entries = [_entry(meeting, answers.get(meeting.pk, "")) for meeting in reversed(rows)]
    return write_feed(entries, _("My meetings"))


def _entry(meeting: Meeting, answer: str) -> Entry:
    """Return how much of a meeting its reader's program may hold: that is elsewhere.

    Of a meeting of a closed group no more than its time, unless the site says that closed groups
    have feeds: the group decides who reads it, one of its members cannot decide for it. The time is
    its reader's own: without it they would say yes to something else.
    """
    told = settings.FEED_CONTENT
    if meeting.group is not None and not for_all(meeting) and not settings.FEEDS_OF_CLOSED_GROUPS:
        told = "none"
    return entry_of(meeting, told=told, answer=answer)


def meetings_feed() -> PersonalFeed:
    """My meetings, at an address that a calendar program follows."""
    return PersonalFeed(
        name="meetings",
        title=gettext_lazy("My meetings"),
        heading=gettext_lazy("Meetings in your calendar"),
        page="meetings",
        write=write_calendar,
        content_type="text/calendar; charset=utf-8",
        file_name="meetings.ics",
        help_template="wagtail_social/meetings/calendar_help.html",
        scheme="webcal",
    )
