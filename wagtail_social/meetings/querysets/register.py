"""Reads of the register of decisions."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from .models_by_name import model

#: Words that are looked for at once (count).
_MOST_WORDS = 5


class RegisterQuerySet(models.QuerySet[Any]):
    """Decisions of approved minutes."""

    def visible_to(self, user: Any) -> Self:
        """Return the decisions in minutes that this user may read."""
        meetings = model("Meeting").objects.minutes_visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))

    def matching(self, typed: str) -> Self:
        """Return those where decision, item or meeting hold each word that was typed."""
        found = self
        for word in typed.split()[:_MOST_WORDS]:
            found = found.filter(
                Q(text__icontains=word)
                | Q(item_title__icontains=word)
                | Q(meeting__title__icontains=word)
            )
        return found

    def newest_first(self) -> Self:
        """Order by meeting, the last one first, and within one as the minutes have them."""
        return self.order_by("-decided_at", "-meeting_id", "position")

    def after(self, decided_at: datetime.datetime, meeting: int, position: int) -> Self:
        """Return what comes behind this place in the order of :meth:`newest_first`."""
        same_time = Q(decided_at=decided_at)
        return self.filter(
            Q(decided_at__lt=decided_at)
            | (same_time & Q(meeting__lt=meeting))
            | (same_time & Q(meeting=meeting, position__gt=position))
        )
