"""Feeds as Atom (RFC 4287)."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_social.addresses import base_url, whole
from wagtail_social.conf import settings
from wagtail_social.conversations.models import Post, PostTopic
from wagtail_social.conversations.presenting import Presenter
from wagtail_social.markup import absolute, excerpt, one_line
from wagtail_social.people.adapters import unknown_person

from ..models import FeedAddress, FeedKind
from ..naming import site_name
from .places import Place

#: How much of a text a teaser shows (characters).
EXCERPT = 300

# What XML 1.0 cannot hold (section 2.2), and the control characters it discourages.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class _Atom(Atom1Feed):
    """Django's, with whole texts, and with a time of its own also where it is empty."""

    def latest_post_date(self) -> datetime.datetime:
        """Return when something last changed."""
        return self.feed["changed"]

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Put what is the whole text into ``content``; a ``summary`` is a part of it."""
        if not item["whole"]:
            super().add_item_elements(handler, item)
            return
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


def write_feed(address: FeedAddress, place: Place, posts: Sequence[Post]) -> bytes:
    """Write a feed in the language of the moment. Its number of queries is always the same.

    The address of the feed itself stands nowhere in it: what is fetched is passed on and stored.
    """
    base = base_url()
    title, path = one_line(place.title), place.path
    if place.kind == FeedKind.TOPIC and not posts:
        # Perhaps the topic stands on nothing but what has no feeds: then its name stays inside.
        title, path = _("A topic"), "/"
    changed = max((_changed(post) for post in posts), default=address.created_at)
    feed = _Atom(
        title=_("%(place)s – %(site)s") % {"place": title, "site": site_name()},
        link=whole(path, base),
        description=None,
        language=get_language(),
        feed_guid=_guid(base, address),
        changed=changed,
    )
    presenter = Presenter([post.author_id for post in posts], [post.html for post in posts])
    topics = _topics(posts)
    told = settings.FEED_CONTENT == "full"
    for post in posts:
        card = presenter.card(post.author_id) or unknown_person()
        names = topics[post.pk]
        if place.kind != FeedKind.GROUP:
            names = [post.group.title, *names]
        text = (
            absolute(presenter.html(post.html), base)
            if told
            else escape(excerpt(post.html, EXCERPT))
        )
        feed.add_item(
            title=one_line(post.heading) or _("Post without text"),
            link=whole(post.get_absolute_url(), base),
            description=_clean(text),
            whole=told,
            author_name=one_line(card.name),
            pubdate=post.created_at,
            updateddate=_changed(post),
            categories=[one_line(name) for name in names],
        )
    return feed.writeString("utf-8").encode()


def _changed(post: Post) -> datetime.datetime:
    return max(post.created_at, post.edited_at or post.created_at)


def _clean(html: str) -> str:
    return _NO_XML.sub("", html)


def _guid(base: str, address: FeedAddress) -> str:
    """Return the name of the feed (RFC 4151): the same for a new address of the same feed."""
    host = urlsplit(base).hostname or "localhost"
    return f"tag:{host},2000:feeds/{address.user_id}/{address.kind}/{address.key}"


def _topics(posts: Sequence[Post]) -> defaultdict[int, list[str]]:
    """Return the names of the topics of each post, in order: one query."""
    items = PostTopic.objects.filter(content_object__in=[post.pk for post in posts])
    names: defaultdict[int, list[str]] = defaultdict(list)
    rows = items.order_by("tag__name").values_list("content_object_id", "tag__name")
    for pk, name in rows:
        names[pk].append(name)
    return names
