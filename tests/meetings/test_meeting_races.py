"""Several answers, and several who run a meeting, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.moderation.test_at_once import at_once
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.meetings.actions.people import (
    AnswerInvitation,
    InviteGroup,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.models import Attendance, Duty

from .gathering import plan

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_eight_answers_at_once_by_one_person_leave_one_of_them(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    said = ("yes", "no", "maybe", "yes", "no", "maybe", "yes", "no")

    def answer(one: str) -> Callable[[], Any]:
        reason = "" if one == "yes" else f"because {one}"
        return AnswerInvitation(
            actor=cast["member"], meeting=meeting, answer=one, reason=reason
        ).execute

    results = at_once(*[answer(one) for one in said])
    assert not [result for result in results if isinstance(result, Exception)]
    row = Attendance.objects.get(meeting=meeting, user=cast["member"])
    assert row.reason == ("" if row.answer == "yes" else f"because {row.answer}")


@pytest.mark.parametrize("turn", range(5))
def test_last_two_who_run_it_and_take_each_other_out_at_once_leave_one(
    cast: Any, turn: int
) -> None:
    one, other = cast["employee"], cast["editor"]
    meeting = plan(one, other)
    Attendance.objects.filter(meeting=meeting).update(duty=Duty.CHAIR)
    results = at_once(
        WithdrawInvitation(actor=one, meeting=meeting, user=other).execute,
        WithdrawInvitation(actor=other, meeting=meeting, user=one).execute,
    )
    failed = [result for result in results if isinstance(result, Exception)]
    assert len(failed) == 1
    # Who was taken out first no longer sees the meeting.
    assert isinstance(failed[0], (NotVisible, Refused))
    assert Attendance.objects.filter(meeting=meeting).running().count() == 1


def test_chairs_who_step_down_at_once_leave_one_of_them(cast: Any) -> None:
    one, other = cast["employee"], cast["editor"]
    meeting = plan(one, other)
    Attendance.objects.filter(meeting=meeting).update(duty=Duty.CHAIR)
    results = at_once(
        WithdrawInvitation(actor=one, meeting=meeting, user=one).execute,
        WithdrawInvitation(actor=other, meeting=meeting, user=other).execute,
    )
    failed = [result for result in results if isinstance(result, Exception)]
    assert [type(result) for result in failed] == [Refused]
    assert failed[0].code == "last_chair"


def test_same_people_invited_at_once_by_name_and_by_group_stand_there_once(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    ids = [cast["moderator"].pk, cast["manager"].pk]
    results = at_once(
        *[InvitePeople(actor=cast["manager"], meeting=meeting, user_ids=ids).execute] * 3,
        *[InviteGroup(actor=cast["second_manager"], meeting=meeting).execute] * 3,
    )
    assert not [result for result in results if isinstance(result, Exception)]
    invited = [pk for result in results for pk in result]
    assert len(invited) == len(set(invited))
    assert set(ids) <= set(invited)
    for pk in ids:
        assert Attendance.objects.filter(meeting=meeting, user=pk).count() == 1
