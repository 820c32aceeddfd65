"""Action items as they stand in lists, for one viewer."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.moments import relative_time
from wagtail_social.people.adapters import PageCards, PersonCard

from .models import ActionItem, ActionStatus, Meeting

#: How the chip of each status looks; who has not begun yet has none.
TONES = {
    ActionStatus.OPEN: "",
    ActionStatus.IN_PROGRESS: "accent",
    ActionStatus.DONE: "good",
    ActionStatus.DROPPED: "plain",
}


@dataclass(frozen=True)
class ActionRow:
    """One action item. ``owner`` is ``None`` where the account is gone."""

    item: ActionItem
    owner: PersonCard | None
    #: Whether nobody does it any more.
    is_orphan: bool
    #: Where the viewer hands over what nobody does; empty where others do that.
    hand_over_url: str
    is_overdue: bool
    #: Such as "due 3 Dec", "due today"; empty where there is nothing to do any more.
    due: str

    @property
    def tone(self) -> str:
        """The look of the chip that says its status."""
        return TONES[ActionStatus(self.item.status)] or "plain"

    @property
    def chip(self) -> dict[str, Any] | None:
        """The word for how far it is, or ``None`` where nothing is to be said."""
        if self.is_overdue:
            return {"label": _("Overdue"), "tone": "danger"}
        tone = TONES[ActionStatus(self.item.status)]
        return {"label": self.item.get_status_display(), "tone": tone} if tone else None


def due_text(day: datetime.date, today: datetime.date) -> str:
    """Return until when something is to be done, such as "due 3 Dec"."""
    now = datetime.datetime.combine(today, datetime.time(12))
    if day == today + datetime.timedelta(days=1):
        return _("due tomorrow")
    return _("due %(day)s") % {"day": relative_time(day, now)}


def today_in(zone: datetime.tzinfo) -> datetime.date:
    """Return which day it is in a time zone."""
    return timezone.now().astimezone(zone).date()


def action_rows(
    items: Collection[ActionItem], viewer: Any, today: datetime.date, cards: PageCards
) -> list[ActionRow]:
    """Return the rows of items that have ``owner_is_here`` (see ``with_owner_here``).

    One query, for where the viewer can hand over what nobody does any more.
    """
    orphans = {item.pk for item in items if item.is_open and not item.owner_is_here}  # type: ignore[attr-defined]
    run: set[int] = set()
    if orphans:
        meetings = {item.meeting_id for item in items if item.pk in orphans}
        alive = Meeting.objects.run_by(viewer).exclude(group__archived_at__isnull=False)
        run = set(alive.filter(pk__in=meetings).values_list("pk", flat=True))
    return [
        ActionRow(
            item=item,
            owner=cards.of(item.owner_id),
            is_orphan=item.pk in orphans,
            hand_over_url=_hand_over(item) if item.pk in orphans and item.meeting_id in run else "",
            is_overdue=item.is_overdue(today),
            due=due_text(item.due_on, today) if item.is_open else "",
        )
        for item in items
    ]


def _hand_over(item: ActionItem) -> str:
    return reverse("wagtail_social:action_item_owner", args=[item.pk])


def counted(items: Collection[ActionItem]) -> dict[str, int]:
    """Return what :func:`done_text` needs of items that are all at hand."""
    statuses = [item.status for item in items if item.status != ActionStatus.DROPPED]
    return {"all": len(statuses), "done": statuses.count(ActionStatus.DONE)}


def done_text(figures: dict[str, int]) -> str:
    """Return how many are done, such as "7 of 12 done"; empty where there is nothing to do.

    What was given up does not count.
    """
    if not figures["all"]:
        return ""
    return ngettext("%(done)s of %(all)s done", "%(done)s of %(all)s done", figures["all"]) % {
        "done": figures["done"],
        "all": figures["all"],
    }
