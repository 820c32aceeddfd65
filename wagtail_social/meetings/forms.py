"""Forms of the room: planning a meeting, and taking it a step on."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.groups.forms import LineField
from wagtail_social.zones import NoSuchTime, ZoneSelect, moment_at, zone_choices, zone_named

from .actions.fields import FIELDS, no_such_page
from .event_facts import event_page_types
from .event_pages import page_at
from .models import Meeting

#: What calendars and databases agree on.
_FIRST_YEAR, _LAST_YEAR = 1970, 2199

_LIMITS = {field.name: getattr(field, "max_length", None) for field in Meeting._meta.get_fields()}


def _day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


def _clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget)


class SeenField(forms.CharField):
    """What the form was shown with, as a fingerprint. Anything else counts as changed meanwhile."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def clean(self, value: Any) -> str:
        """Return it as it came: nobody could mend it."""
        return str(value or "")


class MeetingForm(forms.Form):
    """What a meeting is for, when and where. ``meeting`` is the one that is changed, or ``None``.

    ``of_group`` leaves the choice of readers to the group; ``told`` is how many people a change of
    time or place is told to.
    """

    title = LineField(label=gettext_lazy("Title"), max_length=_LIMITS["title"])
    purpose = forms.CharField(
        label=pgettext_lazy("meeting", "What is it for?"),
        max_length=_LIMITS["purpose"],
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("What should be different after the meeting?"),
    )
    introduction = forms.CharField(
        label=gettext_lazy("Introduction to the agenda"),
        max_length=_LIMITS["introduction"],
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Stands above the agenda. You may leave it empty."),
    )
    day = _day(gettext_lazy("Day"))
    starts_at = _clock(gettext_lazy("Begins"))
    ends_at = _clock(gettext_lazy("Ends"))
    last_day = _day(gettext_lazy("Last day, if another"), required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=ZoneSelect,
    )
    place = LineField(label=gettext_lazy("Place"), max_length=_LIMITS["place"], required=False)
    join_url = forms.URLField(
        label=gettext_lazy("Link to join online"),
        max_length=_LIMITS["join_url"],
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    event_page = forms.CharField(
        label=gettext_lazy("Address of the page of the event"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("If this site has a page for it: copy its address here."),
    )
    open_to_all = forms.BooleanField(
        label=gettext_lazy("Every colleague may read it"),
        required=False,
        help_text=gettext_lazy("Otherwise only who is invited."),
    )
    quiet = forms.BooleanField(label=gettext_lazy("Tell nobody"), required=False)
    seen = SeenField()

    def __init__(
        self,
        *args: Any,
        request: Any,
        of_group: bool,
        meeting: Meeting | None = None,
        told: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.request, self.meeting = request, meeting
        zones: Any = self.fields["time_zone"]
        zones.choices = zone_choices(str(self.initial.get("time_zone") or ""))
        if of_group:
            del self.fields["open_to_all"]
        if meeting is None:
            del self.fields["seen"]
        if not told:
            del self.fields["quiet"]

    @property
    def can_take(self) -> bool:
        """Whether there are pages that say when and where their event is."""
        return any(fields for _page_type, fields in event_page_types())

    def clean_event_page(self) -> Any:
        """Return the page at the address; the one there was where nobody touched it."""
        if self.meeting is not None and "event_page" not in self.changed_data:
            return self.meeting.event_page
        address = self.cleaned_data["event_page"]
        if not address:
            return None
        page = page_at(address, self.request)
        if page is None:
            raise forms.ValidationError(no_such_page(), code="no_page")
        return page

    def clean(self) -> dict[str, Any]:
        """Turn ``starts_at`` and ``ends_at`` into moments, by the clock of the time zone."""
        data = super().clean() or {}
        day, zone = data.get("day"), zone_named(data.get("time_zone", ""))
        if day is None or zone is None:
            return data
        last_day = data.get("last_day") or day
        begins = self._moment("starts_at", day, zone, "day")
        ends = self._moment("ends_at", last_day, zone, "day", "last_day")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The meeting ends before it begins."))
        return data | {"starts_at": begins, "ends_at": ends}

    def _moment(
        self, name: str, day: datetime.date, zone: datetime.tzinfo, *parts: str
    ) -> datetime.datetime | None:
        """Return the moment of a time field; untouched, the stored one, to the second."""
        clock = self.cleaned_data.get(name)
        if clock is None:
            return None
        touched = {name, *parts, "time_zone"}.intersection(self.changed_data)
        if self.meeting is not None and not touched:
            stored: datetime.datetime = getattr(self.meeting, name)
            return stored
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            years = {"first": _FIRST_YEAR, "last": _LAST_YEAR}
            where = "last_day" if name == "ends_at" and self.cleaned_data.get("last_day") else "day"
            if where not in self.errors:
                text = _("Please choose a year between %(first)s and %(last)s.") % years
                self.add_error(where, text)
            return None
        try:
            return moment_at(day, clock, zone)
        except NoSuchTime:
            text = _("Clocks are put forward that day: there is no %(time)s. Choose another time.")
            self.add_error(name, text % {"time": clock.strftime("%H:%M")})
            return None

    def values(self) -> dict[str, Any]:
        """Return the fields of the meeting, for the action."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.fields}


class StepForm(forms.Form):
    """Whether a step is told; not asked where there is nobody to tell."""

    quiet = forms.BooleanField(label=gettext_lazy("Tell nobody"), required=False)

    def __init__(self, *args: Any, told: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not told:
            del self.fields["quiet"]
