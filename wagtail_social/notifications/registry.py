"""What the rooms have registered, by name."""

from __future__ import annotations

from functools import lru_cache

from wagtail_social.extension_points import (
    happenings,
    notification_categories,
    notification_subjects,
)
from wagtail_social.happenings import Happening, NotificationCategory, NotificationSubject

#: The channels that a category can be switched on and off for.
CHANNELS = ("site", "mail")


@lru_cache(maxsize=1)
def categories() -> dict[str, NotificationCategory]:
    """Return the categories by name, in the order of the settings."""
    found = sorted(notification_categories.all(), key=lambda category: category.order)
    return {category.name: category for category in found}


def is_offered(category: NotificationCategory, channel: str) -> bool:
    """Whether a person can switch this category on and off for this channel."""
    return not (channel == "site" and category.always_on_site)


@lru_cache(maxsize=1)
def subjects() -> dict[str, NotificationSubject]:
    """Return the kinds of subjects by name."""
    return {subject.name: subject for subject in notification_subjects.all()}


@lru_cache(maxsize=1)
def all_happenings() -> dict[str, Happening]:
    """Return the happenings by name."""
    return {happening.name: happening for happening in happenings.all()}


def forget() -> None:
    """Read everything anew when it is asked for next: a host registered something late."""
    for cached in (categories, subjects, all_happenings):
        cached.cache_clear()
