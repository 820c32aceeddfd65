"""Django's own admin, where a host has it: the base's lists of comments show only the host's.

django-comments and django-comments-xtd register one there for their tables, in which our comments
have rows too. It asks for a permission and for no group: comments of secret groups stood in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef

from .models import Comment


class HostCommentsOnly:
    """Leaves our comments out of a ``ModelAdmin`` of the base's: name it before that one."""

    def get_queryset(self, request: Any) -> Any:
        """Return the comments that are not ours."""
        ours = Comment._base_manager.filter(pk=OuterRef("pk"))
        return super().get_queryset(request).filter(~Exists(ours))  # type: ignore[misc]


def open_lists(site: Any) -> Iterator[type[Any]]:
    """Yield the models whose list in this admin site would show our comments."""
    for model in (Comment, *Comment._meta.get_parent_list()):
        if site.is_registered(model) and not isinstance(
            site.get_model_admin(model), HostCommentsOnly
        ):
            yield model


def close_lists(site: Any) -> None:
    """Put lists without our comments in the place of those that show them."""
    for model in list(open_lists(site)):
        registered = type(site.get_model_admin(model))
        site.unregister(model)
        site.register(model, type(registered.__name__, (HostCommentsOnly, registered), {}))
