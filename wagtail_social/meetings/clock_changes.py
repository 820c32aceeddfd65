"""When the clocks of a time zone change, as a VTIMEZONE (RFC 5545, 3.6.5).

``icalendar.Timezone.from_tzinfo`` (7.3) is not used: it writes where clocks are put forward as
what they show afterwards (03:00, where section 3.6.5 wants what they showed before: 02:00), and
passes over changes that are undone within two months, as in Morocco at Ramadan.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

#: How many years behind the last date are looked at, to tell a fourth Sunday from a last one.
_YEARS_AHEAD = 6
_DAY = datetime.timedelta(days=1)
_SECOND = datetime.timedelta(seconds=1)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class _Kind(NamedTuple):
    """What a change makes of a clock."""

    before: datetime.timedelta
    after: datetime.timedelta
    name: str


@lru_cache(maxsize=256)
def zone_rules(name: str, first_year: int, last_year: int) -> Timezone:
    """Return the changes of the zone of this IANA name that matter from one year to another.

    Where they come by a yearly rule it is written as one, which older calendar programs need; else
    each stands for itself, since not all programs read a list of dates (``RDATE``). The component
    is remembered: do not change it.
    """
    zone = ZoneInfo(name)
    begin = datetime.datetime(first_year - 1, 1, 1, tzinfo=datetime.UTC)
    end = datetime.datetime(last_year + _YEARS_AHEAD, 1, 1, tzinfo=datetime.UTC)
    changes: dict[_Kind, list[datetime.datetime]] = defaultdict(list)
    for moment in _changes(zone, begin, end):
        local = moment.astimezone(zone)
        before = _offset(zone, moment - _SECOND)
        kind = _Kind(before, _offset(zone, moment), local.tzname() or name)
        # Written by the clock as it went until then.
        changes[kind].append((moment + before).replace(tzinfo=None))
    rules = Timezone()
    rules.add("tzid", name)
    years = range(begin.year, end.year)
    yearly = {kind: _yearly_rule(onsets, years) for kind, onsets in changes.items()}
    if len(changes) == 2 and all(yearly.values()):
        for kind, onsets in changes.items():
            rules.add_component(_observance(kind, onsets[0], yearly[kind]))
        return rules
    first = begin.astimezone(zone)
    offset = _offset(zone, begin)
    start = _Kind(offset, offset, first.tzname() or name)
    rules.add_component(_observance(start, first.replace(tzinfo=None)))
    each = sorted((onset, kind) for kind, onsets in changes.items() for onset in onsets)
    for onset, kind in each:
        if onset.year <= last_year + 1:
            rules.add_component(_observance(kind, onset))
    return rules


def _offset(zone: ZoneInfo, moment: datetime.datetime) -> datetime.timedelta:
    return moment.astimezone(zone).utcoffset() or datetime.timedelta()


def _changes(
    zone: ZoneInfo, begin: datetime.datetime, end: datetime.datetime
) -> Iterator[datetime.datetime]:
    """Yield the moments from which the clocks go otherwise."""
    days = range((end - begin).days + 1)
    for before, after in pairwise(begin + number * _DAY for number in days):
        if (old := _offset(zone, before)) == _offset(zone, after):
            continue
        while after - before > _SECOND:
            middle = before + (after - before) // 2
            middle = middle.replace(microsecond=0)
            if _offset(zone, middle) == old:
                before = middle
            else:
                after = middle
        yield after


def _yearly_rule(onsets: list[datetime.datetime], years: range) -> dict[str, object]:
    """Return the rule by which these come once in each of the years; empty where none does."""
    if [onset.year for onset in onsets] != list(years):
        return {}
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) != 1:
        return {}
    counts = {(onset.day - 1) // 7 + 1 for onset in onsets}
    if len(counts) == 1:
        count = counts.pop()
    elif all((onset + 7 * _DAY).month != onset.month for onset in onsets):
        count = -1
    else:
        return {}
    first = onsets[0]
    day = f"{count}{_WEEKDAYS[first.weekday()]}"
    return {"freq": "yearly", "bymonth": first.month, "byday": day}


def _observance(
    kind: _Kind, onset: datetime.datetime, rule: dict[str, object] | None = None
) -> TimezoneStandard | TimezoneDaylight:
    """Return one kind of change; it is summer time where clocks are put forward."""
    part = TimezoneDaylight() if kind.after > kind.before else TimezoneStandard()
    part.add("dtstart", onset)
    if rule:
        part.add("rrule", rule)
    part.add("tzoffsetfrom", kind.before)
    part.add("tzoffsetto", kind.after)
    part.add("tzname", kind.name)
    return part
