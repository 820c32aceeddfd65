"""Meetings made ahead, or ended together, come into calendars by one mail."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
import vobject

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.people import InvitePeople, WithdrawInvitation
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.series import MakeMore, RepeatMeeting, StopSeries
from wagtail_social.meetings.actions.states import CancelMeeting
from wagtail_social.meetings.models import Attendance, Meeting
from wagtail_social.meetings.notifying_calendar import parts_of_made
from wagtail_social.notifications.models import PersonalSettings

from .calendar_stage import carried as carried_alone
from .calendar_stage import event_of, facts, later, parts, to
from .plans import anew, meeting_of

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Callable[[Any], Any]:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


@pytest.fixture
def weekly(cast: Any) -> Meeting:
    """A meeting of the closed group; the manager chairs it, member and author come."""
    people = (cast["manager"], cast["member"], cast["author"])
    return meeting_of(cast.groups["closed"], *people)


def repeat(weekly: Meeting, chair: Any, **options: Any) -> RepeatMeeting:
    return RepeatMeeting(actor=chair, meeting=anew(weekly), rhythm="weekly", **options)


def entries(letter: Any) -> list[Any]:
    """Return the entries of a mail with several, after both parsers have read them alike."""
    found = parts(letter)
    written = found["text/calendar"].get_payload(decode=True)
    assert written == found["application/ics"].get_payload(decode=True)
    calendar = icalendar.Calendar.from_ical(written)
    assert calendar["method"] == found["text/calendar"].get_param("method") == "PUBLISH"
    events: list[Any] = calendar.walk("VEVENT")
    other = vobject.readOne(written.decode())
    assert [event.uid.value for event in other.vevent_list] == [event["uid"] for event in events]
    # RFC 5546, 3.2.1: who publishes is named, and nobody who is invited.
    assert all("attendee" not in event and "organizer" in event for event in events)
    return events


def uid_of(meeting: Meeting) -> str:
    return f"{meeting.uid}@"


def said(events: list[Any]) -> list[tuple[int, str]]:
    return [(int(event["sequence"]), str(event["status"])) for event in events]


def test_meetings_made_ahead_are_one_mail_with_all_of_them(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    made = happens(repeat(weekly, cast["manager"]))
    letters = later()
    assert len(letters) == 2
    letter = to(letters, "member")
    events = entries(letter)
    assert said(events) == [(0, "CONFIRMED")] * 6
    assert [event.decoded("dtstart") for event in events] == [one.starts_at for one in made]
    for event, one in zip(events, made, strict=True):
        assert str(event["uid"]).startswith(uid_of(one))
    text = parts(letter)["text/plain"].get_payload(decode=True).decode()
    assert "holds these meetings" in text
    assert later(200) == []


def test_what_comes_later_of_one_of_them_goes_by_the_same_name(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    chair = cast["manager"]
    made = happens(repeat(weekly, chair))
    uids = {str(event["uid"]) for event in entries(to(later(), "member"))}
    values = {"starts_at": made[2].starts_at + HOUR, "ends_at": made[2].ends_at + HOUR}
    happens(EditMeeting(actor=chair, meeting=anew(made[2]), values=values))
    moved = to(later(), "member")
    happens(CancelMeeting(actor=chair, meeting=anew(made[2])))
    gone = to(later(), "member")
    assert [facts(letter) for letter in (moved, gone)] == [("REQUEST", 1), ("CANCEL", 2)]
    assert {event_of(carried_alone(letter))["uid"] for letter in (moved, gone)} <= uids


def test_series_that_ends_takes_its_meetings_out_by_one_mail(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    chair = cast["manager"]
    made = happens(repeat(weekly, chair))
    before = {str(event["uid"]) for event in entries(to(later(), "member"))}
    happens(CancelMeeting(actor=chair, meeting=anew(made[4]), quiet=True))
    happens(StopSeries(actor=chair, meeting=anew(made[1]), ends_coming=True))
    letters = later()
    assert len(letters) == 2
    events = entries(to(letters, "member"))
    # What was cancelled before, and told to nobody, is no part of this news.
    assert [event.decoded("dtstart") for event in events] == [
        made[number].starts_at for number in (2, 3, 5)
    ]
    assert said(events) == [(1, "CANCELLED")] * 3
    assert {str(event["uid"]) for event in events} < before
    assert {anew(made[number]).sequence for number in (2, 3, 5)} == {1}


def test_one_meeting_that_ends_with_its_series_is_cancelled_like_any_other(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    made = happens(repeat(weekly, cast["manager"], quiet=True))
    happens(StopSeries(actor=cast["manager"], meeting=anew(made[4]), ends_coming=True))
    assert {facts(letter) for letter in later()} == {("CANCEL", 1)}


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_first_of_them_changes_before_the_mail_leaves_and_the_others_come_all_the_same(
    cast: Any, happens: Any, weekly: Meeting, what: str
) -> None:
    chair = cast["manager"]
    first, *others = happens(repeat(weekly, chair))
    if what == "moved":
        ten_weeks = datetime.timedelta(weeks=10)
        values = {"starts_at": first.starts_at + ten_weeks, "ends_at": first.ends_at + ten_weeks}
        happens(EditMeeting(actor=chair, meeting=anew(first), values=values))
    else:
        happens(CancelMeeting(actor=chair, meeting=anew(first)))
    letters = later()
    assert len(letters) == 2
    letter = to(letters, "member")
    found = {str(event["uid"]).partition("@")[0]: event for event in entries(letter)}
    assert set(found) == {str(one.uid) for one in (first, *others)}
    own = found[str(first.uid)]
    assert said([own]) == [(1, "CONFIRMED" if what == "moved" else "CANCELLED")]
    assert own.decoded("dtstart") == anew(first).starts_at
    text = parts(letter)["text/plain"].get_payload(decode=True).decode()
    assert "20 May 2031" in text and "17 June 2031" in text


def test_each_gets_those_that_they_are_invited_to(cast: Any, happens: Any, weekly: Meeting) -> None:
    made = happens(repeat(weekly, cast["manager"]))
    Attendance.objects.filter(meeting=made[3], user=cast["member"]).delete()
    Membership.objects.filter(user=cast["author"], group=weekly.group).update(state="left")
    [letter] = later()
    assert letter["To"] == "member@example.org"
    events = entries(letter)
    assert len(events) == 5
    assert not any(str(event["uid"]).startswith(uid_of(made[3])) for event in events)


def test_more_that_are_made_quietly_are_not_in_the_mail_of_the_first(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    happens(repeat(weekly, cast["manager"]))
    happens(MakeMore(actor=cast["manager"], meeting=anew(weekly), made=6, quiet=True))
    letter = to(later(), "member")
    assert len(entries(letter)) == 6
    text = parts(letter)["text/plain"].get_payload(decode=True).decode()
    assert "17 June 2031" in text and "24 June 2031" not in text


def test_who_comes_to_a_later_one_only_hears_that_it_ends(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    chair, guest = cast["manager"], cast["moderator"]
    made = happens(repeat(weekly, chair, quiet=True))
    invite = InvitePeople(actor=chair, meeting=made[3], user_ids=[guest.pk], quiet=True)
    happens(invite)
    happens(StopSeries(actor=chair, meeting=anew(weekly), ends_coming=True))
    letters = later()
    assert len(letters) == 3
    assert len(entries(to(letters, "member"))) == 6
    letter = to(letters, "moderator")
    assert facts(letter) == ("CANCEL", 1)
    assert str(event_of(carried_alone(letter))["uid"]).startswith(uid_of(made[3]))


@pytest.mark.parametrize("how", ["quiet", "drafts"])
def test_meetings_nobody_is_told_of_are_in_no_mail(
    cast: Any, happens: Any, weekly: Meeting, how: str
) -> None:
    options = {"quiet": True} if how == "quiet" else {"as_drafts": True}
    happens(repeat(weekly, cast["manager"], **options))
    happens(StopSeries(actor=cast["manager"], meeting=anew(weekly), ends_coming=True, quiet=True))
    assert later() == []


def test_mail_without_content_carries_times_and_nothing_else(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    PersonalSettings.objects.create(user=cast["member"], brief=True)
    happens(repeat(weekly, cast["manager"]))
    letter = to(later(), "member")
    assert {str(event["summary"]) for event in entries(letter)} == {"Meeting"}
    for part in parts(letter).values():
        assert b"Cranes" not in part.get_payload(decode=True)


def test_answer_to_one_of_them_stands_in_its_entry(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    made = happens(repeat(weekly, cast["manager"]))
    place = Attendance.objects.filter(meeting=made[1], user=cast["member"])
    place.update(answer="no", reason="Zqill")
    letters = later()
    free = [str(event["transp"]) for event in entries(to(letters, "member"))]
    assert free == ["OPAQUE", "TRANSPARENT", *["OPAQUE"] * 4]
    assert b"Zqill" not in to(letters, "member").as_bytes()


def test_invitation_taken_back_from_the_first_is_in_no_file(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    made = happens(repeat(weekly, cast["manager"]))
    happens(
        WithdrawInvitation(
            actor=cast["manager"], meeting=anew(made[2]), user=cast["member"], quiet=True
        )
    )
    assert len(entries(to(later(), "member"))) == 5


def test_file_asks_as_much_for_many_meetings_as_for_few(
    cast: Any, happens: Any, weekly: Meeting
) -> None:
    made = happens(repeat(weekly, cast["manager"], quiet=True))

    def asked() -> int:
        with counted_queries() as found:
            assert parts_of_made(cast["member"], [made[0].pk], "full")
        return len(found)

    asked()
    many = asked()
    Attendance.objects.filter(meeting__in=made[2:]).delete()
    assert asked() == many
