"""Reads of documents of meetings."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from .models_by_name import model


class DocumentQuerySet(models.QuerySet[Any]):
    """Documents of meetings."""

    def visible_to(self, user: Any) -> Self:
        """Return the documents of meetings that this user may read, without removed ones.

        Those of an item are read by who may read the item.
        """
        items = model("AgendaItem").objects.visible_to(user).values("pk")
        seen = self.present().of_meetings_seen_by(user)
        return seen.filter(Q(item__isnull=True) | Q(item__in=items))

    def of_meetings_seen_by(self, user: Any) -> Self:
        """Return the documents of meetings that this user may read, those removed too.

        For the record of what was done; nobody gets the files of removed ones.
        """
        meetings = model("Meeting").objects.visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))

    def present(self) -> Self:
        """Leave out what was removed."""
        return self.filter(removed_at__isnull=True)


class DocumentVersionQuerySet(models.QuerySet[Any]):
    """Versions of documents."""

    def visible_to(self, user: Any) -> Self:
        """Return the versions, old ones too, of the documents that this user may have."""
        documents = model("MeetingDocument").objects.visible_to(user)
        return self.filter(document__in=documents.values("pk"))

    def at(self, seat: Any) -> Self:
        """Return the versions of the documents that this seat finds, newest first.

        For who may read the meeting: only of its items it is asked which may be read.
        """
        rows = self.filter(document__meeting=seat.meeting, document__removed_at__isnull=True)
        items = model("AgendaItem").objects.readable_at(seat).values("pk")
        rows = rows.filter(Q(document__item__isnull=True) | Q(document__item__in=items))
        return rows.select_related("document").order_by("document_id", "-number")
