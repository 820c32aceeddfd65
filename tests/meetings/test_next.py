"""Planning the next meeting from this one: what comes along, and what stays."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Discussion
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Answer,
    Attendance,
    Duty,
    ItemState,
    Meeting,
    MeetingDocument,
    MeetingState,
    MinutesVersion,
    Note,
    Outcome,
)
from wagtail_social.meetings.targets import ITEM
from wagtail_social.notifications.models import Activity

from .gathering import plan
from .plans import anew, at, form, text_of
from .sequel import WEEK, leave_open

UTC = datetime.UTC


@pytest.fixture(autouse=True)
def open_item(meet: Any) -> None:
    """The item of the closed group's meeting has not been dealt with."""
    leave_open(meet.item)


@pytest.fixture
def held(cast: Any, meet: Any) -> Meeting:
    """The meeting of the closed group, held last week in room and on the web."""
    meeting: Meeting = meet.meeting
    begins = datetime.datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CLOSED,
        join_url="https://meet.example.org/x",
        introduction="Welcome.",
        starts_at=begins,
        ends_at=begins + datetime.timedelta(minutes=90),
    )
    return anew(meeting)


def sent(meeting: Meeting, **changes: Any) -> dict[str, Any]:
    """Return the form as the page offers it, with what is ticked there."""
    return form(title=meeting.title, with_people="on") | changes


def offered(client: Any, meeting: Meeting) -> Any:
    response = client.get(at(meeting, "next/"))
    assert response.status_code == 200
    return response.context["form"]


def post_next(client: Any, meeting: Meeting, **changes: Any) -> Meeting:
    """Send the form as it is offered, with changes; return the new meeting."""
    shown = offered(client, meeting)
    data = {
        name: shown[name].value()
        for name in shown.fields
        if shown[name].value() not in (None, False)
    }
    response = client.post(at(meeting, "next/"), data | changes)
    assert response.status_code == 303, response.context["form"].errors
    return Meeting.objects.latest("pk")


