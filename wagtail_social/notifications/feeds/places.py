"""What a feed can be of, for one person as they are now, and which posts stand in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.access import is_employee
from wagtail_social.conf import settings
from wagtail_social.conversations.models import Post, PostTopic
from wagtail_social.groups.models import Group, Visibility
from wagtail_social.personal_feeds import PersonalFeed, personal_feeds
from wagtail_social.topics.models import TopicFollow
from wagtail_social.topics.querysets import topics_visible_to

from ..models import FeedKind

#: How many posts stand in a feed, newest first.
NEWEST = 30

Name = tuple[str, int]


@dataclass(frozen=True)
class Place:
    """A group, a topic, or something that is somebody's own. ``path`` is that of its page.

    ``offered`` says whether it has feeds: closed and secret groups do only where the site's
    settings say so.
    """

    kind: str
    key: int
    title: str
    path: str
    offered: bool = True
    #: What writes it, where it holds no posts.
    personal: PersonalFeed | None = None


def has_feeds(group: Group) -> bool:
    """Whether this group has feeds, for who reads it."""
    return settings.FEEDS_OF_CLOSED_GROUPS or group.visibility == Visibility.EVERYONE


def groups_with_feeds(user: Any) -> QuerySet[Group]:
    """Return the groups that this user reads and that have feeds."""
    groups = Group.objects.readable_by(user)
    if not settings.FEEDS_OF_CLOSED_GROUPS:
        groups = groups.filter(visibility=Visibility.EVERYONE)
    return groups


def place_of_group(group: Group) -> Place:
    """Return a group as a place."""
    url = group.get_absolute_url()
    return Place(FeedKind.GROUP, group.pk, group.title, url, offered=has_feeds(group))


def place_of_topic(tag: Any) -> Place:
    """Return a topic as a place."""
    url = reverse("wagtail_social:topic", args=[tag.slug])
    return Place(FeedKind.TOPIC, tag.pk, f"#{tag.name}", url)


def place_of_own() -> Place:
    """Return a person's own groups and topics as a place."""
    title = _("My groups and topics")
    return Place(FeedKind.MINE, 0, title, reverse("wagtail_social:home"))


def place_of_personal(feed: PersonalFeed) -> Place:
    """Return what a room gives a person's programs as a place."""
    path = reverse(f"wagtail_social:{feed.page}")
    return Place(feed.name, 0, str(feed.title), path, personal=feed)


def places_of(user: Any, names: Collection[Name]) -> dict[Name, Place]:
    """Return, of the places named by kind and key, those that this user may read now.

    One query for all groups and one for all topics.
    """
    if not is_employee(user):
        return {}
    found = [place_of_own(), *map(place_of_personal, personal_feeds.all())]
    if groups := [key for kind, key in names if kind == FeedKind.GROUP]:
        found += map(place_of_group, Group.objects.readable_by(user).filter(pk__in=groups))
    if topics := [key for kind, key in names if kind == FeedKind.TOPIC]:
        found += map(place_of_topic, topics_visible_to(user).filter(pk__in=topics))
    by_name = {(str(place.kind), place.key): place for place in found}
    return {name: by_name[name] for name in names if name in by_name}


def place_of(user: Any, kind: str, key: int) -> Place | None:
    """Return one place, or ``None`` for what this user may not read or what there is not."""
    return places_of(user, [(kind, key)]).get((kind, key))


def posts_of(place: Place, user: Any) -> list[Post]:
    """Return the newest posts there that this user may read now, with their groups."""
    if place.kind == FeedKind.MINE:
        return _own_posts(user)
    posts = Post.objects.filter(group__in=groups_with_feeds(user).values("pk"))
    if place.kind == FeedKind.GROUP:
        return _newest(posts.filter(group=place.key), user)
    return _newest(posts.filter(topic_items__tag=place.key), user)


def _newest(posts: Any, user: Any) -> list[Post]:
    found, _more = posts.readable_by(user).page(order="newest", cursor=None, size=NEWEST)
    return found


def _own_posts(user: Any) -> list[Post]:
    """Return what is new in groups one is in, and elsewhere on topics one follows.

    Two lists that are merged: each is read by an index, whatever others write.
    """
    allowed = groups_with_feeds(user)
    groups = allowed.filter(pk__in=Group.objects.of_member(user).values("pk")).in_bulk()
    in_groups, _more = Post.objects.page_of_groups(
        list(groups), order="newest", cursor=None, size=NEWEST
    )
    for post in in_groups:
        post.group = groups[post.group_id]
    followed = TopicFollow.objects.of(user).values("tag_id")
    items = PostTopic.objects.filter(tag__in=followed).values("content_object_id")
    on_topics = _newest(Post.objects.filter(group__in=allowed.values("pk"), pk__in=items), user)
    both = {post.pk: post for post in (*on_topics, *in_groups)}.values()
    return sorted(both, key=lambda post: (post.created_at, post.pk), reverse=True)[:NEWEST]
