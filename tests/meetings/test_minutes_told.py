"""Who is told of minutes, and what their mail says of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.corrections import BeginCorrection, PublishCorrection
from wagtail_social.meetings.actions.minutes import ApproveMinutes, CloseMeeting, DraftMinutes
from wagtail_social.meetings.actions.remarks import AnswerRemark, MakeRemark
from wagtail_social.meetings.models import Meeting
from wagtail_social.notifications.models import Activity, Delivery, PersonalSettings
from wagtail_social.notifications.sending import send_due

from .plans import at, text_of
from .taken import change_note, taken


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Callable[[Any], Any]:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


def told(happening: str) -> set[Any]:
    rows = Delivery.objects.filter(activity__happening=happening).told()
    return set(rows.values_list("recipient__username", flat=True))


def later() -> dict[str, Any]:
    """Send what is due soon, and return it by the address it goes to."""
    mail.outbox.clear()
    send_due(timezone.now() + datetime.timedelta(minutes=10))
    return {letter.to[0]: letter for letter in mail.outbox}


def test_draft_is_told_to_who_was_invited(cast: Any, client_of: Any, happens: Any) -> None:
    group = cast.groups["closed"]
    meeting = taken(group, cast["manager"], cast["author"], state="in_session")
    assert "1 person will be told." in text_of(
        client_of("manager").get(at(meeting, "minutes/draft/"))
    )
    happens(DraftMinutes(actor=cast["manager"], meeting=meeting))
    assert told("minutes_drafted") == {"author"}
    letter = later()["author@example.org"]
    assert "Remarks are taken until" in letter.body and "/minutes/" in letter.body
    assert "blue one" not in letter.body


def test_draft_that_is_approved_before_its_mail_went_out_is_told_as_approved_alone(
    cast: Any, happens: Any
) -> None:
    meeting = taken(None, cast["manager"], cast["author"], state="in_session")
    happens(DraftMinutes(actor=cast["manager"], meeting=meeting))
    happens(ApproveMinutes(actor=cast["manager"], meeting=meeting))
    letter = later()["author@example.org"]
    assert "approved the minutes" in letter.body and "wrote a draft" not in letter.body


def test_approved_minutes_are_told_to_guests_by_name_and_to_the_group_as_its_news(
    cast: Any, client_of: Any, happens: Any
) -> None:
    group = cast.groups["closed"]
    meeting = taken(group, cast["manager"], cast["author"])
    members = Membership.objects.filter(group=group, state="active", user__is_active=True)
    count = members.exclude(user=cast["manager"]).count()
    page = text_of(client_of("manager").get(at(meeting, "minutes/approve/")))
    assert f"{count} people will be told." in page
    assert "Who is in the group without being invited finds it in its news." in page
    happens(ApproveMinutes(actor=cast["manager"], meeting=meeting))
    rows = Delivery.objects.filter(activity__happening="minutes_approved").told()
    categories = dict(rows.values_list("recipient__username", "category"))
    assert len(categories) == count
    assert categories["author"] == "meeting" and categories["member"] == "group_activity"
    assert not {"employee", "former", "banned", "manager"} & set(categories)


def test_mail_carries_the_minutes_as_text(cast: Any, happens: Any) -> None:
    meeting = taken(cast.groups["closed"], cast["manager"], cast["author"])
    happens(ApproveMinutes(actor=cast["manager"], meeting=meeting))
    letter = later()["author@example.org"]
    for said in (
        "> Minutes of Cranes",
        "> Tuesday 6 May 2031, 10:00–11:00 (time in Amsterdam)",
        "> 1. Pumps",
        "> - Decision: We buy the blue one.",
    ):
        assert said in letter.body, said
    assert at(meeting, "minutes/") in letter.body
    html = letter.alternatives[0][0]
    assert "<h4>1. Pumps</h4>" in html and "<strong>three</strong>" in html


def test_mail_carries_no_minutes_for_who_wants_none_or_where_the_site_says_so(
    cast: Any, happens: Any, settings: Any
) -> None:
    """Class 8: what a mailbox may hold is for the person and the site to say."""
    meeting = taken(cast.groups["closed"], cast["manager"], cast["author"], cast["moderator"])
    PersonalSettings.objects.update_or_create(user=cast["author"], defaults={"brief": True})
    settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "teaser"
    happens(ApproveMinutes(actor=cast["manager"], meeting=meeting))
    letters = later()
    for address in ("author@example.org", "moderator@example.org"):
        letter = letters[address]
        assert "blue one" not in letter.body + letter.alternatives[0][0], address
    assert "Cranes" not in letters["author@example.org"].message().as_string()


def test_who_left_before_the_mail_went_out_gets_none(cast: Any, happens: Any) -> None:
    """Class 8: everything is asked again at the moment of sending."""
    meeting = taken(cast.groups["secret"], cast["manager"], cast["author"], cast["moderator"])
    happens(ApproveMinutes(actor=cast["manager"], meeting=meeting))
    rows = Membership.objects.filter(user=cast["author"], group=cast.groups["secret"])
    rows.update(state="left")
    assert set(later()) == {"moderator@example.org"}


def test_correction_is_told_with_its_reason_and_the_old_minutes_no_more(
    cast: Any, happens: Any
) -> None:
    chair = cast["manager"]
    meeting = taken(cast.groups["closed"], chair, cast["author"])
    happens(ApproveMinutes(actor=chair, meeting=meeting))
    BeginCorrection(actor=chair, meeting=meeting).execute()
    change_note(meeting, "It was four.")
    happens(PublishCorrection(actor=chair, meeting=meeting, reason="Four offers"))
    assert told("minutes_corrected") == told("minutes_approved")
    letter = later()["author@example.org"]
    assert "Corrected: Four offers" in letter.body and "It was four." in letter.body
    assert "three" not in letter.body


def test_nobody_is_told_where_nobody_is_to_be_told(cast: Any, client_of: Any) -> None:
    meeting = taken(cast.groups["open"], cast["manager"], cast["author"], state="in_session")
    client = client_of("manager")
    day = (timezone.now() + datetime.timedelta(days=4)).date().isoformat()
    client.post(at(meeting, "minutes/draft/"), {"until": day, "quiet": "on"})
    client.post(at(meeting, "minutes/approve/"), {"quiet": "on"})
    client.post(at(meeting, "minutes/correct/"))
    change_note(meeting, "It was four.")
    client.post(at(meeting, "minutes/correction/"), {"reason": "Four", "quiet": "on"})
    client.post(at(meeting, "close/"))
    assert Meeting.objects.get(pk=meeting.pk).state == "closed"
    assert not Activity.objects.exists()


def test_closing_is_told_to_nobody(cast: Any, happens: Any) -> None:
    meeting = taken(cast.groups["open"], cast["manager"], cast["author"], state="approved")
    Activity.objects.all().delete()
    happens(CloseMeeting(actor=cast["manager"], meeting=meeting))
    assert not Activity.objects.exists()


def test_remark_is_told_to_who_runs_it_and_its_answer_to_who_said_it(
    cast: Any, happens: Any
) -> None:
    meeting = taken(cast.groups["closed"], cast["manager"], cast["author"], cast["moderator"])
    remark = happens(MakeRemark(actor=cast["author"], meeting=meeting, text="Zqremark"))
    assert told("remark_made") == {"manager", "second.manager"}
    assert "Zqremark" in later()["manager@example.org"].body
    happens(
        AnswerRemark(
            actor=cast["manager"], meeting=meeting, remark=remark, changed=False, answer="Zqno"
        )
    )
    assert told("remark_answered") == {"author"}
    letter = later()["author@example.org"]
    assert "Zqno" in letter.body and "Left as it is" in letter.body


def test_remark_that_was_answered_meanwhile_is_not_mailed(cast: Any, happens: Any) -> None:
    meeting = taken(None, cast["manager"], cast["author"])
    remark = happens(MakeRemark(actor=cast["author"], meeting=meeting, text="Zqremark"))
    AnswerRemark(actor=cast["manager"], meeting=meeting, remark=remark, changed=True).execute()
    assert "manager@example.org" not in later()
