"""Meetings come in, from other systems and from our own exports."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.cast import Cast
from wagtail_social.conversations.models import Comment, Discussion, Subscription
from wagtail_social.interchange.importing.agenda_texts import split_agenda, split_minutes
from wagtail_social.meetings.actions.series import MakeMore
from wagtail_social.meetings.models import (
    AgendaItem,
    Attendance,
    DocumentVersion,
    Meeting,
    MeetingDocument,
    MeetingSeries,
    MinutesVersion,
    Note,
)
from wagtail_social.uploads import private_storage

from .folders import SAMPLE, empty_the_database, export, folders, run_import, tables, write
from .meeting_lines import AFTER, BASE, FILES, TALK, WHOLE
from .oracle import Shown, expected

pytestmark = pytest.mark.django_db


def folder_with(tmp_path: Path, *meetings: Any, **kinds: list[Any]) -> Path:
    """Return our own sample with meetings and their files."""
    folder = shutil.copytree(SAMPLE, tmp_path / "in")
    (folder / "files").mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return write(folder, meetings=list(meetings), **kinds)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Our own set: a record of another system, and a meeting with everything there is."""
    return folder_with(tmp_path, *BASE, WHOLE, AFTER, comments=TALK)


def record_folders(own: Path) -> list[Path]:
    """Return the folders with records of meetings as one text each: ours and the sample."""
    return [own, *(folder for folder in folders() if folder != SAMPLE)]


def words_on(client: Client, url: str) -> Counter[str]:
    response = client.get(url)
    assert response.status_code == 200, url
    return Counter(word.lower() for word in Shown(response.content.decode(), {}).words)


def test_every_word_of_agenda_and_minutes_is_on_the_pages(own: Path) -> None:
    for folder in record_folders(own):
        empty_the_database()
        code, out = run_import(folder)
        assert code == 0, out
        reader = get_user_model().objects.create_superuser("reader", "r@example.org", "x")
        client = Client()
        client.force_login(reader)
        text = (folder / "meetings.jsonl").read_text(encoding="utf-8")
        lines = [json.loads(line) for line in text.split("\n") if line]
        records = [line for line in lines if line.get("agenda") or line.get("minutes")]
        assert records
        for line in records:
            meeting = Meeting.objects.get(title=line["title"])
            page = words_on(client, meeting.get_absolute_url())
            if line.get("minutes"):
                page += minutes_words(client, meeting)
            source = "\n\n".join([line.get("agenda", ""), line.get("minutes", "")])
            _counts, words = expected(source)
            missing = Counter(word.lower() for word in words) - page
            assert not missing, (line["id"], missing)


def minutes_words(client: Client, meeting: Meeting) -> Counter[str]:
    return words_on(client, f"{meeting.get_absolute_url()}minutes/")


def test_a_record_becomes_a_series_of_closed_meetings_with_approved_minutes(own: Path) -> None:
    for folder in record_folders(own):
        empty_the_database()
        assert run_import(folder)[0] == 0
        text = (folder / "meetings.jsonl").read_text(encoding="utf-8")
        lines = [line for line in map(json.loads, text.splitlines()) if "date" in line]
        meetings = list(
            Meeting.objects.filter(title__in=[line["title"] for line in lines]).order_by(
                "starts_at"
            )
        )
        assert [meeting.title for meeting in meetings] == [line["title"] for line in lines]
        assert len({meeting.series_id for meeting in meetings}) == 1
        assert meetings[0].series_id is not None
        for meeting, line in zip(meetings, lines, strict=True):
            zone = line.get("time_zone", "UTC")
            assert meeting.time_zone == zone and meeting.state == "closed"
            assert f"{meeting.begins:%Y-%m-%d %H:%M}" == f"{line['date']} {line['start']}"
            assert f"{meeting.ends:%H:%M}" == line["end"]
            versions = MinutesVersion.objects.filter(meeting=meeting)
            assert [row.number for row in versions] == ([1] if line.get("minutes") else [])
            assert meeting.documents.count() == len(line.get("documents", []))
        for version in DocumentVersion.objects.filter(document__meeting__in=meetings):
            with private_storage().open(version.file.name) as file:
                assert len(file.read()) == version.size > 0
    if len(record_folders(own)) > 1:
        assert (Meeting.objects.count(), MeetingDocument.objects.count()) == (9, 46)
        assert MeetingSeries.objects.count() == 1


