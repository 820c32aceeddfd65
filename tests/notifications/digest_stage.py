"""A small stage for digests: people in a group, what was said when, and the digests they get."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model

from wagtail_social.conversations.actions import PostComment, PublishPost, React
from wagtail_social.conversations.models import Discussion, Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import PRESETS, Group, Membership
from wagtail_social.notifications.digests.composing import compose_digests
from wagtail_social.notifications.digests.due import queue_digests
from wagtail_social.notifications.letters import Composed, Letter
from wagtail_social.notifications.models import Mail, PersonalSettings, Presence
from wagtail_social.people.models import Profile

#: A Monday, half an hour after seven in Amsterdam, where the site is.
MONDAY = datetime.datetime(2026, 3, 9, 6, 30, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)


def make_person(name: str, *groups: Group, **chosen: Any) -> Any:
    """Make somebody who came a week before ``MONDAY`` and never again; ``chosen`` are settings."""
    model = get_user_model()
    user = model.objects.create(
        username=name,
        first_name=name.title(),
        email=f"{name}@example.org",
        date_joined=MONDAY - 9 * DAY,
    )
    Profile.objects.get_or_create(user=user, defaults={"handle": name})
    for group in groups:
        Membership.objects.create(group=group, user=user, state="active")
    settings = {"digest_due_at": MONDAY - HOUR / 2, **chosen}
    PersonalSettings.objects.update_or_create(user=user, defaults=settings)
    return user


def make_group(title: str, preset: str = "open") -> Group:
    """Make a group."""
    visibility, join_policy = PRESETS[preset]
    return Group.objects.create(
        title=title, slug=title.lower(), visibility=visibility, join_policy=join_policy
    )


def say(
    author: Any, group: Group, title: str, *, at: datetime.datetime = MONDAY - 2 * DAY, **more: Any
) -> Post:
    """Post something at a time of one's choice."""
    action = PublishPost(actor=author, group=group, title=title, source="Words.", **more)
    post = action.execute()
    Post.objects.filter(pk=post.pk).update(created_at=at)
    return post


def answer(user: Any, post: Post, text: str = "Oh") -> Any:
    """Comment on a post."""
    place = place_for(user, "post", post.pk)
    return PostComment(actor=user, place=place, source=text).execute()


def like(user: Any, post: Post) -> None:
    """React to a post."""
    React(actor=user, place=place_for(user, "post", post.pk), kind="like").execute()


def talk_of(post: Post) -> int:
    """Return the key of the post's discussion."""
    return Discussion.objects.get(target_type="post", target_id=post.pk).pk


def is_seen(user: Any, at: datetime.datetime) -> None:
    """Somebody is here."""
    Presence.objects.update_or_create(user=user, defaults={"seen_at": at})


def compose(now: datetime.datetime = MONDAY) -> dict[str, Composed]:
    """Queue what is due and return what becomes of each waiting digest, by username."""
    queue_digests(now)
    mails = list(Mail.objects.filter(kind="digest", state="waiting").select_related("recipient"))
    composed = compose_digests(mails, now)
    assert set(composed) == {mail.pk for mail in mails}
    for mail in mails:
        is_letter = isinstance(composed[mail.pk], Letter)
        Mail.objects.filter(pk=mail.pk).update(state="sent" if is_letter else "dropped")
    return {mail.recipient.username: composed[mail.pk] for mail in mails}


def letters(now: datetime.datetime = MONDAY) -> dict[str, Letter]:
    """Return the digests that people get now, by username."""
    return {name: found for name, found in compose(now).items() if isinstance(found, Letter)}
