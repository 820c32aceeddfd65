"""Several clicks, and several people, who plan what follows at the same moment."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from tests.moderation.test_at_once import at_once
from wagtail_social.actions import Refused
from wagtail_social.meetings.actions.dates import VoteDates
from wagtail_social.meetings.actions.next_meeting import ChooseDate, PlanNext
from wagtail_social.meetings.actions.series import MakeMore, RepeatMeeting, StopSeries
from wagtail_social.meetings.actions.states import StartMeeting
from wagtail_social.meetings.models import DateVote, Meeting, MeetingSeries

from .plans import anew
from .sequel import HOUR, PROPOSED, date_at

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def failures(results: list[Any]) -> list[Any]:
    return [result for result in results if isinstance(result, Exception)]


def test_next_meeting_planned_by_four_clicks_at_once_is_one(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    values = {
        "title": "Next",
        "starts_at": PROPOSED,
        "ends_at": PROPOSED + HOUR,
        "time_zone": "UTC",
    }
    results = at_once(
        *[
            PlanNext(actor=cast[role], meeting=anew(meeting), values=values).execute
            for role in ("manager", "second_manager", "manager", "second_manager")
        ]
    )
    failed = failures(results)
    assert [type(error) for error in failed] == [Refused] * 3
    assert {error.code for error in failed} == {"has_next"}
    assert Meeting.objects.filter(title="Next").count() == 1
    assert MeetingSeries.objects.count() == 1


def test_date_chosen_by_four_clicks_at_once_is_one_meeting(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    proposal = date_at(meeting)
    results = at_once(
        *[
            ChooseDate(actor=cast[role], meeting=anew(meeting), proposal=proposal).execute
            for role in ("manager", "second_manager", "manager", "second_manager")
        ]
    )
    assert not failures(results)
    assert len({result.pk for result in results}) == 1
    assert Meeting.objects.filter(series__isnull=False).count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_rhythm_chosen_by_several_at_once_makes_six_meetings(cast: Any, turn: int) -> None:
    meeting = cast.meetings["closed"].meeting
    results = at_once(
        *[
            RepeatMeeting(actor=cast[role], meeting=anew(meeting), rhythm="weekly").execute
            for role in ("manager", "second_manager", "manager", "second_manager")
        ]
    )
    assert not failures(results)
    assert sorted(len(result) for result in results) == [0, 0, 0, 6]
    assert Meeting.objects.filter(series=anew(meeting).series).count() == 7


def test_more_is_made_once_from_different_meetings_of_the_series_while_another_ends_it(
    cast: Any,
) -> None:
    meeting = cast.meetings["closed"].meeting
    made = RepeatMeeting(actor=cast["manager"], meeting=anew(meeting), rhythm="weekly").execute()
    results = at_once(
        *[
            MakeMore(actor=cast[role], meeting=anew(one), made=6).execute
            for role, one in (
                ("manager", made[0]),
                ("second_manager", made[3]),
                ("manager", made[5]),
                ("second_manager", meeting),
            )
        ]
    )
    assert not failures(results)
    assert sorted(len(result) for result in results) == [0, 0, 0, 6]
    results = at_once(
        StopSeries(actor=cast["manager"], meeting=anew(made[1]), ends_coming=True).execute,
        StopSeries(actor=cast["second_manager"], meeting=anew(made[4]), ends_coming=True).execute,
        MakeMore(actor=cast["manager"], meeting=anew(made[5]), made=12).execute,
    )
    # Nobody waits for another for ever; who comes too late is told so.
    assert all(isinstance(error, Refused) for error in failures(results))


def test_eight_votes_at_once_by_one_person_leave_one_of_them(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    proposal = date_at(meeting)
    results = at_once(
        *[
            VoteDates(
                actor=cast["member"], meeting=anew(meeting), answers={proposal.pk: answer}
            ).execute
            for answer in ("yes", "no", "maybe", "yes") * 2
        ]
    )
    assert not failures(results)
    assert DateVote.objects.filter(proposal=proposal, user=cast["member"]).count() == 1


def test_meeting_that_begins_while_its_series_ends_is_not_cancelled(cast: Any) -> None:
    meeting = cast.meetings["closed"].meeting
    made = RepeatMeeting(actor=cast["manager"], meeting=anew(meeting), rhythm="weekly").execute()
    begun = Event()

    def begin() -> None:
        with transaction.atomic():
            StartMeeting(actor=cast["manager"], meeting=anew(made[1])).execute()
            begun.set()
            # The other one is waiting for this row by then.
            time.sleep(0.5)

    def end() -> Any:
        begun.wait(timeout=20)
        stop = StopSeries(actor=cast["second_manager"], meeting=anew(made[0]), ends_coming=True)
        return stop.execute()

    results = at_once(begin, end)
    assert not failures(results)
    assert results[1] == made[2:]
    assert not anew(made[1]).is_cancelled
