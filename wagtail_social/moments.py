"""When something was, in the words a person would use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import dateformat
from django.utils.translation import gettext, ngettext, pgettext


def relative_time(moment: datetime | date, now: datetime) -> str:
    """Say when something was: "just now", "5 min ago", "2 h ago", "yesterday", "3 Nov".

    ``moment`` and ``now`` are in the reader's own time zone, or both without one; ``moment`` may be
    a date alone. Hours are told within the same day, or when they are fewer than twelve; the year
    when it is another one. What lies more than a minute ahead is told as a date. Speaks the active
    language.
    """
    day = moment.date() if isinstance(moment, datetime) else moment
    if isinstance(moment, datetime):
        seconds = (now - moment).total_seconds()
        if -60 <= seconds < 60:
            return gettext("just now")
        if 0 < seconds < 3600:
            minutes = int(seconds // 60)
            return ngettext("%(count)s min ago", "%(count)s min ago", minutes) % {"count": minutes}
        if seconds > 0 and (day == now.date() or seconds < 12 * 3600):
            hours = int(seconds // 3600)
            return ngettext("%(count)s h ago", "%(count)s h ago", hours) % {"count": hours}
    elif day == now.date():
        return gettext("today")
    if day == now.date() - timedelta(days=1):
        return gettext("yesterday")
    # Translators: letters of Django's date filter, for the day and the short month.
    short = pgettext("date without year", "j M")
    # Translators: letters of Django's date filter, for the day, the short month and the year.
    with_year = pgettext("date with year", "j M Y")
    return dateformat.format(day, short if day.year == now.year else with_year)
