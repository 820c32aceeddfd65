"""Writing: what a comment costs, alone and deep in a long thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import F
from taggit.models import Tag

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Comment, Discussion, Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.topics.models import TopicFollow

from . import volume
from .lines import Lines

ROUNDS = 60


def _times(**calls: Callable[[int], object]) -> dict[str, float]:
    """Return the median wall time of calls (ms), made in turns after ten to warm up."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(ROUNDS):
        for name, call in calls.items():
            began = time.perf_counter()
            call(number)
            taken[name].append((time.perf_counter() - began) * 1000)
    return {name: median(found[10:]) for name, found in taken.items()}


def measure(lines: Lines) -> None:
    """Measure posting against a bare insert, and a deep reply against an early one."""
    author = get_user_model().objects.filter(social_memberships__state="active").first()
    group_id = author.social_memberships.first().group_id
    posts = list(Post.objects.filter(group=group_id).order_by("-pk")[:2])
    assert len(posts) == 2
    tags = [Tag.objects.create(name=f"bench{n}", slug=f"bench{n}") for n in range(ROUNDS)]
    counted = Discussion.objects.get(target_type="post", target_id=posts[0].pk)

    def floor(number: int) -> None:
        with transaction.atomic():
            TopicFollow.objects.create(user=author, tag=tags[number])
            Discussion.objects.filter(pk=counted.pk).update(hidden=F("hidden"))

    place = place_for(author, "post", posts[0].pk)
    found = _times(
        bare=floor,
        place=lambda number: place_for(author, "post", posts[0].pk),
        comment=lambda number: PostComment(
            actor=author, place=place, source=f"Short words {number}"
        ).execute(),
    )
    lines.add("ORM insert + counter + commit", found["bare"], "ms", None)
    lines.add("find the place of a comment, as its page did before", found["place"], "ms", None)
    lines.add("post a comment", found["comment"], "ms", None)
    ratio = found["comment"] / found["bare"]
    lines.add("post a comment against insert + counter", ratio, "x", 4)

    long = Discussion.objects.get(target_type="post", target_id=posts[1].pk)
    volume.make_comments(long, volume.make_people(50, "writer"), 10_000, seed=7)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    deep = Comment.objects.filter(discussion=long, depth=2).order_by("path")[3]
    shallow = _deep_parent(author, posts[0])
    found = _times(
        early=lambda number: _comment(author, posts[0], f"Early reply {number}", shallow),
        late=lambda number: _comment(author, posts[1], f"Deep reply {number}", deep),
    )
    ratio = found["late"] / found["early"]
    lines.add("deep reply among 10,000 against a small thread", ratio, "x", 1.2)


def _comment(author: Any, post: Post, text: str, parent: Comment | None = None) -> Comment:
    place = place_for(author, "post", post.pk)
    return PostComment(actor=author, place=place, source=text, parent=parent).execute()


def _deep_parent(author: Any, post: Post) -> Comment:
    first = _comment(author, post, "First")
    second = _comment(author, post, "Second", first)
    return _comment(author, post, "Third", second)
