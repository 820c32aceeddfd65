"""Who is told of a meeting, of what, and who is not."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.planning import EditMeeting, PlanMeeting
from wagtail_social.meetings.actions.states import CancelMeeting, OpenMeeting, StartMeeting
from wagtail_social.meetings.models import Meeting
from wagtail_social.notifications.models import Activity, Delivery, Notification, PersonalSettings
from wagtail_social.notifications.sending import send_due

from .plans import anew, at, form, meeting_of


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Callable[[Any], Any]:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


def told(happening: str) -> set[Any]:
    """Return who was told on site."""
    rows = Delivery.objects.filter(activity__happening=happening).told()
    return set(rows.values_list("recipient__username", flat=True))


def later() -> list[Any]:
    """Send what is due soon, and return it."""
    mail.outbox.clear()
    send_due(timezone.now() + datetime.timedelta(minutes=10))
    return list(mail.outbox)


def test_guests_are_told_when_it_opens_moves_and_is_off(cast: Any, happens: Any) -> None:
    chair = cast["manager"]
    meeting = meeting_of(cast.groups["open"], chair, cast["member"], cast["author"], state="draft")
    happens(EditMeeting(actor=chair, meeting=meeting, values={"place": "Quay 4"}))
    assert not Activity.objects.exists()
    happens(OpenMeeting(actor=chair, meeting=meeting))
    assert told("meeting_opened") == {"member", "author"}
    happens(EditMeeting(actor=chair, meeting=meeting, values={"place": "Quay 5"}))
    assert told("meeting_moved") == {"member", "author"}
    happens(CancelMeeting(actor=chair, meeting=meeting))
    assert told("meeting_cancelled") == {"member", "author"}
    assert Notification.objects.filter(recipient=cast["member"]).count() == 1


def test_nobody_is_told_who_chooses_to_tell_nobody(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    client = client_of("member")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(meeting, "open/"), {"quiet": "on"})
        client.post(at(meeting, "edit/"), form(quiet="on"))
        client.post(at(meeting, "start/"))
        client.post(at(meeting, "cancel/"), {"quiet": "on"})
    assert anew(meeting).cancelled_at is not None
    assert not Activity.objects.exists()


def test_words_alone_and_the_beginning_are_told_to_nobody(cast: Any, happens: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"])
    happens(EditMeeting(actor=cast["member"], meeting=meeting, values={"title": "Other"}))
    happens(StartMeeting(actor=cast["member"], meeting=meeting))
    assert not Activity.objects.exists()


def test_planning_is_told_to_nobody(cast: Any, happens: Any) -> None:
    begin = datetime.datetime(2031, 5, 6, 8, tzinfo=datetime.UTC)
    values = {"title": "Pumps", "starts_at": begin, "time_zone": "UTC"}
    values["ends_at"] = begin + datetime.timedelta(hours=1)
    happens(PlanMeeting(actor=cast["manager"], group=cast.groups["open"], values=values))
    assert not Activity.objects.exists()


@pytest.mark.parametrize("group", ["closed", "secret"])
def test_guest_who_may_not_read_the_group_hears_nothing(
    cast: Any, happens: Any, group: str
) -> None:
    outside = [cast[role] for role in ("former", "banned", "employee", "deactivated")]
    guests = [cast["member"], *outside]
    meeting = meeting_of(cast.groups[group], cast["manager"], *guests, state="draft")
    happens(OpenMeeting(actor=cast["manager"], meeting=meeting))
    happens(CancelMeeting(actor=cast["manager"], meeting=meeting))
    for happening in ("meeting_opened", "meeting_cancelled"):
        assert told(happening) == {"member"}
    assert {letter.to[0] for letter in later()} == {"member@example.org"}


def test_guest_who_leaves_before_the_mail_goes_out_gets_none(
    cast: Any, happens: Any, client_of: Any
) -> None:
    meeting = meeting_of(cast.groups["secret"], cast["manager"], cast["member"], state="draft")
    happens(OpenMeeting(actor=cast["manager"], meeting=meeting))
    Membership.objects.filter(user=cast["member"], group=cast.groups["secret"]).update(state="left")
    assert later() == []
    html = client_of("member").get("/community/notifications/").content.decode()
    assert "Cranes" not in html


def test_mail_says_what_when_and_where_by_the_clock_of_its_reader(cast: Any, happens: Any) -> None:
    PersonalSettings.objects.create(user=cast["author"], time_zone="Asia/Tokyo")
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    happens(OpenMeeting(actor=cast["member"], meeting=meeting))
    [letter] = later()
    assert "Cranes" in letter.subject
    assert "Marit Bakker invites you" in letter.body
    assert "Tuesday 6 May 2031, 17:00–18:00 · 10:00–11:00 in Amsterdam · Quay 3" in letter.body
    assert meeting.get_absolute_url() in letter.body


def test_invitation_to_what_is_off_by_then_is_not_sent(cast: Any, happens: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    happens(OpenMeeting(actor=cast["member"], meeting=meeting))
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=timezone.now())
    assert later() == []


def test_opening_the_page_reads_what_was_told_of_it(
    cast: Any, happens: Any, client_of: Any
) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    happens(OpenMeeting(actor=cast["member"], meeting=meeting))
    client = client_of("author")
    html = client.get("/community/notifications/").content.decode()
    assert "Cranes" in html and at(meeting) in html
    client.get(at(meeting))
    assert not Notification.objects.get(recipient=cast["author"]).unread


def test_log_of_news_names_a_meeting_by_its_number(cast: Any, happens: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["everyone"], cast["manager"], cast["member"], state="draft")
    secret = meeting_of(cast.groups["secret"], cast["manager"], cast["member"], state="draft")
    for each in (meeting, secret):
        happens(OpenMeeting(actor=cast["manager"], meeting=each))
    html = client_of("steward").get(reverse("wagtail_social_admin_news:index")).content.decode()
    assert f"Meeting {meeting.pk}" in html
    assert "Cranes" not in html and f"Meeting {secret.pk}" not in html
