"""What the room keeps: what happened, who was told, by which way, and people's choices."""

from .choices import (
    ChoiceOfChannel,
    DigestEvery,
    GroupChoice,
    GroupLevel,
    PersonalSettings,
    Presence,
)
from .feeds import FeedAddress, FeedKind
from .mail import Mail, MailKind, MailState
from .news import Activity, Delivery, MailOutcome, Notification, SiteOutcome
from .webhooks import CallState, Webhook, WebhookCall

__all__ = [
    "Activity",
    "CallState",
    "ChoiceOfChannel",
    "Delivery",
    "DigestEvery",
    "FeedAddress",
    "FeedKind",
    "GroupChoice",
    "GroupLevel",
    "Mail",
    "MailKind",
    "MailOutcome",
    "MailState",
    "Notification",
    "PersonalSettings",
    "Presence",
    "SiteOutcome",
    "Webhook",
    "WebhookCall",
]
