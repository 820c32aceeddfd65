"""Feeds: pages of posts for one viewer, by keyset, with the ways to sort and narrow them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from taggit.models import Tag

from wagtail_social.conf import settings
from wagtail_social.groups.models import Group, JoinPolicy, Membership, State, Visibility
from wagtail_social.groups.standing import Standing
from wagtail_social.topics.querysets import topics_visible_to

from .cursors import Cursor
from .kinds import all_kinds
from .models import Post
from .presenting import Presenter, post_rows
from .rows import PostRow
from .wording import posts_text

#: Pinned posts at the top of a group.
PINNED = 5
#: How long the questions beside the home feed are remembered (seconds).
_REMEMBERED = 120

_ORDERS = ("activity", "newest")
_SHOWS = ("unanswered", "following")


@dataclass(frozen=True)
class Asked:
    """What a person asked of a feed, read from the address. What is not understood is left out."""

    order: str = "activity"
    show: str = ""
    kind: str = ""
    topic: str = ""
    after: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """Read the address of a request."""
        get = request.GET.get
        kind = get("kind", "")
        topic = get("topic", "")
        return cls(
            order=get("order", "") if get("order", "") in _ORDERS else "activity",
            show=get("show", "") if get("show", "") in _SHOWS else "",
            kind=kind if kind in [known.name for known in all_kinds()] else "",
            topic=topic if len(topic) <= 100 and "\x00" not in topic else "",
            after=get("after", ""),
        )

    @property
    def sorting(self) -> str:
        """How rows are ordered: questions without an answer always by age."""
        return "newest" if self.show == "unanswered" else self.order

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins, ``None`` for the first one."""
        return Cursor.parse(self.after) if self.after else None

    @property
    def plain(self) -> bool:
        """Whether this is a feed as it comes: nothing left out of it."""
        return not (self.show or self.kind or self.topic)

    def query(self, **changes: str) -> str:
        """Return the query of an address that asks for this, with changes; begins with ``?``."""
        asked = replace(self, **{"after": "", **changes})
        values = {
            "order": asked.order if asked.order != "activity" else "",
            "show": asked.show,
            "kind": asked.kind,
            "topic": asked.topic,
            "after": asked.after,
        }
        found = urlencode({name: value for name, value in values.items() if value})
        return f"?{found}" if found else ""


@dataclass
class Feed:
    """One page of a feed, ready to be drawn."""

    rows: list[PostRow]
    asked: Asked
    #: Address of the next page, and of its rows alone; empty on the last page.
    more_url: str = ""
    more_fragment: str = ""
    #: Whether all posts are of the group whose page this is.
    in_group: bool = False


