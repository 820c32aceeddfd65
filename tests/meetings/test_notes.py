"""Notes of a meeting: saved on the version one was shown; nothing merged, nothing lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from wagtail_social.meetings.models import Attendance, Duty, Meeting, Note

from .plans import text_of
from .sitting import JSON, item_of, noted, save, sit, url


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """A meeting that sits, with a chair and somebody who takes the minutes."""
    meeting = sit(cast["author"], cast["member"], cast["moderator"])
    Attendance.objects.filter(meeting=meeting, user=cast["member"]).update(duty=Duty.MINUTES)
    return meeting


def test_notes_of_an_item_and_of_the_whole_meeting_are_saved_and_shown(
    client_of: Any, meeting: Meeting
) -> None:
    client, item = client_of("member"), item_of(meeting)
    response = save(client, meeting, "The big one\r\nstays.", item=item)
    assert response["Location"] == f"{url('session', meeting)}#item-{item.pk}"
    response = save(client, meeting, "All were early.")
    assert response["Location"] == f"{url('session', meeting)}#item-meeting"
    assert noted(meeting, item) == ("The big one\nstays.", 1)
    assert noted(meeting) == ("All were early.", 1)
    page = client.get(url("session", meeting)).content.decode()
    assert "The big one\nstays.</textarea>" in page
    assert "last written by Marit Bakker" in page
    assert re.search(r"Saved at \d\d:\d\d", page)


def test_each_save_is_the_next_version_and_the_same_text_is_none(
    client_of: Any, meeting: Meeting
) -> None:
    client, item = client_of("member"), item_of(meeting)
    for version, text in enumerate(("One", "Two", "Three")):
        answer = save(client, meeting, text, version, item, headers=JSON)
        assert answer.json()["version"] == version + 1
    again = save(client, meeting, "Three", 1, item, headers=JSON)
    assert (again.status_code, again.json()["version"]) == (200, 3)
    assert Note.objects.filter(meeting=meeting).count() == 1


def test_autosave_gets_version_text_and_when_it_was_saved(client_of: Any, meeting: Meeting) -> None:
    answer = save(client_of("member"), meeting, "Zqnote", item=item_of(meeting), headers=JSON)
    body = answer.json()
    assert (body["version"], body["text"]) == (1, "Zqnote")
    assert re.fullmatch(r"Saved at \d\d:\d\d", body["message"])


def test_who_saves_on_an_older_version_sees_both_texts_and_nothing_is_written(
    client_of: Any, meeting: Meeting
) -> None:
    item = item_of(meeting)
    save(client_of("author"), meeting, "The chair's words", item=item)
    response = save(client_of("member"), meeting, "My <b>own</b> words", 0, item)
    assert response.status_code == 409
    page = response.content.decode()
    assert 'name="mine" rows="8" readonly>&#10;My &lt;b&gt;own&lt;/b&gt; words</textarea>' in page
    assert "The chair&#x27;s words</textarea>" in page
    assert "Nothing of yours is lost." in text_of(response)
    assert "Saved by" in text_of(response)
    assert noted(meeting, item) == ("The chair's words", 1)


@pytest.mark.parametrize(
    ("choice", "stored"),
    [("mine", "Mine"), ("theirs", "Theirs"), ("third", "Mine and theirs")],
)
@pytest.mark.parametrize("headers", [{}, JSON])
def test_who_meets_another_text_keeps_one_or_makes_a_third(
    client_of: Any, meeting: Meeting, choice: str, stored: str, headers: dict[str, str]
) -> None:
    item = item_of(meeting)
    save(client_of("author"), meeting, "Theirs", item=item)
    client = client_of("member")
    crossed = save(client, meeting, "Mine", 0, item, headers=headers)
    html = crossed.json()["html"] if headers else crossed.content.decode()
    assert 'name="version" value="1"' in html
    more = {"choice": choice, "mine": "Mine"}
    done = save(client, meeting, "Mine and theirs", 1, item, more=more, headers=headers)
    assert done.status_code == (200 if headers else 303)
    assert noted(meeting, item)[0] == stored
    assert noted(meeting, item)[1] == (1 if choice == "theirs" else 2)
    if headers:
        assert done.json()["text"] == stored


def test_choice_that_crosses_a_third_save_shows_both_again(
    client_of: Any, meeting: Meeting
) -> None:
    item = item_of(meeting)
    save(client_of("author"), meeting, "First", item=item)
    save(client_of("author"), meeting, "Second", 1, item)
    more = {"choice": "mine", "mine": "Mine"}
    again = save(client_of("member"), meeting, "", 1, item, more=more, headers=JSON)
    assert again.status_code == 409
    assert "Second" in again.json()["html"] and ">&#10;Mine</textarea>" in again.json()["html"]
    assert noted(meeting, item) == ("Second", 2)


@pytest.mark.parametrize("headers", [{}, JSON])
def test_text_that_cannot_be_saved_is_kept_and_it_is_said_why(
    client_of: Any, meeting: Meeting, headers: dict[str, str]
) -> None:
    client = client_of("member")
    long = save(client, meeting, "zq" * 25_001, headers=headers)
    assert long.status_code == 422
    if headers:
        assert long.json()["message"].startswith("These notes are too long")
    else:
        assert "zqzq" in long.content.decode() and "too long" in text_of(long)
    Meeting.objects.update(state="approved")
    late = save(client, meeting, "Too late zqlate", headers=headers)
    assert late.status_code == 422
    if headers:
        assert "Minutes approved" in late.json()["message"]
    else:
        assert "Too late zqlate" in late.content.decode()
        assert "The minutes cannot be changed now." in text_of(late)
    assert not Note.objects.filter(meeting=meeting).exists()


def test_notes_are_written_by_who_runs_the_meeting_alone(client_of: Any, meeting: Meeting) -> None:
    for role in ("moderator", "employee", "superuser"):
        assert save(client_of(role), meeting, "Zq").status_code == 404
    Meeting.objects.update(state="drafted")
    assert save(client_of("moderator"), meeting, "Zq").status_code == 404
    assert save(client_of("author"), meeting, "Zq").status_code == 303


def test_item_of_another_meeting_is_not_found(cast: Any, client_of: Any, meeting: Meeting) -> None:
    other = sit(cast["editor"])
    for item in (item_of(other).pk, "x", "9" * 30, -1):
        about = {"item": item, "text": "Zq", "version": 0}
        assert client_of("member").post(url("note", meeting), about).status_code == 404
    assert not Note.objects.filter(meeting=meeting).exists()


def test_text_typed_as_the_session_ended_is_back_in_its_box(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    client, item = client_of("member"), item_of(meeting)
    screen = url("session", meeting)
    client.get(screen)
    save(client_of("author"), meeting, "Meanwhile", item=item)
    Session.objects.all().delete()
    save(client, meeting, "Zqunsent", 0, item, headers={"Referer": f"http://testserver{screen}"})
    client.force_login(cast["member"])
    response = client.get(screen)
    assert "Your unsent text is back." in text_of(response)
    page = response.content.decode()
    box = page[page.index(f'id="record-{item.pk}"') - 2500 : page.index(f'id="record-{item.pk}"')]
    assert "Zqunsent</textarea>" in box
    # On the version that it was typed on: saving it shows both.
    assert 'name="version" value="0"' in box
