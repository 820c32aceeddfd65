"""Meetings as calendar programs read them: iCalendar (RFC 5545), and what is mailed (RFC 5546).

Reads no database but for the address of the site: what it writes of a meeting is its fields.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.utils import parseaddr
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vDuration, vUri

from wagtail_social.addresses import base_url, whole
from wagtail_social.conf import settings
from wagtail_social.groups.models import Visibility
from wagtail_social.markup import excerpt, one_line
from wagtail_social.markup.source import clean

from .clock_changes import zone_rules
from .models import Answer, Duty, Meeting

#: How much of what a meeting is for stands in an entry that may not hold all of it (characters).
EXCERPT = 300
#: How often a program that follows a person's calendar should fetch it.
REFRESH = datetime.timedelta(hours=1)

_PRODUCT = "-//wagtail-social//Meetings//EN"

_PARTSTAT: dict[str, str] = {
    Answer.YES: "ACCEPTED",
    Answer.MAYBE: "TENTATIVE",
    Answer.NO: "DECLINED",
    Answer.NONE: "NEEDS-ACTION",
}


class Method(StrEnum):
    """What a file is to do in a calendar (RFC 5546)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Guest:
    """Whom a mailed entry is for. ``answer`` and ``duty`` are those of their place."""

    address: str
    name: str = ""
    answer: str = Answer.NONE
    duty: str = Duty.ATTENDEE


@dataclass(frozen=True)
class Entry:
    """How a meeting stands in one calendar.

    ``told`` is how much it says: ``"full"``; ``"teaser"``, with no more than the beginning of what
    the meeting is for; or ``"none"``, no more than that there is one at that time. ``guest`` makes
    it an invitation; ``answer`` is that of whose calendar it is, where it is no invitation.
    ``stamp`` is when this was written, for what is mailed; the last change where it is ``None``.
    ``private`` asks that program to show colleagues no more than that its owner is busy.
    """

    meeting: Meeting
    told: str = "full"
    guest: Guest | None = None
    answer: str = Answer.NONE
    cancelled: bool = False
    linked: bool = True
    stamp: datetime.datetime | None = None
    private: bool = True


def entry_of(meeting: Meeting, **how: Any) -> Entry:
    """Return the entry of a meeting as it stands. Its group must have been fetched with it."""
    entry = Entry(meeting, cancelled=meeting.is_cancelled, private=not for_all(meeting))
    return replace(entry, **how)


def for_all(meeting: Meeting) -> bool:
    """Return whether every colleague reads a meeting."""
    if meeting.group is None:
        return meeting.open_to_all
    return meeting.group.visibility == Visibility.EVERYONE


def write(entries: Iterable[Entry], method: Method) -> bytes:
    """Return a file with these meetings and the clocks they go by, with line ends as RFC 5545."""
    return _calendar(entries, method).to_ical()


def write_feed(entries: Iterable[Entry], title: str) -> bytes:
    """Return what a calendar program fetches again and again, under this title."""
    calendar = _calendar(entries, Method.PUBLISH)
    # The second name of each is what programs knew before RFC 7986.
    for name in ("name", "x-wr-calname"):
        calendar.add(name, title)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    return calendar.to_ical()


def uid_of(meeting: Meeting, base: str) -> str:
    """Return the name by which calendars know a meeting, for good."""
    return f"{meeting.uid}@{urlsplit(base).hostname or 'localhost'}"


