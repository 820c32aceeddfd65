"""Dates for the next meeting: proposed, voted on, withdrawn, chosen by one click."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import (
    AgendaItem,
    Attendance,
    DateProposal,
    DateVote,
    Meeting,
    MeetingState,
)
from wagtail_social.notifications.models import Activity, Delivery, PersonalSettings
from wagtail_social.notifications.sending import send_due

from .plans import anew, at, text_of
from .sequel import HOUR, PROPOSED, WEEK, behind, date_at, leave_open

DAYS = {"day_1": "2031-06-03", "day_2": "2031-06-05", "day_5": "2031-06-10"}
UTC = datetime.UTC


def dates(**changes: Any) -> dict[str, Any]:
    """Return the form of proposed dates: three Tuesdays and a Thursday at ten."""
    clocks = {f"starts_{number}": "10:00" for number in range(1, 11)}
    return {"length": "60", "time_zone": "Europe/Amsterdam"} | clocks | DAYS | changes


@pytest.fixture
def three(cast: Any, meet: Any) -> list[DateProposal]:
    """Three dates that are proposed at the meeting of the closed group."""
    return [date_at(meet.meeting, PROPOSED + number * WEEK) for number in range(3)]


def vote(client: Any, meeting: Meeting, answers: dict[DateProposal, str]) -> Any:
    data = {f"date_{proposal.pk}": answer for proposal, answer in answers.items()}
    return client.post(at(meeting, "dates/"), data)


def said(proposal: DateProposal) -> dict[Any, str]:
    return dict(DateVote.objects.filter(proposal=proposal).values_list("user_id", "answer"))


def test_organiser_proposes_dates_and_the_invited_are_told_once(
    cast: Any,
    client_of: Any,
    meet: Any,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: list[Any],
) -> None:
    client = client_of("manager")
    assert at(meet.meeting, "dates/") in client.get(at(meet.meeting)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(at(meet.meeting, "dates/new/"), dates())
    assert response.status_code == 303, response.context["form"].errors
    found = list(DateProposal.objects.filter(meeting=meet.meeting).in_order())
    assert [row.starts_at for row in found] == [
        datetime.datetime(2031, 6, day, 8, tzinfo=UTC) for day in (3, 5, 10)
    ]
    assert {row.ends_at - row.starts_at for row in found} == {HOUR}
    assert Activity.objects.get().happening == "meeting_dates_proposed"
    told = set(Delivery.objects.told().values_list("recipient_id", flat=True))
    assert told == {cast[role].pk for role in ("second_manager", "author", "member")} | {
        cast["hermit_closed"].pk
    }
    news = text_of(client_of("member").get("/community/notifications/"))
    assert "proposes dates for the next meeting" in news
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    (mail,) = [mail for mail in mailoutbox if mail.to == [cast["member"].email]]
    assert "Tuesday 3 June 2031, 10:00–11:00" in mail.body
    assert at(meet.meeting, "dates/") in mail.body


def test_dates_can_be_proposed_quietly(
    cast: Any, client_of: Any, meet: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of("manager").post(at(meet.meeting, "dates/new/"), dates(quiet="on"))
    assert DateProposal.objects.count() == 3 and not Activity.objects.exists()


def test_mail_about_dates_is_not_sent_once_they_are_gone(
    cast: Any,
    client_of: Any,
    meet: Any,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: list[Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of("manager").post(at(meet.meeting, "dates/new/"), dates())
    DateProposal.objects.all().delete()
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"day_2": "2031-06-03"}, {"day_2": ["This date stands here twice."]}),
        ({"day_2": "2026-01-01"}, {"day_2": ["This time has passed."]}),
        ({"day_2": "2500-01-01"}, {"day_2": ["Please choose a year between 1970 and 2199."]}),
        ({"starts_2": ""}, {"starts_2": ["Please say when it begins."]}),
        (
            {"day_2": "2031-03-30", "starts_2": "02:30"},
            {
                "starts_2": [
                    "Clocks are put forward that day: there is no 02:30. Choose another time."
                ]
            },
        ),
        ({"length": "0"}, {"length": ["Ensure this value is greater than or equal to 1."]}),
        (
            {"day_1": "", "day_2": "", "day_5": ""},
            {"__all__": ["Please choose a day at least."]},
        ),
    ],
)
def test_what_cannot_be_proposed_is_said_at_its_row_and_the_rest_stays(
    cast: Any, client_of: Any, meet: Any, changes: dict[str, str], errors: dict[str, Any]
) -> None:
    response = client_of("manager").post(at(meet.meeting, "dates/new/"), dates(**changes))
    assert response.status_code == 422
    assert dict(response.context["form"].errors) == errors
    if "day_5" not in changes:
        assert 'value="2031-06-10"' in response.content.decode()
    assert not DateProposal.objects.exists()


def test_hour_that_comes_twice_is_the_first(cast: Any, client_of: Any, meet: Any) -> None:
    sent = dates(day_1="2031-10-26", starts_1="02:30", day_2="", day_5="")
    client_of("manager").post(at(meet.meeting, "dates/new/"), sent)
    assert DateProposal.objects.get().starts_at == datetime.datetime(
        2031, 10, 26, 0, 30, tzinfo=UTC
    )


def test_date_that_is_proposed_already_is_not_proposed_again(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    response = client_of("manager").post(at(meet.meeting, "dates/new/"), dates())
    assert response.context["form"].errors == {
        "day_1": ["This date is proposed already."],
        "day_5": ["This date is proposed already."],
    }


def test_ten_dates_are_the_most(cast: Any, client_of: Any, meet: Any) -> None:
    client = client_of("manager")
    ten = {f"day_{number}": f"2031-06-{number + 10}" for number in range(1, 11)}
    assert client.post(at(meet.meeting, "dates/new/"), dates(**ten)).status_code == 303
    assert DateProposal.objects.count() == 10
    assert client.get(at(meet.meeting, "dates/new/")).status_code == 303
    response = client.post(at(meet.meeting, "dates/new/"), dates(day_2="", day_5=""))
    assert response.status_code == 422
    assert "At most 10 dates can be proposed." in response.content.decode()
    assert DateProposal.objects.count() == 10


def test_invited_colleague_answers_all_dates_in_one_form_and_changes_their_mind(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    first, second, third = three
    client = client_of("member")
    note = text_of(client.get(at(meet.meeting)))
    assert "3 dates are proposed for the next meeting." in note and "Say when you can" in note
    assert vote(client, meet.meeting, {first: "yes", second: "maybe"}).status_code == 303
    assert "Say when you can" in text_of(client.get(at(meet.meeting)))
    vote(client, meet.meeting, {first: "no", second: "maybe", third: "yes"})
    me = cast["member"].pk
    assert [said(one) for one in three] == [{me: "no"}, {me: "maybe"}, {me: "yes"}]
    assert "See who can when" in text_of(client.get(at(meet.meeting)))
    shown = client.get(at(meet.meeting, "dates/")).context["form"]
    assert [field.value() for _row, field in shown.dated()] == ["no", "maybe", "yes"]


def test_same_answers_again_write_nothing(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    client = client_of("member")
    vote(client, meet.meeting, {three[0]: "yes"})
    before = DateVote.objects.get().voted_at
    vote(client, meet.meeting, {three[0]: "yes"})
    assert DateVote.objects.get().voted_at == before


def test_invited_see_who_can_when_and_the_best_date_is_marked(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    first, second, third = three
    vote(client_of("member"), meet.meeting, {first: "yes", second: "yes", third: "no"})
    vote(client_of("author"), meet.meeting, {first: "no", second: "maybe", third: "yes"})
    vote(client_of("second_manager"), meet.meeting, {first: "maybe", second: "maybe"})
    response = client_of("hermit_closed").get(at(meet.meeting, "dates/"))
    rows = [row for row, _field in response.context["form"].dated()]
    assert [row.counts for row in rows] == [(1, 1), (1, 2), (1, 0)]
    assert [row.is_best for row in rows] == [False, True, False]
    page = text_of(response)
    for role in ("member", "author", "second_manager"):
        assert cast[role].get_full_name() in page
    assert "1 person has not answered yet." in page


def test_reader_who_is_not_invited_sees_dates_and_figures_without_names(
    cast: Any, client_of: Any
) -> None:
    meeting = cast.meetings["open"].meeting
    proposal = date_at(meeting)
    vote(client_of("member"), meeting, {proposal: "yes"})
    client = client_of("employee")
    response = client.get(at(meeting, "dates/"))
    page = text_of(response)
    assert "Tuesday 3 June 2031, 10:00–11:00" in page
    assert cast["member"].get_full_name() not in page
    assert "Save my answers" not in page
    assert vote(client, meeting, {proposal: "yes"}).status_code == 404
    assert said(proposal) == {cast["member"].pk: "yes"}


def test_answers_of_who_has_left_do_not_count(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    vote(client_of("member"), meet.meeting, {three[0]: "yes"})
    Membership.objects.filter(user=cast["member"], group=meet.meeting.group).update(state="left")
    assert client_of("member").get(at(meet.meeting, "dates/")).status_code == 404
    response = client_of("manager").get(at(meet.meeting, "dates/"))
    rows = [row for row, _field in response.context["form"].dated()]
    assert [row.counts for row in rows] == [(0, 0)] * 3


def test_dates_are_shown_by_the_readers_clock_with_that_of_the_place(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    PersonalSettings.objects.create(user=cast["member"], time_zone="Asia/Tokyo")
    page = text_of(client_of("member").get(at(meet.meeting, "dates/")))
    assert "Tuesday 3 June 2031, 17:00–18:00" in page
    assert "10:00–11:00 in Amsterdam" in page


def test_date_of_another_meeting_or_a_strange_answer_is_not_taken(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    foreign = date_at(cast.meetings["open"].meeting)
    client = client_of("member")
    vote(client, meet.meeting, {foreign: "yes"})
    assert said(foreign) == {}
    response = vote(client, meet.meeting, {three[0]: "perhaps", three[1]: "yes"})
    assert response.status_code == 422
    assert not DateVote.objects.exists()


def test_date_that_has_passed_is_not_asked_about(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    past = timezone.now() - HOUR
    DateProposal.objects.filter(pk=three[0].pk).update(starts_at=past)
    client = client_of("manager")
    assert (
        f"date_{three[0].pk}"
        not in client_of("member").get(at(meet.meeting, "dates/")).context["form"].fields
    )
    chosen = client.post(at(meet.meeting, f"dates/{three[0].pk}/choose/"))
    assert "This time has passed." in chosen.content.decode()
    assert Meeting.objects.filter(series__isnull=False).count() == 0


def test_withdrawn_date_goes_with_its_answers(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    vote(client_of("member"), meet.meeting, {three[0]: "yes"})
    address = at(meet.meeting, f"dates/{three[0].pk}/withdraw/")
    assert "1 answer to it goes with it." in text_of(client_of("manager").get(address))
    assert client_of("member").post(address).status_code == 404
    assert client_of("manager").post(address).status_code == 303
    assert set(DateProposal.objects.all()) == set(three[1:])
    assert not DateVote.objects.exists()
    assert client_of("manager").post(address).status_code == 404


def test_one_click_at_a_date_makes_the_next_meeting_with_people_and_open_items(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    Meeting.objects.filter(pk=meet.meeting.pk).update(state=MeetingState.CLOSED)
    leave_open(meet.item)
    welcome = AgendaItem.objects.create(meeting=meet.meeting, title="Welcome", is_standing=True)
    client = client_of("manager")
    page = client.get(at(meet.meeting, "dates/")).content.decode()
    address = at(meet.meeting, f"dates/{three[1].pk}/choose/")
    assert f'formaction="{address}"' in page
    response = client.post(address)
    made = Meeting.objects.latest("pk")
    assert response.status_code == 303 and response["Location"] == at(made)
    assert (made.starts_at, made.ends_at) == (three[1].starts_at, three[1].ends_at)
    old = anew(meet.meeting)
    assert made.is_draft and made.series == old.series
    assert (made.title, made.purpose, made.place) == (old.title, old.purpose, old.place)
    people = set(Attendance.objects.filter(meeting=made).values_list("user_id", "duty"))
    assert people == set(Attendance.objects.filter(meeting=old).values_list("user_id", "duty"))
    titles = set(AgendaItem.objects.filter(meeting=made).values_list("title", flat=True))
    assert titles == {welcome.title, meet.item.title, meet.proposal.title}
    # Pressed again, by whomever, it leads to the same meeting.
    for role in ("manager", "second_manager"):
        assert client_of(role).post(address)["Location"] == at(made)
    assert Meeting.objects.filter(series=made.series).count() == 2


def test_vote_ends_with_the_choice_and_begins_again_when_the_draft_is_deleted(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    client, voter = client_of("manager"), client_of("member")
    client.post(at(meet.meeting, f"dates/{three[1].pk}/choose/"))
    made = Meeting.objects.latest("pk")
    late = vote(voter, meet.meeting, {three[0]: "yes"})
    assert late.status_code == 422
    assert "Nobody votes on dates any more." in late.content.decode()
    assert not DateVote.objects.exists()
    page = text_of(voter.get(at(meet.meeting, "dates/")))
    assert "A date has been chosen." in page and "chosen" in page
    assert "Save my answers" not in page
    # What is a draft is not named to who may not see it.
    assert at(made) not in voter.get(at(meet.meeting, "dates/")).content.decode()
    assert "are proposed for the next meeting" not in text_of(voter.get(at(meet.meeting)))
    other = client.post(at(meet.meeting, f"dates/{three[0].pk}/choose/"))
    assert "There is a next meeting already." in other.content.decode()
    for part in ("dates/new/", f"dates/{three[0].pk}/withdraw/"):
        assert client.get(at(meet.meeting, part)).status_code == 303
    refused = client.post(at(meet.meeting, f"dates/{three[0].pk}/withdraw/"))
    assert refused.status_code == 422
    client.post(at(made, "delete/"))
    assert vote(voter, meet.meeting, {three[0]: "yes"}).status_code == 303
    assert said(three[0]) == {cast["member"].pk: "yes"}


def test_next_meeting_planned_by_hand_ends_the_vote_too(
    cast: Any, client_of: Any, meet: Any, three: list[DateProposal]
) -> None:
    later = behind(meet.meeting)
    other = dates(day_1="2031-08-05", day_2="", day_5="")
    response = client_of("manager").post(at(meet.meeting, "dates/new/"), other)
    assert "There is a next meeting already." in response.content.decode()
    assert at(later) in client_of("member").get(at(meet.meeting, "dates/")).content.decode()


@pytest.mark.parametrize("state", ["open", "in_session", "drafted", "approved", "closed"])
def test_dates_are_proposed_and_voted_on_from_open_to_closed(
    cast: Any, client_of: Any, meet: Any, state: str
) -> None:
    Meeting.objects.filter(pk=meet.meeting.pk).update(state=state)
    client = client_of("manager")
    assert client.post(at(meet.meeting, "dates/new/"), dates()).status_code == 303
    proposal = DateProposal.objects.in_order()[0]
    vote(client_of("member"), meet.meeting, {proposal: "yes"})
    assert said(proposal) == {cast["member"].pk: "yes"}


def test_nothing_is_proposed_at_a_draft_or_in_an_archived_group(
    cast: Any, client_of: Any, meet: Any
) -> None:
    archived = cast.meetings["archived"].meeting
    assert client_of("manager").get(at(archived, "dates/new/")).status_code == 404
    assert vote(client_of("member"), archived, {date_at(archived): "yes"}).status_code == 404
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    assert client_of("manager").post(at(meet.meeting, "dates/new/"), dates()).status_code == 404


def test_page_costs_the_same_with_few_and_many_dates_and_people(
    cast: Any, client_of: Any, meet: Any
) -> None:
    client = client_of("manager")

    def asked() -> list[int]:
        counts = []
        for part in ("", "dates/", "dates/new/"):
            with counted_queries() as found:
                client.get(at(meet.meeting, part))
            counts.append(len(found))
        return counts

    first = date_at(meet.meeting)
    DateVote.objects.create(proposal=first, user=cast["member"], answer="yes")
    asked()
    before = asked()
    people = list(Attendance.objects.filter(meeting=meet.meeting).values_list("user_id", flat=True))
    for number in range(1, 8):
        proposal = date_at(meet.meeting, PROPOSED + number * WEEK)
        for pk in people:
            DateVote.objects.create(proposal=proposal, user_id=pk, answer="maybe")
    assert asked() == before
