"""What goes out comes in again, and goes out again byte for byte."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from tests.cast import CANARY, Cast
from wagtail_social.conversations.actions import (
    AcceptAnswer,
    ChangeDiscussionState,
    EditComment,
    EditPost,
    FollowDiscussion,
    PinPost,
    PostComment,
    PublishPost,
    React,
)
from wagtail_social.conversations.models import Comment, Mention, Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import ChangeAccess, CreateGroup
from wagtail_social.groups.models import Group
from wagtail_social.people.actions import EditProfile
from wagtail_social.people.models import Department, Profile

from .folders import SAMPLE, empty_the_database, export, run_import, tables, write

pytestmark = pytest.mark.django_db


def live(cast: Cast) -> None:
    """Let the cast do what they have not done yet."""
    member, moderator, manager = cast["member"], cast["moderator"], cast["manager"]
    author = cast["author"]
    Profile.objects.filter(user=member).update(
        department=Department.objects.at_path("Harbour > Bridges > Night"), level="senior"
    )
    EditProfile(
        actor=member,
        profile=Profile.objects.get(user=member),
        job_title="Bridge keeper",
        bio="Öffnet Brücken.\nSchließt sie.",
        languages="nl,de , en",
        expertise=["Bridges", "C++", "new building"],
    ).execute()
    Profile.objects.filter(user=cast["former"]).update(handle="somebody-else")
    pilot = CreateGroup(
        actor=manager,
        texts={"title": "Pilots’ 🚀 corner", "purpose": "Tries “it” first."},
        preset="closed",
        posting="moderators",
        topics=["trying"],
    ).execute()
    Group.objects.filter(pk=pilot.pk).update(pilot=True)
    ChangeAccess(
        actor=manager, group=pilot, visibility="listed", join_policy="invitation", posting="members"
    ).execute()

    def place(user: Any, post: Post) -> Any:
        return place_for(user, "post", post.pk)

    def say(user: Any, post: Post, source: str, parent: Any = None) -> Comment:
        return PostComment(
            actor=user, place=place(user, post), source=source, parent=parent
        ).execute()

    for name in ("open", "closed", "secret"):
        group = cast.groups[name]
        question = PublishPost(
            actor=author,
            group=group,
            kind="question",
            title="Who  has the   key?",
            source="@member or @MODERATOR? #Keys\r\n\r\n- one\n- `two`\u2028three",
            topics=["New Building", "c++"],
            language="en",
        ).execute()
        first = say(member, question, "Not me. @author?")
        second = say(moderator, question, "Nor me.", first)
        third = say(author, question, "> Nor me.\n\nThen who?", second)
        say(member, question, "Hm.", third)
        EditComment(actor=member, comment=first, source="Not me, @author. @manager?").execute()
        EditComment(actor=member, comment=first, source="Not me, @manager.").execute()
        EditPost(
            actor=author, post=question, title="Who has it?", source="@member? #keys", topics=["x"]
        ).execute()
        AcceptAnswer(actor=author, place=place(author, question), comment=second).execute()
        React(actor=member, place=place(member, question), kind="support").execute()
        for kind in ("like", "insightful"):
            React(actor=author, place=place(author, question), kind=kind, comment=second).execute()
        FollowDiscussion(actor=manager, place=place(manager, question)).execute()
        FollowDiscussion(actor=author, place=place(author, question), level="").execute()
        FollowDiscussion(actor=member, place=place(member, question), level="muted").execute()
        PinPost(actor=moderator, post=question).execute()
        closed = PublishPost(actor=member, group=group, title="Only a title").execute()
        ChangeDiscussionState(actor=member, place=place(member, closed), state="closed").execute()
        locked = PublishPost(actor=member, group=group, source="No title, 😀").execute()
        ChangeDiscussionState(
            actor=moderator, place=place(moderator, locked), state="locked"
        ).execute()
    get_user_model().objects.filter(pk=cast["hermit_closed"].pk).delete()


def objects(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().split("\n") if line]


def test_an_administrator_exports_imports_into_an_empty_database_and_exports_the_same_bytes(
    cast: Cast, tmp_path: Path
) -> None:
    live(cast)
    mentions = Mention.objects.filter(named=True).count()
    first = export(tmp_path / "first")

    here = tables()
    code, out = run_import(tmp_path / "first")
    assert code == 0, out
    assert tables() == here, "the database that an export came from knows its lines"

    empty_the_database()
    code, out = run_import(tmp_path / "first")
    assert code == 0, out
    assert Mention.objects.filter(named=True).count() == mentions
    assert export(tmp_path / "second") == first

    here = tables()
    code, out = run_import(tmp_path / "second")
    assert code == 0, out
    assert tables() == here

    posts = objects(first["posts.jsonl"])
    assert {"accepted", "closed", "pinned", "removed", "revisions", "reactions"} <= {
        field for post in posts for field in post
    }
    assert any(post.get("locked") for post in posts)
    comments = {line["id"]: line for line in objects(first["comments.jsonl"])}
    depths = []
    for line in comments.values():
        depth = 0
        while line := comments.get(line.get("parent")):
            depth += 1
        depths.append(depth)
    assert max(depths) == 3
    assert any(line["author"] is None for line in comments.values())
    groups = objects(first["groups.jsonl"])
    assert {group["access"] for group in groups} == {"open", "closed", "secret", "everyone"}
    assert any(group.get("archived") for group in groups)
    assert [group["join"] for group in groups if group.get("pilot")] == ["invitation"]
    places = {line.get("state", "active") for line in objects(first["memberships.jsonl"])}
    assert places == {"active", "requested", "invited", "left", "banned"}


def test_an_administrator_exports_what_was_imported_under_the_names_it_came_with(
    tmp_path: Path,
) -> None:
    run_import(SAMPLE)
    found = export(tmp_path / "out")
    for kind, name in (("groups", "slug"), ("posts", "id"), ("comments", "id")):
        source = objects((SAMPLE / f"{kind}.jsonl").read_bytes())
        assert [line[name] for line in objects(found[f"{kind}.jsonl"])] == sorted(
            (line[name] for line in source),
            key=[line[name] for line in objects(found[f"{kind}.jsonl"])].index,
        )
    empty_the_database()
    run_import(tmp_path / "out")
    assert export(tmp_path / "again") == found


def test_an_administrator_exports_own_and_imported_things_of_the_same_name_apart(
    cast: Cast, tmp_path: Path
) -> None:
    group = cast.groups["open"]
    own = PublishPost(actor=cast["member"], group=group, source="Written here").execute()
    line = {
        "id": f"post-{own.pk}",
        "group": "g",
        "author": "member",
        "created": "2024-01-01T00:00:00Z",
        "body": "Came from elsewhere",
    }
    folder = write(
        tmp_path / "in", groups=[{"slug": "g", "title": "G", "access": "open"}], posts=[line]
    )
    code, out = run_import(folder)
    assert code == 0, out
    found = {line["body"]: line["id"] for line in objects(export(tmp_path / "o")["posts.jsonl"])}
    assert found["Came from elsewhere"] == f"post-{own.pk}"
    assert found["Written here"] == f"post-{own.pk}-x"


def test_an_administrator_exports_one_group_and_nothing_of_another(
    cast: Cast, tmp_path: Path
) -> None:
    live(cast)
    group = cast.groups["closed"]
    found = export(tmp_path / "one", "--group", group.slug)
    text = b"".join(found.values()).decode().lower()
    assert CANARY["closed"]["comment"] in text and CANARY["closed"]["purpose"] in text
    for name in ("secret", "open", "everyone", "archived"):
        assert not [word for word in CANARY[name].values() if word in text]
    people = {line["username"] for line in objects(found["people.jsonl"])}
    assert "author" in people and "editor" not in people

    empty_the_database()
    code, out = run_import(tmp_path / "one")
    assert code == 0, out
    assert export(tmp_path / "again") == found


def test_an_administrator_exports_people_of_departments_in_a_circle_and_far_down(
    cast: Cast, tmp_path: Path
) -> None:
    """The database forbids neither; a tree of the admin has neither."""
    north = Department.objects.create(name="North")
    south = Department.objects.create(name="South", parent=north)
    Department.objects.filter(pk=north.pk).update(parent=south)
    Department.objects.bulk_create(
        Department(pk=90_000 + level, name=f"L{level}", parent_id=89_999 + level if level else None)
        for level in range(1_100)
    )
    for role, department in (("member", north.pk), ("manager", south.pk), ("author", 91_099)):
        Profile.objects.filter(user=cast[role]).update(department=department)
    lines = objects(export(tmp_path / "out")["people.jsonl"])
    found = {line["username"]: line.get("department") for line in lines}
    assert (found["member"], found["manager"]) == ("North", "North > South")
    assert found["author"] == " > ".join(f"L{level}" for level in range(1_100))


def test_an_administrator_is_told_what_an_export_leaves_behind(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("social_export", tmp_path / "out")
    out = capsys.readouterr().out
    for words in ("passwords", "audit log", "reports", "cover pictures of 5 groups"):
        assert words in out
    assert stat.S_IMODE((tmp_path / "out" / "posts.jsonl").stat().st_mode) == 0o600
    with pytest.raises(CommandError, match=r"people\.jsonl is there already"):
        call_command("social_export", tmp_path / "out")
    with pytest.raises(CommandError, match="no group “nowhere”"):
        call_command("social_export", tmp_path / "other", "--group", "nowhere")
    assert not (tmp_path / "other").exists()
