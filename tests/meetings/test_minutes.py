"""The minutes of a meeting: drafted, approved, closed; who reads what, on page and on paper."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.actions import Refused
from wagtail_social.groups.actions import ArchiveGroup
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.minutes import ApproveMinutes, CloseMeeting, DraftMinutes
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    MeetingState,
    MinutesVersion,
    Note,
    Outcome,
    Remark,
)
from wagtail_social.people.adapters import get_adapter

from .plans import anew, at, meeting_of, text_of
from .taken import DUE, change_note, taken

DAY = datetime.timedelta(days=1)


def day(ahead: int) -> str:
    return (timezone.now() + ahead * DAY).date().isoformat()


def name_of(person: Any) -> str:
    return get_adapter().cards([person.pk])[person.pk].name


def test_chair_drafts_approves_and_closes_and_each_step_is_seen(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"], state="in_session")
    client = client_of("member")
    for part, state, label, sent in (
        ("minutes/draft/", "drafted", "Minutes drafted", {"until": day(5)}),
        ("minutes/approve/", "approved", "Minutes approved", {}),
        ("close/", "closed", "Closed", {}),
    ):
        assert at(meeting, part) in client.get(at(meeting)).content.decode()
        assert "Back" in text_of(client.get(at(meeting, part)))
        assert client.post(at(meeting, part), sent).status_code == 303
        assert anew(meeting).state == state
        html = client.get(at(meeting)).content.decode()
        assert f'aria-current="step"><span class="ws-steps__label">{label}<' in html


def test_minutes_say_who_was_there_what_was_said_and_what_it_came_to(
    cast: Any, client_of: Any
) -> None:
    people = [cast[role] for role in ("member", "author", "moderator", "manager")]
    meeting = taken(cast.groups["open"], *people, state="approved")
    excused = Attendance.objects.get(meeting=meeting, user=cast["moderator"])
    Attendance.objects.filter(pk=excused.pk).update(answer="no", attended=None)
    Meeting.objects.filter(pk=meeting.pk).update(state="drafted")
    page = text_of(client_of("author").get(at(meeting, "minutes/")))
    for said in (
        "Minutes of Cranes",
        "Tuesday 6 May 2031, 10:00–11:00 (time in Amsterdam)",
        "Quay 3",
        f"Present {name_of(cast['member'])} (chair), {name_of(cast['author'])}",
        f"Excused {name_of(cast['moderator'])}",
        f"Absent {name_of(cast['manager'])}",
        "We looked at three offers.",
        "Decision We buy the blue one.",
        "Information Two are leaking.",
        f"Order it {name_of(cast['member'])}, until 1 June 2031",
        "2 Rosters Nothing was written down.",
        "The meeting as a whole A long evening.",
    ):
        assert said in page, said
    html = client_of("author").get(at(meeting, "minutes/")).content.decode()
    assert "<strong>three</strong>" in html


def test_where_nobody_was_ticked_the_minutes_say_who_was_invited(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"])
    Attendance.objects.filter(meeting=meeting).update(attended=None)
    page = text_of(client_of("member").get(at(meeting, "minutes/")))
    assert "Invited" in page and "Absent" not in page and "Present" not in page


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("open", set()),
        ("in_session", {"moderator", "manager"}),
        ("drafted", {"moderator", "manager", "author"}),
        ("approved", {"moderator", "manager", "author", "member"}),
        ("closed", {"moderator", "manager", "author", "member"}),
    ],
)
def test_minutes_are_read_by_who_may_in_each_state(
    cast: Any, client_of: Any, state: str, readers: set[str]
) -> None:
    """Class 1: the chair and managers first, then who is invited, at last who reads the group."""
    group = cast.groups["closed"]
    meeting = taken(group, cast["moderator"], cast["author"], state="approved")
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    for role in ("moderator", "manager", "author", "member", "employee", "former", "superuser"):
        client = client_of(role)
        for part in ("minutes/", "minutes/text/"):
            code = client.get(at(meeting, part)).status_code
            assert code == (200 if role in readers else 404), (role, part)
        page = client.get(at(meeting)).content.decode()
        told = state not in ("open", "in_session") and role in readers
        assert ("We buy the blue one." in page) == told, role
    code = client_of("member").get(at(meeting, "minutes/1/")).status_code
    assert code == (200 if state in ("approved", "closed") else 404)


def test_who_leaves_the_group_reads_its_minutes_no_more(cast: Any, client_of: Any) -> None:
    meeting = taken(cast.groups["secret"], cast["manager"], cast["member"], state="approved")
    client = client_of("member")
    parts = ("minutes/", "minutes/1/", "minutes/text/")
    assert {client.get(at(meeting, part)).status_code for part in parts} == {200}
    Membership.objects.filter(user=cast["member"], group=cast.groups["secret"]).update(state="left")
    assert {client.get(at(meeting, part)).status_code for part in parts} == {404}


def test_approved_minutes_stay_as_they_are_whatever_becomes_of_the_rows(
    cast: Any, client_of: Any
) -> None:
    meeting = taken(None, cast["member"], cast["author"], state="approved")
    client = client_of("author")
    before = client.get(at(meeting, "minutes/text/")).content
    Note.objects.filter(meeting=meeting).update(text="Zqchanged")
    Outcome.objects.filter(meeting=meeting).update(text="Zqchanged")
    AgendaItem.objects.filter(meeting=meeting).update(title="Zqchanged")
    Meeting.objects.filter(pk=meeting.pk).update(title="Zqchanged", place="Zqchanged")
    Attendance.objects.filter(meeting=meeting).delete()
    Attendance.objects.create(meeting=meeting, user=cast["author"])
    ActionItem.objects.filter(meeting=meeting).update(text="Zqchanged", owner=cast["author"])
    cast["member"].first_name = "Zqchanged"
    cast["member"].save()
    assert client.get(at(meeting, "minutes/text/")).content == before
    page = client.get(at(meeting, "minutes/")).content.decode()
    paper = page[page.index('id="minutes-title"') : page.index("</article>")]
    assert "Zqchanged" not in paper


def test_action_item_is_kept_as_it_was_and_shows_how_it_stands_today(
    cast: Any, client_of: Any
) -> None:
    meeting = taken(None, cast["member"], cast["author"], state="approved")
    page = text_of(client_of("author").get(at(meeting, "minutes/")))
    assert "Order it" in page and "Today: Open" in page
    later = DUE + datetime.timedelta(days=30)
    ActionItem.objects.filter(meeting=meeting).update(status="done", due_on=later)
    page = text_of(client_of("author").get(at(meeting, "minutes/")))
    assert "until 1 June 2031" in page and "Today: Done" in page
    ActionItem.objects.filter(meeting=meeting).delete()
    page = text_of(client_of("author").get(at(meeting, "minutes/")))
    assert "Order it" in page and "Today:" not in page


def test_draft_needs_at_least_a_day_for_remarks(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"], state="in_session")
    client = client_of("member")
    usual = anew(meeting).zone
    week = (timezone.now().astimezone(usual) + 7 * DAY).date().isoformat()
    assert f'value="{week}"' in client.get(at(meeting, "minutes/draft/")).content.decode()
    for ahead, said in ((-1, "at least a day"), (800, "more than a year")):
        response = client.post(at(meeting, "minutes/draft/"), {"until": day(ahead)})
        assert response.status_code == 422 and said in text_of(response)
        assert anew(meeting).state == "in_session"
    for wrong in ("9999-12-31", "0001-01-01", "soon", ""):
        response = client.post(at(meeting, "minutes/draft/"), {"until": wrong})
        assert response.status_code == 422, wrong
    assert client.post(at(meeting, "minutes/draft/"), {"until": day(3)}).status_code == 303
    until = anew(meeting).remarks_until.astimezone(meeting.zone)
    assert (until.date().isoformat(), f"{until:%H:%M}") == (day(3), "23:59")


def test_approval_says_how_many_changes_wait_and_wants_it_meant(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"])
    for text, wants in (("No", True), ("Never", True), ("Well done", False)):
        Remark.objects.create(meeting=meeting, author=cast["author"], text=text, wants_change=wants)
    Remark.objects.create(
        meeting=meeting, author=cast["author"], text="Typo", wants_change=True, state="taken"
    )
    client = client_of("member")
    page = text_of(client.get(at(meeting, "minutes/approve/")))
    assert "Approve although 2 changes that were asked for have no answer" in page
    response = client.post(at(meeting, "minutes/approve/"))
    assert response.status_code == 422
    assert "2 changes that people asked for have not been answered." in text_of(response)
    assert anew(meeting).state == "drafted"
    sent = {"despite_requests": "on"}
    assert client.post(at(meeting, "minutes/approve/"), sent).status_code == 303
    assert anew(meeting).state == "approved"
    assert MinutesVersion.objects.filter(meeting=meeting).count() == 1


def test_approved_twice_is_approved_once_and_the_second_person_is_told_by_whom(
    cast: Any, client_of: Any
) -> None:
    meeting = taken(cast.groups["open"], cast["member"], cast["author"])
    for _time in range(2):
        assert client_of("member").post(at(meeting, "minutes/approve/")).status_code == 303
    response = client_of("manager").post(at(meeting, "minutes/approve/"))
    assert response.status_code == 422
    said = f"{name_of(cast['member'])} has approved these minutes already."
    assert said in text_of(response)
    assert MinutesVersion.objects.get(meeting=meeting).number == 1


@pytest.mark.parametrize("state", MeetingState.values)
def test_steps_of_minutes_go_forward_from_the_state_before_only(cast: Any, state: str) -> None:
    meeting = taken(None, cast["member"])
    steps = {
        DraftMinutes: ("in_session", ("drafted",)),
        ApproveMinutes: ("drafted", ("approved", "closed")),
        CloseMeeting: ("approved", ("closed",)),
    }
    for action, (first, done) in steps.items():
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        if state == first or state in done:
            action(actor=cast["member"], meeting=meeting).execute()
            continue
        with pytest.raises(Refused):
            action(actor=cast["member"], meeting=meeting).execute()
        assert anew(meeting).state == state


def test_only_who_runs_the_meeting_takes_the_steps(cast: Any, client_of: Any) -> None:
    """Class 3: neither guests nor members, and nobody in a group that is archived."""
    group = cast.groups["open"]
    parts = {
        "minutes/draft/": "in_session",
        "minutes/approve/": "drafted",
        "close/": "approved",
        "minutes/correct/": "approved",
    }
    meeting = taken(group, cast["manager"], cast["author"], state="approved")
    for part, state in parts.items():
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        for role in ("author", "member", "employee"):
            assert client_of(role).get(at(meeting, part)).status_code == 404
            assert client_of(role).post(at(meeting, part)).status_code == 404
    ArchiveGroup(actor=cast["manager"], group=group).execute()
    for part, state in parts.items():
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        response = client_of("manager").post(at(meeting, part), {"until": day(3)})
        assert response.status_code == 422
        assert anew(meeting).state == state


def test_meeting_that_is_approved_without_minutes_has_an_empty_page(
    cast: Any, client_of: Any
) -> None:
    meeting = meeting_of(None, cast["member"], state="closed")
    assert "There are no minutes" in text_of(client_of("member").get(at(meeting, "minutes/")))
    assert client_of("member").get(at(meeting, "minutes/text/")).status_code == 404
    assert client_of("member").post(at(meeting, "minutes/correct/")).status_code == 422


def test_text_of_minutes_is_a_file_in_short_lines(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"])
    change_note(meeting, "One word after the other. " * 30 + "\n\n- first\n- second <script>")
    response = client_of("author").get(at(meeting, "minutes/text/"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="minutes-2031-05-06.txt"'
    text = response.content.decode()
    assert "Draft. It has not been approved." in text
    assert "- second <script>" in text
    assert "- Decision: We buy the blue one." in text
    assert f"- To do: Order it ({name_of(cast['member'])}, until 1 June 2031)" in text
    assert max(len(line) for line in text.splitlines()) <= 76


def test_notes_are_shown_by_the_markup_of_the_house(cast: Any, client_of: Any) -> None:
    """Class 6: what somebody wrote runs nothing."""
    meeting = taken(None, cast["member"], cast["author"])
    change_note(meeting, "<script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    for state in ("drafted", "approved"):
        if state == "approved":
            ApproveMinutes(actor=cast["member"], meeting=meeting).execute()
        html = client_of("author").get(at(meeting, "minutes/")).content.decode()
        assert "<script>alert" not in html and 'href="javascript' not in html
        assert "<strong>bold</strong>" in html


def test_notes_of_an_older_renderer_are_rendered_anew(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], state="approved")
    version = MinutesVersion.objects.get(meeting=meeting)
    version.content["renderer"] = 0
    version.content["items"][0]["html"] = "<p>Zqold</p>"
    version.save()
    html = client_of("member").get(at(meeting, "minutes/")).content.decode()
    assert "Zqold" not in html and "<strong>three</strong>" in html


@pytest.mark.parametrize("state", ["drafted", "approved"])
def test_pages_ask_as_much_with_thirty_items_as_with_three(
    cast: Any, client_of: Any, state: str
) -> None:
    def asked(items: int) -> tuple[int, int]:
        guests = [cast[role] for role in ("member", "author", "manager")]
        meeting = taken(cast.groups["open"], *guests)
        for number in range(items):
            item = AgendaItem.objects.create(meeting=meeting, title=f"Item {number}", position=9)
            Note.objects.create(meeting=meeting, item=item, text="Said.")
            Outcome.objects.create(meeting=meeting, item=item, kind="decision", text="So be it.")
            ActionItem.objects.create(
                meeting=meeting, item=item, text="Do it", owner=cast["author"], due_on=DUE
            )
            Remark.objects.create(
                meeting=meeting, item=item, author=cast["author"], text="Well", state="taken"
            )
        if state == "approved":
            ApproveMinutes(actor=cast["member"], meeting=meeting).execute()
        counts = []
        for part in ("minutes/", ""):
            client_of("member").get(at(meeting, part))
            with counted_queries() as found:
                assert client_of("member").get(at(meeting, part)).status_code == 200
            counts.append(len(found))
        return counts[0], counts[1]

    assert asked(3) == asked(30)


def test_who_runs_it_finds_the_notes_from_the_draft(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"])
    for role, writes in (("member", True), ("author", False)):
        page = client_of(role).get(at(meeting, "minutes/")).content.decode()
        assert (f'href="{at(meeting, "session/")}"' in page) == writes
        assert ("Change notes and outcomes" in page) == writes
    ApproveMinutes(actor=cast["member"], meeting=meeting).execute()
    assert "Change notes" not in text_of(client_of("member").get(at(meeting, "minutes/")))
