"""Sentences that several places of the room say."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.groups.models import Group, Visibility


def removed_text(content: Any) -> str:
    """Return who removed a post or comment, without a name."""
    if content.is_withdrawn:
        return _("Removed by its author")
    return _("Removed by a moderator")


def readers_text(group: Group) -> str:
    """Return who will read what is posted in a group, in plain words."""
    if group.visibility == Visibility.EVERYONE:
        name = getattr(django_settings, "WAGTAIL_SITE_NAME", "")
        if name:
            return _("Everyone at %(organisation)s can read this.") % {"organisation": name}
        return _("Every colleague can read this.")
    return ngettext(
        "Only members of %(group)s can read this (%(count)s person).",
        "Only members of %(group)s can read this (%(count)s people).",
        group.member_count,
    ) % {"group": group.title, "count": group.member_count}


def comments_text(count: int) -> str:
    """Return how many comments there are, in words."""
    return ngettext("%(count)s comment", "%(count)s comments", count) % {"count": count}


def posts_text(count: int) -> str:
    """Return how many posts there are, in words."""
    return ngettext("%(count)s post", "%(count)s posts", count) % {"count": count}
