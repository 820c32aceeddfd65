"""My meetings at a secret address, and one meeting as a file: what they hold, and for whom."""

from __future__ import annotations

import datetime
import logging
import re
from typing import Any

import icalendar
import pytest
import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import CANARY, PRIVATE, words
from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.people import AnswerInvitation, WithdrawInvitation
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.states import CancelMeeting
from wagtail_social.meetings.models import Attendance, Meeting
from wagtail_social.notifications.feeds.actions import MakeFeedAddress
from wagtail_social.notifications.models import FeedAddress, PersonalSettings

from .plans import at, meeting_of

PAGE = "/community/notifications/feeds/of/meetings/"
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def alone(cast: Any) -> None:
    """There are no other meetings."""
    Meeting.objects.all().delete()


def address(cast: Any, role: str) -> str:
    """Make an address for a person and return its path."""
    made = MakeFeedAddress(actor=cast[role], kind="meetings").execute()
    return reverse("wagtail_social:feed_file", args=[made.token, "meetings.ics"])


def fetch(path: str, **headers: str) -> Any:
    """Fetch as a calendar program does: without a session."""
    return Client().get(path, headers=headers)


def entries(response: Any) -> list[Any]:
    """Return the entries, once two parsers have found the same ones."""
    assert response.status_code == 200
    found = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    other = vobject.readOne(response.content.decode())
    uids = [event.uid.value for event in getattr(other, "vevent_list", [])]
    assert uids == [str(event["uid"]) for event in found]
    return found


def titles(response: Any) -> list[str]:
    return [str(event["summary"]) for event in entries(response)]


def soon(group: Any, *people: Any, days: float = 2, **fields: Any) -> Meeting:
    begins = timezone.now() + datetime.timedelta(days=days)
    return meeting_of(group, *people, starts_at=begins, ends_at=begins + HOUR, **fields)


# What it holds.


