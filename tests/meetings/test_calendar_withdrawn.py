"""Whose invitation is taken back: their calendar takes the meeting out, and nobody else's does."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.people import InvitePeople, WithdrawInvitation
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.presence import AddWalkIn
from wagtail_social.meetings.actions.states import OpenMeeting
from wagtail_social.meetings.models import Meeting, Withdrawal

from .calendar_stage import carried, event_of, facts, later, parts
from .plans import anew, at, meeting_of


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Callable[[Any], Any]:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


@pytest.fixture
def draft(cast: Any) -> Meeting:
    """A draft of no group: the manager chairs it, member and author are invited."""
    people = (cast["manager"], cast["member"], cast["author"])
    return meeting_of(None, *people, state="draft", purpose="We choose, at last; a crane.")


def test_withdrawn_guest_gets_a_cancellation_and_nobody_else_does(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair = cast["manager"]
    happens(OpenMeeting(actor=chair, meeting=draft))
    later()
    happens(WithdrawInvitation(actor=chair, meeting=draft, user=cast["member"]))
    happens(EditMeeting(actor=chair, meeting=draft, values={"title": "Zqsecretplan"}, quiet=True))
    [letter] = later()
    assert letter["To"] == "member@example.org"
    assert facts(letter) == ("CANCEL", 1)
    event = event_of(carried(letter))
    assert event["attendee"] == "mailto:member@example.org"
    assert event["summary"] == "Cranes"
    assert event.decoded("dtstart") == draft.starts_at
    text = b"".join(part.get_payload(decode=True) for part in parts(letter).values())
    assert b"took your invitation back" in text
    assert b"Zqsecretplan" not in text and b"We choose" not in text


def test_withdrawn_before_the_invitation_left_there_is_no_invitation(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    happens(WithdrawInvitation(actor=cast["manager"], meeting=draft, user=cast["member"]))
    found = sorted((letter["To"], *facts(letter)) for letter in later())
    assert found == [("author@example.org", "REQUEST", 1), ("member@example.org", "CANCEL", 1)]


def test_who_is_invited_again_gets_a_newer_entry_and_no_cancellation(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair, guest = cast["manager"], cast["member"]
    Meeting.objects.update(state="open")
    happens(WithdrawInvitation(actor=chair, meeting=draft, user=guest))
    happens(InvitePeople(actor=chair, meeting=draft, user_ids=[guest.pk]))
    assert [facts(letter) for letter in later()] == [("REQUEST", 2)]
    assert not Withdrawal.objects.exists()


def test_withdrawn_guest_who_left_the_closed_group_hears_nothing(
    cast: Any, happens: Any, client_of: Any
) -> None:
    group = cast.groups["closed"]
    meeting = meeting_of(group, cast["manager"], cast["member"])
    happens(WithdrawInvitation(actor=cast["manager"], meeting=meeting, user=cast["member"]))
    Membership.objects.filter(user=cast["member"], group=group).update(state="left")
    assert later() == []
    html = client_of("member").get("/community/notifications/").content.decode()
    assert "Cranes" not in html


def test_invitation_withdrawn_from_a_draft_is_told_to_nobody(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    happens(WithdrawInvitation(actor=cast["manager"], meeting=draft, user=cast["member"]))
    assert not Withdrawal.objects.exists()
    assert anew(draft).sequence == 0
    assert later() == []


def test_who_takes_it_back_may_tell_nobody(
    cast: Any, client_of: Any, draft: Meeting, django_capture_on_commit_callbacks: Any
) -> None:
    Meeting.objects.update(state="open")
    client = client_of("manager")
    page = client.get(at(draft, f"people/{cast['member'].pk}/withdraw/")).content.decode()
    assert "Tell nobody" in page
    with django_capture_on_commit_callbacks(execute=True):
        for name, sent in (("member", {"quiet": "on"}), ("author", {})):
            client.post(at(draft, f"people/{cast[name].pk}/withdraw/"), sent)
    assert [letter["To"] for letter in later()] == ["author@example.org"]


def test_who_came_all_the_same_keeps_the_meeting(cast: Any, happens: Any, draft: Meeting) -> None:
    chair, guest = cast["manager"], cast["member"]
    Meeting.objects.update(state="open")
    happens(WithdrawInvitation(actor=chair, meeting=draft, user=guest))
    Meeting.objects.update(state="in_session")
    happens(AddWalkIn(actor=chair, meeting=anew(draft), user_ids=[guest.pk]))
    assert not Withdrawal.objects.exists()
    assert anew(draft).sequence == 2
    # Nobody is told that they were there; the cancellation that still waited is not true any more.
    assert later() == []


def test_invitation_taken_back_and_given_again_says_when_the_entry_changed(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair, guest = cast["manager"], cast["member"]
    long_ago = timezone.now() - datetime.timedelta(days=9)
    Meeting.objects.update(state="open", changed_at=long_ago)
    happens(WithdrawInvitation(actor=chair, meeting=draft, user=guest))
    first = anew(draft)
    assert first.sequence == 1 and first.changed_at > long_ago
    happens(InvitePeople(actor=chair, meeting=draft, user_ids=[guest.pk]))
    assert anew(draft).sequence == 2 and anew(draft).changed_at > first.changed_at
