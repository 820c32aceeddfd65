"""Several people at once, on PostgreSQL."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from tests.cast import cast_on_stage
from wagtail_social.actions import Refused
from wagtail_social.conversations.actions import (
    AcceptAnswer,
    PostComment,
    PublishPost,
    React,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.models import Comment, Discussion, Post, Reaction
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import BanMember

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

WRITERS, EACH = 8, 25


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Do several things at the same moment, each with a connection of its own."""
    start = Barrier(len(work))

    def do(one: Callable[[], Any]) -> Any:
        start.wait(timeout=60)
        try:
            return one()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return [done.result() for done in [pool.submit(do, one) for one in work]]


def one_behind_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Do ``first``, and ``second`` before that is committed. Returns or raises what comes of it.

    The first transaction ends when the second waits for it, or did not have to.
    """
    done_first = Event()

    def do_second() -> Any:
        done_first.wait(timeout=60)
        try:
            return second()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(do_second)
        try:
            with transaction.atomic():
                first()
                done_first.set()
                for _try in range(200):
                    if other.done() or _somebody_waits():
                        break
                    sleep(0.05)
        finally:
            done_first.set()
        return other.result(timeout=60)


def _somebody_waits() -> bool:
    # The lock of a transaction names no database: which one it is, other locks of the session say.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks waiting JOIN pg_locks held USING (pid)"
            " JOIN pg_database ON pg_database.oid = held.database"
            " WHERE NOT waiting.granted AND datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def test_eight_writers_at_once_lose_nothing_and_disturb_no_order() -> None:
    cast = cast_on_stage()
    post = cast.talks["open"].post
    heads = [
        PostComment(
            actor=cast["author"], place=place_for(cast["author"], "post", post.pk), source=str(n)
        ).execute()
        for n in range(3)
    ]
    before = Comment.objects.filter(discussion__target_id=post.pk).count()
    roles = ("member", "moderator", "manager", "author")

    def writer(number: int) -> None:
        user, parent = cast[roles[number % 4]], heads[number % 3]
        for n in range(EACH):
            place = place_for(user, "post", post.pk)
            said = PostComment(
                actor=user, place=place, source=f"{number} {n}", parent=parent
            ).execute()
            if n % 3 == 0:
                parent = said

    at_once([lambda number=number: writer(number) for number in range(WRITERS)])  # type: ignore[misc]
    comments = list(Comment.objects.filter(discussion__target_id=post.pk).order_by("path"))
    assert len(comments) == before + WRITERS * EACH
    assert len({comment.path for comment in comments}) == len(comments)

    def below(parent: int | None) -> list[int]:
        children = [comment for comment in comments if comment.reply_to_id == parent]
        ordered = sorted(children, key=lambda comment: comment.pk)
        return [pk for comment in ordered for pk in (comment.pk, *below(comment.pk))]

    assert [comment.pk for comment in comments] == below(None)
    call_command("social_repair_counters", "--check")
    assert Discussion.objects.get(target_type="post", target_id=post.pk).comment_count == sum(
        not comment.is_taken_away for comment in comments
    )


def test_posts_that_make_the_same_topics_in_different_order_both_come_through() -> None:
    cast = cast_on_stage()

    def post(group: str, text: str) -> Post:
        return PublishPost(actor=cast["manager"], group=cast.groups[group], source=text).execute()

    for turn in range(10):
        one, other = f"#quay{turn} #wharf{turn}", f"#wharf{turn} #quay{turn}"
        written = at_once(
            [
                lambda group=group, text=text: post(group, text)  # type: ignore[misc]
                for group, text in [("open", one), ("closed", other), ("everyone", other)]
            ]
        )
        assert [found.tags.count() for found in written] == [2, 2, 2]


def test_form_sent_several_times_at_once_is_one_post_and_one_comment() -> None:
    cast = cast_on_stage()
    user, group, key = cast["member"], cast.groups["open"], uuid.uuid4()

    def publish() -> int:
        action = PublishPost(actor=user, group=group, source="Once", submission=key)
        return action.execute().pk

    posts = at_once([publish] * 6)
    assert len(set(posts)) == 1 and Post.objects.filter(source="Once").count() == 1

    def comment() -> int:
        place = place_for(user, "post", posts[0])
        action = PostComment(actor=user, place=place, source="Also once", submission=key)
        return action.execute().pk

    assert len(set(at_once([comment] * 6))) == 1
    assert Comment.objects.filter(comment="Also once").count() == 1
    call_command("social_repair_counters", "--check")


def test_first_words_on_a_page_at_once_make_one_discussion() -> None:
    from tests.host_pages import build_host_pages

    cast = cast_on_stage()
    page = build_host_pages(cast).news
    roles = ("member", "author", "moderator", "manager", "employee", "superuser")

    def say(role: str) -> int:
        place = place_for(cast[role], "page", page.pk)
        return PostComment(actor=cast[role], place=place, source=f"From {role}").execute().pk

    made = at_once([lambda role=role: say(role) for role in roles])  # type: ignore[misc]
    assert len(set(made)) == len(roles)
    assert Discussion.objects.get(target_type="page", target_id=page.pk).comment_count == 6


def test_reaction_tapped_several_times_at_once_leaves_one_or_none() -> None:
    cast = cast_on_stage()
    post = cast.talks["open"].post

    def tap() -> bool:
        place = place_for(cast["member"], "post", post.pk)
        return React(actor=cast["member"], place=place, kind="like").execute()

    at_once([tap] * 5)
    mine = Reaction.objects.filter(user=cast["member"], discussion__target_id=post.pk)
    assert mine.filter(comment__isnull=True).count() <= 1


def test_removal_while_another_post_is_published_leaves_the_time_of_the_newest() -> None:
    cast = cast_on_stage()
    group = cast.groups["open"]
    old = PublishPost(actor=cast["member"], group=group, source="Old").execute()
    publish = PublishPost(actor=cast["author"], group=group, source="New", submission=uuid.uuid4())
    one_behind_the_other(publish.execute, RemovePost(actor=cast["member"], post=old).execute)
    group.refresh_from_db()
    assert group.last_post_at == Post.objects.get(source="New").created_at
    call_command("social_repair_counters", "--check")


def test_comment_does_not_wait_for_a_post_in_the_same_group() -> None:
    """Its news refers to the group that the post has locked; waiting could go round in a circle."""
    cast = cast_on_stage()
    post, committed = cast.talks["open"].post, Event()

    def publish() -> None:
        transaction.on_commit(committed.set)
        PublishPost(actor=cast["author"], group=cast.groups["open"], source="Slow").execute()

    def say() -> bool:
        place = place_for(cast["member"], "post", post.pk)
        PostComment(actor=cast["member"], place=place, source="Quick").execute()
        return committed.is_set()

    assert one_behind_the_other(publish, say) is False


def test_comment_on_a_post_that_is_just_being_removed_is_refused() -> None:
    cast = cast_on_stage()
    post = cast.talks["open"].post
    place = place_for(cast["member"], "post", post.pk)
    remove = RemovePost(actor=cast["moderator"], post=post, reason="Names a resident")
    say = PostComment(actor=cast["member"], place=place, source="Too late")
    with pytest.raises(Refused) as refused:
        one_behind_the_other(remove.execute, say.execute)
    assert refused.value.code == "removed"
    assert not Comment.objects.filter(comment="Too late").exists()


def test_post_of_a_member_who_is_just_being_banned_is_refused() -> None:
    cast = cast_on_stage()
    group, member = cast.groups["open"], cast["member"]
    ban = BanMember(actor=cast["manager"], group=group, user=member)
    publish = PublishPost(actor=member, group=group, source="Too late", submission=uuid.uuid4())
    with pytest.raises(Refused) as refused:
        one_behind_the_other(ban.execute, publish.execute)
    assert refused.value.code == "no_posting"
    assert not Post.objects.filter(source="Too late").exists()


def test_comment_that_is_just_being_removed_does_not_become_the_answer() -> None:
    cast = cast_on_stage()
    author = cast["author"]
    question = PublishPost(
        actor=author, group=cast.groups["open"], source="Where?", kind="question"
    ).execute()

    def place() -> Any:
        return place_for(author, "post", question.pk)

    answer = PostComment(actor=author, place=place(), source="There.").execute()
    accept = AcceptAnswer(actor=author, place=place(), comment=answer)
    with pytest.raises(Refused):
        one_behind_the_other(RemoveComment(actor=author, comment=answer).execute, accept.execute)
    question.refresh_from_db()
    assert question.accepted_comment_id is None