def test_the_agenda_of_a_record_is_one_item_a_heading(own: Path) -> None:
    run_import(own)
    meeting = Meeting.objects.get(title="Ovens and doughs, spring")
    assert meeting.introduction.startswith("# Ovens and doughs, *spring* round\n")
    assert "Bring the logbook" in meeting.introduction
    items = list(meeting.items.order_by("position"))
    assert [item.title for item in items] == [
        "Steam",
        "Rye from the mill at Hollern",
        "Who tastes",
        "Apprentices",
    ]
    assert "# this is code" in items[0].text and "## Steam" not in items[0].text
    assert items[1].text.startswith("## [Rye](https://kornblum.example/rye) from")
    assert "Something nobody gave a name." in items[2].text
    notes = dict(Note.objects.filter(meeting=meeting).values_list("item__title", "text"))
    assert notes["Steam"].startswith("## STEAM!") and "### Valve" in notes["Steam"]
    assert notes["Rye from the mill at Hollern"] == "We send both sacks back."
    assert notes["Who tastes"] == "All three, on Thursday."
    assert "The cat is back." in notes[None] and "delivery note" in notes[None]
    papers = {row.title: row.versions.get() for row in meeting.documents.all()}
    assert set(papers) == {"Steam in oven 2", "rye prices"}
    assert papers["rye prices"].uploaded_at == meeting.ends_at


@pytest.mark.parametrize(
    "source", ["", "\n\n", "no heading", "# Only a title", "# A\n# B", "text\n# A\n\n## B", "###"]
)
def test_no_line_of_an_agenda_is_lost(source: str) -> None:
    introduction, items = split_agenda(source, 200)
    found = " ".join([introduction, *(f"{title} {text}" for title, text in items)])
    assert set(source.replace("#", "").split()) <= set(found.split())


def test_a_heading_that_is_longer_than_a_title_stands_in_the_text() -> None:
    heading = "word " * 60
    _introduction, [(title, text)] = split_agenda(f"before\n\n## {heading}\n\nbelow", 200)
    assert len(title) <= 200 and title.endswith("…")
    assert heading.strip() in text and text.endswith("below")


def test_minutes_of_a_title_that_comes_twice_stand_together() -> None:
    general, [first, second] = split_minutes("# A\n1\n# B\n2\n# a!\n3\n# C\n4", ["A", "B"])
    assert (first, second, general) == ("1\n\n# a!\n3", "2", "# C\n4")


def test_a_meeting_comes_with_all_that_belongs_to_it(own: Path) -> None:
    code, out = run_import(own)
    assert code == 0, out
    assert "meetings.jsonl" in out and "files/" in out
    meeting = Meeting.objects.get(title="The shop in the Marktgasse")
    assert (meeting.state, meeting.sequence, str(meeting.uid)) == ("closed", 3, WHOLE["uid"])
    assert meeting.series.rhythm == "monthly" and meeting.created_by.username == "grete"
    places = {row.user.username: row for row in Attendance.objects.filter(meeting=meeting)}
    assert (places["grete"].duty, places["wim"].invited_by.username) == ("chair", "grete")
    assert (places["lotte"].reason, places["lotte"].attended) == ("Early shift", False)
    lease = meeting.items.get(title="The lease")
    assert (lease.purpose, lease.minutes, lease.is_standing) == ("decide", 20, True)
    assert lease.carried_to.get().meeting.title == "The shop again"
    assert [action.status for action in lease.action_items.order_by("pk")] == ["done", "dropped"]
    assert lease.action_items.get(status="done").updates.count() == 4
    assert meeting.items.get(state="proposed").proposed_by.username == "lotte"
    versions = DocumentVersion.objects.filter(document__item=lease).order_by("number")
    assert [row.name for row in versions] == ["lease.txt", "lease 2.txt"]
    [proposal] = meeting.date_proposals.all()
    assert {vote.user.username: vote.answer for vote in proposal.votes.all()} == {
        "wim": "yes",
        "lotte": "maybe",
    }
    content = MinutesVersion.objects.get(meeting=meeting).content
    assert content["items"][0]["outcomes"][0]["text"] == "We sign for five years."
    talk = Discussion.objects.get(target_type="agenda-item", target_id=lease.pk)
    assert talk.comment_count == 2
    assert Comment.objects.get(discussion=talk, reply_to__isnull=False).author.username == "grete"
    following = Subscription.objects.filter(discussion=talk)
    assert {row.user.username for row in following} == {"lotte"}
    paint = Discussion.objects.get(
        target_type="agenda-item", target_id=AgendaItem.objects.get(title="Paint").pk
    )
    assert paint.state == "locked"


