"""What is known of the people of a batch: their groups, what they follow, what they have read.

Each of these is one query, whatever the number of people.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail_social.access import sees_all
from wagtail_social.conversations.models import Subscription, SubscriptionLevel
from wagtail_social.conversations.notifying import DISCUSSION
from wagtail_social.groups.models import Group, JoinPolicy, Membership, State
from wagtail_social.people.models import Expertise
from wagtail_social.topics.models import TopicFollow

from ..models import (
    DigestEvery,
    GroupChoice,
    GroupLevel,
    Mail,
    MailKind,
    MailState,
    Notification,
)
from ..readers import Reader
from .absence import INTERVALS

#: A digest tells of no more than this, however long ago the last one was.
LONGEST = datetime.timedelta(days=8)
#: A question is told a day after it was asked: so long colleagues have to answer it first.
PATIENCE = datetime.timedelta(days=1)
#: News mails in these states have told of their subject, or are about to.
_TOLD = (
    MailState.WAITING,
    MailState.CLAIMED,
    MailState.SENDING,
    MailState.SENT,
    MailState.UNCERTAIN,
)


@dataclass(frozen=True)
class Window:
    """The time a digest tells of: later than ``start``, up to ``end``."""

    start: datetime.datetime
    end: datetime.datetime

    def holds(self, moment: datetime.datetime, delay: datetime.timedelta) -> bool:
        """Whether what happened at this moment, told ``delay`` later, is for this digest."""
        return self.start < moment + delay <= self.end


def window_of(mail: Any, reader: Reader, here_at: datetime.datetime | None) -> Window:
    """Return what one digest tells of: since the last one, or since the person was here.

    Its end is when it was put down, so that it tells the same however often it is tried.
    """
    end = mail.created_at
    last = [moment for moment in (reader.choices.digest_until, here_at) if moment is not None]
    every = reader.choices.digest
    start = max(last) if last else end - INTERVALS.get(every, INTERVALS[str(DigestEvery.WEEK)])
    return Window(max(start, end - LONGEST), end)


@dataclass
class Person:
    """One person of the batch."""

    mail: Any
    reader: Reader
    window: Window
    sees_all: bool = False
    member_of: set[int] = field(default_factory=set)
    banned_from: set[int] = field(default_factory=set)
    #: The groups whose posts they want: those they are in, without what they silenced.
    feed: set[int] = field(default_factory=set)
    #: The groups of which they want to hear only what they asked for, or nothing at all.
    subdued: set[int] = field(default_factory=set)
    silenced: set[int] = field(default_factory=set)
    follows: set[int] = field(default_factory=set)
    expertise: set[int] = field(default_factory=set)
    #: Discussions that they muted.
    muted: set[int] = field(default_factory=set)
    #: Discussions that they muted, have read, or were told of by mail.
    done_with: set[int] = field(default_factory=set)

    @property
    def pk(self) -> Any:
        """The user's key."""
        return self.reader.user.pk

    def reads(self, group_id: int, *, is_open: bool) -> bool:
        """Whether they may read a group now, and are not banned from it."""
        if group_id in self.banned_from:
            return False
        return is_open or group_id in self.member_of or self.sees_all


def learn_about(people: Collection[Person]) -> None:
    """Fill in what is known of these people."""
    known: defaultdict[Any, list[Person]] = defaultdict(list)
    for person in people:
        known[person.pk].append(person)
        person.sees_all = sees_all(person.reader.user)
    earliest = min(person.window.start for person in people)
    _learn_groups(known)
    _add(known, "follows", TopicFollow.objects.filter(user__in=known), "user_id", "tag_id")
    experts = Expertise.objects.filter(content_object__user__in=known)
    _add(known, "expertise", experts, "content_object__user_id", "tag_id")
    muted = Subscription.objects.filter(user__in=known, level=SubscriptionLevel.MUTED)
    _add(known, "muted", muted, "user_id", "discussion_id")
    for person in people:
        person.done_with |= person.muted
    read = Notification.objects.filter(
        recipient__in=known, subject_type=DISCUSSION, unread=False, latest_at__gt=earliest
    )
    _add(known, "done_with", read, "recipient_id", "subject_id")
    mailed = Mail.objects.filter(
        recipient__in=known,
        kind=MailKind.NEWS,
        subject_type=DISCUSSION,
        state__in=_TOLD,
        created_at__gt=earliest - PATIENCE,
    )
    _add(known, "done_with", mailed, "recipient_id", "subject_id")


def _learn_groups(known: Mapping[Any, list[Person]]) -> None:
    rows = Membership.objects.filter(user__in=known, state__in=(State.ACTIVE, State.BANNED))
    _add(known, "member_of", rows.filter(state=State.ACTIVE), "user_id", "group_id")
    _add(known, "banned_from", rows.filter(state=State.BANNED), "user_id", "group_id")
    everyone = set(
        Group.objects.alive().filter(join_policy=JoinPolicy.EVERYONE).values_list("pk", flat=True)
    )
    choices = GroupChoice.objects.filter(user__in=known)
    _add(known, "silenced", choices.filter(level=GroupLevel.NOTHING), "user_id", "group_id")
    _add(known, "subdued", choices.filter(level=GroupLevel.OWN), "user_id", "group_id")
    for person in _all(known):
        less = person.subdued | person.silenced | person.banned_from
        person.feed = (person.member_of | everyone) - less


def _add(
    known: Mapping[Any, list[Person]], name: str, rows: Any, user_key: str, value_key: str
) -> None:
    """Add what these rows say of people to their set of this name."""
    for user_id, value in rows.order_by().values_list(user_key, value_key):
        for person in known[user_id]:
            getattr(person, name).add(value)


def _all(known: Mapping[Any, list[Person]]) -> Iterable[Person]:
    return (person for people in known.values() for person in people)
