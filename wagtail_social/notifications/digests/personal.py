"""News for one person that waits unread in their list and was not mailed: answers, mentions.

What merely goes on in a person's groups is not among it: the best of that is chosen elsewhere.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from wagtail_social.conversations.models import Discussion, Post
from wagtail_social.conversations.notifying import DISCUSSION
from wagtail_social.conversations.targets import POST
from wagtail_social.groups.models import Visibility
from wagtail_social.happenings import Happening, Nearness, NotificationCategory, Reason

from ..models import Activity, Delivery, MailOutcome, Notification
from ..registry import all_happenings, categories, subjects
from .people import Person

#: What stands in a news mail, or is about to.
_MAILED = (MailOutcome.WAITING, MailOutcome.SENDING, MailOutcome.SENT, MailOutcome.UNCERTAIN)


class _News(NamedTuple):
    subject: tuple[str, int]
    happening: str
    object_id: int
    actor_id: Any
    category: str


@dataclass
class Line:
    """All news about one subject. ``post_id`` is empty where it is about anything but a post."""

    happening: Happening
    reason: Reason
    actor_ids: list[Any] = field(default_factory=list)
    post_id: int | None = None
    subject: tuple[str, int] = ("", 0)

    def sentence(self, names: str) -> str:
        """Say what happened, in the active language."""
        return self.reason.sentence(names, len(self.actor_ids))


def personal_lines(people: Collection[Person]) -> dict[int, list[Line]]:
    """Return the lines of each person by the key of their mail, latest first: four queries."""
    found = _still_true(_unread_news(people))
    wanted = {news.subject for rows in found.values() for news in rows}
    posts = _posts_of({key for subject_type, key in wanted if subject_type == DISCUSSION})
    return {
        person.mail.pk: _seen(person, _lines(person, found[person.mail.pk], posts))
        for person in people
    }


def _still_true(found: dict[int, list[_News]]) -> dict[int, list[_News]]:
    """Leave out what has been removed since, and what concerns two people alone."""
    made: dict[str, set[int]] = {}
    for rows in found.values():
        for news in rows:
            made.setdefault(news.happening, set()).add(news.object_id)
    known = all_happenings()
    there: dict[str, set[int]] = {}
    for name, keys in made.items():
        happening = known.get(name)
        if happening is None or happening.between_people:
            continue
        there[name] = keys if happening.still_there is None else happening.still_there(keys)
    return {
        pk: [news for news in rows if news.object_id in there.get(news.happening, ())]
        for pk, rows in found.items()
    }


def _seen(person: Person, lines: list[Line]) -> list[Line]:
    """Leave out lines about other things than posts that the person may not see any more."""
    others: dict[str, set[int]] = {}
    for line in lines:
        if line.post_id is None:
            others.setdefault(line.subject[0], set()).add(line.subject[1])
    kinds = subjects()
    seen = {
        (name, key)
        for name, keys in others.items()
        if name in kinds
        for key in kinds[name].keys_seen_by(person.reader.user, keys)
    }
    return [line for line in lines if line.post_id is not None or line.subject in seen]


def _unread_news(people: Collection[Person]) -> dict[int, list[_News]]:
    """Return the news of each person's window, latest first, by the key of their mail."""
    earliest = min(person.window.start for person in people)
    before = Activity.objects.filter(created_at__lte=earliest).order_by("-pk")
    oldest = before.values_list("pk", flat=True).first() or 0
    distant = [one.name for one in categories().values() if one.nearness == Nearness.GROUP]
    unread = Notification.objects.filter(
        recipient=OuterRef("recipient"),
        subject_type=OuterRef("activity__subject_type"),
        subject_id=OuterRef("activity__subject_id"),
        first__lte=OuterRef("activity_id"),
        unread=True,
    )
    ids = {person.pk for person in people}
    rows = (
        Delivery.objects.told()
        .filter(Exists(unread), recipient__in=ids, activity_id__gt=oldest)
        .filter(activity__created_at__gt=earliest)
        .exclude(category__in=distant)
        .exclude(mail__in=_MAILED)
        .order_by("-activity_id")
        .values_list(
            "recipient_id",
            "activity__created_at",
            "activity__subject_type",
            "activity__subject_id",
            "activity__happening",
            "activity__object_id",
            "activity__actor_id",
            "category",
        )
    )
    theirs: defaultdict[Any, list[tuple[datetime.datetime, _News]]] = defaultdict(list)
    for recipient, at, subject_type, subject_id, happening, made, actor, category in rows:
        news = _News((subject_type, subject_id), happening, made, actor, category)
        theirs[recipient].append((at, news))
    now = datetime.timedelta(0)
    return {
        person.mail.pk: [news for at, news in theirs[person.pk] if person.window.holds(at, now)]
        for person in people
    }


#: Post, group, whether everybody reads the group; by the discussion.
_Posts = dict[int, tuple[int, int, bool] | None]


def _posts_of(discussion_ids: Collection[int]) -> _Posts:
    """Return the posts that discussions are about; ``None`` for one that was removed."""
    rows = Discussion.objects.filter(pk__in=discussion_ids, target_type=POST)
    targets = dict(rows.values_list("pk", "target_id"))
    shown = {
        pk: (pk, group_id, visibility == Visibility.EVERYONE)
        for pk, group_id, visibility in Post.objects.published()
        .filter(pk__in=targets.values())
        .values_list("pk", "group_id", "group__visibility")
    }
    return {pk: shown.get(target_id) for pk, target_id in targets.items()}


def _lines(person: Person, news: list[_News], posts: _Posts) -> list[Line]:
    by_subject: dict[tuple[str, int], list[_News]] = {}
    for one in news:
        by_subject.setdefault(one.subject, []).append(one)
    lines = []
    for (subject_type, key), rows in by_subject.items():
        post_id = None
        if subject_type == DISCUSSION and key in posts:
            post = posts[key]
            if post is None or not person.reads(post[1], is_open=post[2]):
                continue
            post_id = post[0]
            if key in person.muted or post[1] in person.silenced:
                rows = [row for row in rows if _distance(row.category) == 0]
        line = _line(rows)
        if line is not None:
            line.post_id, line.subject = post_id, (subject_type, key)
            lines.append(line)
    return lines


def _line(rows: list[_News]) -> Line | None:
    """Return the line of one subject: what is nearest to the person, who did that."""
    known = all_happenings()
    rows = [
        row
        for row in rows
        if row.happening in known and known[row.happening].reason(row.category) is not None
    ]
    if not rows:
        return None
    nearest = min(rows, key=lambda row: _distance(row.category))
    happening = known[nearest.happening]
    reason = happening.reason(nearest.category)
    assert reason is not None
    line = Line(happening, reason)
    for row in rows:
        same = (row.happening, row.category) == (nearest.happening, nearest.category)
        if same and row.actor_id not in line.actor_ids:
            line.actor_ids.append(row.actor_id)
    return line


def _distance(name: str) -> int:
    category: NotificationCategory | None = categories().get(name)
    return 0 if category is None or category.nearness == Nearness.NAMED else 1
