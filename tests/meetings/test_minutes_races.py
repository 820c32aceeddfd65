"""Several who approve, correct and say something at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.moderation.test_at_once import at_once
from wagtail_social.actions import Refused
from wagtail_social.meetings.actions.corrections import BeginCorrection, PublishCorrection
from wagtail_social.meetings.actions.minutes import ApproveMinutes
from wagtail_social.meetings.actions.remarks import MakeRemark
from wagtail_social.meetings.models import MinutesVersion, RegisteredDecision, Remark

from .plans import anew
from .taken import change_note, taken

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_minutes_approved_by_two_at_once_are_approved_once_and_the_second_hears_by_whom(
    cast: Any,
) -> None:
    meeting = taken(cast.groups["closed"], cast["manager"], cast["author"])
    people = [cast["manager"], cast["second_manager"]] * 3
    results = at_once(*[ApproveMinutes(actor=who, meeting=meeting).execute for who in people])
    version = MinutesVersion.objects.get(meeting=meeting)
    refused = [result for result in results if isinstance(result, Exception)]
    assert {type(result) for result in refused} == {Refused}
    assert [result.code for result in refused] == ["approved_already"] * 3
    assert (version.number, anew(meeting).state) == (1, "approved")
    assert RegisteredDecision.objects.filter(meeting=meeting).count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_change_that_is_asked_for_while_it_is_approved_is_refused_or_stops_it(
    cast: Any, turn: int
) -> None:
    meeting = taken(None, cast["member"], cast["author"])
    said, approved = at_once(
        MakeRemark(actor=cast["author"], meeting=meeting, text="No", wants_change=True).execute,
        ApproveMinutes(actor=cast["member"], meeting=meeting).execute,
    )
    assert isinstance(said, Refused) != isinstance(approved, Refused)
    assert Remark.objects.filter(meeting=meeting).count() == (not isinstance(said, Refused))


def test_correction_published_by_two_at_once_is_one_version(cast: Any) -> None:
    meeting = taken(cast.groups["closed"], cast["manager"], state="approved")
    BeginCorrection(actor=cast["manager"], meeting=meeting).execute()
    change_note(meeting, "Four.")
    people = [cast["manager"], cast["second_manager"]] * 2
    results = at_once(
        *[PublishCorrection(actor=who, meeting=meeting, reason="Four").execute for who in people]
    )
    refused = [result for result in results if isinstance(result, Exception)]
    assert [getattr(result, "code", result) for result in refused] == ["not_correcting"] * 3
    versions = MinutesVersion.objects.filter(meeting=meeting).values_list("number", flat=True)
    assert sorted(versions) == [1, 2]