@pytest.mark.usefixtures("alone")
def test_calendar_holds_what_one_is_invited_to_in_order(cast: Any) -> None:
    me, chair = cast["member"], cast["manager"]
    soon(None, chair, me, title="Second", days=3)
    soon(cast.groups["open"], chair, me, title="First")
    soon(cast.groups["open"], chair, title="Not invited")
    soon(None, chair, me, title="Draft", state="draft")
    soon(None, me, title="My draft", state="draft")
    soon(None, chair, me, title="Long ago", days=-370)
    soon(None, chair, me, title="Last year", days=-350)
    soon(None, chair, me, title="In two years", days=725)
    soon(None, chair, me, title="Too far", days=740)
    response = fetch(address(cast, "member"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert titles(response) == ["Last year", "First", "Second", "In two years"]


@pytest.mark.usefixtures("alone")
def test_what_is_off_stays_and_says_so(cast: Any) -> None:
    meeting = soon(None, cast["manager"], cast["member"])
    path = address(cast, "member")
    assert entries(fetch(path))[0]["status"] == "CONFIRMED"
    CancelMeeting(actor=cast["manager"], meeting=meeting, quiet=True).execute()
    [event] = entries(fetch(path))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


@pytest.mark.usefixtures("alone")
def test_own_answer_says_whether_one_has_time(cast: Any) -> None:
    meeting = soon(None, cast["manager"], cast["member"])
    path = address(cast, "member")
    found = []
    for answer in ("yes", "maybe", "no"):
        AnswerInvitation(actor=cast["member"], meeting=meeting, answer=answer).execute()
        [event] = entries(fetch(path))
        found.append((str(event["status"]), str(event["transp"])))
        assert "attendee" not in event
    assert found == [
        ("CONFIRMED", "OPAQUE"),
        ("TENTATIVE", "OPAQUE"),
        ("CONFIRMED", "TRANSPARENT"),
    ]


@pytest.mark.usefixtures("alone")
def test_calendar_speaks_the_language_of_its_person(cast: Any) -> None:
    PersonalSettings.objects.create(user=cast["member"], language="nl")
    soon(None, cast["manager"], cast["member"], cancelled_at=timezone.now())
    [event] = entries(fetch(address(cast, "member")))
    assert "This meeting" not in event["description"]


@pytest.mark.usefixtures("alone")
def test_calendar_without_meetings_is_one(cast: Any) -> None:
    response = fetch(address(cast, "member"))
    assert response.status_code == 200
    assert icalendar.Calendar.from_ical(response.content)["x-wr-calname"] == "My meetings"


@pytest.mark.usefixtures("alone")
def test_three_meetings_and_thirty_take_the_same_queries(cast: Any) -> None:
    path = address(cast, "member")
    counts = []
    for count in (3, 27):
        for number in range(count):
            group = cast.groups["open"] if number % 2 else None
            soon(group, cast["manager"], cast["member"], days=number)
        with counted_queries() as queries:
            fetch(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Who gets what.


@pytest.mark.parametrize("group", ["closed", "secret"])
def test_meeting_of_a_closed_group_is_a_time_unless_the_site_says_so(
    cast: Any, group: str, settings: Any
) -> None:
    path = address(cast, "member")
    meeting = cast.meetings[group].meeting
    response = fetch(path)
    [event] = [one for one in entries(response) if str(meeting.uid) in one["uid"]]
    assert event["summary"] == "Meeting"
    assert event.decoded("dtstart") == meeting.starts_at.replace(microsecond=0)
    assert "location" not in event and at(meeting) not in str(event)
    for word in words(group):
        assert word.encode() not in response.content.lower()
    settings.WAGTAIL_SOCIAL_FEEDS_OF_CLOSED_GROUPS = True
    assert CANARY[group]["meeting"].encode() in fetch(path).content


@pytest.mark.parametrize("state", ["left", "banned"])
@pytest.mark.parametrize("group", PRIVATE)
def test_leaving_the_group_closes_its_meetings_at_once(cast: Any, group: str, state: str) -> None:
    path = address(cast, "member")
    uid = str(cast.meetings[group].meeting.uid)
    assert uid in fetch(path).content.decode()
    rows = Membership.objects.filter(user=cast["member"], group=cast.groups[group])
    rows.update(state=state)
    assert uid not in fetch(path).content.decode()


def test_who_is_banned_from_an_open_group_has_none_of_its_meetings(cast: Any) -> None:
    meeting = cast.meetings["open"].meeting
    Attendance.objects.create(meeting=meeting, user=cast["banned"])
    assert str(meeting.uid) not in fetch(address(cast, "banned")).content.decode()


@pytest.mark.usefixtures("alone")
def test_invitation_taken_back_is_gone(cast: Any) -> None:
    meeting = soon(None, cast["manager"], cast["member"])
    path = address(cast, "member")
    WithdrawInvitation(actor=cast["manager"], meeting=meeting, user=cast["member"]).execute()
    assert entries(fetch(path)) == []


def test_closed_account_and_revoked_address_give_nothing(cast: Any, client_of: Any) -> None:
    path = address(cast, "member")
    assert fetch(path).status_code == 200
    cast["member"].is_active = False
    cast["member"].save()
    closed = fetch(path)
    cast["member"].is_active = True
    cast["member"].save()
    row = FeedAddress.objects.get(user=cast["member"])
    client_of("member").post(reverse("wagtail_social:feed_revoke", args=[row.pk]))
    revoked, never = fetch(path), fetch(path.replace("meetings.ics", "").rstrip("/") + "x/")
    assert {each.status_code for each in (closed, revoked, never)} == {404}
    assert closed.content == revoked.content == never.content


# How it is fetched.


@pytest.mark.usefixtures("alone")
def test_program_that_has_it_as_it_is_gets_a_304_until_something_changes(cast: Any) -> None:
    meeting = soon(None, cast["manager"], cast["member"])
    path = address(cast, "member")
    tag = fetch(path)["ETag"]
    again = fetch(path, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    EditMeeting(
        actor=cast["manager"], meeting=meeting, values={"purpose": "Other"}, quiet=True
    ).execute()
    assert fetch(path, if_none_match=tag).status_code == 200


def test_address_works_with_and_without_its_name_and_its_slash(cast: Any) -> None:
    path = address(cast, "member")
    bare = path.removesuffix("meetings.ics")
    for way in (path, f"{path}/", bare, bare.rstrip("/")):
        assert fetch(way).status_code == 200, way
        assert fetch(way)["Content-Type"].startswith("text/calendar")
    assert fetch(f"{bare}other.ics").status_code == 404
    posts = MakeFeedAddress(actor=cast["member"], kind="mine").execute()
    assert fetch(f"/community/feeds/{posts.token}/meetings.ics").status_code == 404


def test_calendar_that_is_fetched_too_often_waits(cast: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"feed_read": "2/h"}
    path = address(cast, "member")
    assert [fetch(path).status_code for _time in range(3)] == [200, 200, 429]
    assert fetch(path)["Retry-After"]


def test_secret_stands_in_no_log(
    cast: Any, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    path = address(cast, "member")
    token = path.split("/")[-2]
    for way in (path, f"{path}/x/y", path.replace("meetings", "other"), path[:-13]):
        fetch(way)
        Client().post(way)
    monkeypatch.setattr("wagtail_social.meetings.calendar_feed.write_feed", lambda *args: 1 / 0)
    assert fetch(path).status_code == 500
    assert token not in caplog.text


# The page where one makes the address.


def test_person_makes_sees_once_and_revokes_an_address(cast: Any, client_of: Any) -> None:
    client = client_of("member")
    assert PAGE in client.get("/community/meetings/").content.decode()
    before = client.get(PAGE).content.decode()
    assert "Outlook" in before and "Google Calendar" in before and "Apple Calendar" in before
    made = client.post(PAGE)
    html = made.content.decode()
    [url] = re.findall(r'value="(http[^"]+/meetings\.ics)"', html)
    assert f'href="webcal:{url.partition(":")[2]}"' in html
    assert fetch(url).status_code == 200
    assert "no-store" in made["Cache-Control"]
    after = client.get(PAGE).content.decode()
    assert url.split("/")[-2] not in after and "There is an address since" in after
    assert "My meetings" in client.get("/community/notifications/feeds/").content.decode()
    row = FeedAddress.objects.get(user=cast["member"])
    client.post(reverse("wagtail_social:feed_revoke", args=[row.pk]))
    assert fetch(url).status_code == 404


def test_new_address_takes_the_place_of_the_old_one(cast: Any) -> None:
    first, second = address(cast, "member"), address(cast, "member")
    assert (fetch(first).status_code, fetch(second).status_code) == (404, 200)


def test_there_is_no_page_for_what_nobody_registers(client_of: Any) -> None:
    assert client_of("member").get(PAGE.replace("meetings", "zq")).status_code == 404


# One meeting as a file.


def test_reader_takes_a_meeting_along_as_a_file(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["open"].meeting
    client = client_of("member")
    assert at(meeting, "meeting.ics") in client.get(at(meeting)).content.decode()
    response = client.get(at(meeting, "meeting.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    calendar = icalendar.Calendar.from_ical(response.content)
    assert calendar["method"] == "PUBLISH"
    [event] = calendar.walk("VEVENT")
    assert event["summary"] == meeting.title
    assert "attendee" not in event


def test_draft_is_no_file(cast: Any, client_of: Any) -> None:
    draft = meeting_of(None, cast["member"], state="draft")
    client = client_of("member")
    assert client.get(at(draft, "meeting.ics")).status_code == 404
    assert "meeting.ics" not in client.get(at(draft)).content.decode()


@pytest.mark.parametrize("group", PRIVATE)
@pytest.mark.parametrize("role", ["employee", "former", "anonymous"])
def test_outsider_gets_no_file(cast: Any, client_of: Any, group: str, role: str) -> None:
    response = client_of(role).get(at(cast.meetings[group].meeting, "meeting.ics"))
    assert response.status_code == (302 if role == "anonymous" else 404)
    assert b"BEGIN" not in response.content
