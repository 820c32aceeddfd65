"""Volume for measurements: many people, groups, posts and comments, quickly and without meaning.

Written past the actions, in bulk; counters are set to what the actions would have made them.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment as BaseComment

from wagtail_social.conversations.models import PATH_STEP, Comment, Discussion, Post
from wagtail_social.conversations.paths import path_step
from wagtail_social.groups.models import Group, Membership
from wagtail_social.people.models import Profile

WORDS = (
    "bridge roster quay night shift permit parking boat key cabinet building move storm tide lamp",
    "paper meeting minutes question answer colleague training desk window harbour master green",
    "garden volunteer printer account phone radio council plan budget week team",
)
VOCABULARY = [word for line in WORDS for word in line.split()]
BATCH = 5_000
START = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)


def prose(chance: random.Random, low: int, high: int) -> str:
    """Return words, between ``low`` and ``high`` of them."""
    return " ".join(chance.choice(VOCABULARY) for _ in range(chance.randint(low, high)))


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def make_people(count: int, prefix: str = "person") -> list[Any]:
    """Make users with profiles and no password."""
    model = get_user_model()
    model.objects.bulk_create(
        (
            model(username=f"{prefix}{n}", first_name=f"Given{n}", last_name=f"Family{n}")
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    people = list(model.objects.filter(username__startswith=prefix).order_by("pk"))
    Profile.objects.bulk_create(
        (Profile(user=person, handle=person.username) for person in people), batch_size=BATCH
    )
    return people


def make_groups(count: int, prefix: str = "Group") -> list[Group]:
    """Make open groups without people."""
    Group.objects.bulk_create(
        (
            Group(title=f"{prefix} {n}", slug=f"{prefix.lower()}-{n}", purpose="Volume")
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    return list(Group.objects.filter(slug__startswith=f"{prefix.lower()}-").order_by("pk"))


def put_into(groups: Sequence[Group], people: Sequence[Any]) -> None:
    """Make everybody a member of each of these groups."""
    rows = (
        Membership(group=group, user=person, state="active", since=START)
        for group in groups
        for person in people
    )
    for batch in _batches(rows):
        Membership.objects.bulk_create(batch)


def make_posts(
    groups: Sequence[Group],
    authors: Sequence[Any],
    count: int,
    *,
    seed: int = 1,
    start: datetime.datetime = START,
    step: datetime.timedelta = datetime.timedelta(seconds=30),
) -> None:
    """Spread ``count`` posts over the groups in turn, one each ``step``, with discussions."""
    chance = random.Random(seed)
    last_before = Post.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def rows() -> Iterator[Post]:
        for n in range(count):
            moment = start + n * step
            text = prose(chance, 20, 90)
            yield Post(
                group=groups[n % len(groups)],
                author=authors[chance.randrange(len(authors))],
                title=prose(chance, 3, 8) if n % 3 else "",
                source=text,
                html=f"<p>{text}</p>",
                created_at=moment,
                last_activity_at=moment,
            )

    for batch in _batches(rows()):
        Post.objects.bulk_create(batch)
    fresh = Post.objects.filter(pk__gt=last_before).order_by("pk")
    discussions = (
        Discussion(target_type="post", target_id=pk, group_id=group_id, last_activity_at=moment)
        for pk, group_id, moment in fresh.values_list("pk", "group_id", "created_at").iterator(
            chunk_size=BATCH
        )
    )
    for batch in _batches(discussions):
        Discussion.objects.bulk_create(batch)
    for group in groups:
        posts = Post.objects.filter(group=group)
        newest = posts.order_by("-created_at").values_list("created_at", flat=True).first()
        Group.objects.filter(pk=group.pk).update(post_count=posts.count(), last_post_at=newest)


def make_comments(
    discussion: Discussion,
    authors: Sequence[Any],
    count: int,
    *,
    thread: int = 5,
    seed: int = 2,
) -> None:
    """Put ``count`` comments into a discussion: top-level ones with ``thread - 1`` replies each.

    Replies hang below each other in turn, up to three levels.
    """
    chance = random.Random(seed)
    site_id = Site.objects.order_by("pk").values_list("pk", flat=True)[0]
    content_type = ContentType.objects.get_for_model(Post)
    before = BaseComment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    now = timezone.now()
    bases = (
        BaseComment(
            content_type=content_type,
            object_pk=str(discussion.target_id),
            site_id=site_id,
            user=authors[chance.randrange(len(authors))],
            comment=prose(chance, 8, 40),
            submit_date=now,
        )
        for _ in range(count)
    )
    for batch in _batches(bases):
        BaseComment.objects.bulk_create(batch)
    made = BaseComment.objects.filter(pk__gt=before).order_by("pk")
    rows = list(made.values_list("pk", "user_id", "comment"))
    _write_xtd([pk for pk, _user, _text in rows])
    _write_own(discussion, rows, thread, now)
    Discussion.objects.filter(pk=discussion.pk).update(
        comment_count=Comment.objects.filter(discussion=discussion).count()
    )


def _write_xtd(ids: list[int]) -> None:
    quote = connection.ops.quote_name
    columns = ["comment_ptr_id", "thread_id", "parent_id", "level", "order", "followup"]
    columns.append("nested_count")
    sql = (
        f"INSERT INTO django_comments_xtd_xtdcomment ({', '.join(map(quote, columns))}) "
        "VALUES (%s, 0, 0, 0, 1, %s, 0)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(pk, False) for pk in ids])


def _write_own(
    discussion: Discussion, rows: list[tuple[Any, Any, str]], thread: int, now: Any
) -> None:
    fields = list(Comment._meta.local_concrete_fields)
    placed: dict[int, dict[str, Any]] = {}
    for position, (pk, user_id, text) in enumerate(rows):
        within = position % thread
        chain = rows[position - within][0], rows[position - 1][0] if within else None
        root = placed.get(chain[0]) if within else None
        above = placed.get(chain[1]) if within else None
        if above is not None and above["depth"] >= 2:
            above = root
        placed[pk] = {
            "base_id": pk,
            "discussion_id": discussion.pk,
            "reply_to_id": above["base_id"] if above else None,
            "root_id": root["base_id"] if root else None,
            "path": (above["path"] if above else "") + path_step(pk, PATH_STEP),
            "depth": above["depth"] + 1 if above else 0,
            "author_id": user_id,
            "html": f"<p>{text}</p>",
            "renderer_version": 1,
            "state": "published",
            "removal_reason": "",
            "reply_count": 0,
            "created_at": now,
        }
        for end in range(PATH_STEP, len(placed[pk]["path"]), PATH_STEP):
            ancestor = int(placed[pk]["path"][end - PATH_STEP : end], 36)
            placed[ancestor]["reply_count"] += 1
    quote = connection.ops.quote_name
    names = [field.column for field in fields]
    sql = (
        f"INSERT INTO {quote(Comment._meta.db_table)} ({', '.join(map(quote, names))}) "
        f"VALUES ({', '.join(['%s'] * len(names))})"
    )
    values = [
        [field.get_db_prep_save(row.get(field.attname), connection) for field in fields]
        for row in placed.values()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
