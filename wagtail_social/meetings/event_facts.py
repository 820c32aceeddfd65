"""What a page of the host says of an event: when it is and where, as far as the host names it.

The setting ``MEETING_EVENT_PAGES`` says which page types meetings can belong to, and which field,
property or method of such a page holds begin, end, place and time zone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.conf import settings
from wagtail_social.zones import zone_named

#: What can be read from a page.
FACTS = ("starts_at", "ends_at", "place", "time_zone")
#: How long an event takes that does not say when it ends.
_HOUR = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class EventFacts:
    """When and where an event is. A day without an hour stands where the page names no more."""

    starts_at: datetime.datetime | datetime.date | None = None
    ends_at: datetime.datetime | datetime.date | None = None
    place: str = ""
    #: IANA name; empty where the page names none.
    time_zone: str = ""

    def __bool__(self) -> bool:
        """Whether the page says anything that a meeting can take."""
        return self.starts_at is not None or bool(self.place)

    def form_values(self, zone_name: str) -> dict[str, Any]:
        """Return what the form of a meeting shows: only the fields that the page speaks of.

        ``zone_name`` is the time zone of the form, for a page that names none.
        """
        name = self.time_zone if zone_named(self.time_zone) else zone_name
        zone = zone_named(name) or timezone.get_current_timezone()
        values: dict[str, Any] = {"place": self.place[:200]} if self.place else {}
        begins, ends = _in_zone(self.starts_at, zone), _in_zone(self.ends_at, zone)
        if begins is None:
            return values
        values |= {"time_zone": name, "day": _day(begins), "last_day": None}
        if isinstance(begins, datetime.datetime):
            # The end of a whole day says nothing of the hour.
            if not isinstance(ends, datetime.datetime) or ends <= begins:
                ends = begins + _HOUR
            values |= {"starts_at": _clock(begins), "ends_at": _clock(ends)}
        if ends is not None and _day(ends) > _day(begins):
            values["last_day"] = _day(ends)
        return values


def _in_zone(moment: Any, zone: datetime.tzinfo) -> Any:
    """Return a moment by the clock of a zone; what has no zone is by the clock of the site."""
    if not isinstance(moment, datetime.datetime):
        return moment if isinstance(moment, datetime.date) else None
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment, timezone.get_default_timezone())
    return moment.astimezone(zone)


def _day(moment: Any) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def _clock(moment: datetime.datetime) -> datetime.time:
    return moment.time().replace(second=0, microsecond=0)


def event_page_types() -> list[tuple[type[Any], Mapping[str, str]]]:
    """Return the page types that meetings can belong to, each with the names of what is read.

    Types that do not exist are left out: a system check names them. Empty: any page will do.
    """
    found: list[tuple[type[Any], Mapping[str, str]]] = []
    for name, fields in settings.MEETING_EVENT_PAGES.items():
        try:
            found.append((apps.get_model(name), fields))
        except (LookupError, ValueError):
            continue
    return found


def is_event_page(page: Any) -> bool:
    """Whether a meeting can belong to a page of this type."""
    return not settings.MEETING_EVENT_PAGES or _fields_of(page) is not None


def no_event_page() -> str:
    """Return what is said of a page to which no meeting can belong."""
    return _("Meetings cannot belong to this kind of page.")


def _fields_of(page: Any) -> Mapping[str, str] | None:
    """Return the names of what is read from a page, by the type that is nearest to it."""
    page_type = page.specific_class or type(page)
    nearest = None
    for model, fields in event_page_types():
        if issubclass(page_type, model) and (nearest is None or issubclass(model, nearest[0])):
            nearest = model, fields
    return nearest[1] if nearest is not None else None


def facts_of(page: Any) -> EventFacts:
    """Return what a page says of its event; nothing where the host names no field for it."""
    fields = _fields_of(page)
    if not fields:
        return EventFacts()
    specific = page.specific
    found: dict[str, Any] = {}
    for fact, name in fields.items():
        value = getattr(specific, name, None) if fact in FACTS else None
        value = value() if callable(value) else value
        if value is not None:
            found[fact] = str(value) if fact in ("place", "time_zone") else value
    return EventFacts(**found)
