"""What mails about meetings carry for calendars: invitation, update, cancellation."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone, translation
from django.utils.translation import gettext

from tests.notifications.plant import MailServer, free_port
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.documents import AddDocument
from wagtail_social.meetings.actions.people import (
    AnswerInvitation,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.states import CancelMeeting, OpenMeeting
from wagtail_social.meetings.models import Meeting
from wagtail_social.notifications.models import (
    ChoiceOfChannel,
    Delivery,
    Mail,
    Notification,
    PersonalSettings,
)
from wagtail_social.notifications.sending import send_due
from wagtail_social.uploads import clean_document

from .calendar_stage import carried, event_of, facts, later, parts, to
from .files import PDF, upload
from .plans import anew, at, meeting_of

HOUR = datetime.timedelta(hours=1)


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


def move(meeting: Meeting, chair: Any, hours: int, **options: Any) -> EditMeeting:
    values = {name: getattr(meeting, name) + hours * HOUR for name in ("starts_at", "ends_at")}
    return EditMeeting(actor=chair, meeting=meeting, values=values, **options)


# The life of an entry.


def test_opened_moved_and_cancelled_is_one_entry_with_a_rising_sequence(
    cast: Any, happens: Any, draft: Meeting, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_BASE_URL = "https://intranet.example.org"
    chair = cast["manager"]
    happens(OpenMeeting(actor=chair, meeting=draft))
    first = to(later(), "member")
    happens(move(draft, chair, 2))
    second = to(later(), "member")
    happens(CancelMeeting(actor=chair, meeting=draft))
    third = to(later(), "member")
    assert [facts(letter) for letter in (first, second, third)] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    entries = [event_of(carried(letter)) for letter in (first, second, third)]
    assert {entry["uid"] for entry in entries} == {f"{draft.uid}@intranet.example.org"}
    assert entries[1].decoded("dtstart") - entries[0].decoded("dtstart") == 2 * HOUR
    assert [entry["status"] for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert entries[0]["summary"] == "Cranes" and entries[0]["location"] == "Quay 3"
    assert str(entries[0]["description"]).startswith("We choose, at last; a crane.")
    assert f"https://intranet.example.org{at(draft)}" in entries[0]["description"]
    stamps = [entry.decoded("dtstamp") for entry in entries]
    assert stamps == sorted(stamps)


def test_two_moves_before_the_mail_leaves_are_one_update_with_the_last_time(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair = cast["manager"]
    happens(OpenMeeting(actor=chair, meeting=draft, quiet=True))
    happens(move(draft, chair, 1))
    happens(move(anew(draft), chair, 4))
    letter = to(later(), "author")
    assert facts(letter) == ("REQUEST", 2)
    assert event_of(carried(letter)).decoded("dtstart") == draft.starts_at + 5 * HOUR
    assert later(200) == []


def test_cancelled_before_the_invitation_leaves_is_a_cancellation_only(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    happens(CancelMeeting(actor=cast["manager"], meeting=draft))
    letters = later()
    assert {facts(letter) for letter in letters} == {("CANCEL", 1)}
    assert len(letters) == 2


@pytest.mark.parametrize("field", ["title", "place", "join_url", "time_zone"])
def test_what_stands_in_the_entry_raises_the_sequence(
    cast: Any, draft: Meeting, field: str
) -> None:
    values = {"title": "Locks", "place": "Quay 9", "join_url": "https://meet.example.org/1"}
    values["time_zone"] = "Asia/Tokyo"
    Meeting.objects.update(state="open", changed_at=timezone.now() - HOUR)
    EditMeeting(actor=cast["manager"], meeting=draft, values={field: values[field]}).execute()
    now = anew(draft)
    assert now.sequence == 1
    assert timezone.now() - now.changed_at < HOUR


def test_other_words_change_the_entry_and_not_its_sequence(cast: Any, draft: Meeting) -> None:
    Meeting.objects.update(changed_at=timezone.now() - HOUR)
    EditMeeting(actor=cast["manager"], meeting=draft, values={"purpose": "Other"}).execute()
    assert anew(draft).sequence == 0
    assert timezone.now() - anew(draft).changed_at < HOUR


def test_who_is_invited_later_gets_the_entry_as_it_stands(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair = cast["manager"]
    Meeting.objects.update(state="open", sequence=5)
    happens(InvitePeople(actor=chair, meeting=draft, user_ids=[cast["moderator"].pk]))
    [letter] = later()
    assert letter["To"] == "moderator@example.org"
    assert facts(letter) == ("REQUEST", 5)
    assert event_of(carried(letter))["attendee"] == "mailto:moderator@example.org"


def test_answer_stands_in_the_update(cast: Any, happens: Any, draft: Meeting) -> None:
    Meeting.objects.update(state="open")
    AnswerInvitation(actor=cast["member"], meeting=draft, answer="no", reason="Ill").execute()
    happens(move(draft, cast["manager"], 1))
    letters = later()
    said = {
        name: event_of(carried(to(letters, name)))["attendee"].params["PARTSTAT"]
        for name in ("member", "author")
    }
    assert said == {"member": "DECLINED", "author": "NEEDS-ACTION"}
    assert b"Ill" not in to(letters, "author").as_bytes()


# The form of the mail.


def test_entry_is_one_form_of_the_text_and_a_file(cast: Any, happens: Any, draft: Meeting) -> None:
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    letter = to(later(), "member")
    assert letter.get_content_type() == "multipart/mixed"
    forms, file = letter.get_payload()
    assert forms.get_content_type() == "multipart/alternative"
    assert [form.get_content_type() for form in forms.get_payload()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = forms.get_payload()[-1]
    assert calendar.get_param("charset") == "utf-8"
    assert calendar.get_param("method") == "REQUEST"
    assert calendar["Content-Disposition"] is None
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content_disposition() == "attachment"


def test_mail_says_where_to_answer(cast: Any, happens: Any, draft: Meeting) -> None:
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    found = parts(to(later(), "member"))
    for kind in ("text/plain", "text/html"):
        text = found[kind].get_payload(decode=True).decode()
        assert "an answer from your calendar reaches nobody" in text
        assert at(draft) in text


def test_mail_about_something_else_carries_nothing(cast: Any, happens: Any, draft: Meeting) -> None:
    Meeting.objects.update(state="open")
    file = clean_document(upload("Roster.pdf", PDF))
    happens(AddDocument(actor=cast["manager"], meeting=draft, file=file, title="Roster"))
    letters = later()
    assert letters and all("text/calendar" not in parts(letter) for letter in letters)


def test_organiser_is_the_mailbox_of_the_site(
    cast: Any, happens: Any, draft: Meeting, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_MAIL_FROM = "Havenkant <calendar@example.org>"
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    letter = to(later(), "member")
    assert event_of(carried(letter))["organizer"] == "mailto:calendar@example.org"
    assert letter["From"] == "Havenkant <calendar@example.org>"


@pytest.mark.parametrize("way", ["site", "person"])
def test_mail_without_content_carries_a_time_and_nothing_else(
    cast: Any, happens: Any, draft: Meeting, settings: Any, way: str
) -> None:
    if way == "site":
        settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "none"
    else:
        PersonalSettings.objects.create(user=cast["member"], brief=True)
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    letter = to(later(), "member")
    event = event_of(carried(letter))
    assert event["summary"] == "Meeting"
    assert event.decoded("dtstart") == draft.starts_at
    for part in parts(letter).values():
        text = part.get_payload(decode=True)
        assert b"Cranes" not in text and b"Quay" not in text and at(draft).encode() not in text


@pytest.mark.parametrize("language", ["nl", "de"])
def test_entry_speaks_the_language_of_its_reader(
    cast: Any, happens: Any, draft: Meeting, language: str
) -> None:
    Meeting.objects.update(state="open")
    PersonalSettings.objects.create(user=cast["member"], language=language)
    happens(CancelMeeting(actor=cast["manager"], meeting=draft))
    with translation.override(language):
        text = gettext("This meeting has been cancelled.")
    assert text != "This meeting has been cancelled."
    event = event_of(carried(to(later(), "member")))
    assert str(event["description"]).startswith(text)


# Who gets none.


def test_nobody_is_told_and_the_sequence_rises_all_the_same(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair = cast["manager"]
    happens(OpenMeeting(actor=chair, meeting=draft, quiet=True))
    happens(move(draft, chair, 1, quiet=True))
    happens(WithdrawInvitation(actor=chair, meeting=draft, user=cast["author"], quiet=True))
    happens(CancelMeeting(actor=chair, meeting=draft, quiet=True))
    assert later() == []
    assert anew(draft).sequence == 2


def test_who_has_switched_mail_off_gets_none(cast: Any, happens: Any, draft: Meeting) -> None:
    ChoiceOfChannel.objects.create(
        user=cast["member"], category="meeting", channel="mail", wanted=False
    )
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    assert [letter["To"] for letter in later()] == ["author@example.org"]


def test_who_left_the_group_gets_no_update(cast: Any, happens: Any) -> None:
    group = cast.groups["closed"]
    meeting = meeting_of(group, cast["manager"], cast["member"], cast["author"])
    happens(move(meeting, cast["manager"], 1))
    Membership.objects.filter(user=cast["member"], group=group).update(state="left")
    assert [letter["To"] for letter in later()] == ["author@example.org"]


def test_who_is_banned_before_the_invitation_leaves_gets_none(cast: Any, happens: Any) -> None:
    """Every colleague reads the group, and so does who is banned: they cannot come."""
    group = cast.groups["open"]
    meeting = meeting_of(group, cast["manager"])
    guests = [cast["member"].pk, cast["author"].pk]
    happens(InvitePeople(actor=cast["manager"], meeting=meeting, user_ids=guests))
    Membership.objects.update_or_create(
        user=cast["member"], group=group, defaults={"state": "banned"}
    )
    assert [letter["To"] for letter in later()] == ["author@example.org"]


# What was read on the site; what comes soon after another mail.


def test_calendar_gets_its_update_though_its_owner_has_read_of_it(
    cast: Any, happens: Any, draft: Meeting, client_of: Any
) -> None:
    Meeting.objects.update(state="open")
    happens(move(draft, cast["manager"], 1))
    client_of("member").get(at(draft))
    assert not Notification.objects.get(recipient=cast["member"]).unread
    assert facts(to(later(), "member")) == ("REQUEST", 1)


def test_cancellation_does_not_wait_for_the_hour_after_the_last_mail(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    chair = cast["manager"]
    happens(OpenMeeting(actor=chair, meeting=draft))
    assert len(later(3)) == 2
    file = clean_document(upload("Roster.pdf", PDF))
    happens(AddDocument(actor=chair, meeting=draft, file=file, title="Roster"))
    assert later(6) == []
    assert Mail.objects.filter(state="waiting").count() == 2
    happens(CancelMeeting(actor=chair, meeting=draft))
    assert {facts(letter) for letter in later(6)} == {("CANCEL", 1)}


def test_update_waits_while_the_mail_before_it_is_on_its_way(
    cast: Any, happens: Any, draft: Meeting
) -> None:
    """An older entry never leaves after a newer one."""
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))
    now = timezone.now() + datetime.timedelta(minutes=4)
    Mail.objects.update(state="sending", claimed_at=now)
    Delivery.objects.filter(mail="waiting").update(mail="sending")
    happens(move(draft, cast["manager"], 1))
    assert later(5) == []
    Mail.objects.filter(state="sending").update(state="sent", sent_at=now)
    assert {facts(letter) for letter in later(7)} == {("REQUEST", 1)}


def test_mail_that_is_tried_again_carries_what_holds_then(
    cast: Any, happens: Any, draft: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(OpenMeeting(actor=cast["manager"], meeting=draft))

    def away(*args: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as broken:
        broken.setattr("wagtail_social.notifications.sending._Post.hand_over", away)
        assert later(3) == []
    happens(move(draft, cast["manager"], 3, quiet=True))
    letters = later(30)
    assert {facts(letter) for letter in letters} == {("REQUEST", 1)}
    assert len(letters) == 2


# Through a mail server.


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """Start a mail server that Django sends to."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    found = MailServer()
    controller = Controller(found, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield found
    controller.stop()


def test_what_arrives_is_what_both_parsers_read(
    cast: Any, happens: Any, draft: Meeting, server: MailServer
) -> None:
    title = "Kranen, kades; 😀 en " + "é" * 120
    Meeting.objects.update(title=title)
    happens(OpenMeeting(actor=cast["manager"], meeting=anew(draft)))
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    happens(CancelMeeting(actor=cast["manager"], meeting=draft))
    send_due(timezone.now() + datetime.timedelta(minutes=9))
    arrived = [letter for to, letter in server.received if to == ["member@example.org"]]
    assert [facts(letter) for letter in arrived] == [("REQUEST", 0), ("CANCEL", 1)]
    assert {str(event_of(carried(letter))["summary"]) for letter in arrived} == {title}
