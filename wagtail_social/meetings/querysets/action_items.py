"""Reads of action items."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce

from .minutes import MinutesRowQuerySet
from .models_by_name import model
from .owners import is_published, owner_is_here, owner_reads_minutes

#: In these there is something to do; in these there is not any more.
_OPEN, _FINISHED = ("open", "in_progress"), ("done", "dropped")


class ActionItemQuerySet(MinutesRowQuerySet):
    """What somebody has taken on at a meeting; read by who reads the minutes of that meeting."""

    def visible_to(self, user: Any) -> Self:
        """Return what stands in minutes that this user may read.

        What is written down in a correction is read by who runs the meeting, until it is published.
        """
        run = model("Meeting").objects.run_by(user).values("pk")
        return super().visible_to(user).filter(is_published() | Q(meeting__in=run))

    def not_done(self) -> Self:
        """Return what is still to be done, what is due first."""
        return self.filter(status__in=_OPEN).order_by("due_on", "pk")

    def overdue(self, today: datetime.date) -> Self:
        """Return what should have been done before this day, and is not."""
        return self.not_done().filter(due_on__lt=today)

    def finished(self) -> Self:
        """Return what is done or given up, last first, with the moment as ``finished_at``."""
        rows = self.filter(status__in=_FINISHED)
        when = Coalesce("closed_at", "created_at")
        return rows.annotate(finished_at=when).order_by("-finished_at", "-pk")

    def in_order(self) -> Self:
        """Order what is open first, by due date; then what is finished."""
        rank = Case(When(status__in=_OPEN, then=Value(0)), default=Value(1))
        return self.alias(rank=rank).order_by("rank", "due_on", "pk")

    def mine(self, user: Any) -> Self:
        """Return what this user has taken on and may read."""
        return self.visible_to(user).filter(owner=user)

    def from_earlier_meetings(self, meeting: Any) -> Self:
        """Return what is still to be done from earlier meetings of the same series, due first."""
        if meeting.series_id is None:
            return self.none()
        before = Q(meeting__starts_at__lt=meeting.starts_at) | Q(
            meeting__starts_at=meeting.starts_at, meeting__lt=meeting.pk
        )
        return self.filter(before, meeting__series=meeting.series_id).not_done()

    def with_owner_here(self) -> Self:
        """Add ``owner_is_here``: whether somebody does it who can still be at the meeting."""
        return self.annotate(owner_is_here=owner_is_here())

    def of_owners_here(self) -> Self:
        """Return those whose owner can still read the meeting, and take part in it."""
        return self.filter(owner_is_here())

    def of_owners_who_read(self) -> Self:
        """Return those whose owner can read them now: see :meth:`visible_to`."""
        return self.filter(owner_reads_minutes())

    def of_owners_not_told(self) -> Self:
        """Return those whose owner has not been told yet that it is theirs."""
        untold = Q(told_to__isnull=True) | ~Q(told_to=F("owner"))
        return self.filter(untold, owner__isnull=False)

    def figures(self, today: datetime.date) -> dict[str, int]:
        """Return how many there are by what the lists show: one query.

        ``open`` (with ``overdue`` among them), ``done``, and ``all`` without what was given up.
        """
        is_open = Q(status__in=_OPEN)
        found: dict[str, int] = self.order_by().aggregate(
            open=Count("pk", filter=is_open),
            overdue=Count("pk", filter=is_open & Q(due_on__lt=today)),
            done=Count("pk", filter=Q(status="done")),
            dropped=Count("pk", filter=Q(status="dropped")),
        )
        return found | {"all": found["open"] + found["done"]}


class ActionUpdateQuerySet(models.QuerySet[Any]):
    """What was said about action items."""

    def visible_to(self, user: Any) -> Self:
        """Return the updates of action items that this user may read."""
        items = model("ActionItem").objects.visible_to(user)
        return self.filter(action_item__in=items.values("pk"))
