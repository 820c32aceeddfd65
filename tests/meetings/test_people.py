"""Who may be invited to a meeting, by whom, and what becomes of the ones who run it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.groups.actions import LeaveGroup
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.people import (
    MOST_INVITED,
    ChangeDuty,
    InviteGroup,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.models import Attendance, Duty, MeetingState

from .gathering import invited, place, plan, url


def refusal_of(action: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        action.execute()
    return caught.value


def test_manager_invites_members_by_handle_and_they_stand_in_the_list(
    cast: Any, client_of: Any
) -> None:
    meeting = cast.meetings["secret"].meeting
    answer = client_of("manager").post(
        url("invite", meeting), {"people": "@moderator, @second.manager"}
    )
    assert answer["Location"] == url("people", meeting)
    assert place(meeting, cast["moderator"]).invited_by == cast["manager"]
    assert place(meeting, cast["second_manager"]).duty == Duty.CHAIR
    page = client_of("manager").get(url("people", meeting)).content.decode()
    assert "1 person is invited now." in page
    assert "Mats Lindholm" in page


def test_inviting_who_is_there_already_leaves_them_as_they_are(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    before = Attendance.objects.filter(meeting=meeting).values_list("pk", "answer", "invited_at")
    listed = list(before)
    answer = client_of("manager").post(
        url("invite", meeting), {"people": "@hermit.closed @member"}, follow=True
    )
    assert "Nobody new was invited" in answer.content.decode()
    assert list(before.all()) == listed


@pytest.mark.parametrize("kind", ["closed", "secret"])
def test_who_does_not_read_the_group_is_not_invited_to_its_meeting(
    cast: Any, client_of: Any, kind: str
) -> None:
    meeting = cast.meetings[kind].meeting
    before = invited(meeting)
    answer = client_of("manager").post(
        url("invite", meeting), {"people": "@employee @moderator @banned"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Bram Nijland, Emma Visser cannot read this meeting" in text
    assert "Mats Lindholm" not in text
    assert "@employee @moderator @banned" in text
    assert invited(meeting) == before


def test_closed_account_is_refused_without_its_name(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    gone = cast["deactivated"].pk
    refusal = refusal_of(InvitePeople(actor=cast["manager"], meeting=meeting, user_ids=[gone]))
    assert refusal.code == "not_readers"
    assert "Dirk" not in str(refusal.message)
    assert gone not in invited(meeting)


def test_any_colleague_is_invited_to_a_meeting_of_no_group(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"])
    answer = client_of("employee").post(url("invite", meeting), {"people": "@banned @editor"})
    assert answer.status_code == 303
    assert invited(meeting) == {cast[role].pk for role in ("employee", "banned", "editor")}


def test_unknown_name_is_shown_at_the_form_and_nobody_is_invited(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"])
    answer = client_of("employee").post(url("invite", meeting), {"people": "@nobody.here @editor"})
    assert answer.status_code == 422
    assert "We know no colleague called “@nobody.here”." in answer.content.decode()
    assert invited(meeting) == {cast["employee"].pk}


def test_more_than_a_hundred_at_once_are_refused(cast: Any) -> None:
    meeting = plan(cast["employee"])
    ids = range(1, MOST_INVITED + 2)
    action = InvitePeople(actor=cast["employee"], meeting=meeting, user_ids=ids)
    assert refusal_of(action).code == "too_many"


def test_inviting_again_and_again_is_slowed_down(cast: Any, client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"invite": "1/h"}
    meeting = plan(cast["employee"])
    client = client_of("employee")
    assert client.post(url("invite", meeting), {"people": "@editor"}).status_code == 303
    answer = client.post(url("invite", meeting), {"people": "@banned"})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert cast["banned"].pk not in invited(meeting)


@pytest.mark.parametrize("state", [MeetingState.DRAFTED, MeetingState.CLOSED])
def test_nobody_is_invited_to_what_is_over(cast: Any, client_of: Any, state: str) -> None:
    meeting = plan(cast["employee"], state=state)
    assert client_of("employee").get(url("invite", meeting)).status_code == 404
    action = InvitePeople(actor=cast["employee"], meeting=meeting, user_ids=[cast["editor"].pk])
    assert refusal_of(action).code == "over"


def test_nobody_is_invited_to_a_cancelled_meeting(cast: Any) -> None:
    meeting = plan(cast["employee"], cancelled_at=timezone.now())
    action = InvitePeople(actor=cast["employee"], meeting=meeting, user_ids=[cast["editor"].pk])
    assert refusal_of(action).code == "cancelled"


def test_whole_group_is_invited_after_the_number_is_said(cast: Any, client_of: Any) -> None:
    meeting, group = cast.meetings["secret"].meeting, cast.groups["secret"]
    members = Membership.objects.filter(group=group).active().of_active_people()
    expected = set(members.values_list("user_id", flat=True))
    new = len(expected - invited(meeting))
    client = client_of("manager")
    assert f"{new} people are invited." in client.get(url("invite_group", meeting)).content.decode()
    answer = client.post(url("invite_group", meeting), follow=True)
    assert f"{new} people are invited now." in answer.content.decode()
    assert invited(meeting) == expected
    assert place(meeting, cast["moderator"]).invited_by == cast["manager"]
    again = client.get(url("invite_group", meeting)).content.decode()
    assert "Everybody in the group is invited already." in again


def test_group_of_everyone_is_invited_without_who_is_banned(cast: Any) -> None:
    meeting = cast.meetings["everyone"].meeting
    InviteGroup(actor=cast["manager"], meeting=meeting).execute()
    active = get_user_model().objects.filter(is_active=True)
    assert invited(meeting) == set(active.values_list("pk", flat=True)) - {cast["banned"].pk}


def test_group_above_the_limit_is_refused_with_a_way_on(
    cast: Any, client_of: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_MEETING_INVITE_MOST = 3
    meeting = cast.meetings["everyone"].meeting
    before = invited(meeting)
    client = client_of("manager")
    page = client.get(url("invite_group", meeting)).content.decode()
    assert "at most 3 people can be invited at once" in page
    assert url("invite", meeting) in page
    answer = client.post(url("invite_group", meeting))
    assert answer.status_code == 422
    assert "at most 3 people can be invited at once" in answer.content.decode()
    assert invited(meeting) == before


def test_inviting_five_hundred_takes_as_many_queries_as_inviting_five(
    cast: Any, queries: Any
) -> None:
    user_model, group = get_user_model(), cast.groups["open"]

    def invite(count: int) -> int:
        people = user_model.objects.bulk_create(
            user_model(username=f"guest.{count}.{n}") for n in range(count)
        )
        Membership.objects.bulk_create(
            Membership(group=group, user=person, state="active") for person in people
        )
        with queries() as found:
            new = InviteGroup(actor=cast["manager"], meeting=cast.meetings["open"].meeting)
            assert len(new.execute()) >= count
        return len(found)

    invite(1)
    assert invite(5) == invite(480)


def test_meeting_of_no_group_has_no_group_to_invite(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"])
    assert client_of("employee").get(url("invite_group", meeting)).status_code == 404
    assert client_of("employee").post(url("invite_group", meeting)).status_code == 404
    with pytest.raises(NotVisible):
        InviteGroup(actor=cast["employee"], meeting=meeting).execute()


def test_chair_makes_somebody_take_the_minutes_who_then_invites(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"], cast["editor"])
    assert client_of("editor").get(url("invite", meeting)).status_code == 404
    answer = client_of("employee").post(
        url("duty", meeting, cast["editor"].pk), {"duty": "minutes"}
    )
    assert answer.status_code == 303
    assert client_of("editor").get(url("invite", meeting)).status_code == 200


def test_duty_of_somebody_who_is_not_invited_is_nothing(cast: Any, client_of: Any) -> None:
    here, elsewhere = plan(cast["employee"]), plan(cast["employee"], cast["editor"])
    for name in ("duty", "withdraw"):
        for key in (cast["editor"].pk, 10**30, "x", "%00"):
            address = url(name, here, key)
            assert client_of("employee").get(address).status_code == 404
            assert client_of("employee").post(address, {"duty": "chair"}).status_code == 404
    assert place(elsewhere, cast["editor"]).duty == Duty.ATTENDEE


def test_who_no_longer_reads_the_group_gets_no_duty(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    Attendance.objects.create(meeting=meeting, user=cast["former"])
    action = ChangeDuty(
        actor=cast["manager"], meeting=meeting, user=cast["former"], duty=Duty.CHAIR
    )
    assert refusal_of(action).code == "not_reader"


def test_who_left_the_group_is_neither_among_those_who_come_nor_answers(
    cast: Any, client_of: Any
) -> None:
    meeting, group = cast.meetings["closed"].meeting, cast.groups["closed"]
    assert "Marit Bakker" in client_of("manager").get(url("people", meeting)).content.decode()
    LeaveGroup(actor=cast["member"], group=group).execute()
    assert "Marit Bakker" not in client_of("manager").get(url("people", meeting)).content.decode()
    answer = client_of("member").post(url("answer", meeting), {"answer": "yes"})
    assert answer.status_code == 404
    assert place(meeting, cast["member"]).answer == ""


def test_only_chair_steps_down_once_there_is_another(cast: Any, client_of: Any) -> None:
    chair, editor = cast["employee"], cast["editor"]
    meeting = plan(chair, editor)
    place(meeting, editor)
    Attendance.objects.filter(meeting=meeting, user=editor).update(duty=Duty.MINUTES)
    client = client_of("employee")
    own = url("duty", meeting, chair.pk)
    for duty in ("attendee", "minutes"):
        answer = client.post(own, {"duty": duty})
        assert answer.status_code == 422
        assert "make somebody else the chair first" in answer.content.decode()
    client.post(url("duty", meeting, editor.pk), {"duty": "chair"})
    assert client.post(own, {"duty": "attendee"}).status_code == 303
    assert place(meeting, chair).duty == Duty.ATTENDEE
    assert client.get(url("people", meeting)).status_code == 200


def test_successor_whose_account_is_closed_is_none(cast: Any) -> None:
    chair, gone = cast["employee"], cast["deactivated"]
    meeting = plan(chair, gone)
    Attendance.objects.filter(meeting=meeting, user=gone).update(duty=Duty.CHAIR)
    action = WithdrawInvitation(actor=chair, meeting=meeting, user=chair)
    assert refusal_of(action).code == "last_chair"


def test_last_one_who_runs_a_meeting_of_no_group_cannot_be_taken_out(cast: Any) -> None:
    minutes = cast["editor"]
    meeting = plan(cast["deactivated"], minutes)
    Attendance.objects.filter(meeting=meeting, user=minutes).update(duty=Duty.MINUTES)
    for action in (
        WithdrawInvitation(actor=minutes, meeting=meeting, user=minutes),
        ChangeDuty(actor=minutes, meeting=meeting, user=minutes, duty=Duty.ATTENDEE),
    ):
        assert refusal_of(action).code == "last_organiser"
    assert place(meeting, minutes).duty == Duty.MINUTES


def test_chair_of_a_groups_meeting_is_taken_out_by_its_manager(cast: Any) -> None:
    """The managers of the group still run it."""
    meeting = cast.meetings["closed"].meeting
    WithdrawInvitation(
        actor=cast["manager"], meeting=meeting, user=cast["second_manager"]
    ).execute()
    assert cast["second_manager"].pk not in invited(meeting)


def test_chair_who_goes_out_of_a_meeting_of_no_group_lands_at_home(
    cast: Any, client_of: Any
) -> None:
    meeting = plan(cast["employee"], cast["editor"])
    Attendance.objects.filter(meeting=meeting, user=cast["editor"]).update(duty=Duty.CHAIR)
    client = client_of("employee")
    answer = client.post(url("withdraw", meeting, cast["employee"].pk))
    assert answer["Location"] == "/community/"
    assert client.get(url("people", meeting)).status_code == 404


def test_people_page_costs_the_same_with_many_people(
    cast: Any, client_of: Any, queries: Any
) -> None:
    meeting = plan(cast["employee"], cast["editor"])
    client = client_of("employee")

    def cost(address: str) -> int:
        assert client.get(address).status_code == 200
        with queries() as found:
            client.get(address)
        assert found.writes == []
        return len(found)

    addresses = [url("people", meeting), url("people", meeting) + "?show=yes"]
    addresses.append(meeting.get_absolute_url())
    Attendance.objects.filter(meeting=meeting).update(answer="yes")
    before = [cost(address) for address in addresses]
    user_model = get_user_model()
    people = user_model.objects.bulk_create(user_model(username=f"guest.{n}") for n in range(300))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user=person, answer="yes") for person in people
    )
    assert [cost(address) for address in addresses] == before


def test_long_list_is_read_to_its_end_without_gaps(
    cast: Any, client_of: Any, htmx: dict[str, str]
) -> None:
    meeting = plan(cast["employee"])
    user_model = get_user_model()
    people = user_model.objects.bulk_create(
        user_model(username=f"zqguest.{n:03}") for n in range(120)
    )
    answers = ("yes", "maybe", "", "no")
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, user=person, answer=answers[n % 4])
        for n, person in enumerate(people)
    )
    client, address, seen = client_of("employee"), url("people", meeting), []
    while address:
        answer = client.get(address, headers=htmx)
        seen += [one["row"] for one in answer.context["places"]]
        address = answer.context["more_url"]
    assert len(seen) == len({row.pk for row in seen}) == 121
    order = [answers.index(row.answer) for row in seen]
    assert order == sorted(order)


@pytest.mark.parametrize("sign", ["x", "1", "9999-1", "0-" + "9" * 30, "-", "٣-1", "0-1%00"])
def test_broken_place_in_the_list_shows_its_beginning(cast: Any, client_of: Any, sign: str) -> None:
    meeting = plan(cast["employee"])
    page = client_of("employee").get(f"{url('people', meeting)}?after={sign}")
    assert page.status_code == 200
    assert "Emma Visser" in page.content.decode()