def test_what_came_without_a_name_is_not_said_to_be_of_a_former_colleague(own: Path) -> None:
    assert run_import(own)[0] == 0
    reader = get_user_model().objects.create_superuser("reader", "r@example.org", "x")
    client = Client()
    client.force_login(reader)
    url = Meeting.objects.get(title="Ovens and doughs, spring").get_absolute_url()
    for page in (url, f"{url}minutes/"):
        found = client.get(page).content.decode()
        assert "Version 1" in found and "Former colleague" not in found
    named = Meeting.objects.get(title="The shop in the Marktgasse")
    MinutesVersion.objects.filter(meeting=named).update(approved_by=reader)
    named.attendances.create(user=reader)
    found = client.get(f"{named.get_absolute_url()}minutes/").content.decode()
    assert "Version 1, approved by" in found


def test_an_imported_rhythm_goes_on(own: Path) -> None:
    """Also one of which the file does not say from when it counts."""
    line = {**AFTER, "id": "weeks", "title": "Weekly", "items": []}
    write(own, meetings=[{**line, "series": {"id": "weekly", "rhythm": "weekly"}}])
    code, out = run_import(own)
    assert code == 0, out
    for title, zone in (("The shop again", "Europe/Berlin"), ("Weekly", "UTC")):
        meeting = Meeting.objects.get(title=title)
        assert meeting.series.time_zone == zone
        made = MakeMore(actor=None, meeting=meeting, made=meeting.series.made).execute()
        assert len(made) == 6
        assert f"{made[0].begins:%H:%M}" == ("13:00" if zone == "Europe/Berlin" else "11:00")


def test_an_export_of_meetings_comes_back_byte_for_byte(own: Path, tmp_path: Path) -> None:
    run_import(own)
    first = export(tmp_path / "first")
    assert len([name for name in first if name.startswith("files/")]) == 3
    here = tables()
    assert run_import(tmp_path / "first")[0] == 0
    assert tables() == here
    empty_the_database()
    code, out = run_import(tmp_path / "first")
    assert code == 0, out
    assert export(tmp_path / "second") == first
    lines = [json.loads(line) for line in first["meetings.jsonl"].splitlines()]
    assert {line["id"] for line in lines} == {"spring", "summer", "plan", "plan-2"}
    whole = next(line for line in lines if line["id"] == "plan")
    outcomes = whole["approved"][0]["content"]["items"][0]["outcomes"]
    assert [outcome["number"] for outcome in outcomes] == [1, 2]


def test_what_people_write_here_goes_out_and_comes_back(cast: Cast, tmp_path: Path) -> None:
    first = export(tmp_path / "first")
    assert b"meeting-" in first["meetings.jsonl"]
    here = tables()
    assert run_import(tmp_path / "first")[0] == 0
    assert tables() == here
    empty_the_database()
    assert run_import(tmp_path / "first")[0] == 0
    assert export(tmp_path / "second") == first
