"""A bad line is refused with its file, its number and a reason; the others come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError

from wagtail_social.conversations.models import Comment, Post
from wagtail_social.groups.models import Group, Membership

from .folders import run_import, tables, write

pytestmark = pytest.mark.django_db

AT = "2024-05-01T08:00:00Z"
PERSON = {"username": "ann", "joined": AT}
GROUP = {"slug": "g", "title": "G", "access": "open"}
PLACE = {"group": "g", "username": "ann", "role": "member"}
POST = {"id": "p", "group": "g", "author": "ann", "created": AT, "body": "Hello"}
COMMENT = {"id": "c", "post": "p", "author": "ann", "created": AT, "body": "Hi"}
GOOD = {
    "people": [PERSON, {"username": "bob", "joined": AT}],
    "groups": [GROUP],
    "memberships": [PLACE],
    "posts": [POST, {**POST, "id": "p2"}],
    "comments": [COMMENT, {**COMMENT, "id": "c2", "post": "p2"}],
}


def but(line: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the line with other values; ``...`` takes a field away."""
    return {key: value for key, value in {**line, **changes}.items() if value is not ...}


P3 = but(POST, id="p3")
C3 = but(COMMENT, id="c3")
REVISION = {"at": AT, "by": "ann", "body": "x"}
LIKE = {"username": "ann", "kind": "like"}

BAD = [
    ("people", "{", "this is not JSON, from character"),
    ("people", '{"username": "x", }', "this is not JSON"),
    ("people", "[" * 5000 + "]" * 5000, "too deep"),
    ("people", '{"joined": ' + "1" * 5000 + "}", "number too long"),
    ("people", "[1]", "not an object"),
    ("people", '"ann"', "not an object"),
    ("people", but(PERSON, username=...), "the field “username” is missing"),
    ("people", but(PERSON, username=7), "“username”: must be a text"),
    ("people", but(PERSON, username=None), "“username”: must be a text"),
    ("people", but(PERSON, username=""), "must not be empty"),
    ("people", but(PERSON, username=" x"), "no space around it"),
    ("people", but(PERSON, username="x" * 151), "is too long: 151 characters, 150"),
    ("people", but(PERSON, username="x\x00"), "holds a NUL character"),
    ("people", '{"username": "\\ud800", "joined": "2024-05-01T08:00:00Z"}', "half of a character"),
    ("people", PERSON, "line 1 says the same already"),
    ("people", but(PERSON, username="x", joined="2024-05-01T08:00:00"), "time with a zone"),
    ("people", but(PERSON, username="x", joined="2024-05-01"), "time with a zone"),
    ("people", but(PERSON, username="x", joined="yesterday"), "time with a zone"),
    ("people", but(PERSON, username="x", joined=20240501), "time with a zone"),
    ("people", but(PERSON, username="x", joined="0001-01-01T00:00:00+14:00"), "time with a zone"),
    ("people", but(PERSON, username="x", joined="1066-10-14T09:00:00Z"), "between the years"),
    ("people", but(PERSON, username="x", level="king"), "must be one of: employee, manager"),
    ("people", but(PERSON, username="x", level=["board"]), "must be one of"),
    ("people", but(PERSON, username="x", active=1), "must be true or false"),
    ("people", but(PERSON, username="x", languages="nl"), "must be a list"),
    ("people", but(PERSON, username="x", languages=["nl", 4]), "entry 2: must be a text"),
    ("people", but(PERSON, username="x", languages=["nl"] * 40), "these are too many"),
    ("people", but(PERSON, username="x", bio="x" * 1001), "1001 characters, 1000"),
    ("people", but(PERSON, username="x", name="x" * 151), "longer than 150"),
    ("people", but(PERSON, username="x", handle="Ann!"), "use small letters"),
    ("people", but(PERSON, username="x", handle="bob"), "the handle “bob” is taken"),
    ("people", but(PERSON, username="x", department="A > " + "x" * 121), "121 characters, 120"),
    ("groups", but(GROUP, slug="h", title="x" * 121), "“title”: is too long"),
    ("groups", but(GROUP, slug="h", title=" "), "must not be empty"),
    ("groups", but(GROUP, slug="h", access="hidden"), "open, closed, secret, everyone"),
    ("groups", but(GROUP, slug="h", join="everyone"), "must be one of"),
    ("groups", but(GROUP, slug="h", access="secret", join="free"), "only be joined by invitation"),
    ("groups", but(GROUP, slug="h", access="everyone", join="free"), "everyone is in this group"),
    ("groups", but(GROUP, slug="h", creator="zoe"), "there is no person “zoe”"),
    ("groups", but(GROUP, slug="h", tags=["x" * 101]), "“tags”: entry 1: is too long"),
    ("groups", GROUP, "line 1 says the same already"),
    ("memberships", but(PLACE, group="h"), "there is no group “h”"),
    ("memberships", but(PLACE, username="zoe"), "there is no person “zoe”"),
    ("memberships", but(PLACE, username="bob", invited_by="zoe"), "there is no person “zoe”"),
    ("memberships", but(PLACE, username="bob", role="owner"), "must be one of: member"),
    ("memberships", but(PLACE, username="bob", state="gone"), "must be one of: active"),
    ("memberships", PLACE, "line 1 says the same already"),
    ("posts", but(P3, group="h"), "there is no group “h”"),
    ("posts", but(P3, author="zoe"), "there is no person “zoe”"),
    ("posts", but(P3, author=...), "the field “author” is missing"),
    ("posts", but(P3, body=...), "the field “body” is missing"),
    ("posts", but(P3, body=None), "“body”: must be a text"),
    ("posts", but(P3, body=" \n"), "Please write something"),
    ("posts", but(P3, body="x" * 20_001), "longer than 20000 characters"),
    ("posts", but(P3, body="x\x00y"), "holds a NUL character"),
    ("posts", but(P3, title="x" * 256), "256 characters, 255"),
    ("posts", but(P3, kind="poem"), "there is no kind of post “poem”"),
    ("posts", but(P3, language="x" * 11), "“language”: is too long"),
    ("posts", but(P3, reactions=[LIKE, LIKE]), "the same reaction twice"),
    ("posts", but(P3, reactions=[{"username": "ann", "kind": "hate"}]), "entry 1: “kind”"),
    ("posts", but(P3, reactions=["ann"]), "must be an object in braces"),
    ("posts", but(P3, reactions=[but(LIKE, username="zoe")]), "there is no person “zoe”"),
    ("posts", but(P3, revisions=[but(REVISION, at="now")]), "entry 1: “at”"),
    ("posts", but(P3, revisions=[but(REVISION, by="zoe")]), "there is no person “zoe”"),
    ("posts", but(P3, removed={"by": "ann"}), "the field “at” is missing"),
    ("posts", but(P3, followers=["zoe"]), "there is no person “zoe”"),
    ("posts", but(P3, followers="ann"), "must be a list"),
    ("posts", POST, "line 1 says the same already"),
    ("comments", but(C3, post="p9"), "there is no post “p9”"),
    ("comments", but(C3, parent="c9"), "no line above is the comment “c9”"),
    ("comments", but(C3, parent="c2"), "the comment “c2” stands under another post"),
    ("comments", but(C3, parent="c3"), "no line above is the comment “c3”"),
    ("comments", but(C3, body=""), "“body”: must not be empty"),
    ("comments", but(C3, body="x" * 20_001), "longer than 20000 characters"),
    ("comments", COMMENT, "line 1 says the same already"),
]


