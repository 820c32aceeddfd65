"""Meetings as iCalendar: what two independent parsers read of them is what was meant."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from wagtail_social.markup import one_line
from wagtail_social.meetings import ical
from wagtail_social.meetings.clock_changes import zone_rules
from wagtail_social.meetings.ical import Guest, Method, entry_of, write, write_feed
from wagtail_social.meetings.models import Meeting

HOST = "intranet.example.org"
ZONES = (
    *("Europe/Amsterdam", "Europe/London", "Europe/Dublin", "America/New_York"),
    *("America/Sao_Paulo", "America/St_Johns", "Australia/Lord_Howe", "Australia/Sydney"),
    *("Africa/Casablanca", "Asia/Kathmandu", "Asia/Jerusalem", "Asia/Tokyo"),
    *("Pacific/Auckland", "Pacific/Apia", "Pacific/Chatham", "Asia/Tehran", "UTC", "Etc/GMT+12"),
)
BEGIN = datetime.datetime(2031, 5, 6, 8, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_BASE_URL = f"https://{HOST}"
    settings.WAGTAIL_SOCIAL_MAIL_FROM = "Havenkant <calendar@example.org>"


def meeting_at(begins: datetime.datetime = BEGIN, **fields: Any) -> Meeting:
    """Return a meeting that is stored nowhere."""
    values = {
        "pk": 7,
        "title": "Cranes",
        "starts_at": begins,
        "ends_at": begins + datetime.timedelta(hours=1),
        "time_zone": "Europe/Amsterdam",
        "place": "Quay 3",
        "created_at": begins - datetime.timedelta(days=9),
        "changed_at": begins - datetime.timedelta(days=8),
    }
    return Meeting(**(values | fields))


def by_icalendar(written: bytes) -> Any:
    """Return the entry as icalendar reads it."""
    [event] = icalendar.Calendar.from_ical(written).walk("VEVENT")
    return event


def by_vobject(written: bytes) -> Any:
    """Return the entry as vobject reads it: zones by the rules in the file, by nothing else.

    By itself it would take pytz for zones that it has not read the rules of before.
    """
    text = written.decode()
    for block in re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE\r\n", text, re.DOTALL):
        rules = vobject.readOne(f"BEGIN:VCALENDAR\r\n{block}END:VCALENDAR\r\n").vtimezone
        vobject.icalendar.registerTzid(rules.tzid.value, rules.tzinfo)
    return vobject.readOne(text).vevent


def both(written: bytes) -> list[tuple[Any, ...]]:
    """Return UID, SEQUENCE, begin, end, title and place, as each of the parsers reads them."""
    one, other = by_icalendar(written), by_vobject(written)
    place = getattr(other, "location", None)
    return [
        (
            str(one["uid"]),
            int(one["sequence"]),
            one.decoded("dtstart").astimezone(datetime.UTC),
            one.decoded("dtend").astimezone(datetime.UTC),
            str(one["summary"]),
            str(one.get("location", "")),
        ),
        (
            other.uid.value,
            int(other.sequence.value),
            other.dtstart.value.astimezone(datetime.UTC),
            other.dtend.value.astimezone(datetime.UTC),
            other.summary.value,
            place.value if place else "",
        ),
    ]


def _near_changes() -> st.SearchStrategy[tuple[str, datetime.datetime]]:
    """Return zones with moments around the days on which clocks are changed in most of them."""
    days = st.sampled_from([(3, 8), (3, 29), (4, 5), (9, 27), (10, 4), (10, 25), (11, 1), (12, 31)])
    return st.builds(
        lambda zone, day, year, minute: (
            zone,
            datetime.datetime(year, *day, tzinfo=datetime.UTC)
            + datetime.timedelta(minutes=15 * minute),
        ),
        st.sampled_from(ZONES),
        days,
        st.sampled_from([2026, 2026, 2027, 2031, 2038]),
        st.integers(-96, 192),
    )


def _anywhere() -> st.SearchStrategy[tuple[str, datetime.datetime]]:
    seconds = st.integers(631152000, 2335219200)  # 1990 to 2044
    return st.tuples(
        st.sampled_from(ZONES),
        seconds.map(lambda second: datetime.datetime.fromtimestamp(second, datetime.UTC)),
    )


_TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="aé😀👩‍🔧\u202e\r\n\t\x00\x0b\x85\u2028;,:\\\"'^ nN", max_size=200),
    st.sampled_from(["BEGIN:VEVENT", "a\r\nEND:VCALENDAR\r\nx", "\\n", "ü" * 200, "😀" * 200]),
)
_LENGTHS = st.one_of(
    st.integers(60, 4 * 3600),
    st.just(24 * 3600),
    st.integers(1, 20 * 24 * 3600),
)


@pytest.mark.once
@hypothesis_settings(
    max_examples=1000,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    where=st.one_of(_near_changes(), _anywhere()),
    length=_LENGTHS,
    title=_TEXTS,
    place=_TEXTS,
    purpose=st.one_of(_TEXTS, st.text(max_size=2000)),
    sequence=st.integers(0, 2**31 - 1),
    uid=st.uuids(),
)
@example(
    where=("Europe/Amsterdam", datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)),
    length=3600,
    title="All in the hour that comes twice",
    place="",
    purpose="",
    sequence=0,
    uid=uuid.UUID(int=1),
)
@example(
    where=("Europe/Amsterdam", datetime.datetime(2026, 3, 29, 1, 0, tzinfo=datetime.UTC)),
    length=1800,
    title="In the first half hour of summer time",
    place="Quay 3, upstairs; left",
    purpose="",
    sequence=3,
    uid=uuid.UUID(int=2),
)
def test_a_thousand_meetings_come_back_as_they_are(
    where: tuple[str, datetime.datetime],
    length: int,
    title: str,
    place: str,
    purpose: str,
    sequence: int,
    uid: uuid.UUID,
) -> None:
    """M7: zones, clock changes, midnights, whole days, and whatever people type."""
    zone, begins = where
    meeting = meeting_at(
        begins,
        ends_at=begins + datetime.timedelta(seconds=length),
        time_zone=zone,
        title=title,
        place=place,
        purpose=purpose,
        sequence=sequence,
        uid=uid,
    )
    written = write([entry_of(meeting)], Method.PUBLISH)
    meant = (
        f"{uid}@{HOST}",
        sequence,
        begins,
        meeting.ends_at,
        one_line(title) or "Meeting",
        one_line(place),
    )
    assert both(written) == [meant, meant]
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r(?!\n)", written)


def test_description_keeps_lines_commas_and_emoji() -> None:
    purpose = "First; second, third\\n\nLine 😀 two\r\nThree\x00\x1b"
    written = write([entry_of(meeting_at(purpose=purpose))], Method.PUBLISH)
    for event in (by_icalendar(written)["description"], by_vobject(written).description.value):
        assert str(event).startswith("First; second, third\\n\nLine 😀 two\nThree\n\n")


@pytest.mark.parametrize("zone", ZONES)
def test_rules_of_a_zone_say_what_its_clocks_show(zone: str) -> None:
    """Each quarter of an hour around each change, as the rules say and as the zone does."""
    if zone == "UTC":
        return
    calendar = icalendar.Calendar()
    calendar.add_component(zone_rules(zone, 2026, 2027))
    read = vobject.readOne(calendar.to_ical().decode()).vtimezone.tzinfo
    theirs = ZoneInfo(zone)
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    while moment.year < 2028:
        local = moment.astimezone(theirs)
        if local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset():
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), moment
        moment += datetime.timedelta(minutes=75)


def test_zone_with_yearly_rules_says_them_as_rules() -> None:
    """What older Outlooks need: one rule for summer, one for winter."""
    text = zone_rules("Europe/Amsterdam", 2031, 2031).to_ical().decode()
    assert text.count("RRULE") == 2
    assert "DTSTART:20300331T020000\r\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in text
    assert "RRULE" not in zone_rules("Africa/Casablanca", 2031, 2031).to_ical().decode()


def test_invitation_names_organiser_guest_and_answer() -> None:
    guest = Guest("sanne@example.org", 'Sanne "San" Bakker', answer="maybe", duty="chair")
    meeting = meeting_at(sequence=4, join_url="https://meet.example.org/x?a=1,2;3", purpose="Why")
    written = write([entry_of(meeting, guest=guest)], Method.REQUEST)
    calendar = icalendar.Calendar.from_ical(written)
    assert calendar["method"] == "REQUEST"
    event = by_icalendar(written)
    assert event["organizer"] == "mailto:calendar@example.org"
    assert event["organizer"].params["CN"] == "Havenkant"
    attendee = event["attendee"]
    assert attendee == "mailto:sanne@example.org"
    assert dict(attendee.params) == {
        "CN": "Sanne 'San' Bakker",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "CHAIR",
        "PARTSTAT": "TENTATIVE",
        "RSVP": "FALSE",
    }
    assert event["status"] == "CONFIRMED"
    assert event["url"] == f"https://{HOST}/community/meetings/7/"
    words = str(event["description"])
    assert words.startswith("Why\n\nJoin online: https://meet.example.org/x?a=1,2;3\n\n")
    assert words.endswith(f"https://{HOST}/community/meetings/7/")
    other = by_vobject(written)
    assert other.attendee.value == "mailto:sanne@example.org"
    assert other.attendee.params["PARTSTAT"] == ["TENTATIVE"]


@pytest.mark.parametrize(
    ("answer", "status", "free"),
    [("", "NEEDS-ACTION", False), ("yes", "ACCEPTED", False), ("no", "DECLINED", True)],
)
def test_answer_stands_in_the_invitation(answer: str, status: str, free: bool) -> None:
    guest = Guest("sanne@example.org", answer=answer)
    event = by_icalendar(write([entry_of(meeting_at(), guest=guest)], Method.REQUEST))
    assert event["attendee"].params["PARTSTAT"] == status
    assert event["transp"] == ("TRANSPARENT" if free else "OPAQUE")


def test_what_is_off_is_cancelled_and_takes_no_time() -> None:
    meeting = meeting_at(cancelled_at=BEGIN, join_url="https://meet.example.org/")
    event = by_icalendar(write([entry_of(meeting)], Method.CANCEL))
    assert (event["status"], event["transp"]) == ("CANCELLED", "TRANSPARENT")
    assert "meet.example.org" not in str(event["description"])


def test_entry_without_content_has_time_and_nothing_of_the_meeting() -> None:
    meeting = meeting_at(
        title="Zqtitle", place="Zqplace", purpose="Zqpurpose", join_url="https://zqjoin.example/"
    )
    written = write([entry_of(meeting, told="none")], Method.REQUEST)
    assert b"Zq" not in written and b"zq" not in written
    event = by_icalendar(written)
    assert event["summary"] == "Meeting"
    assert event.decoded("dtstart") == BEGIN
    assert event["url"] == f"https://{HOST}/community/meetings/"


def test_teaser_holds_the_beginning_of_the_purpose() -> None:
    purpose = "a <b> & " + "word " * 200
    words = str(
        by_icalendar(write([entry_of(meeting_at(purpose=purpose), told="teaser")], Method.REQUEST))[
            "description"
        ]
    )
    assert words.startswith("a <b> & word") and "…" in words
    assert words.count("word") < 80


@pytest.mark.parametrize(("open_to_all", "kept"), [(True, "PUBLIC"), (False, "PRIVATE")])
def test_colleagues_who_see_the_calendar_see_no_closed_meeting(
    open_to_all: bool, kept: str
) -> None:
    event = by_icalendar(write([entry_of(meeting_at(open_to_all=open_to_all))], Method.PUBLISH))
    assert event["class"] == kept


def test_feed_has_each_zone_once_and_says_how_often_to_come() -> None:
    meetings = [meeting_at(uid=uuid.UUID(int=number)) for number in range(3)]
    meetings.append(meeting_at(uid=uuid.UUID(int=9), time_zone="Asia/Tokyo"))
    calendar = icalendar.Calendar.from_ical(
        write_feed([entry_of(meeting) for meeting in meetings], "My meetings")
    )
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == [
        "Asia/Tokyo",
        "Europe/Amsterdam",
    ]
    assert calendar["x-wr-calname"] == "My meetings"
    assert calendar.decoded("refresh-interval") == ical.REFRESH
    assert len(calendar.walk("VEVENT")) == 4
