"""What becomes of an action item: by whom it is done, until when, and how far it is."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import cast_on_stage
from tests.moderation.test_at_once import at_once
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.groups.models import Group, Membership
from wagtail_social.meetings.actions.meanwhile import fingerprint
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


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_say_at_once_how_far_it_is_leave_one_answer_and_one_is_told() -> None:
    cast = cast_on_stage()
    item = cast.meetings["closed"].action
    seen = fingerprint(item, UpdateActionItem.shown)

    def say(role: str, status: str) -> Any:
        return UpdateActionItem(
            actor=cast[role], meeting=item.meeting, action_item=item, status=status, seen=seen
        ).execute

    results = at_once(say("author", "done"), say("manager", "dropped"))
    refused = [result for result in results if isinstance(result, Exception)]
    assert [getattr(error, "code", error) for error in refused] == ["changed_meanwhile"]
    assert ActionUpdate.objects.filter(action_item=item).exclude(status="").count() == 1
