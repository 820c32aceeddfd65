"""Addresses in mails."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from .unsubscribing import token_for


def unsubscribe_path(user: Any, category: str) -> str:
    """Return the path by which this person's mail of a category, or the digest, is stopped."""
    return reverse("wagtail_social:unsubscribe", args=[token_for(user, category)])


def list_path() -> str:
    """Return the path of a person's own list of news."""
    return reverse("wagtail_social:notifications")


def settings_path() -> str:
    """Return the path where a person chooses which mail comes."""
    return reverse("wagtail_social:notification_settings")
