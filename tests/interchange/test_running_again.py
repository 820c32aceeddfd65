"""An import can be stopped at any point, run again, and run again after people have changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models.signals import post_save

from wagtail_social import events
from wagtail_social.conversations.actions import EditPost, RemoveComment, RemovePost
from wagtail_social.conversations.models import Comment, Post
from wagtail_social.groups.models import Group, Membership
from wagtail_social.interchange.importing import import_folder
from wagtail_social.interchange.models import ImportedRecord

from .folders import SAMPLE, empty_the_database, export, run_import, tables, write

pytestmark = pytest.mark.django_db


@contextmanager
def stopped_after(model: Any, count: int) -> Iterator[None]:
    """Let somebody press Ctrl-C when that many rows of a model have been saved."""
    left = count

    def press(**kwargs: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KeyboardInterrupt

    post_save.connect(press, sender=model)
    try:
        with pytest.raises(KeyboardInterrupt):
            yield
        assert left == 0
    finally:
        post_save.disconnect(press, sender=model)


@pytest.fixture(scope="module")
def whole(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> dict[str, bytes]:
    """What an import that nobody stops leads to."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        run_import(SAMPLE)
        found = export(tmp_path_factory.mktemp("whole") / "out")
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    ("model", "count"),
    [
        (get_user_model(), 3),
        (Group, 2),
        (Membership, 11),
        (Post, 1),
        (Post, 7),
        (Comment, 6),
        (Comment, 15),
    ],
    ids=lambda value: str(getattr(value, "__name__", value)),
)
def test_an_administrator_stops_an_import_and_starts_it_again(
    model: Any, count: int, whole: dict[str, bytes], tmp_path: Path
) -> None:
    with stopped_after(model, count):
        import_folder(SAMPLE, batch_size=4)
    report = import_folder(SAMPLE, batch_size=4)
    assert report.is_whole
    assert export(tmp_path / "out") == whole


def test_an_administrator_who_stops_the_command_is_told_how_to_go_on(tmp_path: Path) -> None:
    def press(**kwargs: Any) -> None:
        raise KeyboardInterrupt

    post_save.connect(press, sender=Post)
    try:
        code, out = run_import(SAMPLE)
    finally:
        post_save.disconnect(press, sender=Post)
    assert code == 130
    assert "run the same command again" in out


def change_post(author: Any) -> None:
    post = Post.objects.get(title="Winter tyres in May")
    EditPost(actor=author("wim"), post=post, title="Summer tyres", source="Changed.").execute()


def remove_post(author: Any) -> None:
    post = Post.objects.get(title="Winter tyres in May")
    RemovePost(actor=author("wim"), post=post).execute()


def remove_comment(author: Any) -> None:
    comment = Comment.objects.get(author__username="yusuf", discussion__group__title="Vans")
    RemoveComment(actor=author("yusuf"), comment=comment).execute()


def delete_group(author: Any) -> None:
    Comment.objects.filter(discussion__group__title="Vans").delete()
    Group.objects.get(title="Vans").delete()


def delete_account(author: Any) -> None:
    author("yusuf").delete()


def rename_account(author: Any) -> None:
    user = author("yusuf")
    user.username = "yusuf.demir"
    user.save()


def withdraw_answer(author: Any) -> None:
    Post.objects.update(accepted_comment=None)


@pytest.mark.parametrize(
    "change",
    [
        change_post,
        remove_post,
        remove_comment,
        delete_group,
        delete_account,
        rename_account,
        withdraw_answer,
    ],
)
def test_an_administrator_imports_again_and_nothing_that_people_did_is_undone(
    change: Callable[[Any], None],
) -> None:
    run_import(SAMPLE)
    change(lambda name: get_user_model().objects.get(username=name))
    here = tables()
    code, out = run_import(SAMPLE)
    assert code == 0, out
    assert tables() == here
    assert "already there" in out


def test_an_administrator_imports_people_who_have_accounts_and_their_data_stays() -> None:
    model = get_user_model()
    own = model.objects.create_user("hedda", "old@kornblum.example", "secret words", first_name="H")
    code, _out = run_import(SAMPLE)
    assert code == 0
    own.refresh_from_db()
    assert (own.first_name, own.email) == ("H", "old@kornblum.example")
    assert own.check_password("secret words") and own.social_profile.bio == ""
    assert Post.objects.filter(author=own).exists()


def test_a_trial_run_says_what_would_come_and_writes_nothing() -> None:
    here = tables()
    code, out = run_import(SAMPLE, "--dry-run")
    assert code == 0, out
    assert tables() == here
    assert "would be new" in out and "nothing was written" in out
    figures = [line.split() for line in out.splitlines() if line.startswith("comments.jsonl")]
    assert figures == [["comments.jsonl", "15", "15", "0", "0"]]


def test_an_administrator_adds_lines_later_and_only_those_come(tmp_path: Path) -> None:
    run_import(SAMPLE)
    folder = write(
        tmp_path / "later",
        comments=[
            {
                "id": "late",
                "post": "steam",
                "parent": "steam-1-1-1",
                "author": "lotte",
                "created": "2024-03-01T00:00:00Z",
                "body": "And now?",
            }
        ],
    )
    code, out = run_import(folder)
    assert code == 0, out
    late = Comment.objects.get(author__username="lotte")
    assert late.depth == 3 and late.reply_to.author.username == "jonas.w"


def test_an_import_tells_nobody_and_waits_for_nobody(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"post": "1/d", "comment": "1/d", "group": "1/d"}
    actors: list[Any] = []

    def hear(sender: Any, actor: Any, **kwargs: Any) -> None:
        actors.append(actor)

    heard = (
        events.group_created,
        events.membership_changed,
        events.post_published,
        events.comment_posted,
    )
    for event in heard:
        event.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            code, out = run_import(SAMPLE)
    finally:
        for event in heard:
            event.disconnect(hear)
    assert code == 0, out
    assert len(actors) == 6 + 26 + 10 + 15 and set(actors) == {None}


def test_what_an_import_remembers_of_people_names_nobody() -> None:
    run_import(SAMPLE)
    names = ImportedRecord.objects.filter(kind="people").values_list("external_id", flat=True)
    assert len(names) == 12
    assert not [name for name in names if "hedda" in name]


def test_an_administrator_empties_the_database_and_imports_anew() -> None:
    run_import(SAMPLE)
    empty_the_database()
    assert run_import(SAMPLE)[0] == 0
    assert Post.objects.count() == 10
