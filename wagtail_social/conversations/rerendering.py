"""Rendering stored texts again, after the renderer has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from wagtail_social.markup import RENDERER_VERSION

from .models import Comment, Discussion, Mention, Post
from .targets import POST
from .text import render_text

BATCH = 200


def outdated(rows: QuerySet[Any], *, everything: bool) -> QuerySet[Any]:
    """Return posts or comments whose HTML an older renderer made, or all of them."""
    return rows if everything else rows.exclude(renderer_version=RENDERER_VERSION)


def rerender_posts(*, everything: bool) -> Iterator[int]:
    """Render posts again, batch by batch; yield how many HTMLs changed in each."""
    for posts in _batches(outdated(Post.objects.all(), everything=everything)):
        keys = Discussion.objects.by_target(POST, [post.pk for post in posts])
        heads = [discussion.pk for discussion in keys.values()]
        mentions = _mentions(Q(discussion__in=heads, comment__isnull=True), "discussion_id")
        yield _store(
            Post,
            posts,
            lambda post, keys=keys, mentions=mentions: mentions.get(
                keys[post.pk].pk if post.pk in keys else 0, {}
            ),
        )


def rerender_comments(*, everything: bool) -> Iterator[int]:
    """Render comments again, batch by batch; yield how many HTMLs changed in each."""
    for comments in _batches(outdated(Comment.objects.with_source(), everything=everything)):
        keys = [comment.pk for comment in comments]
        mentions = _mentions(Q(comment__in=keys), "comment_id")
        yield _store(
            Comment,
            comments,
            lambda comment, mentions=mentions: mentions.get(comment.pk, {}),
        )


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _mentions(condition: Q, key: str) -> dict[int, dict[str, int]]:
    """Return handles and the users they meant, by discussion or comment.

    A colleague who has changed handle since stays mentioned.
    """
    found: dict[int, dict[str, int]] = {}
    rows = Mention.objects.filter(condition, named=True).values_list(key, "handle", "user_id")
    for of, handle, user_id in rows:
        found.setdefault(of, {})[handle] = user_id
    return found


def _store(model: Any, rows: list[Any], known: Any) -> int:
    """Write what changed. A text edited in between keeps what its editor's rendering gave."""
    changed = 0
    for row in rows:
        html = render_text(row.source, known(row)).html
        with transaction.atomic():
            unedited = model.objects.filter(pk=row.pk, edited_at=row.edited_at)
            unedited.update(html=html, renderer_version=RENDERER_VERSION)
        changed += html != row.html
    return changed
