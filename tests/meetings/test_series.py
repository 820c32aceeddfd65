"""Meetings that come back in a rhythm: made ahead, more of them, ended."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.conftest import counted_queries
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.models import (
    AgendaItem,
    Attendance,
    Duty,
    Meeting,
    MeetingState,
    Rhythm,
)
from wagtail_social.notifications.models import Activity, Delivery
from wagtail_social.notifications.sending import send_due

from .gathering import plan
from .plans import anew, at, meeting_of, text_of
from .sequel import WEEK, behind, repeating

UTC = datetime.UTC
WEEKLY = {"rhythm": "weekly", "begin": "open"}


def mail_to(person: Any, mailoutbox: list[Any]) -> Any:
    """Send what waits; return the one mail that this person gets."""
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    (mail,) = [mail for mail in mailoutbox if mail.to == [person.email]]
    return mail


@pytest.fixture
def weekly(cast: Any) -> Meeting:
    """A meeting of the closed group on a Thursday in October 2031, before clocks are put back."""
    people = [cast[role] for role in ("second_manager", "author", "member")]
    begins = datetime.datetime(2031, 10, 16, 12, 30, tzinfo=UTC)
    return meeting_of(
        cast.groups["closed"],
        *people,
        starts_at=begins,
        ends_at=begins + datetime.timedelta(minutes=45),
    )


def ahead(meeting: Meeting) -> list[Meeting]:
    """Return the other meetings of its series, in order."""
    rows = Meeting.objects.filter(series__meetings=meeting.pk).exclude(pk=meeting.pk)
    return list(rows.order_by("starts_at"))


def repeat(client: Any, meeting: Meeting, **changes: Any) -> list[Meeting]:
    response = client.post(at(meeting, "series/repeat/"), WEEKLY | changes)
    assert response.status_code == 303, response.context["form"].errors
    return ahead(meeting)


def test_next_six_are_real_meetings_at_the_same_hour_over_the_change_of_clocks(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    AgendaItem.objects.create(meeting=weekly, title="Welcome", is_standing=True)
    AgendaItem.objects.create(meeting=weekly, title="Cranes")
    made = repeat(client_of("manager"), weekly)
    assert [one.begins.strftime("%d %b %H:%M") for one in made] == [
        *("23 Oct 14:30", "30 Oct 14:30", "06 Nov 14:30"),
        *("13 Nov 14:30", "20 Nov 14:30", "27 Nov 14:30"),
    ]
    assert made[0].starts_at.hour == 12 and made[1].starts_at.hour == 13
    for one in made:
        assert one.ends_at - one.starts_at == datetime.timedelta(minutes=45)
        assert (one.state, one.title, one.place) == ("open", "Cranes", "Quay 3")
        duties = dict(Attendance.objects.filter(meeting=one).values_list("user_id", "duty"))
        assert duties[cast["second_manager"].pk] == Duty.CHAIR and len(duties) == 3
        assert [item.title for item in one.items.all()] == ["Welcome"]
    assert len({one.uid for one in made}) == 6
    mine = client_of("member").get("/community/meetings/").content.decode()
    assert all(at(one) in mine for one in made)


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        ("fortnightly", ["30 Oct", "13 Nov", "27 Nov", "11 Dec", "25 Dec", "08 Jan"]),
        # 16 October is the third Thursday.
        ("monthly", ["20 Nov", "18 Dec", "15 Jan", "19 Feb", "18 Mar", "15 Apr"]),
    ],
)
def test_other_rhythms(
    cast: Any, client_of: Any, weekly: Meeting, rhythm: str, days: list[str]
) -> None:
    made = repeat(client_of("manager"), weekly, rhythm=rhythm)
    assert [one.begins.strftime("%d %b") for one in made] == days


def test_form_names_the_days(cast: Any, client_of: Any, weekly: Meeting) -> None:
    page = text_of(client_of("manager").get(at(weekly, "series/repeat/")))
    for words in ("Every Thursday", "Every second Thursday", "The third Thursday of the month"):
        assert words in page


def test_six_meetings_are_one_piece_of_news(
    cast: Any,
    client_of: Any,
    weekly: Meeting,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: list[Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = repeat(client_of("manager"), weekly)
    activity = Activity.objects.get()
    assert (activity.happening, activity.subject_id) == ("meeting_series_made", made[0].pk)
    told = set(Delivery.objects.told().values_list("recipient_id", flat=True))
    assert told == {cast[role].pk for role in ("second_manager", "author", "member")}
    news = text_of(client_of("member").get("/community/notifications/"))
    assert "invites you to several meetings" in news
    mail = mail_to(cast["member"], mailoutbox)
    for day in ("23 October", "30 October", "27 November"):
        assert f"Thursday {day} 2031, 14:30–15:15" in mail.body


@pytest.mark.parametrize("how", ["quiet", "drafts", "of a draft"])
def test_meetings_made_quietly_or_as_drafts_are_no_news(
    cast: Any, client_of: Any, weekly: Meeting, how: str, django_capture_on_commit_callbacks: Any
) -> None:
    if how == "of a draft":
        Meeting.objects.filter(pk=weekly.pk).update(state=MeetingState.DRAFT)
    sent = {"quiet": {"quiet": "on"}, "drafts": {"begin": "draft"}, "of a draft": {}}[how]
    with django_capture_on_commit_callbacks(execute=True):
        made = repeat(client_of("manager"), weekly, **sent)
    assert {one.state for one in made} == {"open" if how == "quiet" else "draft"}
    assert not Activity.objects.exists()
    assert client_of("member").get(at(made[0])).status_code == (200 if how == "quiet" else 404)


def test_rhythm_chosen_twice_makes_six(cast: Any, client_of: Any, weekly: Meeting) -> None:
    repeat(client_of("manager"), weekly)
    assert len(repeat(client_of("second_manager"), weekly)) == 6
    assert client_of("manager").get(at(weekly, "series/repeat/")).status_code == 303
    other = client_of("manager").post(at(weekly, "series/repeat/"), WEEKLY | {"rhythm": "monthly"})
    assert other.status_code == 422
    assert "These meetings come back already." in other.content.decode()
    entries = ModelLogEntry.objects.filter(action="wagtail_social.meeting.repeated")
    assert entries.count() == 1 and len(entries.get().data["made"]) == 6


def test_button_makes_six_more_behind_the_last_and_an_old_page_none(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    client = client_of("manager")
    made = repeat(client, weekly)
    page = client.get(at(made[2], "series/")).content.decode()
    assert 'name="made" value="6"' in page and "Make 6 more" in page
    # The last one has been moved and another cancelled: the rhythm goes on as it was.
    Meeting.objects.filter(pk=made[5].pk).update(
        starts_at=made[5].starts_at + datetime.timedelta(days=1),
        ends_at=made[5].ends_at + datetime.timedelta(days=1),
    )
    Meeting.objects.filter(pk=made[4].pk).update(cancelled_at=timezone.now())
    for _time in range(2):
        client.post(at(made[2], "series/more/"), {"made": "6"})
        later = ahead(weekly)
        assert len(later) == 12
    assert [one.begins.strftime("%d %b %H:%M") for one in later[6:8]] == [
        *("04 Dec 14:30", "11 Dec 14:30"),
    ]
    for strange in ("", "x", "-1", "9" * 40, "²"):
        assert client.post(at(weekly, "series/more/"), {"made": strange}).status_code == 303
    assert len(ahead(weekly)) == 12


def test_button_says_how_many_hear_of_it_and_may_tell_nobody(
    cast: Any, client_of: Any, weekly: Meeting, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("manager")
    repeat(client, weekly)
    page = text_of(client.get(at(weekly, "series/")))
    assert "3 people will be told." in page and "Tell nobody" in page
    Activity.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(weekly, "series/more/"), {"made": "6", "quiet": "on"})
    assert len(ahead(weekly)) == 12 and not Activity.objects.exists()


def test_people_of_the_last_one_come_to_those_behind_it_without_who_left(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    client = client_of("manager")
    last = repeat(client, weekly)[-1]
    Attendance.objects.create(meeting=last, user=cast["moderator"])
    Membership.objects.filter(user=cast["author"], group=weekly.group).update(state="left")
    client.post(at(weekly, "series/more/"), {"made": "6"})
    people = set(ahead(weekly)[-1].attendances.values_list("user_id", flat=True))
    assert people == {cast[role].pk for role in ("second_manager", "member", "moderator")}


def test_meetings_are_not_made_without_end(cast: Any, client_of: Any, weekly: Meeting) -> None:
    client = client_of("manager")
    repeat(client, weekly)
    for made in (6, 12, 18):
        response = client.post(at(weekly, "series/more/"), {"made": str(made)})
    assert "At most 24 meetings of a series can lie ahead." in response.content.decode()
    assert len(ahead(weekly)) == 18


def test_date_that_is_taken_is_not_used_twice(cast: Any, client_of: Any, weekly: Meeting) -> None:
    by_hand = behind(weekly, 1, title="Planned by hand")
    made = repeat(client_of("manager"), weekly)
    assert len(made) == 6 and made[0] == by_hand


def test_rhythm_of_a_meeting_long_past_begins_with_what_is_to_come(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    begins = timezone.now() - 10 * WEEK + datetime.timedelta(hours=3)
    Meeting.objects.filter(pk=weekly.pk).update(
        starts_at=begins, ends_at=begins + datetime.timedelta(hours=1), state="closed"
    )
    made = repeat(client_of("manager"), weekly)
    assert made[0].starts_at > timezone.now() and len(made) == 6


def test_ending_keeps_the_meetings_that_are_made(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    client = client_of("manager")
    repeat(client, weekly)
    page = text_of(client.get(at(weekly, "series/stop/")))
    assert "6 meetings that people know of" in page
    assert client.post(at(weekly, "series/stop/"), {"ending": "keep"}).status_code == 303
    assert all(not one.is_cancelled for one in ahead(weekly))
    series = anew(weekly).series
    assert series is not None and series.rhythm == Rhythm.NONE
    more = client.post(at(weekly, "series/more/"), {"made": "6"})
    assert "These meetings do not come back by themselves." in more.content.decode()
    assert len(ahead(weekly)) == 6


def test_ending_the_coming_ones_cancels_deletes_drafts_and_tells_once(
    cast: Any,
    client_of: Any,
    weekly: Meeting,
    django_capture_on_commit_callbacks: Any,
    mailoutbox: list[Any],
) -> None:
    client = client_of("manager")
    made = repeat(client, weekly)
    Meeting.objects.filter(pk=made[1].pk).update(state="draft")
    begun = made[2]
    Meeting.objects.filter(pk=begun.pk).update(state="in_session")
    past = behind(weekly, -1)
    Activity.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(at(made[0], "series/stop/"), {"ending": "end"})
    assert response.status_code == 303
    assert not Meeting.objects.filter(pk=made[1].pk).exists()
    states = {one.pk: one.is_cancelled for one in ahead(weekly)}
    assert states == {
        past.pk: False,
        made[0].pk: False,
        begun.pk: False,
        **{one.pk: True for one in made[3:]},
    }
    assert anew(made[3]).sequence == 1
    activity = Activity.objects.get()
    assert (activity.happening, activity.subject_id) == ("meeting_series_stopped", made[3].pk)
    news = text_of(client_of("member").get("/community/notifications/"))
    assert "cancelled the meetings to come" in news
    mail = mail_to(cast["member"], mailoutbox)
    assert "27 November 2031" in mail.body and "23 October 2031" not in mail.body


def test_series_of_no_group_ends_only_what_one_runs(cast: Any, client_of: Any) -> None:
    meeting = repeating(plan(cast["employee"], cast["editor"]))
    mine, other = behind(meeting, 1), behind(meeting, 2)
    Attendance.objects.filter(meeting=other, user=cast["employee"]).update(duty=Duty.ATTENDEE)
    client_of("employee").post(at(meeting, "series/stop/"), {"ending": "end"})
    assert anew(mine).is_cancelled and not anew(other).is_cancelled


def test_members_see_the_series_and_change_nothing(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    draft = behind(weekly, 3, state="draft", title="Zqdraft")
    later = behind(weekly, 1, title="Later one")
    client = client_of("member")
    page = client.get(at(weekly, "series/")).content.decode()
    assert at(later) in page and "Zqdraft" not in page and at(draft) not in page
    for part in ("series/repeat/", "series/stop/", "series/more/"):
        assert client.post(at(weekly, part), WEEKLY | {"made": "0"}).status_code in (403, 404)
        assert part not in page
    assert client_of("employee").get(at(weekly, "series/")).status_code == 404


def test_chair_who_does_not_manage_the_group_repeats_nothing(
    cast: Any, client_of: Any, weekly: Meeting
) -> None:
    Attendance.objects.filter(meeting=weekly, user=cast["member"]).update(duty=Duty.CHAIR)
    assert client_of("member").post(at(weekly, "series/repeat/"), WEEKLY).status_code == 404


def test_cancelled_meeting_is_not_repeated(cast: Any, client_of: Any, weekly: Meeting) -> None:
    Meeting.objects.filter(pk=weekly.pk).update(cancelled_at=timezone.now())
    client = client_of("manager")
    assert client.get(at(weekly, "series/repeat/")).status_code == 303
    assert client.post(at(weekly, "series/repeat/"), WEEKLY).status_code == 422


def test_no_rhythm_or_a_strange_one_is_said(cast: Any, client_of: Any, weekly: Meeting) -> None:
    client = client_of("manager")
    for rhythm in ("", "hourly"):
        response = client.post(at(weekly, "series/repeat/"), WEEKLY | {"rhythm": rhythm})
        assert response.status_code == 422 and "rhythm" in response.context["form"].errors
    assert ahead(weekly) == []


def test_next_one_is_suggested_by_the_rhythm(cast: Any, client_of: Any, weekly: Meeting) -> None:
    repeating(weekly, Rhythm.MONTHLY)
    shown = client_of("manager").get(at(weekly, "next/")).context["form"]
    assert shown["day"].value() == datetime.date(2031, 11, 20)
    assert shown["starts_at"].value() == datetime.time(14, 30)


def test_six_meetings_cost_the_same_with_few_and_many_people_and_items(
    cast: Any, client_of: Any
) -> None:
    def asked(many: int) -> int:
        group = cast.groups["everyone"]
        people = [person for role, person in cast.people.items() if "hermit" in role][:many]
        meeting = meeting_of(group, cast["manager"], *people)
        for number in range(many):
            AgendaItem.objects.create(meeting=meeting, title=f"I {number}", is_standing=True)
        with counted_queries() as found:
            repeat(client_of("manager"), meeting)
        return len(found)

    asked(1)
    assert asked(2) == asked(5)
