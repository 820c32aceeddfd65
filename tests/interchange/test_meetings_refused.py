"""Bad lines and bad files about meetings are refused with a reason; the rest comes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from wagtail_social.groups.models import Group
from wagtail_social.interchange.importing import import_folder
from wagtail_social.meetings.models import AgendaItem, Meeting, MeetingDocument
from wagtail_social.uploads import private_storage

from .folders import export, run_import, tables
from .meeting_lines import AFTER, BASE, TALK, WHOLE
from .test_bad_lines import but
from .test_meetings import folder_with
from .test_running_again import stopped_after

pytestmark = pytest.mark.django_db

AT = "2024-01-05T08:00:00Z"
#: A meeting of three fields and its times.
SHORT = {"id": "m", "title": "M", "starts": "2024-05-06T11:00:00Z", "ends": "2024-05-06T12:00:00Z"}
DAY = but(BASE[0], id="day", documents=[], next=None)
PERSON = {"username": "grete"}
DATE = {"starts": SHORT["starts"], "ends": SHORT["ends"]}
FROZEN = {"title": "M", "starts": SHORT["starts"], "ends": SHORT["ends"]}

BAD = [
    (but(SHORT, title=""), "“title”: must not be empty"),
    (but(SHORT, title="x" * 201), "is too long: 201 characters, 200"),
    (but(SHORT, ends=...), "say when it is: “starts” and “ends”"),
    (but(SHORT, ends=SHORT["starts"]), "the meeting ends before it begins"),
    (but(DAY, end="13:00"), "the meeting ends before it begins"),
    (but(DAY, start="half past one"), "“start”: must be a time of day, such as 09:30"),
    (but(DAY, date="4 March"), "“date”: must be a day, such as 2026-03-02"),
    (
        but(DAY, date="2024-03-31", start="02:30", end="04:00", time_zone="Europe/Berlin"),
        "the clocks leave this time out on that day",
    ),
    (but(SHORT, time_zone="Ovens"), "must be the name of a time zone"),
    (but(SHORT, join_url="javascript:alert(1)"), "“join_url”: must be a web address"),
    (but(SHORT, group="nowhere"), "there is no group “nowhere”"),
    (but(SHORT, group="ovens", open_to_all=True), "who reads a meeting of a group follows"),
    (but(SHORT, creator="nobody"), "there is no person “nobody”"),
    (but(SHORT, people=[PERSON, PERSON]), "“people”: something stands there twice"),
    (but(SHORT, people=[but(PERSON, duty="king")]), "“people”: entry 1: “duty”: must be one of"),
    (but(SHORT, agenda="## A", items=[{"title": "A"}]), "“agenda” and “items” say the same"),
    (but(SHORT, minutes="x", note={"text": "y"}), "“minutes” and “note” say the same"),
    (but(SHORT, agenda="## A\n\n" + "x" * 5001), "“agenda”: a part of 5001 characters is too long"),
    (but(SHORT, minutes="x" * 50001), "“minutes”: a part of 50001 characters is too long"),
    (but(SHORT, items=[{"title": "A", "minutes": 0}]), "must be a whole number from 1 to 1440"),
    (but(SHORT, items=[{"title": "A", "id": "lease"}]), "the item “lease” is of another meeting"),
    (but(SHORT, items=[{"title": "A", "id": "a"}] * 2), "“items”: something stands there twice"),
    (but(SHORT, uid=WHOLE["uid"]), "“uid”: another meeting has this one"),
    (but(SHORT, uid="7"), "“uid”: must be a UUID"),
    (but(SHORT, dates=[but(DATE, ends=DATE["starts"])]), "“dates”: a date ends before it begins"),
    (
        but(SHORT, withdrawn=[{**PERSON, "title": "M", **but(DATE, ends=DATE["starts"])}]),
        "“withdrawn”: it ends before it begins",
    ),
    (
        but(SHORT, series={"id": "s", "first_starts": DATE["starts"]}),
        "“first_starts”, “first_ends” and “time_zone” go together",
    ),
    (
        but(
            SHORT,
            series={
                "id": "s",
                "first_starts": DATE["ends"],
                "first_ends": DATE["starts"],
                "time_zone": "UTC",
            },
        ),
        "“series”: it ends before it begins",
    ),
    (but(SHORT, documents=[{"title": "Nothing"}]), "“documents”: each has a “file”, or “versions”"),
    (
        but(SHORT, approved=[{"number": 1, "approved": AT, "content": {"title": "M"}}]),
        "“content”: the field “starts” is missing",
    ),
    (
        but(
            SHORT,
            approved=[
                {"number": 1, "approved": AT, "content": {**FROZEN, "items": [{"title": "?"}]}}
            ],
        ),
        "“approved”: an item there is not among “items”",
    ),
    (but(WHOLE, id="m", uid=...), "the item “lease” is of another meeting"),
    (but(WHOLE, title="Twice"), "line 1 says the same already"),
]


@pytest.mark.parametrize(("line", "reason"), BAD, ids=range(len(BAD)))
def test_a_bad_line_about_a_meeting_is_refused_and_the_others_come(
    line: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, WHOLE, line, AFTER)
    for switches in ((), ("--dry-run",), ()):
        code, out = run_import(folder, *switches)
        assert code == 1
        [told] = [text for text in out.splitlines() if text.startswith("meetings.jsonl:")]
        assert told.startswith("meetings.jsonl:2: ") and reason in told
    assert Meeting.objects.count() == 2


def test_a_bad_comment_on_an_item_is_refused(tmp_path: Path) -> None:
    bad = [
        but(TALK[0], id="b1", item="nowhere"),
        but(TALK[0], id="b2", post="rota"),
        but(TALK[0], id="b3", item=...),
        but(TALK[1], id="b4", item="lease-2"),
    ]
    code, out = run_import(folder_with(tmp_path, WHOLE, AFTER, comments=[TALK[0], *bad]))
    assert code == 1
    for reason in (
        "there is no agenda item “nowhere”",
        "it stands under a “post” or under an “item”, not under both",
        "the field “post” is missing",
        "the comment “t1” stands under another item",
    ):
        assert reason in out


def test_a_refused_file_leaves_the_meeting_and_comes_once_it_is_mended(tmp_path: Path) -> None:
    files = ["files/gone.pdf", "../in/files/steam.txt", "/etc/hostname", "files/not.pdf"]
    files += ["files/run.exe", "files/link.txt"]
    line = but(BASE[1], documents=[{"file": name} for name in (*files, "files/steam.txt")])
    folder = folder_with(tmp_path, line)
    (folder / "files" / "not.pdf").write_text("this is no PDF")
    (folder / "files" / "run.exe").write_text("MZ")
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "files" / "link.txt").symlink_to(tmp_path / "outside.txt")
    for switches in (("--dry-run",), (), ()):
        code, out = run_import(folder, *switches)
        assert code == 1
        told = [text for text in out.splitlines() if text.startswith("meetings.jsonl:")]
        assert len(told) == 5 and all(text.startswith("meetings.jsonl:1: ") for text in told)
        assert "files/gone.pdf: there is no such file" in told[0]
        assert "/etc/hostname: this is no file of the folder" in told[1]
        assert "files/not.pdf: The content of this file is not what its name says" in told[2]
        assert "files/run.exe: Files of this kind are not accepted." in told[3]
        assert "files/link.txt: this is no file of the folder" in told[4]
    assert Meeting.objects.get().documents.count() == 2

    (folder / "files" / "not.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    code, out = run_import(folder)
    assert code == 1
    assert Meeting.objects.get().documents.count() == 3
    figures = [line.split() for line in out.splitlines() if line.startswith("files/ ")]
    assert figures == [["files/", "7", "1", "2", "4"]]


def test_unknown_fields_of_meetings_are_told_and_what_is_beside_them_too(tmp_path: Path) -> None:
    line = but(SHORT, mood="good", people=[but(PERSON, hat="red")], next="m9", previous="m0")
    code, out = run_import(folder_with(tmp_path, line))
    assert code == 1
    assert "meetings.jsonl: fields that are not known were left: mood (1), people.hat (1)." in out
    for name in ("m0", "m9"):
        assert f"meetings.jsonl:1: the meeting “{name}” beside this one is not here" in out
    assert Meeting.objects.get().title == "M"


@pytest.mark.parametrize(("model", "count"), [(Meeting, 3), (MeetingDocument, 2), (Meeting, 4)])
def test_an_import_of_meetings_is_stopped_and_started_again(
    model: Any, count: int, tmp_path: Path
) -> None:
    folder = folder_with(tmp_path, *BASE, WHOLE, AFTER, comments=TALK)
    with stopped_after(model, count):
        import_folder(folder, batch_size=2)
    stored = set(private_storage().listdir("meetings")[1])
    assert import_folder(folder, batch_size=2).is_whole
    assert AgendaItem.objects.get(title="The lease", meeting__title="The shop again").carried_from
    spring, summer = Meeting.objects.filter(title__startswith="Ovens").order_by("starts_at")
    assert spring.series_id == summer.series_id is not None
    here = tables()
    assert run_import(folder)[0] == 0
    assert tables() == here
    assert stored <= set(private_storage().listdir("meetings")[1])
    kept = MeetingDocument.objects.values_list("versions__file", flat=True)
    new = set(private_storage().listdir("meetings")[1]) - stored
    assert {f"meetings/{name}" for name in new} <= set(kept)


def delete_meeting() -> None:
    Meeting.objects.get(title="The shop in the Marktgasse").delete()


def delete_group() -> None:
    Group.objects.get(title="Ovens and doughs").delete()


def delete_account() -> None:
    get_user_model().objects.get(username="grete").delete()


def move_meeting() -> None:
    Meeting.objects.filter(title__startswith="The shop").update(
        title="Another", starts_at="2024-05-06T08:00:00Z"
    )


def remove_document() -> None:
    MeetingDocument.objects.all().delete()


@pytest.mark.parametrize(
    "change", [delete_meeting, delete_group, delete_account, move_meeting, remove_document]
)
def test_what_people_did_to_meetings_since_is_not_undone(change: Any, tmp_path: Path) -> None:
    folder = folder_with(tmp_path, *BASE, WHOLE, AFTER, comments=TALK)
    assert run_import(folder)[0] == 0
    change()
    here = tables()
    code, out = run_import(folder)
    assert code == 0, out
    assert tables() == here


def test_a_trial_run_with_meetings_writes_nothing(tmp_path: Path) -> None:
    here = tables()
    folder = folder_with(tmp_path, *BASE, WHOLE, AFTER, comments=TALK)
    code, out = run_import(folder, "--dry-run")
    assert code == 0, out
    assert tables() == here
    figures = [line.split() for line in out.splitlines() if line.startswith(("files/", "meetings"))]
    assert figures == [["meetings.jsonl", "4", "4", "0", "0"], ["files/", "3", "3", "0", "0"]]


def test_one_group_goes_out_with_its_meetings_and_no_others(tmp_path: Path) -> None:
    run_import(folder_with(tmp_path, *BASE, WHOLE, but(AFTER, items=[]), comments=TALK))
    found = export(tmp_path / "one", "--group", Group.objects.get(title="Ovens and doughs").slug)
    lines = [json.loads(line) for line in found["meetings.jsonl"].splitlines()]
    assert {line["id"] for line in lines} == {"spring", "summer", "plan-2"}
    assert b"Ten years" not in b"".join(found.values())


def test_nobody_is_reminded_of_what_was_due_before_it_came(tmp_path: Path) -> None:
    run_import(folder_with(tmp_path, WHOLE))
    for action in Meeting.objects.get().action_items.all():
        assert action.reminded_before == action.reminded_after == action.due_on
