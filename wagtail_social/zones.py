"""Time zones: which there are, which one a person lives by, and what a clock there says."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import QuerySet, Subquery
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .extension_points import personal_zones

_REGIONS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia")
    + ("Atlantic", "Australia", "Europe", "Indian", "Pacific")
)

Choices = list[tuple[str, Any]]


class NoSuchTime(ValueError):
    """A time of day that the clocks of a place leave out on that day."""


@lru_cache(maxsize=1)
def zones_by_region() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the time zones by region, each as (name, city), and UTC."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(zoneinfo.available_timezones()):
        region, _slash, city = name.partition("/")
        if region in _REGIONS:
            regions.setdefault(region, []).append((name, city.replace("_", " ")))
    return [*regions.items(), ("UTC", [("UTC", "UTC")])]


def zone_choices(kept: str = "") -> Choices:
    """Return the zones by region to choose from; ``kept`` is one that must be among them."""
    known = {name for _region, zones in zones_by_region() for name, _city in zones}
    return [*([(kept, kept)] if kept and kept not in known else []), *zones_by_region()]


def zone_named(name: str) -> zoneinfo.ZoneInfo | None:
    """Return the zone of this IANA name, or ``None`` where there is none."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def name_of(zone: datetime.tzinfo) -> str:
    """Return the IANA name of a zone; that of the site where it has none."""
    name = getattr(zone, "key", "") or str(zone)
    return name if zone_named(name) else timezone.get_default_timezone_name()


def city_of(name: str) -> str:
    """Return the city after which a zone is named: "New York" of ``America/New_York``."""
    return name.rpartition("/")[2].replace("_", " ")


def moment_at(day: datetime.date, clock: datetime.time, zone: datetime.tzinfo) -> datetime.datetime:
    """Return the moment at which the clocks of ``zone`` show this time on this day.

    A time that comes twice, where clocks are put back, is the first of the two. Raises
    ``NoSuchTime`` for one that is left out, where they are put forward.
    """
    local = datetime.datetime.combine(day, clock, tzinfo=zone)
    moment = local.astimezone(datetime.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return moment


def _chosen(user: Any) -> list[QuerySet[Any]]:
    """Return where the name of this person's zone may stand: one column each, most telling first.

    What they chose in a room of ours, then what they chose in the Wagtail admin.
    """
    found = [entry.rows(user) for entry in personal_zones.all()]
    if apps.is_installed("wagtail.users"):
        from wagtail.users.models import UserProfile

        found.append(UserProfile.objects.filter(user=user).values("current_time_zone"))
    return found


def zone_columns(user: Any) -> dict[str, Subquery]:
    """Return what to annotate a query with, so that :func:`zone_from` finds this person's zone."""
    return {f"zone_{number}": Subquery(rows[:1]) for number, rows in enumerate(_chosen(user))}


def zone_from(names: Iterable[str | None]) -> datetime.tzinfo:
    """Return the zone of the first name there is, else the one that the request runs in."""
    for name in names:
        if zone := zone_named(name or ""):
            return zone
    return timezone.get_current_timezone()


def zone_of(user: Any) -> datetime.tzinfo:
    """Return the time zone this person lives by: one query."""
    columns = zone_columns(user)
    people = get_user_model()._default_manager.filter(pk=user.pk).annotate(**columns)
    names = people.values_list(*columns).first() if columns else ()
    return zone_from(names or ())


class ZoneSelect(forms.Select):
    """A select that is drawn without a template for each of its options: there are hundreds."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Draw it."""
        given = {**(attrs or {}), "name": name}
        parts = [
            format_html('<optgroup label="{}">{}</optgroup>', key, _options(rest, value))
            if isinstance(rest, list)
            else _options([(key, rest)], value)
            for key, rest in self.choices
        ]
        inside = format_html_join("", "{}", ((part,) for part in parts))
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, given)), inside
        )


def _options(choices: Choices, value: Any) -> SafeString:
    chosen = str(value or "")
    rows = ((name, " selected" if name == chosen else "", label) for name, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
