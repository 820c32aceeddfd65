"""Counting anew, and rendering again."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from wagtail_social.conversations.models import Comment, Discussion, Post
from wagtail_social.conversations.repairs import true_reply_counts
from wagtail_social.groups.models import Group
from wagtail_social.people.models import Profile


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


def test_figures_of_a_living_place_are_right(cast: Any, post: Any, comment: Any) -> None:
    where = post("author")
    comment("member", where, parent=comment("author", where))
    assert "All figures are right." in run("social_repair_counters", "--check")


def test_every_figure_is_found_wrong_and_set_right(cast: Any) -> None:
    talk, group = cast.talks["open"], cast.groups["open"]
    right = (
        Discussion.objects.get(pk=talk.discussion.pk).comment_count,
        Comment.objects.get(pk=talk.comments["comment"].pk).reply_count,
        Group.objects.values_list("member_count", "post_count", "last_post_at").get(pk=group.pk),
    )
    Discussion.objects.filter(pk=talk.discussion.pk).update(comment_count=77)
    Comment.objects.filter(pk=talk.comments["comment"].pk).update(reply_count=0)
    Group.objects.filter(pk=group.pk).update(member_count=77, post_count=77, last_post_at=None)
    out = StringIO()
    with pytest.raises(CommandError, match="4 figures are wrong"):
        call_command("social_repair_counters", "--check", stdout=out)
    said = out.getvalue()
    assert f"discussion {talk.discussion.pk}: 77 stored" in said
    assert f"comment {talk.comments['comment'].pk}: 0 stored, 2 true" in said
    assert f"group {group.pk}: 77 stored" in said
    run("social_repair_counters")
    assert right == (
        Discussion.objects.get(pk=talk.discussion.pk).comment_count,
        Comment.objects.get(pk=talk.comments["comment"].pk).reply_count,
        Group.objects.values_list("member_count", "post_count", "last_post_at").get(pk=group.pk),
    )
    assert "All figures are right." in run("social_repair_counters", "--check")


def test_check_changes_nothing(cast: Any, queries: Any) -> None:
    Group.objects.filter(pk=cast.groups["open"].pk).update(member_count=77)
    with queries() as found, pytest.raises(CommandError):
        call_command("social_repair_counters", "--check", stdout=StringIO())
    assert found.writes == []


def test_replies_are_counted_in_one_walk() -> None:
    rows = [(1, 1, "a", 0), (2, 1, "ab", 0), (3, 1, "abc", 0), (4, 1, "ad", 0), (5, 1, "b", 0)]
    rows += [(6, 2, "a", 0), (7, 2, "ac", 0)]
    counted = {key: true for key, _stored, true in true_reply_counts(rows)}
    assert counted == {1: 3, 2: 1, 3: 0, 4: 0, 5: 0, 6: 1, 7: 0}
    assert list(true_reply_counts([])) == []


def test_texts_of_an_older_renderer_are_rendered_again(cast: Any, post: Any, comment: Any) -> None:
    written = post("author", source="**bold** @member")
    said = comment("author", written, "*soft* @member")
    for row in (written, said):
        type(row).objects.filter(pk=row.pk).update(html="<p>old</p>", renderer_version=0)
    other = post("author", source="**bold**")
    Post.objects.filter(pk=other.pk).update(html="<p>kept</p>")
    out = run("social_rerender")
    assert "posts: 1 changed" in out and "comments: 1 changed" in out
    written.refresh_from_db()
    assert written.html.startswith("<p><strong>bold</strong>")
    assert f'data-mention="{cast["member"].pk}"' in written.html
    assert "<em>soft</em>" in Comment.objects.get(pk=said.pk).html
    assert Post.objects.get(pk=other.pk).html == "<p>kept</p>"
    assert "posts: 1 changed" in run("social_rerender", "--all", "--verbosity", "2")
    assert "posts: 0 changed" in run("social_rerender", "--all")


def test_mentioned_colleague_with_a_new_handle_stays_mentioned(
    cast: Any, post: Any, comment: Any
) -> None:
    written = post("author", source="Ask @member")
    said = comment("author", written, "Or ask @member")
    Profile.objects.filter(user=cast["member"]).update(handle="renamed")
    run("social_rerender", "--all")
    for row in (Post.objects.get(pk=written.pk), Comment.objects.get(pk=said.pk)):
        assert f'data-mention="{cast["member"].pk}"' in row.html
