"""Reads of minutes: notes, outcomes, remarks and approved versions."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from .models_by_name import model


class MinutesRowQuerySet(models.QuerySet[Any]):
    """Rows of minutes, which are read by who reads the minutes of their meeting."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of meetings whose minutes this user may read."""
        meetings = model("Meeting").objects.minutes_visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))


class OutcomeQuerySet(MinutesRowQuerySet):
    """What meetings came to."""

    def decisions(self) -> Self:
        """Return what was decided."""
        return self.filter(kind="decision")
