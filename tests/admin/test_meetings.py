"""Meetings in the Wagtail admin: who finds which, and how they are told apart."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from tests.cast import CANARY, hidden_from
from tests.conftest import counted_queries
from tests.meetings.plans import form, meeting_of
from wagtail_social.meetings.models import Attendance, Meeting, MeetingState
from wagtail_social.meetings.wagtail_hooks import meetings_admin


def address(name: str = "index", *args: Any) -> str:
    """Return an address of the place."""
    return reverse(f"wagtail_social_admin_meetings:{name}", args=args)


def said(response: Any) -> str:
    """Return the answer as text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace").lower()


@pytest.fixture
def planner(cast: Any, sign_in: Any) -> Any:
    """Return a client of the group's manager, who may use the place in the admin."""
    names = ["access_admin", "add_meeting", "change_meeting", "view_meeting"]
    cast["manager"].user_permissions.add(*Permission.objects.filter(codename__in=names))
    return sign_in(cast["manager"])


def test_menu_leads_to_the_list() -> None:
    """And not to the form for a new one."""
    assert meetings_admin.menu_url == address()


@pytest.mark.parametrize("role", ["steward", "superuser"])
def test_outsider_lists_the_meetings_of_open_groups_only(
    cast: Any, client_of: Any, role: str
) -> None:
    found = said(client_of(role).get(address()))
    assert CANARY["open"]["meeting"] in found
    assert not [word for word in hidden_from(role) if word in found]


def test_manager_lists_the_meetings_of_their_groups(cast: Any, planner: Any) -> None:
    found = said(planner.get(address()))
    assert all(CANARY[name]["meeting"] in found for name in ("open", "closed", "secret"))


def test_who_sees_all_lists_all(cast: Any, client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = True
    assert CANARY["secret"]["meeting"] in said(client_of("superuser").get(address()))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("when=upcoming", {"Coming"}),
        ("when=past", {"Been"}),
        ("when=cancelled", {"Off"}),
        ("state=draft", {"Draft"}),
        ("q=com", {"Coming"}),
        ("day_from=2031-05-06&day_to=2031-05-06&state=open", {"Off"}),
    ],
)
def test_list_is_narrowed_by_time_state_and_title(
    cast: Any, planner: Any, query: str, titles: set[str]
) -> None:
    Meeting.objects.all().delete()
    now, hour = timezone.now(), datetime.timedelta(hours=1)

    def made(title: str, begin: Any = None, **fields: Any) -> None:
        times = {"starts_at": begin, "ends_at": begin + hour} if begin else {}
        meeting_of(None, cast["manager"], title=title, **times, **fields)

    made("Coming", now + hour)
    made("Been", now - 2 * hour, state=MeetingState.CLOSED)
    made("Off", cancelled_at=now)
    if "when=" not in query:
        made("Draft", state=MeetingState.DRAFT)
    found = planner.get(f"{address()}?{query}")
    assert {row.title for row in found.context["object_list"]} == titles


def test_list_is_narrowed_by_group(cast: Any, planner: Any) -> None:
    typed = cast.groups["closed"].title
    found = planner.get(address(), {"group": typed})
    assert {row.group_id for row in found.context["object_list"]} == {cast.groups["closed"].pk}


def test_queries_of_the_list_do_not_grow(cast: Any, planner: Any) -> None:
    def asked() -> int:
        with counted_queries() as found:
            planner.get(address())
        return len(found)

    asked()
    before = asked()
    for _number in range(8):
        meeting_of(cast.groups["closed"], cast["manager"], cast["member"])
    assert asked() == before


def test_who_reads_and_does_not_run_a_meeting_looks_at_it_only(cast: Any, client_of: Any) -> None:
    meeting = cast.meetings["open"].meeting
    client = client_of("steward")
    page = said(client.get(address("inspect", meeting.pk)))
    assert CANARY["open"]["item"] in page
    assert address("edit", meeting.pk) not in page
    assert address("edit", meeting.pk) not in said(client.get(address()))
    assert client.get(address("edit", meeting.pk)).url == address("inspect", meeting.pk)
    assert client.post(address("edit", meeting.pk), {"title": "Mine"}).status_code == 302
    meeting.refresh_from_db()
    assert meeting.title != "Mine"


@pytest.mark.parametrize("name", ["inspect", "edit", "history"])
def test_meeting_that_one_may_not_read_is_nothing(cast: Any, client_of: Any, name: str) -> None:
    for pk in (cast.meetings["secret"].meeting.pk, 999999):
        assert client_of("superuser").get(address(name, pk)).status_code == 404
        assert client_of("superuser").post(address("edit", pk)).status_code == 404


@pytest.mark.parametrize("role", ["manager", "member", "editor"])
def test_who_has_no_permission_is_sent_away(cast: Any, client_of: Any, role: str) -> None:
    pk = cast.meetings["open"].meeting.pk
    for url in (address(), address("add"), address("inspect", pk), address("edit", pk)):
        assert client_of(role).get(url).status_code == 302
        assert CANARY["open"]["meeting"] not in said(client_of(role).get(url, follow=True))


def test_manager_plans_a_draft_of_a_group(cast: Any, planner: Any) -> None:
    group = cast.groups["closed"]
    answer = planner.post(address("add"), form(group=group.pk, introduction="Read this."))
    meeting = Meeting.objects.get(title="Pumps")
    assert answer.url == address("edit", meeting.pk)
    assert (meeting.group, meeting.state, meeting.introduction) == (group, "draft", "Read this.")
    assert Attendance.objects.get(meeting=meeting).user == cast["manager"]


def test_planner_plans_a_meeting_of_no_group_without_being_a_superuser(
    cast: Any, sign_in: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_EMPLOYEES_PLAN_MEETINGS = False
    names = ["access_admin", "add_meeting", "change_meeting"]
    cast["employee"].user_permissions.add(*Permission.objects.filter(codename__in=names))
    client = sign_in(cast["employee"])
    assert address("add") in said(client.get(address()))
    client.post(address("add"), form(group=""))
    assert client.get(address("edit", Meeting.objects.get(title="Pumps").pk)).status_code == 200


def test_group_of_others_cannot_be_chosen_for_a_new_meeting(cast: Any, client_of: Any) -> None:
    client = client_of("steward")
    answer = client.post(address("add"), form(group=cast.groups["secret"].pk))
    assert answer.status_code == 200
    assert CANARY["secret"]["title"] not in said(answer)
    assert not Meeting.objects.filter(title="Pumps").exists()


def test_wrong_time_of_a_new_meeting_is_said_at_the_field_and_the_rest_kept(planner: Any) -> None:
    answer = planner.post(address("add"), form(ends_at="09:00"))
    assert "ends_at" in answer.context["form"].errors
    assert "quay 3" in said(answer)
    assert not Meeting.objects.filter(title="Pumps").exists()
