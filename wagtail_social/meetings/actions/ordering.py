"""The order of a whole agenda at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..models import AgendaItem
from .agenda import _AgendaAction


@dataclass(kw_only=True)
class OrderAgenda(_AgendaAction):
    """Put the agenda into the order of ``keys``; items that it does not name come behind.

    Returns the first item whose place changed, or the first of all.
    """

    keys: Sequence[int]

    log_as = "wagtail_social.agenda.moved"

    def write(self) -> AgendaItem:
        """Number the agenda from 1; as it is already, nothing is written."""
        items = list(AgendaItem.objects.filter(meeting=self.meeting).on_agenda())
        place = {key: number for number, key in enumerate(self.keys)}
        order = sorted(items, key=lambda item: place.get(item.pk, len(place)))
        if order == items:
            return self.unchanged(items[0] if items else AgendaItem(meeting=self.meeting))
        first = next(new for new, old in zip(order, items, strict=True) if new != old)
        moved = []
        for position, item in enumerate(order, start=1):
            if item.position != position:
                item.position = position
                moved.append(item)
        AgendaItem.objects.bulk_update(moved, ["position"])
        first.meeting = self.meeting
        return first

    def changed(self) -> Collection[str]:
        """The order."""
        return ["position"]