def test_form_begins_with_this_meeting_at_the_same_hour_of_the_clock(
    cast: Any, client_of: Any, held: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Held on 24 March at 10:30 (winter time); a week later clocks have been put forward.
    now = datetime.datetime(2026, 3, 25, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    shown = offered(client_of("manager"), held)
    assert shown["title"].value() == held.title
    assert shown["purpose"].value() == held.purpose
    assert shown["place"].value() == held.place
    assert shown["join_url"].value() == "https://meet.example.org/x"
    assert shown["time_zone"].value() == "Europe/Amsterdam"
    assert shown["day"].value() == datetime.date(2026, 3, 31)
    times = shown["starts_at"].value(), shown["ends_at"].value()
    assert times == (datetime.time(10, 30), datetime.time(12, 0))


def test_meeting_long_ago_is_followed_by_a_day_to_come(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    day = offered(client_of("manager"), held)["day"].value()
    today = timezone.now().date()
    assert today <= day <= today + datetime.timedelta(days=8)
    assert day.weekday() == held.begins.weekday()


def test_next_meeting_is_a_draft_of_the_same_series_and_people_that_nobody_is_told_of(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    made = post_next(client_of("manager"), held)
    held = anew(held)
    assert made.series is not None and made.series == held.series
    assert (made.group, made.state, made.created_by) == (held.group, "draft", cast["manager"])
    assert made.ends_at - made.starts_at == held.ends_at - held.starts_at
    assert made.uid != held.uid and made.sequence == 0
    duties = dict(Attendance.objects.filter(meeting=made).values_list("user_id", "duty"))
    assert duties == dict(Attendance.objects.filter(meeting=held).values_list("user_id", "duty"))
    assert not Activity.objects.exists()
    entry = ModelLogEntry.objects.get(action="wagtail_social.meeting.next_planned")
    assert entry.data == {"group": held.group_id, "after": held.pk}
    assert (
        f'href="{made.get_absolute_url()}"' in client_of("manager").get(at(held)).content.decode()
    )
    assert "zqclosedplace" not in client_of("member").get(at(held, "series/")).content.decode() or (
        client_of("member").get(at(made)).status_code == 404
    )


def test_next_meeting_shares_nothing_else(
    cast: Any, client_of: Any, held: Meeting, meet: Any, talk_about: Any, bring: Any
) -> None:
    item = meet.item
    Meeting.objects.filter(pk=held.pk).update(state=MeetingState.OPEN)
    PostComment(actor=cast["member"], place=talk_about("member", item), source="A word.").execute()
    bring()
    Meeting.objects.filter(pk=held.pk).update(state=MeetingState.CLOSED)
    Attendance.objects.filter(meeting=held).update(
        answer=Answer.YES, attended=True, reason="Gladly", seen_at=timezone.now()
    )
    Note.objects.create(meeting=held, text="In general.")
    Outcome.objects.create(meeting=held, kind="decision", text="Decided.")
    ActionItem.objects.create(
        meeting=held, text="Do it", owner=cast["member"], due_on=datetime.date(2027, 1, 1)
    )
    MinutesVersion.objects.create(meeting=held, content={})
    made = post_next(client_of("manager"), held)
    for place in Attendance.objects.filter(meeting=made):
        assert (place.answer, place.reason) == ("", "")
        assert place.attended is place.seen_at is place.answered_at is None
        assert place.invited_by == cast["manager"]
    for model in (Note, Outcome, ActionItem, MinutesVersion, MeetingDocument):
        assert model.objects.filter(meeting=held).exists()
        assert not model.objects.filter(meeting=made).exists()
    new = AgendaItem.objects.get(meeting=made, carried_from=item)
    assert new.pk != item.pk and not new.documents.exists()
    assert Discussion.objects.by_target(ITEM, [new.pk, item.pk]).keys() == {item.pk}
    assert made.introduction == "" and made.event_page is None and made.remarks_until is None


def test_items_that_come_along(cast: Any, client_of: Any, held: Meeting, meet: Any) -> None:
    def put(title: str, **fields: Any) -> AgendaItem:
        return AgendaItem.objects.create(meeting=held, title=title, **fields)

    welcome = put("Welcome", is_standing=True, position=1)
    left_out = put("Rota", is_standing=True, position=2, state=ItemState.DROPPED)
    done = [put(f"Done {number}", position=3 + number) for number in range(3)]
    Note.objects.create(meeting=held, item=done[0], text="We talked.")
    Outcome.objects.create(meeting=held, item=done[1], kind="decision", text="Yes.")
    ActionItem.objects.create(
        meeting=held, item=done[2], text="Do", due_on=datetime.date(2027, 1, 1)
    )
    empty = put("Only an empty note", position=9)
    Note.objects.create(meeting=held, item=empty, text="")
    gone = put("Declined", position=10, state=ItemState.DROPPED, proposed_by=cast["member"])
    client = client_of("manager")
    shown = offered(client, held)
    assert shown["standing"].value() == [welcome.pk, left_out.pk]
    assert shown["open_items"].value() == [meet.item.pk, empty.pk]
    assert shown["backlog"].value() == [meet.proposal.pk]
    assert not shown["dropped"].value()
    assert [pk for pk, _title in shown.fields["dropped"].choices] == [gone.pk]
    made = post_next(client, held, dropped=[gone.pk], open_items=[meet.item.pk])
    rows = {item.title: item for item in AgendaItem.objects.filter(meeting=made)}
    on_agenda = AgendaItem.objects.filter(meeting=made).on_agenda()
    assert [item.title for item in on_agenda] == [
        *(meet.item.title, "Welcome", "Rota", "Declined"),
    ]
    assert rows["Welcome"].is_standing and rows["Rota"].is_standing
    assert rows["Welcome"].carried_from is None
    carried = rows[meet.item.title]
    assert carried.carried_from == meet.item
    assert (carried.text, carried.minutes) == (meet.item.text, 20)
    assert carried.presenter == cast["hermit_closed"]
    proposal = rows[meet.proposal.title]
    assert (proposal.state, proposal.proposed_by) == (ItemState.PROPOSED, cast["author"])
    assert proposal.carried_from == meet.proposal


def test_items_of_a_meeting_still_to_come_are_offered_but_not_ticked(
    cast: Any, client_of: Any, meet: Any
) -> None:
    shown = offered(client_of("manager"), meet.meeting)
    assert not shown["open_items"].value() and not shown["backlog"].value()
    made = post_next(client_of("manager"), meet.meeting)
    assert not AgendaItem.objects.filter(meeting=made).exists()


def test_what_was_meant_for_a_cancelled_meeting_comes_to_the_next(
    cast: Any, client_of: Any, meet: Any
) -> None:
    Meeting.objects.filter(pk=meet.meeting.pk).update(cancelled_at=timezone.now())
    made = post_next(client_of("manager"), anew(meet.meeting))
    assert AgendaItem.objects.filter(meeting=made, carried_from=meet.item).exists()


def test_old_and_new_item_lead_to_each_other_for_who_may_read_them(
    cast: Any, client_of: Any, held: Meeting, meet: Any
) -> None:
    made = post_next(client_of("manager"), held)
    new = AgendaItem.objects.get(meeting=made, carried_from=meet.item)
    old_url, new_url = meet.item.get_absolute_url(), new.get_absolute_url()
    organiser, reader = client_of("manager"), client_of("member")
    assert f'href="{new_url}"' in organiser.get(old_url).content.decode()
    assert f'href="{old_url}"' in organiser.get(new_url).content.decode()
    # The next meeting is a draft: for readers it is not there yet.
    assert new_url not in reader.get(old_url).content.decode()
    Meeting.objects.filter(pk=made.pk).update(state=MeetingState.OPEN)
    assert f'href="{new_url}"' in reader.get(old_url).content.decode()
    page = text_of(reader.get(new_url))
    assert "Goes on with:" in page and meet.item.title in page


def test_who_has_left_is_not_invited_again_and_that_is_said(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    Membership.objects.filter(user=cast["member"], group=held.group).update(state="left")
    cast["hermit_closed"].is_active = False
    cast["hermit_closed"].save(update_fields=["is_active"])
    client = client_of("manager")
    page = text_of(client.get(at(held, "next/")))
    assert "Not invited again, because they cannot come any more:" in page
    name = cast["member"].get_full_name()
    assert name in page
    made = post_next(client, held)
    invited = set(Attendance.objects.filter(meeting=made).values_list("user_id", flat=True))
    assert invited == {cast["second_manager"].pk, cast["author"].pk}
    carried = AgendaItem.objects.get(meeting=made, state=ItemState.ON_AGENDA)
    assert carried.presenter is None


def test_with_nobody_and_nothing_ticked_it_is_a_new_meeting_alone(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    client = client_of("manager")
    assert client.post(at(held, "next/"), form()).status_code == 303
    made = Meeting.objects.latest("pk")
    assert made.title == "Pumps" and not made.items.exists()
    chair = Attendance.objects.get(meeting=made)
    assert (chair.user, chair.duty) == (cast["manager"], Duty.CHAIR)


def test_meeting_of_no_group_keeps_its_readers_and_its_chair(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"], cast["editor"], open_to_all=True)
    made = post_next(client_of("employee"), meeting)
    assert made.group is None and made.open_to_all
    duties = dict(Attendance.objects.filter(meeting=made).values_list("user_id", "duty"))
    assert duties == {cast["employee"].pk: Duty.CHAIR, cast["editor"].pk: Duty.ATTENDEE}


def test_second_attempt_is_led_to_the_meeting_that_is_there(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    client = client_of("manager")
    made = post_next(client, held)
    for response in (
        client.get(at(held, "next/")),
        client.post(at(held, "next/"), sent(held, title="Typed anew")),
        client_of("second_manager").post(at(held, "next/"), sent(held)),
    ):
        page = response.content.decode()
        assert "There is a next meeting already." in page
        assert f'href="{made.get_absolute_url()}"' in page
    assert Meeting.objects.filter(series=made.series).count() == 2
    refused = client.post(at(held, "next/"), sent(held, title="Typed anew"))
    assert refused.status_code == 422 and "Typed anew" in refused.content.decode()
    assert at(held, "next/") not in client.get(at(held)).content.decode()


@pytest.mark.parametrize("gone", ["cancelled", "deleted"])
def test_after_one_that_does_not_take_place_another_is_planned(
    cast: Any, client_of: Any, held: Meeting, gone: str
) -> None:
    client = client_of("manager")
    made = post_next(client, held)
    if gone == "deleted":
        assert client.post(at(made, "delete/")).status_code == 303
    else:
        Meeting.objects.filter(pk=made.pk).update(state="open", cancelled_at=timezone.now())
    assert post_next(client, held).pk != made.pk


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"ends_at": "09:00"}, "ends_at", "The meeting ends before it begins."),
        ({"day": "2026-01-05"}, "starts_at", "This time has passed."),
        (
            {"day": "2027-03-28", "starts_at": "02:30"},
            "starts_at",
            "Clocks are put forward that day: there is no 02:30. Choose another time.",
        ),
        ({"title": " "}, "title", "This field is required."),
        (
            {"open_items": ["999999"]},
            "open_items",
            "An item has changed meanwhile. Please look at the list again.",
        ),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    cast: Any, client_of: Any, held: Meeting, changes: dict[str, Any], field: str, text: str
) -> None:
    before = Meeting.objects.count()
    response = client_of("manager").post(at(held, "next/"), sent(held, place="Berth 12", **changes))
    assert response.status_code == 422
    assert dict(response.context["form"].errors) == {field: [text]}
    assert "Berth 12" in response.content.decode()
    assert Meeting.objects.count() == before


def test_next_meeting_begins_after_this_one(cast: Any, client_of: Any, meet: Any) -> None:
    early = meet.meeting.starts_at - datetime.timedelta(days=1)
    response = client_of("manager").post(
        at(meet.meeting, "next/"), sent(meet.meeting, day=early.date().isoformat())
    )
    assert response.context["form"].errors == {
        "starts_at": ["The next meeting begins after this one."]
    }


def test_chair_who_does_not_manage_the_group_plans_no_next_one(
    cast: Any, client_of: Any, held: Meeting
) -> None:
    Attendance.objects.filter(meeting=held, user=cast["member"]).update(duty=Duty.CHAIR)
    client = client_of("member")
    assert client.get(at(held, "next/")).status_code == 404
    assert client.post(at(held, "next/"), sent(held)).status_code == 404
    page = client.get(at(held)).content.decode()
    assert at(held, "next/") not in page
    # Asking who can when is running this meeting.
    assert at(held, "dates/") in page
    assert client.get(at(held, "dates/new/")).status_code == 200


def test_employee_who_may_plan_nothing_plans_no_next_one(
    cast: Any, client_of: Any, settings: Any
) -> None:
    meeting = plan(cast["employee"])
    settings.WAGTAIL_SOCIAL_EMPLOYEES_PLAN_MEETINGS = False
    assert client_of("employee").get(at(meeting, "next/")).status_code == 404
    assert client_of("employee").post(at(meeting, "next/"), sent(meeting)).status_code == 404


def test_nothing_follows_a_draft_or_in_an_archived_group(
    cast: Any, client_of: Any, meet: Any
) -> None:
    archived = cast.meetings["archived"].meeting
    assert client_of("manager").get(at(archived, "next/")).status_code == 404
    Meeting.objects.filter(pk=meet.meeting.pk).update(state=MeetingState.DRAFT)
    assert client_of("manager").get(at(meet.meeting, "next/")).status_code == 404


def test_tick_of_an_item_brings_it_to_every_meeting(cast: Any, client_of: Any, meet: Any) -> None:
    client = client_of("manager")
    words = {"title": "Round of questions", "purpose": "discuss"}
    client.post(at(meet.meeting, "agenda/new/"), words | {"is_standing": "on"})
    item = AgendaItem.objects.get(title="Round of questions")
    assert item.is_standing
    assert "at every meeting" in text_of(client.get(at(meet.meeting)))
    edit = at(meet.meeting, f"agenda/{item.pk}/edit/")
    assert "checked" in str(client.get(edit).context["form"]["is_standing"])
    client.post(edit, words)
    item.refresh_from_db()
    assert not item.is_standing


def test_sequel_in_a_week_has_the_weekday(cast: Any, client_of: Any, meet: Any) -> None:
    made = post_next(client_of("manager"), meet.meeting)
    begins = anew(meet.meeting).begins
    assert made.begins.replace(tzinfo=None) == (begins.replace(tzinfo=None) + WEEK).replace(
        second=0, microsecond=0
    )