@pytest.mark.parametrize(("kind", "line", "reason"), BAD)
def test_an_administrator_is_told_which_line_is_bad_and_why(
    kind: str, line: Any, reason: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", **GOOD)
    write(folder, **{kind: [line]})
    number = len(GOOD[kind]) + 1
    counts = {kind: len(lines) for kind, lines in GOOD.items()}

    here = tables()
    code, out = run_import(folder, "--dry-run")
    trial = [text for text in out.splitlines() if text.startswith(f"{kind}.jsonl:")]
    assert code == 1
    assert tables() == here
    users = get_user_model().objects.count()

    code, out = run_import(folder)
    told = [text for text in out.splitlines() if text.startswith(f"{kind}.jsonl:")]
    assert code == 1
    assert told == trial
    assert len(told) == 1 and told[0].startswith(f"{kind}.jsonl:{number}: ")
    assert reason in told[0]
    assert "Traceback" not in out
    assert get_user_model().objects.count() - users == counts["people"]
    assert Group.objects.count() == counts["groups"]
    assert Membership.objects.count() == counts["memberships"]
    assert Post.objects.count() == counts["posts"]
    assert Comment.objects.count() == counts["comments"]

    here = tables()
    code, again = run_import(folder)
    assert code == 1
    assert [text for text in again.splitlines() if text.startswith(f"{kind}.jsonl:")] == told
    assert tables() == here


def test_an_administrator_mends_a_refused_line_and_it_comes_with_what_hangs_on_it(
    tmp_path: Path,
) -> None:
    folder = write(tmp_path / "in", **{**GOOD, "posts": [but(POST, group="h"), GOOD["posts"][1]]})
    code, out = run_import(folder)
    assert code == 1
    assert "posts.jsonl:1: there is no group “h”" in out
    assert "comments.jsonl:1: there is no post “p”" in out
    (folder / "posts.jsonl").unlink()
    write(folder, posts=GOOD["posts"])
    code, out = run_import(folder)
    assert code == 0, out
    assert (Post.objects.count(), Comment.objects.count()) == (2, 2)


def test_an_answer_that_never_comes_is_told_and_the_post_comes_without_it(tmp_path: Path) -> None:
    gone = but(COMMENT, id="gone", removed={"at": AT, "by": "ann"})
    folder = write(
        tmp_path / "in",
        **{
            **GOOD,
            "posts": [
                but(POST, accepted="c2"),
                but(POST, id="p2", accepted="nowhere"),
                but(POST, id="p3", accepted="gone"),
            ],
            "comments": [*GOOD["comments"], but(gone, post="p3")],
        },
    )
    for switches in (["--dry-run"], [], []):
        code, out = run_import(folder, *switches)
        assert code == 1
        for number, comment in enumerate(("c2", "nowhere", "gone"), 1):
            assert f"posts.jsonl:{number}: the accepted answer “{comment}” is not shown" in out
    assert Post.objects.count() == 3
    assert not Post.objects.filter(accepted_comment__isnull=False).exists()


def test_another_thing_under_the_same_id_is_refused(tmp_path: Path) -> None:
    run_import(write(tmp_path / "one", **GOOD))
    other = but(POST, created="2024-06-01T08:00:00Z", body="From another system")
    code, out = run_import(
        write(tmp_path / "two", posts=[other], comments=[but(COMMENT, created=other["created"])])
    )
    assert code == 1
    assert "posts.jsonl:1: another post is here already under the same id" in out
    assert "comments.jsonl:1: another comment is here already under the same id" in out


def test_unknown_fields_are_told_once_for_each_file(tmp_path: Path) -> None:
    posts = [
        but(POST, id=f"p{number}", mood="fine", reactions=[{**LIKE, "skin": 3}])
        for number in range(3)
    ]
    code, out = run_import(write(tmp_path / "in", **{**GOOD, "posts": posts, "comments": []}))
    assert code == 0
    assert "posts.jsonl: fields that are not known were left: mood (3), reactions.skin (3)." in out


def test_odd_files_are_read_or_refused_line_by_line(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{**GOOD, "comments": []})
    people = folder / "people.jsonl"
    people.write_bytes(b"\xef\xbb\xbf" + people.read_bytes().replace(b"\n", b"\r\n\r\n"))
    (folder / "memberships.jsonl").write_bytes(b"")
    (folder / "comments.jsonl").write_bytes(bytes(range(256)) * 3)
    write(folder, meetings=[{"id": 1}, {"id": 2}], minutes=[{}])
    code, out = run_import(folder)
    assert code == 1
    assert get_user_model().objects.filter(username__in=("ann", "bob")).count() == 2
    assert "comments.jsonl:1: this is not text in UTF-8" in out or "this is not JSON" in out
    assert "people.jsonl:" not in out.replace("people.jsonl  ", "")
    assert "meetings.jsonl:2: “id”: must be a text" in out
    assert "minutes.jsonl is no file of this format" in out


def test_a_file_in_utf_16_is_refused_with_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **{**GOOD, "groups": []})
    text = json.dumps(GROUP) + "\n"
    (folder / "groups.jsonl").write_bytes(text.encode("utf-16"))
    code, out = run_import(folder)
    assert code == 1
    assert "groups.jsonl:1: this is not text in UTF-8" in out


def test_a_line_without_end_is_refused_and_the_next_one_comes(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder, people=['{"username": "' + "x" * (16 * 1024 * 1024) + '"}', PERSON])
    code, out = run_import(folder)
    assert code == 1
    assert "people.jsonl:1: the line is longer than 16 MB" in out
    assert get_user_model().objects.filter(username="ann").exists()


def test_missing_files_are_named_and_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    code, out = run_import(write(tmp_path / "in", people=[PERSON]))
    assert code == 0
    assert "There is no comments.jsonl." in out
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere", tmp_path / "in" / "people.jsonl"):
        with pytest.raises(CommandError, match="is no folder with files of this format"):
            run_import(folder)


def test_a_quiet_import_says_only_what_was_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", **GOOD)
    assert run_import(folder, "--quiet") == (0, "")
    write(folder, people=["no"])
    code, out = run_import(folder, "--quiet")
    assert (code, out) == (1, "people.jsonl:3: this is not JSON, from character 1 on\n")
