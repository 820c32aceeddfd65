"""Digests: a week of posts told to 10,000 people in 50 groups, and how fast digests are made."""

from __future__ import annotations

import datetime
import random
import time
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import F
from django.utils import timezone
from taggit.models import Tag

from wagtail_social.conversations.models import Discussion, Post, PostTopic, Reaction
from wagtail_social.notifications.digests.composing import AT_ONCE, compose_digests
from wagtail_social.notifications.digests.due import queue_digests
from wagtail_social.notifications.letters import Letter
from wagtail_social.notifications.models import Activity, Mail, PersonalSettings
from wagtail_social.people.models import Expertise, Profile
from wagtail_social.topics.models import TopicFollow

from . import volume
from .lines import Lines

PEOPLE, GROUPS, GROUPS_EACH, POSTS = 10_000, 50, 5, 1_000

_TOLD = """
    INSERT INTO wagtail_social_notifications_delivery
        (activity_id, recipient_id, category, site, mail)
    SELECT a.id, m.user_id, 'group_activity', 'told', 'off'
    FROM wagtail_social_notifications_activity a
    JOIN wagtail_social_groups_membership m ON m.group_id = a.group_id
    WHERE m.user_id <> a.actor_id
"""
_LINES = """
    INSERT INTO wagtail_social_notifications_notification
        (recipient_id, subject_type, subject_id, first, last, latest_at, unread)
    SELECT d.recipient_id, a.subject_type, a.subject_id, a.id, a.id, a.created_at, {unread}
    FROM wagtail_social_notifications_delivery d
    JOIN wagtail_social_notifications_activity a ON a.id = d.activity_id
"""


def measure(lines: Lines) -> None:
    """Measure queueing and making the digests of everybody."""
    now = timezone.now()
    _week(now)
    began = time.perf_counter()
    queued = queue_digests(now)
    lines.add("put down a digest for 10,000 people", time.perf_counter() - began, "s", None)
    assert queued == PEOPLE, queued
    mails = list(Mail.objects.filter(kind="digest", state="waiting").order_by("due_at", "pk"))
    counts: list[int] = []
    letters = 0
    began = time.perf_counter()
    for start in range(0, len(mails), AT_ONCE):
        counted = 0

        def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal counted
            counted += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(count):
            composed = compose_digests(mails[start : start + AT_ONCE], now)
        counts.append(counted)
        letters += sum(isinstance(found, Letter) for found in composed.values())
    taken = time.perf_counter() - began
    assert letters == PEOPLE, letters
    lines.add("digests built per second", PEOPLE / taken, "1/s", 200, at_least=True)
    lines.add(f"queries for a batch of {AT_ONCE} digests", max(counts), "queries", 30)


def _week(now: datetime.datetime) -> None:
    """Make the people, and a week in which each post was told to everybody in its group."""
    chance = random.Random(11)
    people = volume.make_people(PEOPLE, "reader")
    groups = volume.make_groups(GROUPS, "Digest")
    get_user_model().objects.filter(username__startswith="reader").update(
        email=F("username"), date_joined=now - datetime.timedelta(days=30)
    )
    for number, group in enumerate(groups):
        # Five groups each: everybody is in those of their number, and of the next four.
        members = [person for n, person in enumerate(people) if (number - n) % GROUPS < GROUPS_EACH]
        volume.put_into([group], members)
    step = datetime.timedelta(days=7) / (POSTS + 1)
    volume.make_posts(
        groups, people, POSTS, seed=12, start=now - datetime.timedelta(days=7) + step, step=step
    )
    posts = list(Post.objects.filter(group__in=groups).order_by("pk"))
    talks = Discussion.objects.by_target("post", [post.pk for post in posts])
    tags = Tag.objects.bulk_create(Tag(name=f"theme{n}", slug=f"theme{n}") for n in range(40))
    Post.objects.filter(pk__in=[post.pk for post in posts[::5]]).update(kind="question")
    PostTopic.objects.bulk_create(
        PostTopic(tag=chance.choice(tags), content_object=post) for post in posts[::2]
    )
    Reaction.objects.bulk_create(
        Reaction(user=person, discussion=talks[post.pk], kind="like")
        for post in posts
        for person in chance.sample(people, chance.randrange(6))
    )
    TopicFollow.objects.bulk_create(
        TopicFollow(user=person, tag=tag) for person in people for tag in chance.sample(tags, 2)
    )
    experts = Profile.objects.filter(user__in=people[::3])
    Expertise.objects.bulk_create(
        Expertise(content_object=profile, tag=chance.choice(tags)) for profile in experts
    )
    PersonalSettings.objects.bulk_create(
        PersonalSettings(user=person, language=("en", "nl", "de")[n % 3], digest_due_at=now - step)
        for n, person in enumerate(people)
    )
    _tell(posts, talks)


def _tell(posts: list[Post], talks: dict[int, Any]) -> None:
    """Tell each post to everybody in its group, and each author of one comment: unread."""
    Activity.objects.bulk_create(
        Activity(
            happening="post",
            subject_type="discussion",
            subject_id=talks[post.pk].pk,
            object_id=post.pk,
            group_id=post.group_id,
            actor_id=post.author_id,
            created_at=post.created_at,
            told_at=post.created_at,
        )
        for post in posts
    )
    unread = "TRUE" if connection.vendor == "postgresql" else "1"
    with connection.cursor() as cursor:
        cursor.execute(_TOLD)
        cursor.execute(_LINES.format(unread=unread))
        # News for one person alone, of which a digest has lines: of each twentieth row.
        cursor.execute(
            "UPDATE wagtail_social_notifications_delivery SET category = 'mention' "
            "WHERE id % 20 = 0"
        )
        cursor.execute("ANALYZE")
