"""What the tests of calendars share: what a mail carries for one, read by two parsers."""

from __future__ import annotations

import datetime
from typing import Any

import icalendar
import vobject
from django.core import mail
from django.utils import timezone

from wagtail_social.notifications.sending import send_due


def later(minutes: float = 10) -> list[Any]:
    """Send what is due so many minutes from now, and return it as the server got it."""
    mail.outbox.clear()
    send_due(timezone.now() + datetime.timedelta(minutes=minutes))
    return [letter.message() for letter in mail.outbox]


def to(letters: list[Any], name: str) -> Any:
    """Return the one mail to this person of the cast."""
    [found] = [letter for letter in letters if letter["To"] == f"{name}@example.org"]
    return found


def parts(letter: Any) -> dict[str, Any]:
    """Return the parts of a mail by their type; none is there twice."""
    found = [part for part in letter.walk() if not part.is_multipart()]
    assert len({part.get_content_type() for part in found}) == len(found)
    return {part.get_content_type(): part for part in found}


def carried(letter: Any) -> Any:
    """Return the calendar that a mail carries, after both parsers have read it alike."""
    found = parts(letter)
    written = found["text/calendar"].get_payload(decode=True)
    assert written == found["application/ics"].get_payload(decode=True)
    assert b"\n" not in written.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(written)
    other = vobject.readOne(written.decode())
    assert other.method.value == calendar["method"]
    assert other.vevent.uid.value == event_of(calendar)["uid"]
    assert int(other.vevent.sequence.value) == event_of(calendar)["sequence"]
    assert other.vevent.attendee.value == event_of(calendar)["attendee"]
    assert found["text/calendar"].get_param("method") == calendar["method"]
    return calendar


def event_of(calendar: Any) -> Any:
    """Return the entry in a calendar that has one."""
    [event] = calendar.walk("VEVENT")
    return event


def facts(letter: Any) -> tuple[str, int]:
    """Return the method of what a mail carries, and its sequence."""
    calendar = carried(letter)
    return str(calendar["method"]), int(event_of(calendar)["sequence"])
