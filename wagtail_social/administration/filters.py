"""Filters of our lists."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

__all__ = ["ChoiceOf", "DateRange", "RowFilterSet", "TypedFilter", "YesNo"]


class RowFilterSet(WagtailFilterSet):
    """Filters over rows that the list has limited to what the viewer may see."""


class TypedFilter(django_filters.CharFilter):
    """Part of a name, typed: a list of all groups or all colleagues to choose from is too long.

    ``find`` gets (queryset, typed text, user) and returns the rows that match.
    """

    def __init__(self, *, find: Callable[[Any, str, Any], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._find = find

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the rows that match what was typed."""
        typed = (value or "").replace("\x00", "").strip()
        return self._find(qs, typed, self.parent.request.user) if typed else qs


class ChoiceOf(django_filters.ChoiceFilter):
    """One of a few choices, shown as radio buttons."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.RadioSelect, empty_label=_("All"), **kwargs)


class YesNo(django_filters.ChoiceFilter):
    """Yes, no, or all. ``find`` gets (queryset, whether yes)."""

    def __init__(self, *, find: Callable[[Any, bool], Any], **kwargs: Any) -> None:
        super().__init__(
            widget=forms.RadioSelect,
            empty_label=_("All"),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            **kwargs,
        )
        self._find = find

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the rows of the answer."""
        return self._find(qs, value == "yes") if value else qs


def _in_our_time(day: datetime.date) -> None:
    # The first and the last years there are have moments that no database can be asked for.
    if not 1900 <= day.year < 2200:
        raise ValidationError(_("Please choose a day between 1900 and 2199."), code="year")


class DaysField(DateRangeField):
    """Two days, of years that calendars use."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields:
            field.validators.append(_in_our_time)


class DateRange(django_filters.DateFromToRangeFilter):
    """From a day to a day."""

    field_class = DaysField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateRangePickerWidget, **kwargs)
