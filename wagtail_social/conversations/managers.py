"""The manager of comments, which reads only the child's own row."""

from __future__ import annotations

from typing import Any

from django.db import models

from .querysets import CommentQuerySet

_PARENTS = ("django_comments", "django_comments_xtd")


class CommentManager(models.Manager.from_queryset(CommentQuerySet)):  # type: ignore[misc]
    """Comments without the three joins of the base's manager.

    Columns of the base rows are deferred: reading ``comment`` (the source text) costs a query,
    unless the queryset asks for it by ``with_source()``.
    """

    def get_queryset(self) -> Any:
        """Return comments with the fields of their own table."""
        own = [
            field.name
            for field in self.model._meta.concrete_fields
            if field.model._meta.app_label not in _PARENTS
        ]
        return super().get_queryset().only(*own)
