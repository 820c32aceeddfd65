"""The mails with news of one conversation: what is left to tell, asked at the moment of sending.

Between the moment something happened and its mail people leave, are banned, read it on site, or
switch it off. So everything is asked again here, for all mails of a batch together.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from wagtail_social.conf import settings
from wagtail_social.happenings import About, MailPart, Reason, Words
from wagtail_social.people.adapters import get_adapter

from .letters import Composed, Dropped, Postponed
from .models import Delivery, Mail, MailKind, MailOutcome, MailState, Notification, SiteOutcome
from .readers import Reader, readers_of
from .registry import all_happenings, categories, subjects
from .wants import concerned, judge
from .writing import Piece, content_for, write_news

#: (person, kind of subject, key of the subject).
Thread = tuple[Any, str, int]


def thread_of(mail: Mail) -> Thread:
    """Return whose mail about what this is."""
    return mail.recipient_id, mail.subject_type, mail.subject_id


@dataclass
class _Asked:
    """One mail, and what is found of it."""

    mail: Mail
    reader: Reader | None
    deliveries: list[Delivery]
    outcomes: dict[int, str] = field(default_factory=dict)

    def sort_out(self, deliveries: Iterable[Delivery], outcome: MailOutcome) -> None:
        """Leave these out, and say why."""
        for delivery in deliveries:
            self.outcomes.setdefault(delivery.pk, str(outcome))

    @property
    def left(self) -> list[Delivery]:
        """What has not been sorted out."""
        return [delivery for delivery in self.deliveries if delivery.pk not in self.outcomes]


def compose_news(mails: Sequence[Mail], now: datetime.datetime) -> dict[int, Composed]:
    """Return, by the key of each mail, its letter, or why there is none (yet)."""
    readers = readers_of({mail.recipient_id for mail in mails})
    deliveries = _waiting(mails)
    urgent = {mail.pk for mail in mails if any(map(has_part, deliveries.get(thread_of(mail), [])))}
    postponed = _not_yet(mails, readers, now, urgent)
    asked = [
        _Asked(mail, readers.get(mail.recipient_id), deliveries.get(thread_of(mail), []))
        for mail in mails
        if mail.pk not in postponed
    ]
    _leave_out_the_read(asked)
    _judge_again(asked)
    pieces = {each.mail.pk: _say(each) for each in asked}
    actors = {piece.actor_id for found in pieces.values() if found for piece in found[1]}
    cards = get_adapter().cards(actors)
    composed: dict[int, Composed] = dict(postponed)
    for each in asked:
        found = pieces[each.mail.pk]
        if found is None or each.reader is None:
            composed[each.mail.pk] = Dropped(each.outcomes)
            continue
        about, said, part = found
        composed[each.mail.pk] = write_news(
            each.mail, each.reader, about, said, cards, outcomes=each.outcomes, part=part
        )
    return composed


def _not_yet(
    mails: Sequence[Mail],
    readers: dict[Any, Reader],
    now: datetime.datetime,
    urgent: Collection[int],
) -> dict[int, Postponed]:
    """Return the mails that have to wait: quiet hours, or another mail about the same.

    Those that are ``urgent`` (keys) wait for others to be gone, but not for the time after that.
    """
    every = datetime.timedelta(seconds=settings.MAIL_EVERY)
    people = {mail.recipient_id for mail in mails}
    others = Mail.objects.filter(recipient__in=people, kind=MailKind.NEWS)
    out = Q(state__in=(MailState.SENT, MailState.UNCERTAIN), sent_at__gt=now - every)
    held = Q(state__in=(MailState.CLAIMED, MailState.SENDING))
    last: dict[Thread, list[Mail]] = {}
    for other in others.filter(out | held):
        last.setdefault(thread_of(other), []).append(other)
    postponed: dict[int, Postponed] = {}
    for mail in mails:
        others_then = last.get(thread_of(mail), [])
        wait = datetime.timedelta() if mail.pk in urgent else every
        moments = [_free_from(mail, other, wait) for other in others_then]
        if reader := readers.get(mail.recipient_id):
            moments.append(reader.quiet_until(now))
        if until := max((moment for moment in moments if moment is not None), default=None):
            postponed[mail.pk] = Postponed(until)
    return postponed


def _free_from(mail: Mail, other: Mail, every: datetime.timedelta) -> datetime.datetime | None:
    """Return until when another mail about the same holds this one up."""
    if other.pk == mail.pk:
        return None
    if other.state == MailState.CLAIMED:
        # Of two that are being written the older one goes first.
        return other.claimed_at if other.pk < mail.pk else None
    since = other.claimed_at if other.state == MailState.SENDING else other.sent_at
    if since is None or (other.state != MailState.SENDING and not every):
        return None
    return since + every


def _waiting(mails: Sequence[Mail]) -> dict[Thread, list[Delivery]]:
    """Return what waits to be told, by person and subject, oldest first."""
    people = {mail.recipient_id for mail in mails}
    rows = Delivery.objects.filter(recipient__in=people, mail=MailOutcome.WAITING)
    keys = {mail.subject_id for mail in mails}
    rows = rows.filter(activity__subject_id__in=keys).select_related("activity")
    found: dict[Thread, list[Delivery]] = {}
    for row in rows.order_by("activity_id"):
        about = row.activity.subject_type, row.activity.subject_id
        found.setdefault((row.recipient_id, *about), []).append(row)
    return found


def _leave_out_the_read(asked: Sequence[_Asked]) -> None:
    """Leave out what people have read on site meanwhile."""
    people = {each.mail.recipient_id for each in asked}
    keys = {each.mail.subject_id for each in asked}
    rows = Notification.objects.filter(recipient__in=people, subject_id__in=keys)
    lines = {(row.recipient_id, row.subject_type, row.subject_id): row for row in rows}
    for each in asked:
        line = lines.get(thread_of(each.mail))
        if line is None:
            continue
        read = [
            delivery
            for delivery in each.deliveries
            if delivery.site == SiteOutcome.TOLD
            and _is_read(line, delivery.activity_id)
            and not has_part(delivery)
        ]
        each.sort_out(read, MailOutcome.READ)


def _is_read(line: Notification, activity_id: int) -> bool:
    """Whether a line has been read since this was added: what is unread begins at ``first``."""
    return activity_id < line.first if line.unread else activity_id <= line.last


def _judge_again(asked: Sequence[_Asked]) -> None:
    """Leave out what people may not see, what they do not want, and whom it no longer concerns."""
    together: dict[tuple[int, str], list[tuple[_Asked, Delivery]]] = {}
    for each in asked:
        if each.reader is None:
            each.sort_out(each.deliveries, MailOutcome.HIDDEN)
        for delivery in each.left:
            key = delivery.activity_id, delivery.category
            together.setdefault(key, []).append((each, delivery))
    for rows in together.values():
        activity = rows[0][1].activity
        category = categories().get(rows[0][1].category)
        reason = reason_of(rows[0][1])
        if reason is None or category is None or activity.subject_type not in subjects():
            for each, delivery in rows:
                each.sort_out([delivery], MailOutcome.GONE)
            continue
        people = concerned(activity.facts, reason)
        people = people.filter(pk__in=[each.mail.recipient_id for each, _delivery in rows])
        verdicts = {
            pk: (site, mail)
            for pk, site, mail in judge(people, activity.facts, category).values_list(
                "pk", "site_outcome", "mail_outcome"
            )
        }
        for each, delivery in rows:
            outcome = _outcome(verdicts.get(each.mail.recipient_id))
            if outcome is not None:
                each.sort_out([delivery], outcome)


def reason_of(delivery: Delivery) -> Reason | None:
    """Return why somebody was told, where that kind of reason still exists."""
    happening = all_happenings().get(delivery.activity.happening)
    return None if happening is None else happening.reason(delivery.category)


def has_part(delivery: Delivery) -> bool:
    """Whether the mail about this carries something for a program."""
    happening = all_happenings().get(delivery.activity.happening)
    return happening is not None and happening.parts is not None


def _outcome(verdict: tuple[str, str] | None) -> MailOutcome | None:
    """Return why somebody gets no mail any more, or ``None``."""
    if verdict is None:
        return MailOutcome.UNWANTED
    site, mail = verdict
    if site in (SiteOutcome.INACTIVE, SiteOutcome.HIDDEN):
        return MailOutcome.HIDDEN
    if mail == MailOutcome.WAITING:
        return None
    return MailOutcome.NO_ADDRESS if mail == MailOutcome.NO_ADDRESS else MailOutcome.UNWANTED


def _say(each: _Asked) -> tuple[About, list[Piece], MailPart | None] | None:
    """Return what a mail is about, tells and carries, as this person may read it now."""
    if not each.left or each.reader is None:
        return None
    user = each.reader.user
    kind, key = each.mail.subject_type, each.mail.subject_id
    with each.reader.at_home():
        about = subjects()[kind].seen_by(user, [key]).get(key)
        if about is None:
            each.sort_out(each.left, MailOutcome.HIDDEN)
            return None
        words = _words(user, each.left)
    for delivery in each.left:
        if (delivery.activity.happening, delivery.activity.object_id) not in words:
            each.sort_out([delivery], MailOutcome.GONE)
    pieces = [_piece(delivery, words) for delivery in each.left]
    if not pieces:
        return None
    with each.reader.at_home():
        part = _part(user, each.left, content_for(each.reader, about))
    return about, pieces, part


def _part(user: Any, deliveries: Sequence[Delivery], content: str) -> MailPart | None:
    """Return what tells programs most of what these carry, the newest where they tell as much."""
    newest_first = [delivery.activity for delivery in reversed(deliveries) if has_part(delivery)]
    asked = dict.fromkeys(
        (all_happenings()[activity.happening].parts, activity.object_id)
        for activity in newest_first
    )
    found = [parts(user, [key], content).get(key) for parts, key in asked if parts is not None]
    return max(filter(None, found), key=lambda part: part.covers, default=None)


def _words(user: Any, deliveries: Sequence[Delivery]) -> dict[tuple[str, int], Words]:
    wanted: dict[str, set[int]] = {}
    for delivery in deliveries:
        activity = delivery.activity
        wanted.setdefault(activity.happening, set()).add(activity.object_id)
    return {
        (name, key): words
        for name, keys in wanted.items()
        for key, words in all_happenings()[name].words(user, keys).items()
    }


def _piece(delivery: Delivery, words: dict[tuple[str, int], Words]) -> Piece:
    activity = delivery.activity
    happening = all_happenings()[activity.happening]
    reason = happening.reason(delivery.category)
    assert reason is not None
    return Piece(
        delivery=delivery.pk,
        what=(activity.happening, activity.object_id, delivery.category),
        category=categories()[delivery.category],
        sentence=reason.sentence,
        actor_id=activity.actor_id if happening.names_actor else None,
        names_actor=happening.names_actor,
        at=activity.created_at,
        words=words[activity.happening, activity.object_id],
    )
