"""What the log says of the mail to somebody."""

from __future__ import annotations

from typing import Any

from wagtail_social.notifications.models import Delivery, Mail


def outcome(person: Any) -> str:
    """Return what became of the latest mail to somebody."""
    return Delivery.objects.filter(recipient=person).latest("pk").mail


def mail_to(person: Any) -> Mail:
    """Return the latest mail to somebody."""
    return Mail.objects.filter(recipient=person).latest("pk")
