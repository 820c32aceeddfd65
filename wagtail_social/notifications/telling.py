"""Telling everybody concerned on site: one transaction, set by set, whatever their number.

A worker that is killed leaves either nothing or all of it, and whoever comes next begins or has
nothing to do: everybody is told exactly once.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    DateTimeField,
    F,
    IntegerField,
    PositiveBigIntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from wagtail_social.compat import insert_from
from wagtail_social.conf import settings
from wagtail_social.happenings import Happening

from .models import (
    Activity,
    Delivery,
    Mail,
    MailKind,
    MailOutcome,
    MailState,
    Notification,
)
from .registry import all_happenings, categories
from .wants import concerned, hearers_of, judge
from .webhooks.queueing import queue_calls

#: How often telling is tried before it is left for a person to look at (count).
MOST_ATTEMPTS = 5
#: How long a worker may leave news untold before somebody else tells it.
LATE = datetime.timedelta(seconds=60)
#: News told in one round of ``social_run_due`` (count).
MOST_AT_ONCE = 500

logger = logging.getLogger(__name__)


def tell(activity_id: int) -> bool:
    """Tell everybody concerned. Returns whether mail waits now.

    Running it again changes nothing. News of one subject is told in turn, by locking what is
    untold of it: two tellers at once would wait for each other's rows.
    """
    counted = Activity.objects.filter(pk=activity_id, told_at__isnull=True)
    if not counted.update(attempts=F("attempts") + 1):
        return False
    with transaction.atomic():
        activity = Activity.objects.filter(pk=activity_id).first()
        if activity is None:
            return False
        waiting = Activity.objects.about(activity.subject_type, activity.subject_id).untold()
        locked = {row.pk: row for row in waiting.select_for_update(of=("self",))}
        if activity_id not in locked:
            return False
        # What is older and untold comes first: told later it would open again what was read. What
        # has failed before does not hold up what is newer.
        older = [row for row in locked.values() if row.pk < activity_id and row.attempts < 2]
        mails = [_tell(row) for row in (*older, locked[activity_id])]
    return any(mails)


def _tell(activity: Activity) -> int:
    """Tell one activity; return for how many people mail waits."""
    mails = 0
    happening = all_happenings().get(activity.happening)
    if happening is not None:
        _log_everybody(activity, happening)
        _write_lines(activity)
        mails = _queue_mail(activity, at_once=happening.parts is not None)
        queue_calls(activity)
    Activity.objects.filter(pk=activity.pk).update(told_at=timezone.now())
    return mails


def tell_late(now: datetime.datetime) -> str:
    """Tell what no worker has told for a minute. Returns how much that was, in words or nothing.

    What fails again and again is left for a person to look at, and does not hold up the rest.
    """
    late = Activity.objects.untold().filter(created_at__lt=now - LATE, attempts__lt=MOST_ATTEMPTS)
    told = failed = 0
    for pk in late.values_list("pk", flat=True)[:MOST_AT_ONCE]:
        try:
            tell(pk)
            told += 1
        except Exception:
            logger.exception("news %s could not be told", pk)
            failed += 1
    counts = {"told": told, "failed": failed}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _log_everybody(activity: Activity, happening: Happening) -> None:
    """Write down, for everybody concerned, why they are told or why not; strongest reason first."""
    facts = activity.facts
    hearers = hearers_of(facts)
    for reason in happening.reasons:
        category = categories().get(reason.category)
        if category is None:
            continue
        people = concerned(facts, reason)
        insert_from(
            Delivery,
            judge(people, facts, category, hearers).annotate(
                told_activity=_number(activity.pk),
                told_category=Value(category.name),
            ),
            {
                "activity": "told_activity",
                "recipient": "pk",
                "category": "told_category",
                "site": "site_outcome",
                "mail": "mail_outcome",
            },
        )


def _number(value: int) -> Value:
    return Value(value, output_field=IntegerField())


def _moment(value: datetime.datetime) -> Value:
    return Value(value, output_field=DateTimeField())


def _write_lines(activity: Activity) -> None:
    """Give everybody who is told one line about the subject, or bring theirs up to date."""
    told = Delivery.objects.filter(activity=activity).told().order_by("recipient_id")
    insert_from(
        Notification,
        told.annotate(
            about_type=Value(activity.subject_type),
            about_id=_number(activity.subject_id),
            at=_moment(activity.created_at),
            yes=Value(True),
        ),
        {
            "recipient": "recipient_id",
            "subject_type": "about_type",
            "subject_id": "about_id",
            "first": "activity_id",
            "last": "activity_id",
            "latest_at": "at",
            "unread": "yes",
        },
    )
    lines = Notification.objects.filter(
        subject_type=activity.subject_type,
        subject_id=activity.subject_id,
        recipient__in=told.order_by().values("recipient_id"),
    )
    # One statement: whether a line has been read is decided on the locked row.
    lines.update(
        unread=True,
        first=Case(
            When(unread=False, then=Value(activity.pk)),
            default=Least(F("first"), activity.pk),
            output_field=PositiveBigIntegerField(),
        ),
        last=Greatest(F("last"), activity.pk),
        latest_at=Greatest(F("latest_at"), _moment(activity.created_at)),
    )


def _waiting_mail(activity: Activity, wanted: QuerySet[Any]) -> QuerySet[Mail]:
    """Return the mails that wait and will tell this news too."""
    return Mail.objects.filter(
        kind=MailKind.NEWS,
        state=MailState.WAITING,
        subject_type=activity.subject_type,
        subject_id=activity.subject_id,
        recipient__in=wanted.values("recipient_id"),
    )


def _hold_waiting_mail(activity: Activity, wanted: QuerySet[Any]) -> None:
    """Keep senders from taking mail that this news is to go out with, until it is written down.

    A sender who took it before that would not see the news, and no mail would be left to tell it.
    """
    waiting = _waiting_mail(activity, wanted)
    list(waiting.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))


def _queue_mail(activity: Activity, at_once: bool) -> int:
    """Let a mail wait for everybody who wants one and has none waiting about this subject.

    With ``at_once`` one that waits already waits no longer than a new one would.
    """
    wanted = Delivery.objects.filter(activity=activity, mail=MailOutcome.WAITING)
    delay = datetime.timedelta(seconds=settings.MAIL_DELAY)
    now = timezone.now()
    _hold_waiting_mail(activity, wanted)
    if at_once:
        _waiting_mail(activity, wanted).update(due_at=Least(F("due_at"), _moment(now + delay)))
    insert_from(
        Mail,
        wanted.order_by("recipient_id").annotate(
            mail_kind=Value(str(MailKind.NEWS)),
            about_type=Value(activity.subject_type),
            about_id=_number(activity.subject_id),
            mail_state=Value("waiting"),
            due=_moment(now + delay),
            made=_moment(now),
            none=_number(0),
            empty=Value(""),
        ),
        {
            "recipient": "recipient_id",
            "kind": "mail_kind",
            "subject_type": "about_type",
            "subject_id": "about_id",
            "state": "mail_state",
            "due_at": "due",
            "created_at": "made",
            "attempts": "none",
            "message_id": "empty",
            "failure": "empty",
        },
    )
    return wanted.count()
