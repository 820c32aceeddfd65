"""The demo has every face of meetings, on whatever day it is loaded."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from example_site.intranet.demo_meetings import next_meeting_day
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    DateVote,
    DocumentVersion,
    Meeting,
    MeetingState,
    MinutesVersion,
    Remark,
)
from wagtail_social.uploads import private_storage

from .folders import tables


@pytest.mark.parametrize("day", range(7))
def test_the_next_meeting_of_the_demo_is_on_a_thursday_within_eight_days(day: int) -> None:
    today = datetime.date(2027, 3, 1) + datetime.timedelta(days=day)
    found = next_meeting_day(today)
    assert found.weekday() == 3 and 2 <= (found - today).days <= 8


@pytest.mark.django_db
def test_the_demo_shows_meetings_in_every_state(settings: Any, tmp_path: Any) -> None:
    call_command("load_demo", stdout=io.StringIO())
    assert set(Meeting.objects.values_list("state", flat=True)) == set(MeetingState.values)
    today = timezone.localdate()
    actions = list(ActionItem.objects.all())
    assert {action.status for action in actions} == {"open", "in_progress", "done", "dropped"}
    late = [a for a in actions if a.due_on < today and a.status in ("open", "in_progress")]
    assert len(late) >= 2
    assert {remark.state for remark in Remark.objects.all()} == {"open", "taken", "declined"}
    assert Remark.objects.filter(meeting__remarks_until__gt=timezone.now()).exists()
    assert {item.state for item in AgendaItem.objects.all()} == {
        "on_agenda",
        "proposed",
        "dropped",
    }
    assert {row.answer for row in Attendance.objects.all()} == {"", "yes", "maybe", "no"}
    assert {vote.answer for vote in DateVote.objects.all()} == {"yes", "maybe", "no"}
    committee = Meeting.objects.filter(series__isnull=False).order_by("starts_at")
    assert len({meeting.series_id for meeting in committee}) == 1 and committee.count() == 7
    assert committee.last().starts_at > timezone.now()
    assert AgendaItem.objects.filter(carried_from__isnull=False).count() >= 8
    newest = MinutesVersion.objects.get(number=2)
    assert "33 degrees" in newest.reason and "from 33 degrees" in str(newest.content)
    assert "from 35 degrees" in str(
        MinutesVersion.objects.get(meeting=newest.meeting, number=1).content
    )
    for version in DocumentVersion.objects.all():
        with private_storage().open(version.file.name) as file:
            start = file.read(5)
        assert not version.name.endswith(".pdf") or start == b"%PDF-"
    assert DocumentVersion.objects.filter(number=2).count() == 2

    client = Client()
    client.force_login(get_user_model().objects.get(username="jonas.becker"))
    for meeting in Meeting.objects.visible_to(
        get_user_model().objects.get(username="jonas.becker")
    ):
        assert client.get(meeting.get_absolute_url()).status_code == 200
    stranger = get_user_model().objects.get(username="tom.whitfield")
    assert not Meeting.objects.visible_to(stranger).filter(group__title="Works committee").exists()

    here = tables()
    call_command("load_demo", stdout=io.StringIO())
    assert {name: rows for name, rows in tables().items() if "meetings" in name} == {
        name: rows for name, rows in here.items() if "meetings" in name
    }
