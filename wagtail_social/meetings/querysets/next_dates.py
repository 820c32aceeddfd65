"""Reads of dates that are proposed for the next meeting."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from .models_by_name import model


class DateProposalQuerySet(models.QuerySet[Any]):
    """Dates proposed at a meeting for the one after it."""

    def visible_to(self, user: Any) -> Self:
        """Return the dates proposed at meetings that this user may read."""
        meetings = model("Meeting").objects.visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))

    def in_order(self) -> Self:
        """Return what comes first first."""
        return self.order_by("starts_at", "ends_at", "pk")

    def settled(self) -> Self:
        """Return those for which a next meeting was planned that takes place."""
        return self.filter(settled_by__isnull=False, settled_by__cancelled_at__isnull=True)
