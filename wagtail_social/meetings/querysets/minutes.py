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


class NoteQuerySet(MinutesRowQuerySet):
    """Rows that are written on, and of which approved minutes hold a frozen copy."""

    def visible_to(self, user: Any) -> Self:
        """Return the rows of meetings whose minutes this user may read.

        While a correction is being written they are read by who runs the meeting alone.
        """
        meetings = model("Meeting").objects.notes_visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))


class OutcomeQuerySet(NoteQuerySet):
    """What meetings came to."""

    def decisions(self) -> Self:
        """Return what was decided."""
        return self.filter(kind="decision")


class RemarkQuerySet(models.QuerySet[Any]):
    """What people said of drafts of minutes."""

    def visible_to(self, user: Any) -> Self:
        """Return the remarks on drafts that this user could read: who was invited, who runs it."""
        meetings = model("Meeting").objects.remarks_visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))

    def still_open(self) -> Self:
        """Return those that nobody has answered."""
        return self.filter(state="open")

    def change_requests(self) -> Self:
        """Return the open ones that ask for a change."""
        return self.still_open().filter(wants_change=True)
