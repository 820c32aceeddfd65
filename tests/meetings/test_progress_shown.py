"""Where action items are shown, also to whom nobody does them any more; what the pages cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import ActionItem, ActionUpdate, Meeting, MeetingSeries

from .doing import DAY, at, held, task
from .plans import text_of


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Return a meeting of nobody's group: member chairs it, author and employee were there."""
    return held(None, cast["member"], cast["author"], cast["employee"])


class TestOwnerWhoLeft:
    """Somebody has to do it, and who runs the meeting sees that nobody does."""

    @pytest.fixture
    def item(self, cast: Any) -> ActionItem:
        """Return what the author took on in the closed group."""
        found: ActionItem = cast.meetings["closed"].action
        return found

    def _leave(self, cast: Any, how: str) -> None:
        people = get_user_model().objects.filter(pk=cast["author"].pk)
        rows = Membership.objects.filter(user=cast["author"], group=cast.groups["closed"])
        if how == "closed":
            people.update(is_active=False)
        elif how == "gone":
            ActionItem.objects.filter(owner=cast["author"]).update(owner=None)
        else:
            rows.update(state=how)

    @pytest.mark.parametrize("how", ["closed", "gone", "left", "banned"])
    def test_is_nobody_and_who_runs_it_hands_it_over(
        self, cast: Any, client_of: Any, item: ActionItem, how: str
    ) -> None:
        self._leave(cast, how)
        for address in (at(item), item.meeting.get_absolute_url()):
            page = text_of(client_of("member").get(address))
            assert "Nobody does it any more" in page
            hand_over = f'href="{at(item, "owner/")}"'
            assert hand_over not in client_of("member").get(address).content.decode()
            assert hand_over in client_of("manager").get(address).content.decode()
        answer = client_of("manager").post(at(item, "owner/"), {"owner": "@member"})
        assert answer.status_code == 303
        assert "Nobody does it" not in text_of(client_of("manager").get(at(item)))

    def test_of_what_is_done_nothing_is_said(
        self, cast: Any, client_of: Any, item: ActionItem
    ) -> None:
        self._leave(cast, "left")
        ActionItem.objects.filter(pk=item.pk).update(status="done")
        assert "Nobody does it" not in text_of(client_of("manager").get(at(item)))


def test_meeting_says_how_much_is_done_and_lists_open_ones_first(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    for text, status, days in (
        ("Zqdone", "done", 1),
        ("Zqlater", "open", 5),
        ("Zqlate", "in_progress", -2),
        ("Zqno", "dropped", 1),
    ):
        task(meeting, cast["author"], days, text=text, status=status)
    page = text_of(client_of("employee").get(meeting.get_absolute_url()))
    assert "1 of 3 done" in page
    places = [page.index(word) for word in ("Zqlate ", "Zqlater", "Zqdone", "Zqno")]
    assert places == sorted(places)
    assert "Overdue" in page and "Given up" in page


def test_next_meeting_of_the_series_shows_what_is_open_from_those_before(
    cast: Any, client_of: Any
) -> None:
    series, others = MeetingSeries.objects.create(), MeetingSeries.objects.create()
    guests = (cast["member"], cast["author"])
    first = held(None, *guests, series=series)
    hidden = held(None, cast["member"], series=series, state="in_session")
    later = held(None, *guests, series=series, starts_at=timezone.now() + DAY, state="open",
                 ends_at=timezone.now() + 2 * DAY)  # fmt: skip
    task(first, cast["author"], text="Zqopen")
    task(first, cast["author"], text="Zqdone", status="done")
    task(hidden, cast["author"], text="Zqhidden")
    task(held(None, *guests, series=others), cast["author"], text="Zqelsewhere")
    page = text_of(client_of("author").get(later.get_absolute_url()))
    assert "Still to do from earlier meetings" in page and "Zqopen" in page
    assert not [word for word in ("Zqdone", "Zqhidden", "Zqelsewhere") if word in page]
    assert "Zqhidden" in text_of(client_of("member").get(later.get_absolute_url()))
    assert "Zqopen" in text_of(client_of("author").get(first.get_absolute_url()))
    assert "Still to do" not in text_of(client_of("author").get(first.get_absolute_url()))


def test_group_shows_the_first_open_ones_and_all_by_filter(cast: Any, client_of: Any) -> None:
    group = cast.groups["everyone"]
    meeting = held(group, cast["manager"])
    ActionItem.objects.exclude(meeting=meeting).delete()
    for number in range(6):
        task(meeting, cast["author"], number + 1, text=f"Zqtask {number}")
    task(meeting, cast["member"], -1, text="Zqlate")
    task(meeting, cast["author"], text="Zqdone", status="done")
    client = client_of("member")
    address = f"/community/groups/{group.slug}/actions/"
    tab = text_of(client.get(f"/community/groups/{group.slug}/meetings/"))
    assert "1 of 8 done" in tab and "Zqlate" in tab and "Zqtask 1" in tab
    assert "Zqtask 2" not in tab and "Zqdone" not in tab
    found = {
        show: {word for word in ("Zqlate", "Zqtask 5", "Zqdone") if word in text_of(client.get(
            f"{address}?show={show}"))}
        for show in ("", "open", "overdue", "done", "mine", "nonsense")
    }  # fmt: skip
    assert found[""] == found["open"] == found["nonsense"] == {"Zqlate", "Zqtask 5"}
    assert found["overdue"] == found["mine"] == {"Zqlate"}
    assert found["done"] == {"Zqdone"}


def test_minutes_that_are_not_readable_yet_stand_in_no_list_of_the_group(
    cast: Any, client_of: Any
) -> None:
    group = cast.groups["open"]
    item = task(held(group, cast["manager"], state="drafted"), cast["member"], text="Zqdraft")
    addresses = (
        f"/community/groups/{group.slug}/actions/",
        f"/community/groups/{group.slug}/meetings/",
        item.meeting.get_absolute_url(),
    )
    for address in addresses:
        assert "Zqdraft" in client_of("manager").get(address).content.decode()
        assert "Zqdraft" not in client_of("member").get(address).content.decode()


@pytest.mark.parametrize("role", ["member", "author"])
def test_pages_cost_the_same_with_few_and_many_action_items(
    cast: Any, client_of: Any, role: str
) -> None:
    """M5: at most 12 queries more than the page of a meeting without any."""
    series = MeetingSeries.objects.create()
    group, client = cast.groups["closed"], client_of(role)
    bare = held(group, cast["manager"], cast["author"], starts_at=timezone.now() - 90 * DAY)
    meetings = [bare]

    def more(count: int) -> Meeting:
        for _number in range(count):
            made = held(group, cast["manager"], cast["author"], series=series)
            meetings.append(made)
            for days in (-3, 3, 9):
                item = task(made, cast["author"], days)
                task(made, cast["deactivated"], days)
                task(made, cast["author"], days, status="done")
                ActionUpdate.objects.create(action_item=item, author=cast["manager"], text="x")
        return meetings[-1]

    def asked(address: str) -> int:
        client.get(address)
        with counted_queries() as found:
            assert client.get(address).status_code == 200
        return len(found)

    def counts(last: Meeting) -> list[int]:
        group_page = f"/community/groups/{group.slug}/"
        item = last.action_items.order_by("pk")[0]
        addresses = (last.get_absolute_url(), f"{group_page}actions/", f"{group_page}meetings/")
        return [asked(address) for address in (*addresses, at(item))]

    empty = asked(bare.get_absolute_url())
    few = counts(more(2))
    many = counts(more(12))
    assert few == many
    assert many[0] <= empty + 12
