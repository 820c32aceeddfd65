"""How a meeting goes on: each step is asked, done once, and by who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import ModelLogEntry

from wagtail_social.actions import Refused
from wagtail_social.groups.actions import ArchiveGroup
from wagtail_social.meetings.actions.planning import DeleteDraft, EditMeeting
from wagtail_social.meetings.actions.states import CancelMeeting, OpenMeeting, StartMeeting
from wagtail_social.meetings.models import DocumentVersion, Meeting, MeetingDocument, MeetingState
from wagtail_social.uploads import private_storage

from .plans import anew, at, form, meeting_of, of_group, text_of

DONE = ("drafted", "approved", "closed")


def test_chair_opens_starts_and_sees_how_far_it_is(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    client = client_of("member")
    for part, state, label in (
        ("open/", "open", "Open: papers and questions"),
        ("start/", "in_session", "In session"),
    ):
        assert "Back" in text_of(client.get(at(meeting, part)))
        client.post(at(meeting, part))
        assert anew(meeting).state == state
        html = client.get(at(meeting)).content.decode()
        assert f'aria-current="step"><span class="ws-steps__label">{label}<' in html


def test_draft_is_seen_by_who_prepares_it_and_by_nobody_else(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["open"], cast["author"], cast["member"], state="draft")
    for role in ("author", "manager"):
        assert "This is a draft." in text_of(client_of(role).get(at(meeting)))
        assert "Draft" in text_of(client_of(role).get(of_group(cast, "open")))
    for role in ("member", "moderator", "employee"):
        assert client_of(role).get(at(meeting)).status_code == 404
        assert "Cranes" not in client_of(role).get(of_group(cast, "open")).content.decode()


@pytest.mark.parametrize(
    ("people", "text"),
    [
        ((), "Nobody else is invited, so nobody will be told."),
        (("author",), "1 person will be told."),
        (("author", "manager"), "2 people will be told."),
        # Who has left the group, or the house, is not told.
        (("author", "former", "deactivated"), "1 person will be told."),
    ],
)
def test_each_step_says_first_how_many_will_be_told(
    cast: Any, client_of: Any, people: tuple[str, ...], text: str
) -> None:
    guests = [cast[role] for role in people]
    draft = meeting_of(cast.groups["closed"], cast["moderator"], *guests, state="draft")
    page = text_of(client_of("moderator").get(at(draft, "open/")))
    assert text in page
    assert ("Tell nobody" in page) == bool(guests)
    meeting = meeting_of(cast.groups["closed"], cast["moderator"], *guests)
    assert text in text_of(client_of("moderator").get(at(meeting, "cancel/")))
    edit = text_of(client_of("moderator").get(at(meeting, "edit/")))
    assert ("Tell nobody" in edit) == bool(guests)


def test_step_taken_twice_is_done_once(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"], state="draft")
    client = client_of("member")
    for part in ("open/", "start/", "cancel/"):
        for _time in range(2):
            assert client.post(at(meeting, part)).status_code == 303
        response = client.get(at(meeting, part))
        assert (response.status_code, response["Location"]) == (303, at(meeting))
    assert ModelLogEntry.objects.filter(action__startswith="wagtail_social.meeting.").count() == 3
    assert anew(meeting).sequence == 1


@pytest.mark.parametrize("state", MeetingState.values)
def test_steps_go_forward_from_the_state_before_only(cast: Any, state: str) -> None:
    meeting = meeting_of(None, cast["member"], state=state)
    before = {OpenMeeting: ("draft", "open"), StartMeeting: ("open", "in_session")}
    for action, (first, second) in before.items():
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        if state in (first, second):
            assert action(actor=cast["member"], meeting=meeting).execute().state == second
            continue
        with pytest.raises(Refused):
            action(actor=cast["member"], meeting=meeting).execute()
        assert anew(meeting).state == state


@pytest.mark.parametrize("state", DONE)
def test_meeting_that_is_over_is_neither_changed_nor_cancelled(cast: Any, state: str) -> None:
    meeting = meeting_of(None, cast["member"], state=state)
    for action in (
        EditMeeting(actor=cast["member"], meeting=meeting, values={"title": "Other"}),
        CancelMeeting(actor=cast["member"], meeting=meeting),
        DeleteDraft(actor=cast["member"], meeting=meeting),
    ):
        with pytest.raises(Refused):
            action.execute()
    assert (anew(meeting).title, anew(meeting).cancelled_at) == ("Cranes", None)


def test_cancelled_meeting_stays_to_read_and_nothing_of_it_changes(
    cast: Any, client_of: Any
) -> None:
    meeting = meeting_of(None, cast["member"], cast["author"])
    client = client_of("member")
    client.post(at(meeting, "cancel/"))
    assert anew(meeting).sequence == 1
    for role in ("member", "author"):
        assert "This meeting has been cancelled." in text_of(client_of(role).get(at(meeting)))
    assert client.get(at(meeting, "edit/")).status_code == 404
    assert client.post(at(meeting, "edit/"), form()).status_code == 404
    assert client.post(at(meeting, "start/")).status_code == 422
    assert (anew(meeting).title, anew(meeting).state) == ("Cranes", "open")


def test_draft_is_deleted_with_its_files_and_not_cancelled(
    cast: Any, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = meeting_of(cast.groups["open"], cast["manager"], state="draft")
    paper = MeetingDocument.objects.create(meeting=meeting, title="Paper")
    version = DocumentVersion(document=paper, name="a.txt", size=1)
    version.file.save("a.txt", ContentFile(b"a"))
    client = client_of("manager")
    assert client.post(at(meeting, "cancel/")).status_code == 422
    assert "Delete this draft?" in text_of(client.get(at(meeting, "delete/")))
    assert Meeting.objects.filter(pk=meeting.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(at(meeting, "delete/"))
    assert response["Location"] == of_group(cast, "open")
    assert not Meeting.objects.filter(pk=meeting.pk).exists()
    assert not private_storage().exists(version.file.name)
    entry = ModelLogEntry.objects.get(action="wagtail_social.meeting.deleted")
    assert (entry.object_id, entry.user) == (str(meeting.pk), cast["manager"])


def test_meeting_that_people_know_of_is_not_deleted(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["open"], cast["manager"])
    assert client_of("manager").get(at(meeting, "delete/")).status_code == 303
    assert client_of("manager").post(at(meeting, "delete/")).status_code == 422
    assert anew(meeting).state == "open"


def test_meeting_of_an_archived_group_stands_still(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["closed"], cast["manager"])
    ArchiveGroup(actor=cast["manager"], group=cast.groups["closed"]).execute()
    client = client_of("manager")
    page = client.get(at(meeting)).content.decode()
    assert "/edit/" not in page and "/start/" not in page
    assert client.post(at(meeting, "start/")).status_code == 422
    assert client.get(of_group(cast, "closed", "new/")).status_code == 404
    assert anew(meeting).state == "open"


def test_chair_who_has_left_the_closed_group_runs_nothing(cast: Any, client_of: Any) -> None:
    meeting = meeting_of(cast.groups["closed"], cast["former"])
    for part in ("", "edit/", "cancel/"):
        assert client_of("former").get(at(meeting, part)).status_code == 404
    assert client_of("former").post(at(meeting, "cancel/")).status_code == 404
    assert anew(meeting).cancelled_at is None


def test_cancelled_and_past_meetings_are_not_among_the_next(cast: Any, client_of: Any) -> None:
    hour = timezone.timedelta(hours=1)
    now = timezone.now()
    coming = {"starts_at": now + hour, "ends_at": now + 2 * hour}
    meeting_of(None, cast["member"], title="Next one", **coming)
    meeting_of(None, cast["member"], title="Called off", cancelled_at=now, **coming)
    meeting_of(
        None, cast["member"], title="Long over", starts_at=now - 2 * hour, ends_at=now - hour
    )
    html = client_of("member").get("/community/topics/").content.decode()
    assert "Next one" in html
    assert "Called off" not in html and "Long over" not in html