class _Building:
    """A feed being put together for one request."""

    def __init__(self, request: HttpRequest, fragment_url: str) -> None:
        self.user: Any = request.user
        self.asked = Asked.of(request)
        self.page_url = request.path
        self.fragment_url = fragment_url

    @cached_property
    def topic(self) -> Tag | None:
        """The topic asked for, if the viewer may know it."""
        if not self.asked.topic:
            return None
        return topics_visible_to(self.user).filter(slug=self.asked.topic).first()

    def narrowed(self) -> Any:
        """Return posts narrowed to what was asked."""
        unanswered = self.asked.show == "unanswered"
        return Post.objects.narrowed(
            kind="" if unanswered else self.asked.kind, topic=self.topic, unanswered=unanswered
        )

    def page_of_groups(self, group_ids: list[int], posts: Any = None) -> tuple[list[Post], str]:
        """Return one page of these groups together."""
        return (self.narrowed() if posts is None else posts).page_of_groups(
            group_ids,
            order=self.asked.sorting,
            cursor=self.asked.cursor,
            size=settings.FEED_PAGE_SIZE,
        )

    def feed(self, rows: list[PostRow], cursor: str) -> Feed:
        """Return the page with its ways on."""
        feed = Feed(rows, self.asked)
        if cursor:
            query = self.asked.query(after=cursor)
            feed.more_url = f"{self.page_url}{query}"
            feed.more_fragment = f"{self.fragment_url}{query}"
        return feed

    def tabs(self, *, following: bool) -> list[dict[str, Any]]:
        """Return the ways to sort, and what one most often looks for."""
        asked = self.asked
        tabs = [
            (_("Latest activity"), {"order": "activity", "show": ""}),
            (_("Newest"), {"order": "newest", "show": ""}),
            (_("Questions without an answer"), {"order": "activity", "show": "unanswered"}),
        ]
        if following:
            tabs.append((_("Following"), {"order": "activity", "show": "following"}))
        return [
            {
                "label": label,
                "url": self.page_url + asked.query(**change) or self.page_url,
                "current": asked.show == change["show"]
                and (bool(asked.show) or asked.order == change["order"]),
            }
            for label, change in tabs
        ]

    def filters(self) -> list[dict[str, Any]]:
        """Return the kinds one can narrow to, and the topic one has narrowed to."""
        asked = self.asked
        found: list[dict[str, Any]] = []
        if asked.show != "unanswered":
            choices = [("", _("All")), *((kind.name, str(kind.label)) for kind in all_kinds())]
            found += [
                {
                    "label": label,
                    "url": self.page_url + asked.query(kind=name),
                    "current": asked.kind == name,
                }
                for name, label in choices
            ]
        if self.topic is not None:
            found.append(
                {
                    "label": f"#{self.topic.name}",
                    "url": self.page_url + asked.query(topic=""),
                    "current": True,
                    "removes": True,
                }
            )
        return found


def home_feed(request: HttpRequest, groups: list[Group]) -> dict[str, Any]:
    """Return the feed of the viewer's groups, or of what the viewer follows.

    ``groups`` are those the viewer is in. Gives ``feed``, ``tabs``, ``filters`` and ``me`` (the
    viewer's card).
    """
    building = _Building(request, reverse("wagtail_social:home"))
    asked = building.asked
    following = asked.show == "following"
    if following:
        posts, cursor = (
            building.narrowed()
            .followed_by(building.user)
            .page(order=asked.sorting, cursor=asked.cursor, size=settings.FEED_PAGE_SIZE)
        )
    else:
        posts, cursor = building.page_of_groups(_speaking(groups, asked))
        known = {group.pk: group for group in groups}
        for post in posts:
            post.group = known[post.group_id]
    presenter = Presenter()
    presenter.expect(building.user.pk)
    rows = post_rows(building.user, posts, joined=not following, presenter=presenter)
    return {
        "feed": building.feed(rows, cursor),
        "tabs": building.tabs(following=True),
        "filters": building.filters(),
        "me": presenter.card(building.user.pk),
    }


def talked_about(rows: Iterable[PostRow], *, limit: int = 5) -> list[dict[str, Any]]:
    """Return the topics that most of these posts are about, as links, for beside a feed."""
    found: Counter[tuple[str, str]] = Counter(
        (tag.name, tag.slug) for row in rows for tag in row.tags
    )
    return [
        {
            "label": f"#{name}",
            "url": reverse("wagtail_social:topic", args=[slug]),
            "meta": posts_text(count),
        }
        for (name, slug), count in found.most_common(limit)
        if count > 1
    ]


def _speaking(groups: list[Group], asked: Asked) -> list[int]:
    """Return the groups that can have a part in this page.

    The newest posts of all come from the groups whose own newest post is newest, so the first page
    in that order needs no more groups than it has places.
    """
    heard = [group for group in groups if group.last_post_at is not None]
    if asked.plain and asked.order == "newest" and not asked.cursor:
        heard.sort(key=lambda group: group.last_post_at, reverse=True)  # type: ignore[arg-type, return-value]
        heard = heard[: settings.FEED_PAGE_SIZE + 1]
    return [group.pk for group in heard]


