"""Addresses in mails: whole ones, since a mail is read elsewhere."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wagtail_social.conf import settings

from .unsubscribing import token_for


def base_url() -> str:
    """Return the address of the site without a slash at its end."""
    return (settings.BASE_URL or _default_site()).rstrip("/")


def _default_site() -> str:
    from wagtail.models import Site

    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    return str(site.root_url) if site else "http://localhost"


def whole(path: str, base: str = "") -> str:
    """Return a path of this site as a whole address; one that is whole already stays."""
    return f"{base or base_url()}{path}" if path.startswith("/") else path


def unsubscribe_path(user: Any, category: str) -> str:
    """Return the path by which this person's mail of a category, or the digest, is stopped."""
    return reverse("wagtail_social:unsubscribe", args=[token_for(user, category)])


def list_path() -> str:
    """Return the path of a person's own list of news."""
    return reverse("wagtail_social:notifications")


def settings_path() -> str:
    """Return the path where a person chooses which mail comes."""
    return reverse("wagtail_social:notification_settings")
