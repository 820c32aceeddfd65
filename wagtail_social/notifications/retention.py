"""What was told is kept for a while, and then goes."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q

from wagtail_social.conf import settings

from .models import Activity, Delivery, Mail, MailState, Notification, WebhookCall

#: Rows deleted in one statement (count).
BATCH = 1000
_OVER = (MailState.SENT, MailState.DROPPED, MailState.FAILED, MailState.UNCERTAIN)


def delete_old(now: datetime.datetime) -> str:
    """Delete news, lines, mails and calls older than ``NOTIFICATIONS_KEPT`` days, batch by batch.

    Mail that waits is left. Returns how many pieces of news went, in words or nothing.
    """
    limit = now - datetime.timedelta(days=settings.NOTIFICATIONS_KEPT)
    _delete(Delivery.objects.filter(activity__created_at__lt=limit))
    old_calls = Q(activity__created_at__lt=limit) | Q(created_at__lt=limit)
    _delete(WebhookCall.objects.filter(old_calls))
    count = _delete(Activity.objects.filter(created_at__lt=limit))
    _delete(Notification.objects.filter(latest_at__lt=limit))
    mails = Mail.objects.filter(created_at__lt=limit, state__in=_OVER)
    while keys := list(mails.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(message__in=keys).update(message=None)
        _delete(mails.filter(pk__in=keys))
    return f"{count} deleted" if count else ""


def _delete(rows: Any) -> int:
    """Delete rows that nothing refers to any more.

    Without fetching them, as ``delete()`` would for Wagtail's receivers of every deletion: a large
    group has ten thousand deliveries for each post.
    """
    count = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        count += rows.model.objects.filter(pk__in=keys)._raw_delete(rows.db)
    return count