def group_feed(request: HttpRequest, group: Group, standing: Standing) -> dict[str, Any]:
    """Return what ``wagtail_social/conversations/_group_feed.html`` draws, for who may read.

    Works on any page that presents the group: sorting and paging stay on the address of the
    request, fragments come from the group's own. Gives ``feed``, ``pinned``, ``tabs``,
    ``filters``, ``me``, ``write_url``, ``welcome`` (for who has just come), and ``group`` and
    ``standing``.
    """
    building = _Building(request, group.get_absolute_url())
    asked = building.asked
    posts = building.narrowed()
    pinned: list[Post] = []
    if asked.plain:
        pinned = list(Post.objects.pinned_in(group)[:PINNED])
        posts = posts.exclude(pk__in=[post.pk for post in pinned]) if pinned else posts
    found, cursor = building.page_of_groups([group.pk], posts)
    for post in (*pinned, *found):
        post.group = group
    at_top = pinned if not asked.cursor else []
    presenter = Presenter()
    presenter.expect(building.user.pk)
    rows = post_rows(building.user, [*at_top, *found], standing=standing, presenter=presenter)
    feed = building.feed(rows[len(at_top) :], cursor)
    feed.in_group = True
    return {
        "group": group,
        "standing": standing,
        "pinned": rows[: len(at_top)],
        "feed": feed,
        "tabs": building.tabs(following=False),
        "filters": building.filters(),
        "me": presenter.card(building.user.pk),
        "write_url": (
            reverse("wagtail_social:post_new", args=[group.slug]) if standing.can_post else ""
        ),
        "welcome": group.welcome if asked == Asked() and _is_new(standing) else "",
    }


def _is_new(standing: Standing) -> bool:
    """Whether the viewer has come into the group within a week."""
    row = standing.membership
    if row is None or not standing.is_member:
        return False
    return timezone.now() - row.since < datetime.timedelta(days=7)


def topic_feed(request: HttpRequest, tag: Tag) -> dict[str, Any]:
    """Return the posts on a topic that the viewer may read, newest first: ``feed``."""
    url = reverse("wagtail_social:topic", args=[tag.slug])
    after = request.GET.get("after", "")
    posts, cursor = (
        Post.objects.readable_by(request.user)
        .narrowed(topic=tag)
        .page(order="newest", cursor=Cursor.parse(after), size=settings.FEED_PAGE_SIZE)
    )
    rows = post_rows(request.user, posts)
    feed = Feed(rows, Asked(order="newest", after=after))
    if cursor:
        feed.more_url = f"{url}?{urlencode({'after': cursor})}"
        feed.more_fragment = f"{url}?{urlencode({'part': 'posts', 'after': cursor})}"
    return {"feed": feed}


def waiting_questions(user: Any, groups: list[Group], *, limit: int = 3) -> list[Post]:
    """Return the newest questions without an accepted answer in these groups.

    Which they are is remembered for two minutes; whether each may still be shown is asked anew.
    """
    heard = {group.pk: group for group in groups if group.last_post_at is not None}
    unanswered = Post.objects.narrowed(unanswered=True)
    key = f"wagtail_social:waiting_questions:{user.pk}"
    remembered = cache.get(key)
    if remembered is None:
        found, _cursor = unanswered.page_of_groups(
            list(heard), order="newest", cursor=None, size=limit
        )
        cache.set(key, [post.pk for post in found], _REMEMBERED)
    elif remembered:
        known = unanswered.published().filter(pk__in=remembered, group__in=heard)
        found = list(known.defer("source").order_by("-created_at", "-pk"))
    else:
        found = []
    for post in found:
        post.group = heard[post.group_id]
    return found


def offered_groups(user: Any) -> Any:
    """Return the groups a newcomer can get into at once: pilot groups first, then the largest.

    Only what every employee reads: of other groups nobody outside may know more than the name.
    """
    standing_in = Membership.objects.filter(user=user, state__in=(State.ACTIVE, State.BANNED))
    return (
        Group.objects.alive()
        .filter(visibility=Visibility.EVERYONE, join_policy=JoinPolicy.FREE)
        .exclude(pk__in=standing_in.values("group_id"))
        .order_by("-pilot", "-member_count", "pk")
    )
