"""When a meeting is, in the words of a person in one time zone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext

from wagtail_social.zones import city_of

from .models import DateProposal, Meeting

#: Up to when it is said in how many days a meeting is (days).
_SOON = 60


@dataclass(frozen=True)
class When:
    """Day and hours by the reader's clock, by the meeting's own where they differ, and how soon."""

    text: str
    #: Such as "18:00–19:30 in Tokyo"; empty where both clocks show the same.
    there: str
    #: Such as "in 4 days"; empty where that is far away.
    soon: str
    #: Begin, for machines.
    machine: str


def when_of(meeting: Meeting | DateProposal, zone: datetime.tzinfo, now: datetime.datetime) -> When:
    """Return when a meeting is, or is proposed, for a reader in ``zone``."""
    begins, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return When(
        text=span(begins, ends),
        there=_there(meeting, begins, ends),
        soon=_soon(begins, ends, now.astimezone(zone)),
        machine=begins.isoformat(timespec="minutes"),
    )


def day_text(moment: datetime.datetime) -> str:
    """Return the day, such as "Thursday 26 November 2026"."""
    # Translators: letters of Django's date filter: name of the day, day, month, year.
    return dateformat.format(moment, pgettext("day of a meeting", "l j F Y"))


def day_and_hour(moment: datetime.datetime) -> str:
    """Return day and hour in short, such as "Thu 26 Nov, 10:00"."""
    # Translators: letters of Django's date filter: short name of the day, day, short month, time.
    return dateformat.format(moment, pgettext("day and hour of a meeting", "D j M, H:i"))


def hour_text(moment: datetime.datetime) -> str:
    """Return the hour in short, such as "10:42"."""
    return _hour(moment)


def _hour(moment: datetime.datetime) -> str:
    # Translators: letters of Django's date filter: the hour and the minutes.
    return dateformat.format(moment, pgettext("hour of a meeting", "H:i"))


def span(begins: datetime.datetime, ends: datetime.datetime) -> str:
    """Return from when to when, such as "Thursday 26 November 2026, 10:00–11:30"."""
    first = f"{day_text(begins)}, {_hour(begins)}"
    if begins.date() == ends.date():
        return f"{first}–{_hour(ends)}"
    return f"{first} – {day_text(ends)}, {_hour(ends)}"


def _there(
    meeting: Meeting | DateProposal, begins: datetime.datetime, ends: datetime.datetime
) -> str:
    first, last = meeting.begins, meeting.ends
    if (first.utcoffset(), last.utcoffset()) == (begins.utcoffset(), ends.utcoffset()):
        return ""
    same_days = (first.date(), last.date()) == (begins.date(), ends.date())
    if same_days and begins.date() == ends.date():
        text = f"{_hour(first)}–{_hour(last)}"
    else:
        text = span(first, last)
    # Translators: such as "18:00–19:30 in Tokyo".
    return gettext("%(time)s in %(city)s") % {"time": text, "city": city_of(meeting.time_zone)}


def _soon(begins: datetime.datetime, ends: datetime.datetime, now: datetime.datetime) -> str:
    if begins <= now < ends:
        return gettext("now")
    if ends <= now:
        return ""
    seconds = (begins - now).total_seconds()
    days = (begins.date() - now.date()).days
    if seconds < 3600:
        minutes = max(1, int(seconds // 60))
        return ngettext("in %(count)s minute", "in %(count)s minutes", minutes) % {"count": minutes}
    if days == 0 or seconds < 12 * 3600:
        hours = int(seconds // 3600)
        return ngettext("in %(count)s hour", "in %(count)s hours", hours) % {"count": hours}
    if days == 1:
        return gettext("tomorrow")
    if days <= _SOON:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return ""


def when_and_where(meeting: Meeting) -> str:
    """Return a paragraph by the clock of who is written to: the active time zone."""
    when = when_of(meeting, timezone.get_current_timezone(), timezone.now())
    parts = [part for part in (when.text, when.there, meeting.place) if part]
    return format_html("<p>{}</p>", " · ".join(parts))
