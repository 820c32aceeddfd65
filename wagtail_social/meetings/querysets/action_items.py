"""Reads of action items."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from .minutes import MinutesRowQuerySet
from .models_by_name import model


class ActionItemQuerySet(MinutesRowQuerySet):
    """What somebody has taken on at a meeting; read by who reads the minutes of that meeting."""

    def not_done(self) -> Self:
        """Return what is still to be done, what is due first."""
        return self.filter(status__in=("open", "in_progress")).order_by("due_on", "pk")


class ActionUpdateQuerySet(models.QuerySet[Any]):
    """What was said about action items."""

    def visible_to(self, user: Any) -> Self:
        """Return the updates of action items that this user may read."""
        items = model("ActionItem").objects.visible_to(user)
        return self.filter(action_item__in=items.values("pk"))
