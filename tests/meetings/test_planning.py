"""Planning and changing meetings: who may, what is refused, and what clocks say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from wagtail.models import ModelLogEntry, PageViewRestriction
from wagtail.users.models import UserProfile

from wagtail_social.actions import Refused
from wagtail_social.meetings.actions.planning import EditMeeting, PlanMeeting
from wagtail_social.meetings.models import Attendance, Duty, Meeting
from wagtail_social.notifications.models import PersonalSettings

from .plans import anew, at, form, meeting_of, of_group, text_of

NEW = "/community/meetings/new/"
UTC = datetime.UTC


def planned(response: Any) -> Meeting:
    assert response.status_code == 303, response.context["form"].errors
    return Meeting.objects.latest("pk")


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return dict(response.context["form"].errors)


def test_manager_plans_a_draft_of_the_group_and_chairs_it(cast: Any, client_of: Any) -> None:
    meeting = planned(client_of("manager").post(of_group(cast, "secret", "new/"), form()))
    assert (meeting.group, meeting.state) == (cast.groups["secret"], "draft")
    assert meeting.starts_at == datetime.datetime(2031, 5, 6, 8, tzinfo=UTC)
    assert meeting.ends_at == datetime.datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
    chair = Attendance.objects.get(meeting=meeting)
    assert (chair.user, chair.duty) == (cast["manager"], Duty.CHAIR)
    entry = ModelLogEntry.objects.get(action="wagtail_social.meeting.planned")
    assert "Pumps" not in f"{entry.label} {entry.data}"


def test_employee_plans_a_meeting_of_no_group_for_whom_they_choose(
    client_of: Any, cast: Any
) -> None:
    client = client_of("employee")
    assert not planned(client.post(NEW, form())).open_to_all
    assert planned(client.post(NEW, form(open_to_all="on"))).open_to_all


def test_employee_plans_nothing_where_the_site_says_so(
    client_of: Any, cast: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_EMPLOYEES_PLAN_MEETINGS = False
    client = client_of("employee")
    assert "Plan a meeting" not in client.get("/community/meetings/").content.decode()
    assert client.get(NEW).status_code == client.post(NEW, form()).status_code == 404
    cast["employee"].user_permissions.add(Permission.objects.get(codename="add_meeting"))
    assert client.get(NEW).status_code == 200


def test_meeting_of_a_group_is_never_open_to_all(client_of: Any, cast: Any) -> None:
    sent = form(open_to_all="on")
    meeting = planned(client_of("manager").post(of_group(cast, "closed", "new/"), sent))
    assert not meeting.open_to_all
    values = {"open_to_all": True, "title": "Other"}
    EditMeeting(actor=cast["manager"], meeting=meeting, values=values).execute()
    assert not anew(meeting).open_to_all


def test_who_plans_again_and_again_is_asked_to_wait(client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"meeting": "1/h"}
    client = client_of("employee")
    client.post(NEW, form())
    response = client.post(NEW, form())
    assert response.status_code == 429 and response["Retry-After"]
    assert Meeting.objects.filter(title="Pumps").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " \u200b "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"day": ""}, "day"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"starts_at": "25:00"}, "starts_at"),
        ({"ends_at": "10:00"}, "ends_at"),
        ({"ends_at": "09:59"}, "ends_at"),
        ({"last_day": "2031-05-05"}, "ends_at"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"place": "x" * 201}, "place"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
        ({"join_url": "ftp://example.org/"}, "join_url"),
        ({"event_page": "/no/such/page/"}, "event_page"),
        ({"event_page": "https://elsewhere.test/launch/"}, "event_page"),
        ({"event_page": "/%00/"}, "event_page"),
        ({"event_page": "http://[/"}, "event_page"),
        ({"event_page": NEW}, "event_page"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    client_of: Any, changes: dict[str, str], field: str
) -> None:
    before = Meeting.objects.count()
    response = client_of("employee").post(NEW, form(**changes))
    assert list(errors(response)) == [field]
    assert Meeting.objects.count() == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"ends_at": datetime.datetime(2031, 5, 6, 7, tzinfo=UTC)}, "ends_at"),
        ({"join_url": "javascript:alert(1)"}, "join_url"),
        ({"join_url": "nonsense"}, "join_url"),
    ],
)
def test_action_refuses_what_no_form_sends(cast: Any, values: dict[str, Any], field: str) -> None:
    sent = {
        "title": "Pumps",
        "starts_at": datetime.datetime(2031, 5, 6, 8, tzinfo=UTC),
        "ends_at": datetime.datetime(2031, 5, 6, 9, tzinfo=UTC),
        "time_zone": "Asia/Tokyo",
    }
    with pytest.raises(Refused) as refusal:
        PlanMeeting(actor=cast["employee"], values=sent | values).execute()
    assert refusal.value.field == field


def test_meeting_in_the_past_and_over_midnight_is_taken(client_of: Any) -> None:
    client = client_of("employee")
    past = planned(client.post(NEW, form(day="2019-02-01")))
    assert past.starts_at.year == 2019
    night = form(starts_at="22:00", ends_at="02:00", last_day="2031-05-07")
    meeting = planned(client.post(NEW, night))
    assert meeting.ends_at - meeting.starts_at == datetime.timedelta(hours=4)


def test_time_that_the_clocks_leave_out_is_refused_at_its_field(client_of: Any) -> None:
    """Europe/Amsterdam puts its clocks forward at 02:00 on 30 March 2031."""
    client = client_of("employee")
    gap = {"day": "2031-03-30", "starts_at": "02:30", "ends_at": "04:00"}
    found = errors(client.post(NEW, form(**gap)))
    assert found == {
        "starts_at": ["Clocks are put forward that day: there is no 02:30. Choose another time."]
    }
    night = form(day="2031-03-30", starts_at="01:00", ends_at="02:30")
    assert list(errors(client.post(NEW, night))) == ["ends_at"]
    elsewhere = planned(client.post(NEW, form(**gap, time_zone="Asia/Tokyo")))
    assert elsewhere.begins.hour == 2


def test_time_that_comes_twice_is_the_first_and_stays_what_it_was_when_untouched(
    client_of: Any, cast: Any
) -> None:
    """Europe/Amsterdam puts its clocks back at 03:00 on 26 October 2031."""
    client = client_of("employee")
    twice = form(day="2031-10-26", starts_at="02:30", ends_at="04:00")
    meeting = planned(client.post(NEW, twice))
    assert meeting.starts_at == datetime.datetime(2031, 10, 26, 0, 30, tzinfo=UTC)
    second = datetime.datetime(2031, 10, 26, 1, 30, 7, tzinfo=UTC)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=second)
    client.post(at(meeting, "edit/"), twice | {"title": "Other"})
    kept = anew(meeting)
    assert (kept.title, kept.starts_at, kept.sequence) == ("Other", second, 1)


def test_form_begins_with_the_time_zone_one_lives_by(cast: Any, client_of: Any) -> None:
    def offered() -> str:
        return client_of("employee").get(NEW).context["form"].initial["time_zone"]

    assert offered() == "Europe/Amsterdam"
    UserProfile.objects.create(user=cast["employee"], current_time_zone="America/New_York")
    assert offered() == "America/New_York"
    PersonalSettings.objects.create(user=cast["employee"], time_zone="Asia/Tokyo")
    assert offered() == "Asia/Tokyo"


def test_unusual_zone_of_a_meeting_stays_in_its_form(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], time_zone="Etc/GMT+5")
    client = client_of("member")
    assert client.get(at(meeting, "edit/")).context["form"]["time_zone"].value() == "Etc/GMT+5"
    sent = form(time_zone="Etc/GMT+5", starts_at="03:00", ends_at="04:00", title="Other")
    assert client.post(at(meeting, "edit/"), sent).status_code == 303
    assert (anew(meeting).title, anew(meeting).sequence) == ("Other", 1)


@pytest.mark.parametrize(
    ("changes", "raises"),
    [
        ({}, 0),
        ({"purpose": "Else"}, 0),
        ({"title": "Other"}, 1),
        ({"place": "Quay 4"}, 1),
        ({"starts_at": "09:30"}, 1),
        ({"join_url": "https://meet.example.org/x"}, 1),
        ({"time_zone": "Asia/Tokyo"}, 1),
    ],
)
def test_another_time_place_or_title_raises_the_sequence(
    cast: Any, client_of: Any, changes: dict[str, str], raises: int
) -> None:
    meeting = meeting_of(None, cast["member"], title="Pumps", purpose="We choose one.")
    same = form(ends_at="11:00")
    assert client_of("member").post(at(meeting, "edit/"), same | changes).status_code == 303
    assert anew(meeting).sequence == raises
    logged = ModelLogEntry.objects.filter(action="wagtail_social.meeting.edited")
    assert logged.exists() == bool(changes)


def test_page_of_the_event_is_one_that_the_planner_sees(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    page = host_pages.elsewhere
    client = client_of("employee")
    full = f"http://testserver{page.url}?x=1#top"
    assert planned(client.post(NEW, form(event_page=full))).event_page.pk == page.pk
    absent = errors(client.post(NEW, form(event_page="/none/")))
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    assert errors(client.post(NEW, form(event_page=page.url))) == absent


def test_page_that_the_editor_does_not_see_stays_and_is_not_named(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    page = host_pages.elsewhere
    meeting = meeting_of(None, cast["member"], event_page_id=page.pk)
    client = client_of("member")
    assert page.title in text_of(client.get(at(meeting)))
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    for part in ("", "edit/"):
        html = client.get(at(meeting, part)).content.decode()
        assert page.url not in html.split('<div class="ws-top">')[1]
    client.post(at(meeting, "edit/"), form(title="Other"))
    assert (anew(meeting).title, anew(meeting).event_page_id) == ("Other", page.pk)


def test_deleted_page_of_the_event_leaves_the_meeting(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    meeting = meeting_of(None, cast["member"], event_page_id=host_pages.elsewhere.pk)
    host_pages.elsewhere.delete()
    assert client_of("member").get(at(meeting)).status_code == 200
    assert anew(meeting).event_page is None


def test_guest_without_a_duty_changes_nothing(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"])
    client = client_of("author")
    assert client.get(at(meeting)).status_code == 200
    for part in ("edit/", "open/", "start/", "cancel/", "delete/"):
        assert client.get(at(meeting, part)).status_code == 404
        assert client.post(at(meeting, part), form()).status_code == 404
    assert (anew(meeting).title, anew(meeting).state) == ("Cranes", "open")
