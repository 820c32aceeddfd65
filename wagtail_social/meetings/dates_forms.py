"""Forms about dates for the next meeting: proposing some, and saying who can when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.zones import NoSuchTime, ZoneSelect, moment_at, zone_choices, zone_named

from .models import VoteAnswer
from .parts.dates import DateRow

#: Rows that are open at once; the others are behind a line that opens them (count).
SHOWN = 4
#: Longest meeting that can be proposed (minutes): a week.
_LONGEST = 7 * 24 * 60
#: What calendars and databases agree on.
_LAST_YEAR = 2199


def _day(number: int) -> forms.DateField:
    label = gettext_lazy("Day %(number)s")
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label % {"number": number}, required=False, widget=widget)


def _clock() -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=gettext_lazy("Begins"), required=False, widget=widget)


class ProposeForm(forms.Form):
    """Up to ``rows`` dates, all of the same length; a row without a day is none.

    ``there`` are the begins and ends of what is proposed already; ``told`` is how many people
    hear of it.
    """

    length = forms.IntegerField(
        label=pgettext_lazy("length of time", "Minutes"), min_value=1, max_value=_LONGEST
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), widget=ZoneSelect)
    quiet = forms.BooleanField(label=gettext_lazy("Tell nobody"), required=False)

    def __init__(
        self,
        *args: Any,
        rows: int,
        there: Sequence[tuple[datetime.datetime, datetime.datetime]] = (),
        told: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._there = set(there)
        self._numbers = range(1, rows + 1)
        zones: Any = self.fields["time_zone"]
        zones.choices = zone_choices(str(self.initial.get("time_zone") or ""))
        for number in self._numbers:
            self.fields[f"day_{number}"] = _day(number)
            self.fields[f"starts_{number}"] = _clock()
            self.initial.setdefault(f"starts_{number}", self.initial.get("clock"))
        if not told:
            del self.fields["quiet"]

    def _pairs(self, numbers: Sequence[int]) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"day_{number}"], self[f"starts_{number}"]) for number in numbers]

    @property
    def first_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Day and begin of the rows that stand open."""
        return self._pairs(self._numbers[:SHOWN])

    @property
    def more_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Day and begin of the others."""
        return self._pairs(self._numbers[SHOWN:])

    @property
    def opens_more(self) -> bool:
        """Whether something stands in the other rows already."""
        return any(day.value() or day.errors or clock.errors for day, clock in self.more_rows)

    def clean(self) -> dict[str, Any]:
        """Turn the rows into moments: ``times``, begin and end of each."""
        data = super().clean() or {}
        zone, length = zone_named(data.get("time_zone", "")), data.get("length")
        times: list[tuple[datetime.datetime, datetime.datetime]] = []
        for number in self._numbers:
            if zone is None or length is None or not data.get(f"day_{number}"):
                continue
            begins = self._moment(number, zone)
            if begins is None:
                continue
            pair = begins, begins + datetime.timedelta(minutes=length)
            if pair in times:
                self.add_error(f"day_{number}", _("This date stands here twice."))
            elif pair in self._there:
                self.add_error(f"day_{number}", _("This date is proposed already."))
            elif begins <= timezone.now():
                self.add_error(f"day_{number}", _("This time has passed."))
            times.append(pair)
        if not times and not self.errors:
            raise forms.ValidationError(_("Please choose a day at least."), code="no_day")
        return data | {"times": times}

    def _moment(self, number: int, zone: datetime.tzinfo) -> datetime.datetime | None:
        day, clock = self.cleaned_data[f"day_{number}"], self.cleaned_data.get(f"starts_{number}")
        if clock is None:
            if f"starts_{number}" not in self.errors:
                self.add_error(f"starts_{number}", _("Please say when it begins."))
            return None
        if not 1970 <= day.year <= _LAST_YEAR:
            years = {"first": 1970, "last": _LAST_YEAR}
            text = _("Please choose a year between %(first)s and %(last)s.") % years
            self.add_error(f"day_{number}", text)
            return None
        try:
            return moment_at(day, clock, zone)
        except NoSuchTime:
            text = _("Clocks are put forward that day: there is no %(time)s. Choose another time.")
            self.add_error(f"starts_{number}", text % {"time": clock.strftime("%H:%M")})
            return None


class VoteForm(forms.Form):
    """Which of the proposed dates suit. ``rows`` are all of them; those that passed ask nothing."""

    def __init__(self, *args: Any, rows: Sequence[DateRow], **options: Any) -> None:
        super().__init__(*args, **options)
        self._rows = rows
        for row in rows:
            if row.is_open:
                self.fields[self._name(row)] = forms.ChoiceField(
                    label=row.when.text,
                    choices=VoteAnswer.choices,
                    widget=forms.RadioSelect,
                    required=False,
                    initial=row.own,
                )

    @staticmethod
    def _name(row: DateRow) -> str:
        return f"date_{row.proposal.pk}"

    def dated(self) -> Iterator[tuple[DateRow, forms.BoundField | None]]:
        """Return each date with what is asked of it."""
        for row in self._rows:
            name = self._name(row)
            yield row, self[name] if name in self.fields else None

    def answers(self) -> dict[int, str]:
        """Return what was said, by the key of the date."""
        said = {row.proposal.pk: self.cleaned_data.get(self._name(row)) for row in self._rows}
        return {pk: answer for pk, answer in said.items() if answer}
