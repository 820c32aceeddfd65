"""What the site history and the history of a row tell: nothing of what the viewer may not see."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from tests.cast import CANARY
from wagtail_social.conversations.actions import ChangeDiscussionState, PinPost, RemoveComment
from wagtail_social.groups.actions import EditGroup, LeaveGroup, RemoveMember
from wagtail_social.groups.models import Group
from wagtail_social.meetings.actions.corrections import BeginCorrection
from wagtail_social.meetings.actions.outcomes import AddOutcome
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.models import Meeting, MinutesVersion
from wagtail_social.moderation.actions import DecideReport
from wagtail_social.moderation.models import Report
from wagtail_social.people.models import Department

from .test_closed import OUTSIDERS, address, rows_of, said


def busy_day(cast, group):
    """Let something happen to a row of each kind; return how the log names the rows."""
    talk, manager = cast.talks[group], cast["manager"]
    comment = talk.comments["comment"]
    EditGroup(actor=manager, group=cast.groups[group], texts={"welcome": "Hello"}).execute()
    RemoveMember(actor=manager, group=cast.groups[group], user=cast["member"]).execute()
    RemoveComment(actor=cast["moderator"], comment=comment, reason="Rude").execute()
    place = cast.place("moderator", group)
    ChangeDiscussionState(actor=cast["moderator"], place=place, state="locked").execute()
    report = Report.objects.get(group=cast.groups[group])
    answer = {"state": "acted", "decision": "Removed."}
    DecideReport(actor=cast["moderator"], report=report, **answer).execute()
    PinPost(actor=manager, post=talk.post).execute()
    meeting = cast.meetings[group].meeting
    EditMeeting(actor=manager, meeting=meeting, values={"place": "Quay 1"}).execute()
    LeaveGroup(actor=cast[f"hermit_{group}"], group=cast.groups[group]).execute()
    named = {**rows_of(cast, group), "discussions": talk.discussion.pk}
    named["hermit"] = cast.membership(f"hermit_{group}", group).pk
    names = {"hermit": "membership"}
    return {f"{names.get(place, place.removesuffix('s'))} {pk}" for place, pk in named.items()}


def site_history(client, **parameters):
    """Return the names of what the site history tells of, from its export."""
    text = said(client.get("/admin/reports/site-history/", {**parameters, "export": "csv"}))
    return {row["name"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_outsider_reads_the_site_history_without_what_happened_in_a_secret_group(
    client_of, cast, role
):
    secret, opened = busy_day(cast, "secret"), busy_day(cast, "open")
    client = client_of(role)
    found = site_history(client)
    assert not found & secret
    but_reports = {name for name in opened if not name.startswith("report ")}
    assert but_reports <= found
    page = said(client.get("/admin/reports/site-history/"))
    assert CANARY["secret"]["hermit"] not in page and CANARY["open"]["hermit"] in page
    assert not any(f">{name}<" in page.replace("\n", "") for name in secret)


def test_member_with_permission_reads_what_happened_in_their_secret_group(cast, sign_in):
    secret = busy_day(cast, "secret")
    viewer = cast["second_manager"]
    viewer.user_permissions.add(
        *Permission.objects.filter(
            codename__in=["access_admin", "view_group", "view_membership", "view_report"]
        )
    )
    found = site_history(sign_in(viewer))
    assert found == {
        name for name in secret if name.split()[0] in ("group", "membership", "report")
    }


def test_superuser_reads_all_of_the_site_history_where_the_host_says_so(client_of, cast, settings):
    secret = busy_day(cast, "secret")
    settings.WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL = True
    assert secret <= site_history(client_of("superuser"))
    assert not secret & site_history(client_of("steward"))


@pytest.fixture
def viewer(cast, sign_in):
    """Return the client of a colleague who may look at groups in the admin, and change nothing."""
    cast["employee"].user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "view_group", "view_membership"])
    )
    return sign_in(cast["employee"])


def test_viewer_learns_nothing_of_what_became_of_a_closed_group(viewer, client_of, cast):
    closed = cast.groups["closed"]
    busy_day(cast, "closed")
    Group.objects.filter(pk=closed.pk).update(pilot=True, archived_at=timezone.now())
    assert site_history(viewer) == set()
    assert f"group {closed.pk}" in site_history(client_of("steward"))
    page = said(viewer.get(address("groups", "inspect", closed.pk)))
    assert CANARY["closed"]["title"] in page
    assert "pilot" not in page and "archived" not in page
    rows = list(csv.DictReader(io.StringIO(said(viewer.get(address("groups") + "?export=csv")))))
    row = next(row for row in rows if CANARY["closed"]["title"] in row["name"])
    assert (row["pilot group"], row["archived"]) == ("", "")
    opened = next(row for row in rows if CANARY["archived"]["title"] in row["name"])
    assert opened["archived"] == "true"
    for name in ("pilot", "archived"):
        for answer in ("yes", "no"):
            listed = said(viewer.get(address("groups", "index_results"), {name: answer}))
            assert CANARY["closed"]["title"] not in listed


def test_steward_finds_the_closed_groups_they_marked_and_archived(steward, cast):
    """Who may mark and archive groups sees what they did, also where they do not read."""
    closed = cast.groups["closed"]
    for action in ("pilot", "archive"):
        steward.post(f"/admin/bulk/wagtail_social_groups/group/{action}/?id={closed.pk}")
    for name in ("pilot", "archived"):
        listed = said(steward.get(address("groups", "index_results"), {name: "yes"}))
        assert CANARY["closed"]["title"] in listed
    history = said(steward.get(address("groups", "history", closed.pk)))
    assert "archive a group" in history and "edit a group" in history


def test_steward_reads_that_a_department_was_deleted(client_of, cast):
    quay = Department.objects.create(name="Zq quay")
    client_of("superuser").post(f"/admin/community/departments/delete/{quay.pk}/")
    assert not Department.objects.filter(pk=quay.pk).exists()
    assert "zq quay" in site_history(client_of("steward"))


def test_minutes_that_are_being_written_stand_in_the_history_for_who_runs_the_meeting_only(
    client_of, cast, sign_in
):
    meeting = cast.meetings["open"].meeting
    manager = cast["manager"]
    manager.user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "change_meeting", "view_meeting"])
    )
    Meeting.objects.filter(pk=meeting.pk).update(state="in_session")
    meeting.refresh_from_db()
    AddOutcome(actor=manager, meeting=meeting, item=None, kind="decision", text="Yes").execute()
    Meeting.objects.filter(pk=meeting.pk).update(state="closed")
    MinutesVersion.objects.create(meeting=meeting, content={})
    meeting.refresh_from_db()
    BeginCorrection(actor=manager, meeting=meeting).execute()
    for client, knows in ((client_of("steward"), False), (sign_in(manager), True)):
        page = said(client.get(f"/admin/community/meetings/history/{meeting.pk}/"))
        assert ("begin a correction" in page) is knows
        assert ("write down an outcome" in page) is knows
    assert "begin a correction" not in said(
        client_of("steward").get("/admin/reports/site-history/")
    )
