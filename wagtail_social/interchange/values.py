"""Reading single values of the interchange format, with a reason in plain words when one is bad.

Each function here returns a reader: a callable that takes what JSON gave and returns the value as
the rest of the room uses it, or raises :class:`BadValue`.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.zones import zone_named

Reader = Callable[[Any], Any]

_EARLIEST = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)
_LATEST = datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)


class BadValue(Exception):
    """A value that cannot be read; ``reason`` is a translated phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def text(longest: int | None = None, *, empty: bool = True) -> Reader:
    """Read a text of at most ``longest`` characters; without ``empty`` there must be some."""

    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise BadValue(_("must be a text"))
        if "\x00" in value:
            raise BadValue(_("holds a NUL character"))
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise BadValue(_("holds half of a character")) from error
        if not empty and not value.strip():
            raise BadValue(_("must not be empty"))
        if longest is not None and len(value) > longest:
            raise BadValue(
                ngettext(
                    "is too long: %(length)s characters, %(longest)s is allowed",
                    "is too long: %(length)s characters, %(longest)s are allowed",
                    longest,
                )
                % {"length": len(value), "longest": longest}
            )
        return value

    return read


def identifier(longest: int = 255) -> Reader:
    """Read what a thing is called by other lines: an id, a slug, a username."""
    read_text = text(longest, empty=False)

    def read(value: Any) -> str:
        read_text(value)
        if value != value.strip() or not value.isprintable():
            raise BadValue(_("must have no space around it and no signs that cannot be seen"))
        return value

    return read


def choice(values: Collection[str]) -> Reader:
    """Read one of these texts."""

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in values:
            raise BadValue(_("must be one of: %(values)s") % {"values": ", ".join(values)})
        return value

    return read


def flag(value: Any) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise BadValue(_("must be true or false"))
    return value


def moment(value: Any) -> datetime.datetime:
    """Read an ISO 8601 time with a zone; the result is in UTC."""
    problem = BadValue(_("must be a time with a zone, such as 2026-03-02T08:15:00Z"))
    if not isinstance(value, str):
        raise problem
    try:
        time = datetime.datetime.fromisoformat(value)
        if time.tzinfo is None:
            raise problem
        time = time.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise problem from error
    if not _EARLIEST <= time < _LATEST:
        raise BadValue(_("must be a time between the years 1900 and 2200"))
    return time


def day(value: Any) -> datetime.date:
    """Read a day, such as ``2026-03-02``."""
    problem = BadValue(_("must be a day, such as 2026-03-02"))
    if not isinstance(value, str) or len(value) != len("2026-03-02"):
        raise problem
    try:
        found = datetime.date.fromisoformat(value)
    except ValueError as error:
        raise problem from error
    if not _EARLIEST.date() <= found < _LATEST.date():
        raise BadValue(_("must be a day between the years 1900 and 2200"))
    return found


def clock(value: Any) -> datetime.time:
    """Read a time of day, such as ``09:30``."""
    problem = BadValue(_("must be a time of day, such as 09:30"))
    if not isinstance(value, str):
        raise problem
    try:
        found = datetime.time.fromisoformat(value)
    except ValueError as error:
        raise problem from error
    if found.tzinfo is not None:
        raise problem
    return found


def count(least: int, most: int) -> Reader:
    """Read a whole number in these bounds."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BadValue(
                _("must be a whole number from %(least)s to %(most)s")
                % {"least": least, "most": most}
            )
        return value

    return read


def zone_name(value: Any) -> str:
    """Read the name of a time zone, such as ``Europe/Amsterdam``."""
    if not isinstance(value, str) or zone_named(value) is None:
        raise BadValue(_("must be the name of a time zone, such as Europe/Amsterdam"))
    return value


def web_address(longest: int | None = None) -> Reader:
    """Read a web address, or nothing."""
    read_text = text(longest)
    check = URLValidator(schemes=["http", "https"])

    def read(value: Any) -> str:
        found = read_text(value)
        try:
            if found:
                check(found)
        except ValidationError as error:
            raise BadValue(_("must be a web address")) from error
        return found

    return read


def unique_id(value: Any) -> str:
    """Read a UUID; the result is in its usual form."""
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError) as error:
        raise BadValue(_("must be a UUID")) from error


def listed(read_one: Reader) -> Reader:
    """Read a list; the result is a tuple."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadValue(_("must be a list"))
        found = []
        for number, one in enumerate(value, 1):
            try:
                found.append(read_one(one))
            except BadValue as error:
                raise BadValue(
                    _("entry %(number)s: %(reason)s") % {"number": number, "reason": error.reason}
                ) from error
        return tuple(found)

    return read


def path_of_names(longest: int) -> Reader:
    """Read a path such as ``Operations > Fleet``; each part has at most ``longest`` signs."""
    read_text = text()

    def read(value: Any) -> str:
        parts = [part.strip() for part in read_text(value).split(">")]
        for part in filter(None, parts):
            text(longest)(part)
        return " > ".join(filter(None, parts))

    return read


def written(value: Any) -> Any:
    """Return a value as JSON holds it: the counterpart of all readers."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [written(one) for one in value]
    return value
