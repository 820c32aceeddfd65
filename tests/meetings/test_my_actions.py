"""What one has taken on, of all meetings: in one list, and beside every page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import ActionItem, Meeting
from wagtail_social.notifications.models import PersonalSettings

from .doing import DAY, MINE, at, held, task
from .plans import meeting_of, text_of


def texts(html: str) -> list[str]:
    """Return the action items on a page, in order."""
    return re.findall(r'<a class="ws-name ws-do__link" href="[^"]*">([^<]*)</a>', html)


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Return a meeting of nobody's group; nobody has anything to do from others."""
    ActionItem.objects.all().delete()
    return held(None, cast["member"], cast["author"])


def page(client: Any, query: str = "") -> str:
    response = client.get(f"{MINE}{query}")
    assert response.status_code == 200
    return str(response.content.decode())


def test_open_ones_stand_by_due_date_and_done_ones_below(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    elsewhere = held(cast.groups["closed"], cast["manager"], title="Night talk")
    now = timezone.now()
    task(meeting, cast["author"], 9, text="Later")
    task(elsewhere, cast["author"], -2, text="Late")
    task(meeting, cast["author"], 1, text="Soon", status="in_progress")
    task(meeting, cast["author"], text="First done", status="done", closed_at=now - DAY)
    task(meeting, cast["author"], text="Last done", status="dropped", closed_at=now)
    task(meeting, cast["member"], text="Of somebody else")
    html = page(client_of("author"))
    assert texts(html) == ["Late", "Soon", "Later", "Last done", "First done"]
    text = text_of(client_of("author").get(MINE))
    assert "1 of 4 done" in text and "due tomorrow" in text and "Overdue" in text
    assert "Night talk" in text and cast.groups["closed"].title in text


def test_filters(cast: Any, client_of: Any, meeting: Meeting) -> None:
    for text, days, status in (
        ("Late", -1, "open"),
        ("Today", 0, "open"),
        ("Done", -1, "done"),
        ("No", 1, "dropped"),
    ):
        task(meeting, cast["author"], days, text=text, status=status)
    client = client_of("author")
    assert texts(page(client, "?show=open")) == ["Late", "Today"]
    assert texts(page(client, "?show=overdue")) == ["Late"]
    assert set(texts(page(client, "?show=done"))) == {"Done", "No"}
    assert set(texts(page(client, "?show=mine"))) == {"Late", "Today", "Done", "No"}


def test_overdue_goes_by_the_day_of_the_reader(
    cast: Any, client_of: Any, meeting: Meeting, time_machine: Any
) -> None:
    time_machine.move_to("2031-05-07T22:30:00+00:00", tick=False)
    task(meeting, cast["author"], due_on="2031-05-07")
    client = client_of("author")
    for zone, late in (("America/New_York", False), ("Asia/Tokyo", True)):
        PersonalSettings.objects.update_or_create(user=cast["author"], defaults={"time_zone": zone})
        assert (texts(page(client, "?show=overdue")) != []) is late


def test_what_one_may_not_read_is_not_there(cast: Any, client_of: Any, meeting: Meeting) -> None:
    closed = held(cast.groups["closed"], cast["manager"], cast["author"])
    task(closed, cast["author"], text="Zqclosed")
    draft = held(None, cast["member"], state="in_session")
    task(draft, cast["author"], text="Zqdraft")
    client = client_of("author")
    assert texts(page(client)) == ["Zqclosed"]
    Membership.objects.filter(user=cast["author"], group=cast.groups["closed"]).update(state="left")
    assert texts(page(client)) == []
    assert "Nothing is to be done" in text_of(client.get(MINE))


def test_reader_reading_on_meets_every_item_once(
    cast: Any, client_of: Any, meeting: Meeting, htmx: dict[str, str]
) -> None:
    """Many are due on the same day, and were done at the same moment, or nobody knows when."""
    now = timezone.now()
    for number in range(60):
        task(meeting, cast["author"], number // 20, text=f"open {number}")
        closed = None if number % 3 else now - (number // 20) * DAY
        options = {"created_at": now - DAY, "closed_at": closed}
        task(meeting, cast["author"], text=f"done {number}", status="done", **options)
    client = client_of("author")
    first = page(client)
    found = texts(first)
    for address in re.findall(r'<a class="ws-button ws-button--quiet" href="([^"]+)"', first):
        while address:
            options = {"headers": htmx} if "done" in address else {}
            html = client.get(address.replace("&amp;", "&"), **options).content.decode()
            assert ("<html" in html) != bool(options)
            found += texts(html)
            more = re.search(r'<a class="ws-button ws-button--quiet" href="([^"]+)"', html)
            address = more[1] if more else ""
    assert len(found) == len(set(found)) == 120
    dates = [int(text.split()[1]) // 20 for text in found if text.startswith("open")]
    assert dates == sorted(dates)


@pytest.mark.parametrize(
    "sign", ["", "x", "1.2.3", "-1.-1", "f" * 39, "ffffffffffffffffffff.1", "1." * 99]
)
@pytest.mark.parametrize("show", ["open", "done", "overdue"])
def test_sign_that_is_none_begins_at_the_beginning(
    cast: Any, client_of: Any, meeting: Meeting, show: str, sign: str
) -> None:
    status = "done" if show == "done" else "open"
    task(meeting, cast["author"], -1, text="Zqhere", status=status)
    assert texts(page(client_of("author"), f"?show={show}&after={sign}")) == ["Zqhere"]


@pytest.mark.parametrize("meets", [True, False])
def test_figure_stands_beside_every_page(
    cast: Any, client_of: Any, meeting: Meeting, meets: bool
) -> None:
    if meets:
        meeting_of(None, cast["author"])
    else:
        Meeting.objects.filter(starts_at__gt=timezone.now()).delete()
    client = client_of("author")
    topics = "/community/topics/"
    assert "My action items" not in client.get(topics).content.decode()
    task(meeting, cast["author"])
    task(meeting, cast["author"], -1)
    task(meeting, cast["author"], status="done")
    task(meeting, cast["member"])
    html = client.get(topics).content.decode()
    assert re.search(rf'href="{MINE}".*?My action items.*?<span class="ws-count">2</span>', html)
    with counted_queries() as found:
        client.get(topics)
    about = [sql for sql in found.sql if 'FROM "wagtail_social_meetings' in sql.split("WHERE")[0]]
    assert len(about) == (2 if meets else 3)
    for way in ("/community/meetings/", "/community/people/me/"):
        assert MINE in client.get(way, follow=True).content.decode()


def test_item_that_was_handed_over_changes_lists(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    item = task(meeting, cast["author"], text="Zqmoved")
    client_of("author").post(at(item, "owner/"), {"owner": "@member"})
    assert texts(page(client_of("author"))) == []
    assert texts(page(client_of("member"))) == ["Zqmoved"]


def test_page_costs_the_same_with_few_and_many(cast: Any, client_of: Any, meeting: Meeting) -> None:
    """M5: at most 12 queries more than a page without any."""
    client = client_of("author")

    def asked(address: str = MINE) -> int:
        client.get(address)
        with counted_queries() as found:
            assert client.get(address).status_code == 200
        return len(found)

    def more(count: int) -> None:
        for number in range(count):
            made = held(cast.groups["closed"], cast["manager"], cast["author"])
            task(made, cast["author"], number)
            task(made, cast["author"], -number, status="done")

    bare = asked("/community/topics/")
    more(2)
    few = asked()
    more(20)
    assert asked() == few <= bare + 12
