"""The states of a mail and of the deliveries it tells of: each change is one transaction.

Each is done only where the mail is still as this sender knows it; ``False`` says that somebody else
has taken it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from .letters import Letter
from .models import Delivery, Mail, MailKind, MailOutcome, MailState

#: Longest words of the mail server that are kept (characters).
LONGEST_FAILURE = 300

#: How long to wait after the first failure, the second … before the last one.
BACK_OFF = tuple(datetime.timedelta(minutes=count) for count in (1, 5, 30, 120, 360, 720))


def waiting_deliveries(mail: Mail) -> QuerySet[Any]:
    """Return what waits to be told by this mail: it is tied by person and subject."""
    if mail.kind != MailKind.NEWS:
        return Delivery.objects.none()
    return Delivery.objects.filter(
        recipient=mail.recipient_id,
        mail=MailOutcome.WAITING,
        activity__subject_type=mail.subject_type,
        activity__subject_id=mail.subject_id,
    )


def _mine(mail: Mail, *states: MailState) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, claim=mail.claim, state__in=states)


_HELD = (MailState.CLAIMED, MailState.SENDING)


def put_back(
    mail: Mail, *, due_at: datetime.datetime, attempts: int | None = None, failure: str = ""
) -> bool:
    """Let a mail wait again until ``due_at``.

    Where another one about the same subject has come to wait meanwhile, that one tells of
    everything, not before this one would have, and this one is not needed any more.
    """
    tried = mail.attempts if attempts is None else attempts
    values: dict[str, Any] = {"attempts": tried, "claim": None, "claimed_at": None}
    if failure:
        values["failure"] = failure[:LONGEST_FAILURE]
    with transaction.atomic():
        held = _mine(mail, *_HELD)
        try:
            with transaction.atomic():
                changed = held.update(state=MailState.WAITING, due_at=due_at, **values)
        except IntegrityError:
            changed = held.update(state=MailState.DROPPED, **values)
            others = Mail.objects.same_thread(mail).filter(state=MailState.WAITING)
            others.update(
                attempts=Greatest(F("attempts"), tried), due_at=Greatest(F("due_at"), due_at)
            )
        if changed:
            _tied(mail, MailOutcome.SENDING).update(mail=MailOutcome.WAITING, message=None)
    return bool(changed)


def retry(mail: Mail, failure: str, now: datetime.datetime) -> bool:
    """Let a mail wait after a failure, longer each time; after the last one it has failed.

    Returns whether it waits.
    """
    if mail.attempts >= len(BACK_OFF):
        fail(mail, failure)
        return False
    due_at = now + BACK_OFF[mail.attempts]
    put_back(mail, due_at=due_at, attempts=mail.attempts + 1, failure=failure)
    return True


def begin_sending(mail: Mail, letter: Letter, message_id: str, now: datetime.datetime) -> bool:
    """Take the step after which nobody sends this mail again; tie what it tells of to it."""
    with transaction.atomic():
        changed = _mine(mail, MailState.CLAIMED).update(
            state=MailState.SENDING, message_id=message_id, claimed_at=now
        )
        if not changed:
            return False
        log_outcomes(letter.outcomes)
        rows = Delivery.objects.filter(pk__in=letter.deliveries, mail=MailOutcome.WAITING)
        tied = rows.update(mail=MailOutcome.SENDING, message=mail.pk)
        if letter.deliveries and not tied:
            _mine(mail, MailState.SENDING).update(state=MailState.DROPPED)
            return False
    return True


def mark_sent(mail: Mail, now: datetime.datetime) -> bool:
    """Write down that the mail server has the mail, also where that was in doubt meanwhile."""
    with transaction.atomic():
        changed = _mine(mail, MailState.SENDING, MailState.UNCERTAIN).update(
            state=MailState.SENT, sent_at=now, failure=""
        )
        if changed:
            outcomes = (MailOutcome.SENDING, MailOutcome.UNCERTAIN)
            _tied(mail, *outcomes).update(mail=MailOutcome.SENT)
    return bool(changed)


def mark_uncertain(mail: Mail, *, failure: str) -> bool:
    """Write down that nobody knows whether the mail server has the mail. It is not sent again."""
    with transaction.atomic():
        changed = _mine(mail, MailState.SENDING).update(
            state=MailState.UNCERTAIN, sent_at=F("claimed_at"), failure=failure[:LONGEST_FAILURE]
        )
        if changed:
            _tied(mail, MailOutcome.SENDING).update(mail=MailOutcome.UNCERTAIN)
    return bool(changed)


def fail(mail: Mail, failure: str) -> bool:
    """Give a mail up, and say so of what it would have told."""
    with transaction.atomic():
        changed = _mine(mail, *_HELD).update(
            state=MailState.FAILED,
            attempts=F("attempts") + 1,
            failure=failure[:LONGEST_FAILURE],
        )
        if changed:
            tied = _tied(mail, MailOutcome.SENDING)
            if not tied.update(mail=MailOutcome.FAILED):
                waiting = Delivery.objects.filter(pk__in=waiting_deliveries(mail).values("pk"))
                waiting.update(mail=MailOutcome.FAILED, message=mail.pk)
    return bool(changed)


def drop(mail: Mail, outcomes: Mapping[int, str]) -> bool:
    """Take a mail back that nothing is left for, and write down why."""
    with transaction.atomic():
        changed = _mine(mail, MailState.CLAIMED).update(state=MailState.DROPPED)
        if changed:
            log_outcomes(outcomes)
    return bool(changed)


def log_outcomes(outcomes: Mapping[int, str]) -> None:
    """Write down of deliveries that wait what became of their mail."""
    for outcome in set(outcomes.values()):
        keys = [key for key, value in outcomes.items() if value == outcome]
        rows = Delivery.objects.filter(pk__in=keys, mail=MailOutcome.WAITING)
        rows.update(mail=outcome)


def _tied(mail: Mail, *outcomes: MailOutcome) -> QuerySet[Any]:
    return Delivery.objects.filter(Q(message=mail.pk) & Q(mail__in=outcomes))
