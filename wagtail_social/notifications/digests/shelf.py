"""What could be told: posts and questions of the window, read once for all people of a batch.

Of each group and each topic the best of a day are kept, so that what is read does not grow with
how much is said.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate

from wagtail_social.conversations.kinds import all_kinds
from wagtail_social.conversations.models import Discussion, Post, Reaction
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Visibility

from .people import PATIENCE, Person

#: How many posts, and how many questions, of a group or topic are looked at, a day.
_POSTS_A_DAY = 25
_QUESTIONS_A_DAY = 10
#: The kind of post that has a section of its own where a host registers it.
STORY = "story"


class Candidate(NamedTuple):
    """A post that may be told: what decides whom it is told."""

    pk: int
    group_id: int
    author_id: Any
    created_at: datetime.datetime
    discussion_id: int | None
    is_open: bool
    #: How much later than it was said it is told.
    delay: datetime.timedelta


#: A candidate behind what it is sorted by; the key keeps two from being compared further.
Ranked = tuple[float, float, int, Candidate]
Piles = defaultdict[int, list[Ranked]]


def _piles() -> Piles:
    return defaultdict(list)


@dataclass
class Pool:
    """Candidates of one section, best first, by the key of their group and of their topic."""

    by_group: Piles = field(default_factory=_piles)
    by_topic: Piles = field(default_factory=_piles)

    def piles(self, groups: Collection[int], topics: Collection[int]) -> list[list[Ranked]]:
        """Return the piles of these groups and topics."""
        piles = [self.by_group[key] for key in groups if key in self.by_group]
        return piles + [self.by_topic[key] for key in topics if key in self.by_topic]


@dataclass
class Shelf:
    """All that could be told to the people of a batch."""

    posts: Pool = field(default_factory=Pool)
    stories: Pool = field(default_factory=Pool)
    questions: Pool = field(default_factory=Pool)


def fill_shelf(people: Collection[Person]) -> Shelf:
    """Read what could be told to these people: four queries whatever their number."""
    kinds = all_kinds()
    answerable = [kind.name for kind in kinds if kind.has_answer]
    has_stories = any(kind.name == STORY for kind in kinds)
    since = min(person.window.start for person in people) - PATIENCE
    until = max(person.window.end for person in people)
    said = with_numbers(
        Post.objects.published().filter(
            created_at__gt=since, created_at__lte=until, group__archived_at__isnull=True
        )
    )
    waiting = said.filter(kind__in=answerable, accepted_comment__isnull=True, comments=0)
    feeds = set().union(*(person.feed for person in people))
    asked = set().union(*(person.feed for person in people if not person.expertise))
    follows = set().union(*(person.follows for person in people))
    expertise = set().union(*(person.expertise for person in people))

    shelf = Shelf()
    for name, keys in (("group_id", feeds), ("topic", follows)):
        for place, score, kind, found in _best(said, name, keys, _POSTS_A_DAY, answerable):
            pool = shelf.stories if has_stories and kind == STORY else shelf.posts
            piles = pool.by_group if name == "group_id" else pool.by_topic
            piles[place].append((-score, -found.created_at.timestamp(), -found.pk, found))
    for name, keys in (("group_id", asked), ("topic", expertise)):
        for place, _score, _kind, found in _newest(waiting, name, keys, answerable):
            piles = shelf.questions.by_group if name == "group_id" else shelf.questions.by_topic
            piles[place].append((0, -found.created_at.timestamp(), -found.pk, found))
    for pool in (shelf.posts, shelf.stories, shelf.questions):
        for piles in (pool.by_group, pool.by_topic):
            for pile in piles.values():
                pile.sort()
    return shelf


def with_numbers(posts: QuerySet[Any]) -> QuerySet[Any]:
    """Say of each post its ``discussion``, and how many ``comments`` and ``reactions`` it got."""
    talk = Discussion.objects.filter(target_type=POST, target_id=OuterRef("pk"))
    taps = (
        Reaction.objects.filter(
            discussion__target_type=POST,
            discussion__target_id=OuterRef("pk"),
            comment__isnull=True,
        )
        .order_by()
        .annotate(all=Value(1))
        .values("all")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return (
        posts.order_by()
        .annotate(
            discussion=Subquery(talk.values("pk")[:1]),
            comments=Coalesce(Subquery(talk.values("comment_count")[:1]), 0),
            reactions=Coalesce(Subquery(taps), 0),
        )
        .annotate(score=F("comments") + F("reactions"))
    )


Row = tuple[int, int, str, Candidate]


def _best(
    posts: QuerySet[Any], place: str, keys: Collection[int], each: int, answerable: list[str]
) -> list[Row]:
    order = (F("score").desc(), F("created_at").desc())
    return _first_of_day(posts, place, keys, each, order, answerable)


def _newest(
    posts: QuerySet[Any], place: str, keys: Collection[int], answerable: list[str]
) -> list[Row]:
    order = (F("created_at").desc(),)
    return _first_of_day(posts, place, keys, _QUESTIONS_A_DAY, order, answerable)


def _first_of_day(
    posts: QuerySet[Any],
    place: str,
    keys: Collection[int],
    each: int,
    order: tuple[Any, ...],
    answerable: list[str],
) -> list[Row]:
    """Return (place, score, kind, candidate) of the first ``each`` of each place and day."""
    if not keys:
        return []
    if place == "topic":
        posts = posts.filter(topic_items__tag__in=keys).annotate(topic=F("topic_items__tag_id"))
    else:
        posts = posts.filter(group__in=keys)
    day = TruncDate("created_at", tzinfo=datetime.UTC)
    number = Window(RowNumber(), partition_by=[F(place), day], order_by=order)
    rows = posts.annotate(number=number).filter(number__lte=each)
    fields = (
        *(place, "score", "kind", "pk", "group_id", "author_id", "created_at", "discussion"),
        # Django 5.2 mixes the columns up where the number is not one of them.
        *("group__visibility", "number"),
    )
    found = []
    for key, score, kind, pk, group_id, author, moment, talk, seen_by, _n in rows.values_list(
        *fields
    ):
        is_open = seen_by == Visibility.EVERYONE
        delay = PATIENCE if kind in answerable else datetime.timedelta(0)
        candidate = Candidate(pk, group_id, author, moment, talk, is_open, delay)
        found.append((key, score, kind, candidate))
    return found
