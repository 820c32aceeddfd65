"""The dates of a rhythm, by the clock of one place. Arithmetic only: nothing is read or written.

Clocks keep the hour that people agreed on where daylight saving begins or ends. An hour that a
day leaves out is read by the offset before the change, and so comes that much later; of one that
comes twice it is the first (RFC 5545, 3.3.5). Each meeting lasts as long as the one it follows
(RFC 5545, 3.8.5.3).
"""

from __future__ import annotations

import calendar
import datetime
from itertools import count

from .models import Rhythm

#: How many weeks lie between two meetings.
_WEEKS = {Rhythm.NONE: 1, Rhythm.WEEKLY: 1, Rhythm.FORTNIGHTLY: 2}
#: The place of a weekday in its month from which on it counts as the last.
LAST = 5


def place_in_month(day: datetime.date) -> int:
    """Return which one of its weekday a day is in its month: 1 to 4, or :data:`LAST`."""
    return (day.day - 1) // 7 + 1


def day_of(first: datetime.date, rhythm: str, number: int) -> datetime.date:
    """Return the ``number``-th day after ``first`` in a rhythm; 0 is ``first`` itself.

    Monthly is the same weekday at the same place in the month; a fifth one counts as the last.
    Without a rhythm a week lies between two.
    """
    if rhythm != Rhythm.MONTHLY:
        return first + datetime.timedelta(weeks=_WEEKS[Rhythm(rhythm)] * number)
    months = first.year * 12 + first.month - 1 + number
    year, month = months // 12, months % 12 + 1
    place = place_in_month(first)
    if place < LAST:
        before = datetime.date(year, month, 1)
        return before + datetime.timedelta(
            days=(first.weekday() - before.weekday()) % 7 + 7 * (place - 1)
        )
    end = datetime.date(year, month, calendar.monthrange(year, month)[1])
    return end - datetime.timedelta(days=(end.weekday() - first.weekday()) % 7)


def moment_of(
    first: datetime.datetime, zone: datetime.tzinfo, rhythm: str, number: int
) -> datetime.datetime:
    """Return when the ``number``-th meeting after the one at ``first`` begins, in UTC."""
    local = first.astimezone(zone)
    clock = local.time().replace(fold=0)
    day = day_of(local.date(), rhythm, number)
    return datetime.datetime.combine(day, clock, tzinfo=zone).astimezone(datetime.UTC)


def number_after(
    first: datetime.datetime,
    zone: datetime.tzinfo,
    rhythm: str,
    now: datetime.datetime,
    least: int = 1,
) -> int:
    """Return the number of the first meeting after ``now``, ``least`` or more."""
    return next(number for number in count(least) if moment_of(first, zone, rhythm, number) > now)