def _calendar(entries: Iterable[Entry], method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", _PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    base = base_url()
    years: dict[str, list[int]] = {}
    events = []
    for entry in entries:
        meeting = entry.meeting
        if (zone := _zone_shown(meeting)) != "UTC":
            years.setdefault(zone, []).extend((meeting.begins.year, meeting.ends.year))
        events.append(_event(entry, base))
    for zone in sorted(years):
        calendar.add_component(zone_rules(zone, min(years[zone]), max(years[zone])))
    for event in events:
        calendar.add_component(event)
    return calendar


def _event(entry: Entry, base: str) -> Event:
    meeting = entry.meeting
    event = Event()
    event.add("uid", uid_of(meeting, base))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", _seconds(entry.stamp or meeting.changed_at))
    event.add("created", _seconds(meeting.created_at))
    event.add("last-modified", _seconds(meeting.changed_at))
    utc = _zone_shown(meeting) == "UTC"
    event.add("dtstart", _seconds(meeting.starts_at) if utc else meeting.begins)
    event.add("dtend", _seconds(meeting.ends_at) if utc else meeting.ends)
    event.add("summary", summary_of(entry))
    if place := location_of(entry):
        event.add("location", place)
    link = whole(_path(entry), base)
    if entry.linked:
        event.add("url", vUri(link))
    if words := _description(entry, link):
        event.add("description", words)
    event.add("status", _status(entry))
    event.add("transp", "TRANSPARENT" if _is_free(entry) else "OPAQUE")
    event.add("class", "PRIVATE" if entry.private else "PUBLIC")
    event.add("organizer", _organizer())
    if entry.guest is not None:
        event.add("attendee", _attendee(entry.guest))
    return event


def summary_of(entry: Entry) -> str:
    """Return the title of an entry."""
    return (one_line(entry.meeting.title) if entry.told != "none" else "") or _("Meeting")


def location_of(entry: Entry) -> str:
    """Return where it is: the place, else the link to join, where most programs look for it."""
    meeting = entry.meeting
    if entry.told == "none":
        return ""
    return one_line(meeting.place) or ("" if entry.cancelled else one_line(meeting.join_url))


def _path(entry: Entry) -> str:
    """Return where its link leads; where nothing may be told, the address tells nothing either."""
    if entry.told == "none":
        return reverse("wagtail_social:meetings")
    return entry.meeting.get_absolute_url()


def _description(entry: Entry, link: str) -> str:
    meeting = entry.meeting
    parts = []
    if entry.cancelled:
        parts.append(_("This meeting has been cancelled."))
    elif entry.told == "full":
        parts.append(clean(meeting.purpose).strip())
    elif entry.told == "teaser":
        parts.append(excerpt(escape(clean(meeting.purpose)), EXCERPT))
    if meeting.join_url and entry.told != "none" and not entry.cancelled:
        parts.append(_("Join online: %(link)s") % {"link": one_line(meeting.join_url)})
    if entry.linked and entry.cancelled:
        parts.append(link)
    elif entry.linked:
        parts.append(
            _("Agenda, papers, and where you say whether you come: %(link)s") % {"link": link}
        )
    return "\n\n".join(part for part in parts if part)


def _status(entry: Entry) -> str:
    if entry.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if entry.answer == Answer.MAYBE else "CONFIRMED"


def _is_free(entry: Entry) -> bool:
    """Return whether the owner of the calendar has time meanwhile."""
    answer = entry.guest.answer if entry.guest else entry.answer
    return entry.cancelled or answer == Answer.NO


def _organizer() -> vCalAddress:
    """Return whom programs write to that answer an invitation: the mailbox that mails come from."""
    name, address = parseaddr(settings.MAIL_FROM)
    found = vCalAddress(f"mailto:{address}")
    if name:
        found.params["CN"] = _parameter(name)
    return found


def _attendee(guest: Guest) -> vCalAddress:
    found = vCalAddress(f"mailto:{one_line(guest.address)}")
    if name := _parameter(guest.name):
        found.params["CN"] = name
    found.params["CUTYPE"] = "INDIVIDUAL"
    found.params["ROLE"] = "CHAIR" if guest.duty == Duty.CHAIR else "REQ-PARTICIPANT"
    found.params["PARTSTAT"] = _PARTSTAT[guest.answer]
    # People answer on the site: programs are asked not to offer it.
    found.params["RSVP"] = "FALSE"
    return found


def _parameter(text: str) -> str:
    """Return a text that a parameter can hold: no double quotes, no controls (RFC 5545, 3.2)."""
    return one_line(text).replace('"', "'")


def _seconds(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(microsecond=0)


def _zone_shown(meeting: Meeting) -> str:
    """Return the zone by whose clock the times are written.

    It is UTC where that clock shows a time twice on that day: the first of the two is meant then
    by RFC 5545, and some programs take the second.
    """
    first, last = meeting.begins, meeting.ends
    twice = any(
        moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()
        for moment in (first, last)
    )
    return "UTC" if twice else meeting.time_zone
