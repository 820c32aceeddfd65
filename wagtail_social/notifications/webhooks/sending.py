"""Each call is sent once: claimed, written, sent, recorded, each step on condition of the last.

A sender that is stopped before it connects leaves a claim that lapses. One that is stopped after
leaves a call of which nobody knows whether it arrived: that one is not sent again.
"""

from __future__ import annotations

import datetime
import logging
import time
import uuid
from email.utils import parsedate_to_datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from wagtail_social import __version__
from wagtail_social.conf import settings
from wagtail_social.markup import one_line

from ..models import CallState, Webhook, WebhookCall
from . import client, signing
from .actions import PauseWebhook
from .composing import Dropped, compose
from .hosts import NotAllowed, Target

logger = logging.getLogger(__name__)

#: How long after an attempt that failed the next one follows.
WAITS = tuple(datetime.timedelta(minutes=n) for n in (1, 5, 30, 120, 360))
#: A webhook whose calls were given up so often in a row is paused (count).
MOST_FAILURES = 20
#: How long one sender may take for what it claimed before another takes over.
LEASE = datetime.timedelta(minutes=5)
#: How many calls one sender claims at once (count), and how long it goes on (seconds).
BATCH = 10
LONGEST_RUN = 50.0
#: How much of an answer that says no is kept (characters).
_KEPT = 200


def send_due(now: datetime.datetime) -> int:
    """Send what is due and return how many calls arrived."""
    if not settings.WEBHOOK_HOSTS:
        return 0
    _take_back(now)
    until = time.monotonic() + LONGEST_RUN
    sent = 0
    #: Webhooks that do not answer: their other calls wait, so that no receiver holds up the rest.
    silent: set[int] = set()
    while batch := _claimed(now):
        for call in batch:
            if call.webhook_id in silent:
                _put_back(call, now + WAITS[0])
            elif time.monotonic() > until:
                _put_back(call, call.due_at)
            else:
                state = _send(call)
                sent += state == CallState.SENT
                if state == CallState.WAITING:
                    silent.add(call.webhook_id)
        if time.monotonic() > until:
            break
    return sent


def _take_back(now: datetime.datetime) -> None:
    """Let calls of senders that were stopped be sent by others, or say that nobody knows."""
    stale = WebhookCall.objects.filter(claimed_at__lt=now - LEASE)
    stale.filter(state=CallState.CLAIMED).update(state=CallState.WAITING, claim=None)
    stale.filter(state=CallState.SENDING).update(state=CallState.UNCERTAIN, ended_at=now)


def _claimed(now: datetime.datetime) -> list[WebhookCall]:
    """Claim some calls that are due: another sender claims others."""
    token = uuid.uuid4()
    keys = list(WebhookCall.objects.due(now).values_list("pk", flat=True)[:BATCH])
    waiting = WebhookCall.objects.filter(pk__in=keys, state=CallState.WAITING)
    waiting.update(state=CallState.CLAIMED, claim=token, claimed_at=timezone.now())
    mine = WebhookCall.objects.filter(claim=token, state=CallState.CLAIMED)
    return list(mine.select_related("activity").order_by("due_at", "pk"))


def _move(call: WebhookCall, before: CallState, state: CallState, **fields: Any) -> bool:
    """Bring a call from one state into another; false where it is not ours any more."""
    if state not in (CallState.WAITING, CallState.CLAIMED, CallState.SENDING):
        fields["ended_at"] = timezone.now()
    mine = WebhookCall.objects.filter(pk=call.pk, claim=call.claim, state=before)
    return bool(mine.update(state=state, **fields))


def _put_back(call: WebhookCall, due_at: datetime.datetime) -> None:
    _move(call, CallState.CLAIMED, CallState.WAITING, claim=None, due_at=due_at)


def _send(call: WebhookCall) -> CallState | None:
    """Write, send and record one call; return where it is then."""
    try:
        webhook, target, body = compose(call)
    except Dropped as error:
        _move(call, CallState.CLAIMED, CallState.DROPPED, failure=str(error))
        return CallState.DROPPED
    except Exception:  # of a template or an adapter of the host: it must not hold up the rest
        logger.exception("call %s of webhook %s cannot be written", call.pk, call.webhook_id)
        if _move(call, CallState.CLAIMED, CallState.FAILED, failure="template"):
            _count_failure(call)
        return CallState.FAILED
    now = timezone.now()
    taken = _move(
        call, CallState.CLAIMED, CallState.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    state, fields = _outcome(call, webhook, target, body, now)
    if not _move(call, CallState.SENDING, state, **fields):
        return None
    if state == CallState.SENT:
        Webhook.objects.filter(pk=webhook.pk, failures__gt=0).update(failures=0)
    elif state == CallState.FAILED:
        _count_failure(call)
    return state


def _outcome(
    call: WebhookCall, webhook: Webhook, target: Target, body: bytes, now: datetime.datetime
) -> tuple[CallState, dict[str, Any]]:
    """Send it, and return what becomes of the call, with what to keep."""
    lines = signing.headers(webhook.secret, call.pk, int(now.timestamp()), body)
    lines |= {"Content-Type": "application/json", "User-Agent": f"wagtail-social/{__version__}"}
    try:
        answer = client.post(target, body, lines)
    except NotAllowed:
        return CallState.FAILED, {"status_code": None, "failure": "private"}
    except client.Unreachable as error:
        return _later(call, now, {"status_code": None, "failure": str(error)[:300]})
    fields = {"status_code": answer.status, "failure": ""}
    if 200 <= answer.status < 300:
        return CallState.SENT, fields
    fields["failure"] = one_line(answer.text)[:_KEPT]
    if answer.status == 429 or answer.status >= 500:
        return _later(call, now, fields, wanted=_wanted_wait(answer.retry_after, now))
    return CallState.FAILED, fields


def _later(
    call: WebhookCall,
    now: datetime.datetime,
    fields: dict[str, Any],
    wanted: datetime.timedelta | None = None,
) -> tuple[CallState, dict[str, Any]]:
    """Let a call wait for its next attempt, or give it up after the last."""
    if call.attempts >= len(WAITS):
        return CallState.FAILED, fields
    wait = WAITS[call.attempts]
    if wanted is not None:
        wait = min(max(wait, wanted), WAITS[-1])
    return CallState.WAITING, fields | {"claim": None, "due_at": now + wait}


def _wanted_wait(header: str, now: datetime.datetime) -> datetime.timedelta | None:
    """Return how long a receiver asks to wait: seconds or a date, or nothing that makes sense."""
    header = header.strip()
    if header.isascii() and header.isdecimal():
        return datetime.timedelta(seconds=min(int(header[:9]), 86_400))
    try:
        moment = parsedate_to_datetime(header)
        return moment - now if moment.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def _count_failure(call: WebhookCall) -> None:
    """Count a call given up; pause the webhook when that was one too many."""
    webhooks = Webhook.objects.filter(pk=call.webhook_id)
    webhooks.update(failures=F("failures") + 1)
    webhook = webhooks.filter(failures__gte=MOST_FAILURES, paused_at__isnull=True).first()
    if webhook is not None:
        PauseWebhook(actor=None, group=webhook.group, webhook=webhook).execute()
