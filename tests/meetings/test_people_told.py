"""Who is told of invitations and answers, and who is not."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.meetings.actions.people import (
    AnswerInvitation,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.models import Attendance, Meeting, MeetingState
from wagtail_social.notifications.models import Activity, Delivery, Notification
from wagtail_social.notifications.sending import send_due

from .gathering import plan

Happens = Callable[[Any], Any]


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Happens:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


def told(happening: str) -> set[Any]:
    """Return the ids of those who were told on site."""
    rows = Delivery.objects.filter(activity__happening=happening).told()
    return set(rows.values_list("recipient_id", flat=True))


def invite(meeting: Meeting, chair: Any, *people: Any, quiet: bool = False) -> InvitePeople:
    ids = [person.pk for person in people]
    return InvitePeople(actor=chair, meeting=meeting, user_ids=ids, quiet=quiet)


def news_page(client: Any) -> str:
    return str(client.get("/community/notifications/").content.decode())


def test_late_guest_is_told_and_nobody_else(cast: Any, client_of: Any, happens: Happens) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting = plan(chair, cast["member"])
    happens(invite(meeting, chair, guest, cast["member"]))
    assert told("meeting_invited") == {guest.pk}
    page = news_page(client_of("editor"))
    assert "Emma Visser invites you to a meeting" in page
    assert "Zqmeeting of the few" in page


def test_guest_without_an_address_is_told_on_site(
    cast: Any, client_of: Any, happens: Happens
) -> None:
    chair, guest = cast["employee"], cast["editor"]
    guest.email = ""
    guest.save(update_fields=["email"])
    happens(invite(plan(chair), chair, guest))
    assert Delivery.objects.get(recipient=guest).mail == "no_address"
    assert "Emma Visser invites you to a meeting" in news_page(client_of("editor"))


@pytest.mark.parametrize(
    ("quiet", "state"), [(True, MeetingState.OPEN), (False, MeetingState.DRAFT)]
)
def test_quiet_invitation_and_one_to_a_draft_tell_nobody(
    cast: Any, happens: Happens, quiet: bool, state: str
) -> None:
    meeting = plan(cast["employee"], state=state)
    happens(invite(meeting, cast["employee"], cast["editor"], quiet=quiet))
    assert Attendance.objects.filter(meeting=meeting, user=cast["editor"]).exists()
    assert not Activity.objects.exists()


def test_form_that_says_tell_nobody_tells_nobody(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = plan(cast["employee"])
    with django_capture_on_commit_callbacks(execute=True):
        client_of("employee").post(
            f"{meeting.get_absolute_url()}people/invite/", {"people": "@editor", "quiet": "on"}
        )
    assert Attendance.objects.filter(meeting=meeting, user=cast["editor"]).exists()
    assert not Activity.objects.exists()


def test_invitation_that_is_withdrawn_is_gone_and_that_is_told(
    cast: Any, client_of: Any, happens: Happens
) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting = plan(chair)
    happens(invite(meeting, chair, guest))
    happens(WithdrawInvitation(actor=chair, meeting=meeting, user=guest))
    page = news_page(client_of("editor"))
    assert "took your invitation back" in page and "invites you" not in page
    assert Notification.objects.filter(recipient=guest).exists()


@pytest.mark.parametrize("said", ["no", "maybe"])
def test_who_runs_it_is_told_of_a_yes_that_is_taken_back_without_the_reason(
    cast: Any, client_of: Any, happens: Happens, said: str
) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting = plan(chair, guest, cast["member"])
    happens(AnswerInvitation(actor=guest, meeting=meeting, answer="yes"))
    assert told("meeting_answered") == set()
    happens(AnswerInvitation(actor=guest, meeting=meeting, answer=said, reason="Zqill"))
    assert told("meeting_answered") == {chair.pk}
    page = news_page(client_of("employee"))
    assert "Eline Dekker had said yes and may not come" in page
    assert "Zqill" not in page


def test_first_answers_and_those_who_come_after_all_tell_nobody(
    cast: Any, happens: Happens
) -> None:
    meeting = plan(cast["employee"], cast["editor"])
    for said in ("no", "maybe", "no", "yes"):
        happens(AnswerInvitation(actor=cast["editor"], meeting=meeting, answer=said))
    assert not Activity.objects.exists()


@pytest.mark.parametrize(("last", "mails"), [("maybe", 1), ("yes", 0)])
def test_mail_of_a_yes_taken_back_is_not_sent_once_the_person_comes_after_all(
    cast: Any, happens: Happens, mailoutbox: list[Any], last: str, mails: int
) -> None:
    meeting = plan(cast["employee"], cast["editor"])
    for said in ("yes", "no", last):
        reason = "" if said == "yes" else "Zqill"
        happens(AnswerInvitation(actor=cast["editor"], meeting=meeting, answer=said, reason=reason))
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    to_chair = [mail for mail in mailoutbox if mail.to == [cast["employee"].email]]
    assert len(to_chair) == mails
    for mail in to_chair:
        assert "Eline Dekker had said yes and may not come" in mail.body
        assert "Zqill" not in mail.body


def test_managers_of_the_group_are_told_too(cast: Any, happens: Happens) -> None:
    meeting = cast.meetings["closed"].meeting
    for said in ("yes", "no"):
        happens(AnswerInvitation(actor=cast["member"], meeting=meeting, answer=said))
    assert told("meeting_answered") == {cast["manager"].pk, cast["second_manager"].pk}
