"""What managers are told of webhooks and their calls."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.conf import settings
from wagtail_social.groups.standing import Standing

from ..models import CallState, Webhook, WebhookCall
from .actions import why_mute
from .hosts import host_of
from .sending import MOST_FAILURES

#: Why a call was not sent, by what is kept of it; anything else is what the receiver said.
REASONS = {
    "silent": gettext_lazy("Nothing of this group leaves the site now."),
    "host": gettext_lazy("The host is not allowed any more."),
    "paused": gettext_lazy("The webhook was paused."),
    "late": gettext_lazy("It was too old."),
    "gone": gettext_lazy("It was removed before."),
    "private": gettext_lazy("The host stands in a private network."),
    "timeout": gettext_lazy("No answer in time."),
    "template": gettext_lazy("The format could not be written. Ask your administrator."),
}
_TONES = {
    CallState.SENT: "good",
    CallState.FAILED: "warn",
    CallState.UNCERTAIN: "warn",
}
#: How many calls the page of a group lists (count).
MOST_CALLS = 20


def shown_webhooks(webhooks: list[Webhook]) -> list[dict[str, Any]]:
    """Return what the page shows of each: the host, never the rest of the address."""
    formats = settings.WEBHOOK_FORMATS
    return [
        {
            "webhook": webhook,
            "host": host_of(webhook.url),
            "format": formats.get(webhook.format, webhook.format),
            "mute": why_mute(webhook),
            "gave_up": webhook.paused_at is not None and webhook.failures >= MOST_FAILURES,
        }
        for webhook in webhooks
    ]


def shown_calls(webhooks: list[Webhook]) -> list[dict[str, Any]]:
    """Return what the page shows of the last calls: one query."""
    hosts = {webhook.pk: host_of(webhook.url) for webhook in webhooks}
    calls = WebhookCall.objects.filter(webhook__in=hosts).order_by("-pk")
    return [
        {
            "call": call,
            "host": hosts[call.webhook_id],
            "tone": _TONES.get(CallState(call.state), ""),
            "reason": REASONS.get(call.failure, call.failure),
        }
        for call in calls[:MOST_CALLS]
    ]


def told_to_members(standing: Standing) -> list[str]:
    """Return, for who may read a group, where what is said there is sent to: one query."""
    if not settings.WEBHOOK_HOSTS:
        return []
    found = Webhook.objects.speaking().filter(group=standing.group)
    hosts: dict[str, bool] = {}
    for url, with_comments in found.values_list("url", "with_comments"):
        host = host_of(url)
        hosts[host] = hosts.get(host, False) or with_comments
    return [
        (
            _("New posts and comments are also sent to %(host)s")
            if with_comments
            else _("New posts are also sent to %(host)s")
        )
        % {"host": host}
        for host, with_comments in hosts.items()
    ]
