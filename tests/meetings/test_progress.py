"""What becomes of an action item: by whom it is done, until when, and how far it is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.groups.models import Group, Membership
from wagtail_social.meetings.actions.progress import (
    HandOverActionItem,
    RescheduleActionItem,
    UpdateActionItem,
)
from wagtail_social.meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingSeries,
    MeetingState,
)
from wagtail_social.meetings.seat import seat_of

from .doing import DAY, anew, at, held, task
from .plans import text_of
from .test_changed_meanwhile import TOLD, shown

STATES = tuple(MeetingState.values)


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Return a meeting of nobody's group: member chairs it, author and employee were there."""
    return held(None, cast["member"], cast["author"], cast["employee"])


@pytest.fixture
def item(cast: Any, meeting: Meeting) -> ActionItem:
    """Return what the author took on at it."""
    return task(meeting, cast["author"])


def test_page_says_what_who_until_when_and_from_where(
    cast: Any, client_of: Any, meeting: Meeting, item: ActionItem
) -> None:
    topic = AgendaItem.objects.create(meeting=meeting, title="Cranes and prices")
    ActionItem.objects.filter(pk=item.pk).update(item=topic)
    page = text_of(client_of("employee").get(at(item)))
    assert "Ask for a price" in page and "Anouk Terwiel" in page and "Open" in page
    assert "Harbour talk" in page and "Cranes and prices" in page
    assert "How far is it?" not in page


def test_owner_says_how_far_it_is_and_everybody_reads_it_in_order(
    cast: Any, client_of: Any, item: ActionItem
) -> None:
    owner = client_of("author")
    for status, text in (("in_progress", "Two have answered"), ("done", "It is 400 euros")):
        sent = shown(owner.get(at(item))) | {"status": status, "text": text}
        response = owner.post(at(item, "update/"), sent)
        assert (response.status_code, response["Location"]) == (303, at(item))
    now = anew(item)
    assert now.status == "done" and now.closed_at is not None
    page = text_of(client_of("employee").get(at(item)))
    places = [
        page.index(words)
        for words in ("Now: In progress", "Two have answered", "Now: Done", "It is 400 euros")
    ]
    assert places == sorted(places)


def test_done_can_be_opened_again(cast: Any, client_of: Any, item: ActionItem) -> None:
    client = client_of("member")
    for status, closed in (("dropped", True), ("open", False)):
        assert client.post(at(item, "update/"), {"status": status}).status_code == 303
        now = anew(item)
        assert (now.status, now.closed_at is not None) == (status, closed)


def test_words_alone_leave_the_status(cast: Any, client_of: Any, item: ActionItem) -> None:
    client_of("author").post(at(item, "update/"), {"status": "open", "text": "Soon"})
    update = ActionUpdate.objects.get(action_item=item)
    assert (update.text, update.status, update.author) == ("Soon", "", cast["author"])


def test_form_sent_twice_is_kept_once_and_nothing_new_is_kept_never(
    cast: Any, client_of: Any, item: ActionItem
) -> None:
    client = client_of("author")
    sent = {"status": "open", "text": "Soon"}
    assert [client.post(at(item, "update/"), sent).status_code for _press in range(2)] == [303, 303]
    assert client.post(at(item, "update/"), {"status": "open", "text": " "}).status_code == 303
    assert ActionUpdate.objects.filter(action_item=item).count() == 1
    ActionUpdate.objects.update(created_at=timezone.now() - datetime.timedelta(hours=1))
    client.post(at(item, "update/"), sent)
    assert ActionUpdate.objects.filter(action_item=item).count() == 2


@pytest.mark.parametrize("sent", [{"status": "nearly"}, {"status": "done", "text": "x" * 2001}, {}])
def test_bad_form_is_shown_again_and_keeps_nothing(
    cast: Any, client_of: Any, item: ActionItem, sent: dict[str, str]
) -> None:
    assert client_of("author").post(at(item, "update/"), sent).status_code == 422
    assert anew(item).status == "open"
    assert not ActionUpdate.objects.filter(action_item=item).exists()


