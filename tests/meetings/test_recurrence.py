"""Dates of a rhythm, in every zone, over the days on which clocks change."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wagtail_social.meetings.models import Rhythm
from wagtail_social.meetings.recurrence import (
    LAST,
    day_of,
    moment_of,
    number_after,
    place_in_month,
)

RHYTHMS = (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY)
ZONES = (
    *("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe", "America/Santiago"),
    *("Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "UTC"),
)
UTC = datetime.UTC
_MINUTES = 60 * 365 * 24 * 60
_FIRST = datetime.datetime(2000, 1, 1, tzinfo=UTC)
moments = st.integers(0, _MINUTES).map(lambda past: _FIRST + datetime.timedelta(minutes=past))


@settings(max_examples=400, deadline=None)
@given(
    first=moments,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    rhythm=st.sampled_from(RHYTHMS),
    number=st.integers(0, 60),
)
def test_every_meeting_of_a_rhythm_is_on_the_same_weekday_at_the_same_hour(
    first: datetime.datetime, zone: ZoneInfo, rhythm: str, number: int
) -> None:
    begin = first.astimezone(zone)
    day = day_of(begin.date(), rhythm, number)
    found = moment_of(first, zone, rhythm, number)
    local = found.astimezone(zone)
    assert day.weekday() == begin.weekday()
    wanted = datetime.datetime.combine(day, begin.time().replace(fold=0), tzinfo=zone)
    late = local.replace(tzinfo=None) - wanted.replace(tzinfo=None)
    if late:
        # The hour is left out that day: it comes later by as much as clocks are put forward.
        change = local.utcoffset() - (local - datetime.timedelta(days=1)).utcoffset()  # type: ignore[operator]
        assert late == change > datetime.timedelta()
    else:
        assert (local.date(), local.time()) == (day, begin.time().replace(fold=0))
        assert local.fold == 0


@settings(max_examples=300, deadline=None)
@given(
    first=moments,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    rhythm=st.sampled_from(RHYTHMS),
    later=st.timedeltas(datetime.timedelta(), datetime.timedelta(days=1500)),
    least=st.integers(1, 9),
)
def test_next_number_is_the_first_one_that_lies_ahead(
    first: datetime.datetime, zone: ZoneInfo, rhythm: str, later: datetime.timedelta, least: int
) -> None:
    now = first + later
    number = number_after(first, zone, rhythm, now, least)
    assert number >= least
    assert moment_of(first, zone, rhythm, number) > now
    assert number == least or moment_of(first, zone, rhythm, number - 1) <= now


@settings(max_examples=300, deadline=None)
@given(first=st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), number=st.integers(0))
def test_monthly_meeting_comes_once_a_month_at_its_place(first: datetime.date, number: int) -> None:
    number %= 600
    day = day_of(first, Rhythm.MONTHLY, number)
    months = (day.year - first.year) * 12 + day.month - first.month
    assert months == number
    if place_in_month(first) == LAST:
        assert (day + datetime.timedelta(weeks=1)).month != day.month
    else:
        assert place_in_month(day) == place_in_month(first)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        # The first Tuesday.
        ("2026-12-01", ["2027-01-05", "2027-02-02", "2027-03-02"]),
        # The fifth Monday counts as the last.
        ("2026-11-30", ["2026-12-28", "2027-01-25", "2027-02-22"]),
        # The fourth stays the fourth, where there is a fifth too.
        ("2026-11-26", ["2026-12-24", "2027-01-28", "2027-02-25"]),
    ],
)
def test_monthly_by_weekday_over_the_turn_of_the_year(first: str, expected: list[str]) -> None:
    day = datetime.date.fromisoformat(first)
    found = [day_of(day, Rhythm.MONTHLY, number) for number in (1, 2, 3)]
    assert [one.isoformat() for one in found] == expected


def test_hour_that_is_left_out_comes_later_and_one_that_comes_twice_is_the_first() -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    spring = datetime.datetime(2027, 3, 21, 2, 30, tzinfo=zone)
    assert moment_of(spring, zone, Rhythm.WEEKLY, 1).astimezone(zone).isoformat() == (
        "2027-03-28T03:30:00+02:00"
    )
    assert moment_of(spring, zone, Rhythm.WEEKLY, 2).astimezone(zone).hour == 2
    autumn = datetime.datetime(2027, 10, 24, 2, 30, tzinfo=zone)
    assert moment_of(autumn, zone, Rhythm.WEEKLY, 1).isoformat() == "2027-10-31T00:30:00+00:00"
