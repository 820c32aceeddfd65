"""Calls are put down where news is told, in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, DateTimeField, IntegerField, Value
from django.utils import timezone

from wagtail_social.compat import insert_from
from wagtail_social.conf import settings

from ..models import Activity, CallState, Webhook, WebhookCall
from .tasks import send_calls_soon

#: Happenings that webhooks tell, and what a webhook must want for it.
POST, COMMENT = "post", "comment"
WANTED: dict[str, dict[str, bool]] = {POST: {}, COMMENT: {"with_comments": True}}


def queue_calls(activity: Activity) -> int:
    """Put down a call for each webhook that is to tell this. Returns how many are new."""
    wanted = WANTED.get(activity.happening)
    if wanted is None or activity.group_id is None or not settings.WEBHOOK_HOSTS:
        return 0
    now = Value(timezone.now(), output_field=DateTimeField())
    webhooks = Webhook.objects.speaking().filter(group=activity.group_id, **wanted)
    queued = insert_from(
        WebhookCall,
        webhooks.order_by("pk").annotate(
            told=Value(activity.pk, output_field=IntegerField()),
            call_state=Value(str(CallState.WAITING), output_field=CharField()),
            moment=now,
            none=Value(0, output_field=IntegerField()),
            empty=Value("", output_field=CharField()),
        ),
        {
            "webhook": "pk",
            "activity": "told",
            "state": "call_state",
            "created_at": "moment",
            "due_at": "moment",
            "attempts": "none",
            "failure": "empty",
        },
    )
    if queued:
        transaction.on_commit(send_calls_soon)
    return queued