def test_who_is_later_with_another_status_is_told(
    cast: Any, client_of: Any, item: ActionItem
) -> None:
    owner, chair = client_of("author"), client_of("member")
    older = shown(chair.get(at(item)))
    owner.post(at(item, "update/"), {"status": "done"})
    response = chair.post(at(item, "update/"), older | {"status": "in_progress"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [TOLD]
    assert anew(item).status == "done"
    assert chair.post(at(item, "update/"), shown(response)).status_code == 303
    assert anew(item).status == "in_progress"


def test_chair_moves_it_and_the_owner_does_not(cast: Any, client_of: Any, item: ActionItem) -> None:
    day = (timezone.localdate() + 30 * DAY).isoformat()
    assert client_of("author").get(at(item, "due/")).status_code == 404
    assert client_of("author").post(at(item, "due/"), {"due_on": day}).status_code == 404
    chair = client_of("member")
    sent = shown(chair.get(at(item, "due/"))) | {"due_on": day, "text": "Holidays"}
    assert chair.post(at(item, "due/"), sent).status_code == 303
    assert anew(item).due_on.isoformat() == day
    page = text_of(chair.get(at(item)))
    assert "To be done by" in page and "Holidays" in page


@pytest.mark.parametrize("day", ["", "soon", "0001-01-01", "9999-12-31", "2031-02-30"])
def test_day_that_is_none_is_refused(cast: Any, client_of: Any, item: ActionItem, day: str) -> None:
    response = client_of("member").post(at(item, "due/"), {"due_on": day})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["due_on"]
    assert anew(item).due_on == item.due_on


def test_two_who_move_it_at_once_are_told(cast: Any, client_of: Any, item: ActionItem) -> None:
    chair = client_of("member")
    older = shown(chair.get(at(item, "due/")))
    ActionItem.objects.filter(pk=item.pk).update(due_on="2031-01-01")
    response = chair.post(at(item, "due/"), older | {"due_on": "2031-02-02"})
    assert response.context["form"].non_field_errors() == [TOLD]
    assert anew(item).due_on == datetime.date(2031, 1, 1)


def test_owner_hands_it_over_to_a_reader_and_can_do_nothing_more(
    cast: Any, client_of: Any, item: ActionItem
) -> None:
    owner = client_of("author")
    sent = shown(owner.get(at(item, "owner/"))) | {"owner": "@employee", "text": "I am away"}
    assert owner.post(at(item, "owner/"), sent).status_code == 303
    assert anew(item).owner == cast["employee"]
    page = text_of(owner.get(at(item)))
    assert "Handed over to Emma Visser" in page and "I am away" in page
    assert owner.post(at(item, "update/"), {"status": "done"}).status_code == 404
    assert owner.post(at(item, "owner/"), {"owner": "@author"}).status_code == 404
    assert client_of("employee").post(at(item, "update/"), {"status": "done"}).status_code == 303


@pytest.mark.parametrize("name", ["@editor", "@nobody", "", "@author @employee"])
def test_it_is_handed_to_nobody_who_cannot_read_the_meeting(
    cast: Any, client_of: Any, item: ActionItem, name: str
) -> None:
    response = client_of("member").post(at(item, "owner/"), {"owner": name})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["owner"]
    assert anew(item).owner == cast["author"]


def test_it_is_not_handed_to_who_is_banned_from_the_open_group(cast: Any, client_of: Any) -> None:
    item = cast.meetings["open"].action
    response = client_of("manager").post(at(item, "owner/"), {"owner": "@banned"})
    assert response.status_code == 422
    assert anew(item).owner == cast["author"]


def test_two_who_hand_it_over_at_once_are_told(cast: Any, client_of: Any, item: ActionItem) -> None:
    chair = client_of("member")
    older = shown(chair.get(at(item, "owner/"))) | {"owner": "@employee"}
    ActionItem.objects.filter(pk=item.pk).update(owner=cast["member"])
    response = chair.post(at(item, "owner/"), older)
    assert response.context["form"].non_field_errors() == [TOLD]
    assert anew(item).owner == cast["member"]


@pytest.mark.parametrize("part", ["due/", "owner/"])
def test_what_is_done_is_neither_moved_nor_handed_over(
    cast: Any, client_of: Any, item: ActionItem, part: str
) -> None:
    ActionItem.objects.filter(pk=item.pk).update(status="done")
    chair = client_of("member")
    assert chair.get(at(item, part))["Location"] == at(item)
    sent = {"due_on": "2031-02-02", "owner": "@employee"}
    assert chair.post(at(item, part), sent).status_code == 422
    now = anew(item)
    assert (now.due_on, now.owner) == (item.due_on, cast["author"])


@pytest.mark.parametrize("state", ["approved", "closed"])
@pytest.mark.parametrize(("archived", "code"), [(False, 303), (True, 404)])
def test_it_goes_on_after_the_meeting_but_not_in_an_archived_group(
    cast: Any, client_of: Any, state: str, archived: bool, code: int
) -> None:
    item = cast.meetings["closed"].action
    Meeting.objects.filter(pk=item.meeting_id).update(state=state)
    if archived:
        Group.objects.filter(pk=cast.groups["closed"].pk).update(archived_at=timezone.now())
    assert client_of("author").get(at(item)).status_code == 200
    for role in ("author", "manager"):
        sent = {"status": "in_progress", "text": role}
        assert client_of(role).post(at(item, "update/"), sent).status_code == code


def test_owner_who_was_banned_or_left_reaches_nothing(cast: Any, client_of: Any) -> None:
    item = cast.meetings["closed"].action
    rows = Membership.objects.filter(user=cast["author"], group=cast.groups["closed"])
    for state in ("left", "banned"):
        rows.update(state=state)
        for part in ("", "update/", "owner/"):
            assert client_of("author").get(at(item, part)).status_code == 404
        action = UpdateActionItem(
            actor=cast["author"], meeting=item.meeting, action_item=item, status="done"
        )
        with pytest.raises(NotVisible):
            action.execute()


def test_item_of_another_meeting_is_not_found(cast: Any, meeting: Meeting) -> None:
    foreign = cast.meetings["closed"].action
    who = {"actor": cast["member"], "meeting": meeting, "action_item": foreign}
    for action in (
        UpdateActionItem(**who, status="done"),
        RescheduleActionItem(**who, due_on=datetime.date(2031, 1, 1)),
        HandOverActionItem(**who, owner=cast["member"]),
    ):
        with pytest.raises(NotVisible):
            action.execute()


def test_reader_who_is_nothing_there_is_refused_by_the_action_too(
    cast: Any, item: ActionItem
) -> None:
    who = {"actor": cast["employee"], "meeting": item.meeting, "action_item": item}
    for action in (
        UpdateActionItem(**who, status="done"),
        RescheduleActionItem(**who, due_on=datetime.date(2031, 1, 1)),
        HandOverActionItem(**who, owner=cast["member"]),
    ):
        with pytest.raises(Refused):
            action.execute()


@pytest.mark.parametrize("group", ["none", "everybody", "open", "closed", "everyone"])
def test_owner_who_reads_minutes_is_the_same_in_sql_and_by_seat(cast: Any, group: str) -> None:
    """Every role, as guest or not, as chair or not, in every state of the meeting."""
    where = cast.groups.get(group)
    meetings = []
    for state in STATES:
        for duty in ("", "attendee", "chair"):
            meeting = held(where, state=state, open_to_all=group == "everybody")
            people = [cast[role] for role in cast.roles if role != "anonymous"]
            for person in people:
                if duty:
                    Attendance.objects.create(meeting=meeting, user=person, duty=duty)
            meetings.append(meeting)
            ActionItem.objects.bulk_create(
                ActionItem(meeting=meeting, owner=person, text="x", due_on=timezone.localdate())
                for person in people
            )
    rows = ActionItem.objects.filter(meeting__in=meetings).select_related("meeting__group", "owner")
    reading = set(rows.of_owners_who_read().values_list("pk", flat=True))
    here = set(rows.of_owners_here().values_list("pk", flat=True))
    assert reading and reading < here
    for row in rows:
        seat = seat_of(row.owner, row.meeting)
        assert (row.pk in reading) == seat.can_read_minutes & (not seat._is_banned), row.owner
        assert (row.pk in here) == seat._reads & (not seat._is_banned), row.owner


def test_item_written_in_session_is_found_by_who_runs_the_meeting_alone(
    cast: Any, client_of: Any, item: ActionItem
) -> None:
    seen = {}
    for state in ("in_session", "drafted", "approved"):
        Meeting.objects.filter(pk=item.meeting_id).update(state=state)
        for role in ("member", "author"):
            seen[state, role] = client_of(role).get(at(item)).status_code
    assert seen["in_session", "member"] == 200 and seen["in_session", "author"] == 404
    assert seen["drafted", "author"] == seen["approved", "author"] == 200


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
    assert "1 of 8 done" in tab and "Zqlate" in tab and "Zqtask 3" in tab
    assert "Zqtask 4" not in tab and "Zqdone" not in tab
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
