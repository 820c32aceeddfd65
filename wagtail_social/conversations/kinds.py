"""The kinds of posts that are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wagtail_social.extension_points import PostKind, post_kinds

UPDATE = PostKind(name="update", label=_("Update"))
QUESTION = PostKind(
    name="question", label=_("Question"), icon="question", has_answer=True, tone="ask"
)


def all_kinds() -> list[PostKind]:
    """Return the registered kinds, ours first."""
    return [UPDATE, QUESTION, *post_kinds.all()]


def kind_named(name: str) -> PostKind:
    """Return the kind; an update for a name that is no longer registered."""
    return next((kind for kind in all_kinds() if kind.name == name), UPDATE)
