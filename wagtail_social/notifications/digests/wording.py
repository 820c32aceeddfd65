"""Figures of a digest, in words."""

from __future__ import annotations

from django.utils.translation import ngettext


def reactions_text(count: int) -> str:
    """Return how many reactions there are, in words."""
    return ngettext("%(count)s reaction", "%(count)s reactions", count) % {"count": count}


def unread_text(count: int, *, besides: bool) -> str:
    """Return how much unread news there is, ``besides`` what the mail tells."""
    if besides:
        return ngettext(
            "You have %(count)s more unread notification.",
            "You have %(count)s more unread notifications.",
            count,
        ) % {"count": count}
    return ngettext(
        "You have %(count)s unread notification.",
        "You have %(count)s unread notifications.",
        count,
    ) % {"count": count}


def news_text(count: int) -> str:
    """Return that there are posts, without telling anything of them."""
    return ngettext(
        "There is news: %(count)s post in your groups.",
        "There is news: %(count)s posts in your groups.",
        count,
    ) % {"count": count}
