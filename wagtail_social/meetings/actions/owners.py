"""Owners of action items are told that something is theirs, and reminded of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, Q

from wagtail_social import events
from wagtail_social.actions import Action
from wagtail_social.conf import settings
from wagtail_social.zones import zone_columns, zone_from

from ..models import ActionItem, Meeting

#: From which hour on, and until which, people are reminded, by their own clock.
MORNING, NOON = 7, 12
#: How many days after the day after it was due somebody is still reminded, where nobody was
#: reminded of anything meanwhile (days).
LATEST = 3
#: Action items in one transaction (count).
BATCH = 500


@dataclass(kw_only=True)
class TellOwners(Action[list[ActionItem]]):
    """Tell those who took something on at a meeting, once they can read it: each once an item."""

    meeting: Meeting

    event = events.action_items_given

    def write(self) -> list[ActionItem]:
        """Mark what is told, and return it."""
        rows = ActionItem.objects.filter(meeting=self.meeting).not_done().of_owners_not_told()
        found = list(rows.of_owners_who_read())
        if not found:
            return self.unchanged(found)
        told = ActionItem.objects.filter(pk__in=[item.pk for item in found])
        told.update(told_to=F("owner"))
        for item in found:
            item.meeting = self.meeting
        return found

    def event_data(self, result: list[ActionItem]) -> dict[str, Any]:
        """Tell the meeting and the action items."""
        return {"meeting": self.meeting, "action_items": result}


@dataclass
class Reminders:
    """What one batch came to. ``last`` is the key of the last item looked at, if there was any."""

    coming: list[ActionItem] = field(default_factory=list)
    overdue: list[ActionItem] = field(default_factory=list)
    last: int | None = None


@dataclass(kw_only=True)
class RemindOwners(Action[Reminders]):
    """Remind the owners whose morning it is of what is due soon, and of what is overdue.

    One batch, of items with a larger key than ``after``. Several runners may do it at once, since
    each takes rows that no other holds; one that is stopped leaves the batch done or undone. An
    owner is reminded of a due date once before it and once after it, however often this runs.
    """

    now: datetime.datetime
    after: int = 0

    event = events.action_items_due

    def write(self) -> Reminders:
        """Mark what people are reminded of, and return it."""
        columns = zone_columns(OuterRef("owner"))
        rows = self._candidates().filter(pk__gt=self.after).annotate(**columns).order_by("pk")
        free = rows.select_for_update(of=("self",), skip_locked=True)
        result = Reminders()
        for item in free[:BATCH]:
            result.last = item.pk
            local = self.now.astimezone(zone_from(getattr(item, name) for name in columns))
            if MORNING <= local.hour < NOON:
                self._sort(item, local.date(), result)
        if not (result.coming or result.overdue):
            return self.unchanged(result)
        _mark(result.coming, "reminded_before")
        _mark(result.overdue, "reminded_after")
        return result

    def _candidates(self) -> Any:
        """Return what may be due for somebody, whatever the time zone they live by."""
        day = datetime.timedelta(days=1)
        today = self.now.astimezone(datetime.UTC).date()
        soon = Q(due_on__gte=today - day, due_on__lte=today + _ahead() + day)
        late = Q(due_on__gte=today - (LATEST + 2) * day, due_on__lte=today)
        before = Q(reminded_before__isnull=True) | ~Q(reminded_before=F("due_on"))
        after = Q(reminded_after__isnull=True) | ~Q(reminded_after=F("due_on"))
        open_ones = ActionItem.objects.not_done().of_owners_who_read()
        alive = Q(meeting__group__isnull=True) | Q(meeting__group__archived_at__isnull=True)
        return open_ones.filter(alive, (soon & before) | (late & after))

    def _sort(self, item: ActionItem, today: datetime.date, result: Reminders) -> None:
        """Put an item where it belongs on this day of its owner's, if anywhere."""
        days_late = (today - item.due_on).days
        if 0 < days_late <= 1 + LATEST and item.reminded_after != item.due_on:
            result.overdue.append(item)
        elif -_ahead().days <= days_late <= 0 and item.reminded_before != item.due_on:
            result.coming.append(item)

    def event_data(self, result: Reminders) -> dict[str, Any]:
        """Tell what is due soon, and what is overdue."""
        return {"coming": result.coming, "overdue": result.overdue}


def _ahead() -> datetime.timedelta:
    return datetime.timedelta(days=settings.ACTION_REMINDER_DAYS)


def _mark(items: Iterable[ActionItem], name: str) -> None:
    """Remember of which due date the owners of these have been reminded."""
    keys = [item.pk for item in items]
    if keys:
        ActionItem.objects.filter(pk__in=keys).update(**{name: F("due_on")})


def remind_owners(now: datetime.datetime) -> str:
    """Remind everybody whose morning it is; return how many items that was, in words or nothing."""
    reminded, after = 0, 0
    while True:
        batch = RemindOwners(actor=None, now=now, after=after).execute()
        if batch.last is None:
            return f"{reminded} reminders" if reminded else ""
        reminded += len(batch.coming) + len(batch.overdue)
        after = batch.last
