"""The screen of who takes the minutes: who gets it, who is there, what lies beside an item."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.conversations.actions import PostComment, RemoveComment
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Duty,
    Meeting,
    MeetingSeries,
    Note,
    Outcome,
)

from ..conftest import counted_queries
from .plans import meeting_of, text_of
from .sitting import JSON, item_of, sit, url, was_there


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """A meeting of no group that sits."""
    return sit(cast["author"], cast["member"], cast["moderator"])


def test_screen_is_for_who_runs_the_meeting_while_minutes_are_taken(
    client_of: Any, meeting: Meeting
) -> None:
    for state, code in (
        ("draft", 303),
        ("open", 303),
        ("in_session", 200),
        ("drafted", 200),
        ("approved", 303),
        ("closed", 303),
    ):
        Meeting.objects.update(state=state)
        response = client_of("author").get(url("session", meeting))
        assert response.status_code == code, state
        if code == 303:
            assert response["Location"] == meeting.get_absolute_url()
        for role in ("member", "employee", "superuser"):
            assert client_of(role).get(url("session", meeting)).status_code == 404
    Meeting.objects.update(state="in_session", cancelled_at=timezone.now())
    assert client_of("author").get(url("session", meeting)).status_code == 303


def test_starting_leads_to_the_screen_and_the_meeting_leads_back_to_it(
    cast: Any, client_of: Any
) -> None:
    meeting = sit(cast["author"], cast["member"], state="open")
    client = client_of("author")
    start = client.post(f"{meeting.get_absolute_url()}start/")
    assert start["Location"] == url("session", meeting)
    for role, links in (("author", True), ("member", False)):
        page = client_of(role).get(meeting.get_absolute_url()).content.decode()
        assert (f'class="ws-button" href="{url("session", meeting)}"' in page) == links
    # While the minutes are a draft it stands in the menu.
    Meeting.objects.update(state="drafted")
    assert url("session", meeting) in client.get(meeting.get_absolute_url()).content.decode()


def test_items_stand_in_order_with_the_time_that_is_planned(
    client_of: Any, meeting: Meeting
) -> None:
    begin = meeting.starts_at.replace(minute=0) + datetime.timedelta(hours=1)
    Meeting.objects.update(starts_at=begin, ends_at=begin + datetime.timedelta(hours=2))
    AgendaItem.objects.create(meeting=meeting, title="Any other business", position=9)
    AgendaItem.objects.create(meeting=meeting, title="Zqdropped", position=3, state="dropped")
    gone = AgendaItem.objects.create(meeting=meeting, title="Sails", position=3, state="dropped")
    Note.objects.create(meeting=meeting, item=gone, text="We had begun", version=1)
    text = text_of(client_of("author").get(url("session", meeting)))
    assert ":00–" in text and ":10–" in text and ":30" in text
    places = [text.rindex(word) for word in ("Cranes", "Ropes", "Any other business", "Sails")]
    assert places == sorted(places)
    assert "Zqdropped" not in text
    assert "We had begun" in text and "Not on the agenda" in text


def _tick(client: Any, meeting: Meeting, ticks: dict[Any, str], **options: Any) -> Any:
    fields = {f"attended-{user.pk}": value for user, value in ticks.items()}
    return client.post(url("presence", meeting), fields, **options)


def test_presence_is_ticked_for_all_at_once_and_one_by_one(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    client = client_of("author")
    member, moderator = cast["member"], cast["moderator"]
    response = _tick(client, meeting, {cast["author"]: "yes", member: "no", moderator: ""})
    assert response["Location"] == f"{url('session', meeting)}#people"
    assert was_there(meeting, cast["author"]) is True
    assert was_there(meeting, member) is False
    assert was_there(meeting, moderator) is None
    page = text_of(client.get(url("session", meeting)))
    assert "1 is here" in page
    one = _tick(client, meeting, {moderator: "yes"}, headers=JSON).json()
    assert one["here"] == "2 are here" and one["message"].startswith("Saved at ")
    # Who is not named stays as they are, and what was said can be taken back.
    assert was_there(meeting, member) is False
    _tick(client, meeting, {member: "", moderator: "perhaps"})
    assert was_there(meeting, member) is None
    assert was_there(meeting, moderator) is True


def test_presence_of_people_without_a_place_is_passed_over(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    before = Attendance.objects.count()
    assert _tick(client_of("author"), meeting, {cast["employee"]: "yes"}).status_code == 303
    assert Attendance.objects.count() == before
    assert _tick(client_of("member"), meeting, {cast["member"]: "yes"}).status_code == 404
    Meeting.objects.update(state="closed")
    assert _tick(client_of("author"), meeting, {cast["member"]: "yes"}).status_code == 403
    assert was_there(meeting, cast["member"]) is None


def test_who_was_there_and_has_left_the_group_stays_on_the_list(cast: Any, client_of: Any) -> None:
    meeting = sit(cast["manager"], cast["former"], cast["member"], group=cast.groups["closed"])
    page = client_of("manager").get(url("session", meeting)).content.decode()
    assert "Fenna Postma" not in page and "Marit Bakker" in page
    Attendance.objects.filter(user=cast["former"]).update(attended=True)
    assert "Fenna Postma" in client_of("manager").get(url("session", meeting)).content.decode()


def test_who_came_uninvited_gets_a_place_and_nobody_is_told(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = sit(cast["author"], cast["member"], state="drafted")
    client = client_of("author")
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("walk_in", meeting), {"people": "@employee @member"})
    assert response["Location"] == f"{url('session', meeting)}#people"
    assert was_there(meeting, cast["employee"]) is True
    assert was_there(meeting, cast["member"]) is True
    place = Attendance.objects.get(meeting=meeting, user=cast["employee"])
    assert (place.duty, place.invited_by) == (Duty.ATTENDEE, cast["author"])
    told = client_of("employee").get("/community/notifications/").content.decode()
    assert meeting.title not in told.split("ws-main")[1]


def test_who_cannot_read_the_group_is_not_added_and_the_names_stay_typed(
    cast: Any, client_of: Any
) -> None:
    meeting = sit(cast["manager"], group=cast.groups["closed"])
    client = client_of("manager")
    response = client.post(url("walk_in", meeting), {"people": "@member @employee"})
    assert response.status_code == 422
    assert "Emma Visser cannot read this meeting" in text_of(response)
    assert "@member @employee" in response.content.decode()
    assert Attendance.objects.filter(meeting=meeting).count() == 1
    assert client.post(url("walk_in", meeting), {"people": ""}).status_code == 422


def _says(talk_about: Any, role: str, item: AgendaItem, text: str, **options: Any) -> Any:
    place = talk_about(role, item)
    return PostComment(actor=place.user, place=place, source=text, **options).execute()


def test_unanswered_questions_stand_above_what_was_said_last(
    cast: Any, client_of: Any, meeting: Meeting, talk_about: Any
) -> None:
    item = item_of(meeting)
    _says(talk_about, "member", item, "Who **pays**?")
    answered = _says(talk_about, "member", item, "Which colour?")
    _says(talk_about, "author", item, "Blue it is.", parent=answered)
    gone = _says(talk_about, "member", item, "Zqgone?")
    RemoveComment(actor=cast["member"], comment=gone).execute()
    for number in range(4):
        _says(talk_about, "moderator", item, f"Thought {number}.")
    text = text_of(client_of("author").get(url("session", meeting)))
    assert text.index("Not answered Marit Bakker") < text.index("Who pays?")
    assert text.index("Who pays?") < text.index("Thought 3.") < text.index("Thought 0.")
    assert text.count("Not answered") == 1
    assert "Which colour?" not in text and "Zqgone" not in text
    assert "All 7 comments" in text


def _open_action(meeting: Meeting, owner: Any, text: str, **fields: Any) -> ActionItem:
    values = {"due_on": datetime.date(2026, 1, 2), "owner": owner} | fields
    return ActionItem.objects.create(meeting=meeting, text=text, **values)


def test_actions_carried_over_stand_at_their_item_or_once_for_the_meeting(
    cast: Any, client_of: Any
) -> None:
    series = MeetingSeries.objects.create()
    author, now = cast["author"], timezone.now()
    chain: AgendaItem | None = None
    for weeks in (3, 2, 1):
        begins = now - datetime.timedelta(weeks=weeks)
        earlier = meeting_of(
            None,
            author,
            title=f"Week {weeks}",
            series=series,
            state="closed",
            starts_at=begins,
            ends_at=begins + datetime.timedelta(hours=1),
        )
        chain = AgendaItem.objects.create(meeting=earlier, title="Cranes", carried_from=chain)
        _open_action(earlier, author, f"Of week {weeks}", item=chain)
        _open_action(earlier, cast["member"], f"General {weeks}")
        _open_action(earlier, author, f"Zqdone {weeks}", status="done")
    meeting = sit(author, series=series)
    AgendaItem.objects.filter(meeting=meeting, title="Ropes").update(carried_from=chain)
    other = meeting_of(None, author, state="closed", starts_at=now - datetime.timedelta(weeks=9))
    _open_action(other, author, "Zqother")
    text = text_of(client_of("author").get(url("session", meeting)))
    assert "Zqdone" not in text and "Zqother" not in text
    whole, ropes = text.index("The meeting as a whole"), text.rindex("Ropes")
    for weeks in (3, 2, 1):
        assert whole < text.index(f"General {weeks}") < ropes < text.index(f"Of week {weeks}")
    assert text.count("Still open from earlier") == 2
    assert "late" in text


def test_without_a_series_open_actions_of_the_group_are_carried_over(
    cast: Any, client_of: Any
) -> None:
    group, other = cast.groups["closed"], cast.groups["open"]
    past = timezone.now() - datetime.timedelta(days=9)
    for of, text in ((group, "Oil the locks"), (other, "Zqother")):
        earlier = meeting_of(
            of,
            cast["manager"],
            state="closed",
            starts_at=past,
            ends_at=None or (past + datetime.timedelta(hours=1)),
        )
        _open_action(earlier, cast["member"], text)
        # Minutes that are only a draft are read by who runs that meeting, as here.
        Meeting.objects.filter(pk=earlier.pk).update(state="drafted")
    page = text_of(client_of("manager").get(url("session", sit(cast["manager"], group=group))))
    assert "Oil the locks" in page and "Zqother" not in page


def _fill(cast: Any, meeting: Meeting, talk_about: Any, count: int) -> None:
    """Give the meeting items with all there can be beside them."""
    people = [cast["member"], cast["author"], cast["moderator"]]
    earlier = meeting_of(
        None,
        cast["author"],
        state="closed",
        series=meeting.series,
        starts_at=meeting.starts_at - datetime.timedelta(days=9),
        ends_at=meeting.starts_at - datetime.timedelta(days=8),
    )
    for number in range(count):
        before = AgendaItem.objects.create(meeting=earlier, title=f"Before {number}")
        item = AgendaItem.objects.create(
            meeting=meeting,
            title=f"Item {number}",
            position=number + 10,
            minutes=5,
            presenter=people[number % 3],
            carried_from=before,
        )
        Note.objects.create(
            meeting=meeting, item=item, text="Words", version=1, edited_by=people[number % 3]
        )
        Outcome.objects.create(meeting=meeting, item=item, kind="decision", text="Yes.")
        _open_action(meeting, people[number % 3], "Do it", item=item)
        _open_action(earlier, people[number % 3], "Still to do", item=before)
        _says(talk_about, "member", item, "Why?")


@pytest.mark.django_db
def test_screen_asks_as_many_queries_for_thirty_items_as_for_three(
    cast: Any, client_of: Any, talk_about: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"comment": None}
    client = client_of("author")
    asked = []
    for count in (3, 27):
        if count == 3:
            meeting = sit(
                cast["author"],
                cast["member"],
                cast["moderator"],
                series=MeetingSeries.objects.create(),
            )
        _fill(cast, meeting, talk_about, count)
        client.get(url("session", meeting))
        with counted_queries() as found:
            assert client.get(url("session", meeting)).status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1], asked
    assert asked[0] < 45


def test_items_are_still_added_from_the_screen_in_session(client_of: Any, meeting: Meeting) -> None:
    client = client_of("author")
    new = f"{meeting.get_absolute_url()}agenda/new/"
    assert new in client.get(url("session", meeting)).content.decode()
    client.post(new, {"title": "Buoys", "purpose": "discuss"})
    assert "Buoys" in text_of(client.get(url("session", meeting)))
    Meeting.objects.update(state="drafted")
    assert new not in client.get(url("session", meeting)).content.decode()
