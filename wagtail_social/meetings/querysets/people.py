"""Reads of who comes."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When

#: Answers in the order in which people are listed.
_ANSWERS = ("yes", "maybe", "", "no")


class AttendanceQuerySet(models.QuerySet[Any]):
    """Places of people at meetings."""

    def running(self) -> Self:
        """Return who prepares and runs the meeting: chairs and minute takers."""
        return self.filter(duty__in=("chair", "minutes"))

    def of_active_people(self) -> Self:
        """Leave out people whose account is closed."""
        return self.filter(user__is_active=True)

    def expected_at(self, meeting: Any) -> Self:
        """Return the places at a meeting of those who can come: active, and still in its group."""
        rows = self.filter(meeting=meeting).of_active_people()
        if meeting.group_id is None:
            return rows
        return rows.filter(user__in=meeting.possible_guests().values("pk"))

    def there_or_expected(self, meeting: Any) -> Self:
        """Return the places of those who can come, and of those of whom it is said already."""
        rows = self.filter(meeting=meeting)
        expected = self.expected_at(meeting).values("pk")
        return rows.filter(Q(attended__isnull=False) | Q(pk__in=expected)).by_answer()

    def counts_by_answer(self) -> dict[str, int]:
        """Return how many people gave each answer; answers of nobody are left out."""
        counted = self.order_by().values_list("answer").annotate(people=Count("pk"))
        return dict(counted)

    def by_answer(self) -> Self:
        """Order who comes first, then who perhaps does, has not answered, does not come."""
        ranks = [When(answer=answer, then=Value(rank)) for rank, answer in enumerate(_ANSWERS)]
        rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
        return self.annotate(rank=rank).order_by("rank", "pk")

    def after(self, rank: int, pk: int) -> Self:
        """Return what comes behind this place in the order of :meth:`by_answer`."""
        return self.filter(Q(rank__gt=rank) | Q(rank=rank, pk__gt=pk))
