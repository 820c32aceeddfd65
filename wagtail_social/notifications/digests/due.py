"""Whose digest is due: mails are put down by sets, a batch of people in each transaction.

Several runners may do it at once, since each takes rows that no other holds; one that is stopped
leaves whole batches done and the rest as it was.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, IntegerField, Max, OuterRef, QuerySet, Value

from wagtail_social.access import employees
from wagtail_social.compat import insert_from

from ..models import DigestEvery, Mail, MailKind, MailState, PersonalSettings
from ..readers import Reader, readers_of
from .absence import who_was_away

#: How many people one transaction is about.
BATCH = 500
#: The day of weekly digests, Monday being 0.
WEEKDAY = 0
#: Digests in these states have told, or may have told, what was new until they were put down.
_TOLD = (MailState.CLAIMED, MailState.SENDING, MailState.SENT, MailState.UNCERTAIN)


def queue_digests(now: datetime.datetime) -> int:
    """Let a digest wait for everybody whose morning it is; return for how many."""
    _give_everybody_settings()
    _in_batches(PersonalSettings.objects.filter(digest_due_at__isnull=True), _set_times, now)
    due = PersonalSettings.objects.filter(digest_due_at__lte=now)
    return _in_batches(due, _queue, now)


def next_digest(reader: Reader, after: datetime.datetime) -> datetime.datetime:
    """Return when this person's digest is due next: their hour, on their own clock."""
    hour = reader.choices.digest_hour
    moment = reader.next_hour(hour, after)
    if reader.choices.digest == DigestEvery.WEEK:
        while moment.astimezone(reader.zone).weekday() != WEEKDAY:
            moment = reader.next_hour(hour, moment)
    return moment


def _give_everybody_settings() -> None:
    """Give the usual settings to who has none, so that everybody has a next time."""
    usual = PersonalSettings()
    none = ~Exists(PersonalSettings.objects.filter(user=OuterRef("pk")))
    given = {
        "digest": Value(str(usual.digest)),
        "digest_hour": Value(usual.digest_hour, output_field=IntegerField()),
        "language": Value(""),
        "time_zone": Value(""),
        "brief": Value(usual.brief),
    }
    people = employees().filter(none).annotate(**{f"usual_{k}": v for k, v in given.items()})
    fields = {name: f"usual_{name}" for name in given}
    insert_from(PersonalSettings, people.order_by("pk"), {"user": "pk", **fields})


def _in_batches(
    rows: QuerySet[Any],
    work: Callable[[list[PersonalSettings], datetime.datetime], int],
    now: datetime.datetime,
) -> int:
    """Do ``work`` with all rows that no other runner holds; return the sum of what it returns."""
    rows = rows.filter(user__is_active=True).exclude(digest=DigestEvery.NEVER).order_by("pk")
    done, last = 0, 0
    while True:
        with transaction.atomic():
            free = rows.filter(pk__gt=last).select_for_update(of=("self",), skip_locked=True)
            batch = list(free[:BATCH])
            if not batch:
                return done
            done += work(batch, now)
        last = batch[-1].pk


def _set_times(batch: list[PersonalSettings], now: datetime.datetime) -> int:
    """Say when each of these people gets the next digest."""
    readers = readers_of([row.user_id for row in batch])
    times = {
        row.pk: next_digest(readers[row.user_id], now) if row.user_id in readers else None
        for row in batch
    }
    return _write("digest_due_at", times)


def _queue(batch: list[PersonalSettings], now: datetime.datetime) -> int:
    """Let a mail wait for those who were away, and move all of them on to their next time."""
    user_ids = [row.user_id for row in batch]
    digests = Mail.objects.filter(kind=MailKind.DIGEST, recipient__in=user_ids)
    told = digests.filter(state__in=_TOLD).order_by().values("recipient")
    until = dict(told.annotate(until=Max("created_at")).values_list("recipient", "until"))
    # One that could not go out yet tells what has come since, too.
    digests.filter(state=MailState.WAITING).update(created_at=now)
    queued = _put_down(user_ids, now)
    # Up to there each person has been told: there this digest begins.
    _write("digest_until", {row.pk: until[row.user_id] for row in batch if row.user_id in until})
    _set_times(batch, now)
    return queued


def _write(name: str, values: Mapping[int, datetime.datetime | None]) -> int:
    """Set this field of rows by key, with one statement a value: mornings have few of them."""
    rows: defaultdict[datetime.datetime | None, list[int]] = defaultdict(list)
    for pk, value in values.items():
        rows[value].append(pk)
    return sum(
        PersonalSettings.objects.filter(pk__in=keys).update(**{name: value})
        for value, keys in rows.items()
    )


def _put_down(user_ids: list[Any], now: datetime.datetime) -> int:
    values = {
        "kind": Value(str(MailKind.DIGEST)),
        "subject_type": Value(""),
        "subject_id": Value(0, output_field=IntegerField()),
        "state": Value(str(MailState.WAITING)),
        "due_at": Value(now, output_field=DateTimeField()),
        "created_at": Value(now, output_field=DateTimeField()),
        "attempts": Value(0, output_field=IntegerField()),
        "message_id": Value(""),
        "failure": Value(""),
    }
    people = who_was_away(user_ids, now).annotate(**{f"mail_{k}": v for k, v in values.items()})
    fields = {name: f"mail_{name}" for name in values}
    return insert_from(Mail, people.order_by("pk"), {"recipient": "pk", **fields})
