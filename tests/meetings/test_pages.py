"""Pages of meetings: what stands there, for whom, by whose clock."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import Attendance, Meeting
from wagtail_social.notifications.models import PersonalSettings

from .plans import at, meeting_of, of_group, text_of

MINE = "/community/meetings/"
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


def titles(html: str) -> list[str]:
    return re.findall(r'<a class="ws-name ws-more" href="[^"]*">([^<]*)</a>', html)


def around_now(days: float, **fields: Any) -> dict[str, Any]:
    begin = timezone.now() + days * DAY
    return {"starts_at": begin, "ends_at": begin + HOUR} | fields


def test_reader_sees_when_and_where_by_their_own_clock(cast: Any, client_of: Any) -> None:
    link = "https://meet.example.org/x"
    meeting = meeting_of(cast.groups["open"], cast["author"], join_url=link, purpose="We choose.")
    client = client_of("employee")
    here = text_of(client.get(at(meeting)))
    assert "Tuesday 6 May 2031, 10:00–11:00" in here
    assert "in Amsterdam" not in here
    assert "Quay 3" in here and "We choose." in here
    assert f'href="{link}"' in client.get(at(meeting)).content.decode()
    PersonalSettings.objects.create(user=cast["employee"], time_zone="Asia/Tokyo")
    there = text_of(client.get(at(meeting)))
    assert "Tuesday 6 May 2031, 17:00–18:00" in there
    assert "10:00–11:00 in Amsterdam" in there


def test_another_day_elsewhere_is_named(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], time_zone="Pacific/Auckland")
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at + 8 * HOUR, ends_at=meeting.ends_at + 9 * HOUR
    )
    page = text_of(client_of("member").get(at(meeting)))
    assert "Tuesday 6 May 2031, 18:00–20:00" in page
    assert "Wednesday 7 May 2031, 04:00–06:00 in Auckland" in page


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (datetime.timedelta(minutes=20, seconds=30), "in 20 minutes"),
        (datetime.timedelta(hours=3, minutes=1), "in 3 hours"),
        (datetime.timedelta(days=4), "in 4 days"),
        (datetime.timedelta(minutes=-5), "now"),
    ],
)
def test_reader_sees_how_soon_it_is(
    cast: Any, client_of: Any, ahead: datetime.timedelta, text: str
) -> None:
    begin = timezone.now() + ahead
    meeting = meeting_of(None, cast["member"], starts_at=begin, ends_at=begin + HOUR)
    assert f" {text} " in text_of(client_of("member").get(at(meeting)))


def test_outsider_finds_neither_list_nor_meeting_of_a_private_group(
    cast: Any, client_of: Any
) -> None:
    for group in ("closed", "secret"):
        for role in ("employee", "invited", "former", "banned", "superuser"):
            assert client_of(role).get(of_group(cast, group)).status_code == 404
            assert client_of(role).get(at(cast.meetings[group].meeting)).status_code == 404
        assert client_of("member").get(of_group(cast, group)).status_code == 200


def test_guest_who_is_not_in_the_closed_group_reads_nothing(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["closed"], cast["manager"], cast["employee"])
    client = client_of("employee")
    assert client.get(at(meeting)).status_code == 404
    for address in (MINE, "/community/topics/", "/community/"):
        assert "Cranes" not in client.get(address).content.decode()


def test_guest_who_leaves_the_group_loses_its_meetings_at_once(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["secret"], cast["manager"], cast["member"])
    client = client_of("member")
    assert "Cranes" in client.get(MINE).content.decode()
    Membership.objects.filter(user=cast["member"], group=cast.groups["secret"]).update(state="left")
    assert client.get(at(meeting)).status_code == 404
    for address in (MINE, "/community/topics/"):
        assert "Cranes" not in client.get(address).content.decode()


def test_meeting_of_no_group_is_read_by_who_is_invited_or_by_all(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"])
    codes = {role: client_of(role).get(at(meeting)).status_code for role in ("author", "employee")}
    assert codes == {"author": 200, "employee": 404}
    Meeting.objects.filter(pk=meeting.pk).update(open_to_all=True)
    assert client_of("employee").get(at(meeting)).status_code == 200
    assert "Cranes" not in client_of("employee").get(MINE).content.decode()


def test_list_of_a_group_begins_with_the_next_and_ends_with_the_oldest(
    cast: Any, client_of: Any
) -> None:
    group = cast.groups["everyone"]
    Meeting.objects.filter(group=group).delete()
    for title, days in (("Next", 1), ("Then", 2), ("Lately", -1), ("Long ago", -2)):
        meeting_of(group, **around_now(days), title=title)
    html = client_of("employee").get(of_group(cast, "everyone")).content.decode()
    assert titles(html) == ["Next", "Then", "Lately", "Long ago"]


def test_reader_reading_on_meets_every_meeting_once(
    cast: Any, client_of: Any, htmx: dict[str, str]
) -> None:
    group = cast.groups["everyone"]
    Meeting.objects.filter(group=group).delete()
    begin = timezone.now() - 9 * DAY
    for which, when in (("past", begin), ("coming", begin + 18 * DAY)):
        for number in range(60):
            # Many begin at the same time.
            start = when + (number // 10) * HOUR
            meeting_of(group, title=f"{which} {number}", starts_at=start, ends_at=start + HOUR)
    client = client_of("member")
    first = client.get(of_group(cast, "everyone")).content.decode()
    found = titles(first)
    for address in re.findall(r'<a class="ws-button ws-button--quiet" href="([^"]+)"', first):
        while address:
            options = {"headers": htmx} if "past" in address else {}
            html = client.get(address.replace("&amp;", "&"), **options).content.decode()
            assert ("<html" in html) != bool(options)
            found += titles(html)
            more = re.search(r'<a class="ws-button ws-button--quiet" href="([^"]+)"', html)
            address = more[1] if more else ""
    assert len(found) == len(set(found)) == 120


@pytest.mark.parametrize(
    "sign", ["", "x", "1.2.3", "-1.-1", "f" * 39, "ffffffffffffffffffff.1", "1." * 99]
)
def test_sign_that_is_none_begins_at_the_beginning(cast: Any, client_of: Any, sign: str) -> None:
    address = f"{of_group(cast, 'open')}?show=upcoming&after={sign}"
    response = client_of("member").get(address)
    assert response.status_code == 200
    assert "zqopenmeeting" in response.content.decode()


def test_colleague_finds_own_meetings_on_every_page_three_of_them(
    cast: Any, client_of: Any
) -> None:
    for number in range(5):
        meeting_of(None, cast["requested"], title=f"Talk {number}", **around_now(number + 1))
    html = client_of("requested").get("/community/topics/").content.decode()
    assert re.findall(r"Talk \d", html) == ["Talk 0", "Talk 1", "Talk 2"]
    assert f'href="{MINE}"' in html
    assert f'href="{MINE}"' in client_of("employee").get("/community/topics/").content.decode()
    profile = client_of("requested").get("/community/people/me/", follow=True)
    assert f'<a class="ws-more" href="{MINE}">' in profile.content.decode()


def test_pages_cost_the_same_with_few_and_many_meetings(cast: Any, client_of: Any) -> None:
    client = client_of("member")
    group = cast.groups["everyone"]

    def asked() -> dict[str, int]:
        counts = {}
        for address in (MINE, of_group(cast, "everyone"), "/community/topics/"):
            with counted_queries() as found:
                assert client.get(address).status_code == 200
            counts[address] = len(found)
        return counts

    for days in (1, -1):
        meeting_of(group, cast["member"], **around_now(days))
    asked()
    before = asked()
    for number in range(1, 30):
        for sign in (1, -1):
            meeting_of(group, cast["member"], **around_now(sign * number))
    assert asked() == before


def test_next_meetings_cost_one_query(cast: Any, client_of: Any) -> None:
    client = client_of("member")
    meeting_of(None, cast["member"], **around_now(1))
    client.get("/community/topics/")
    with counted_queries() as found:
        client.get("/community/topics/")
    about = [sql for sql in found.sql if "wagtail_social_meetings" in sql]
    assert len(about) == 1


def test_deleted_account_leaves_its_meetings_to_read(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["open"], cast["author"], created_by=cast["author"])
    Attendance.objects.filter(meeting=meeting).delete()
    Meeting.objects.filter(pk=meeting.pk).update(created_by=None)
    assert client_of("member").get(at(meeting)).status_code == 200
