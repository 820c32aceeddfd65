"""Lists of action items, page by page: one's own, and those of a group."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from wagtail_social.people.adapters import PageCards
from wagtail_social.zones import zone_of

from .progress_rows import action_rows, today_in

#: Action items on one page of a list (count).
PAGE_SIZE = 25

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def _numbers(sign: str) -> tuple[int, int] | None:
    """Return the two numbers of a sign from an address, or ``None`` where it is none."""
    try:
        if len(sign) > 40:
            return None
        first, pk = (int(part, 16) for part in sign.split("."))
    except ValueError:
        return None
    return (first, pk) if 0 <= pk < 2**63 else None


def _after_due(items: Any, sign: str) -> Any:
    """Return what is due after the place of this sign."""
    numbers = _numbers(sign)
    if numbers is None or not 0 < numbers[0] <= datetime.date.max.toordinal():
        return items
    day = datetime.date.fromordinal(numbers[0])
    return items.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=numbers[1]))


def _after_finished(items: Any, sign: str) -> Any:
    """Return what was finished before the place of this sign."""
    numbers = _numbers(sign)
    if numbers is None:
        return items
    try:
        moment = _EPOCH + numbers[0] * _MICROSECOND
    except OverflowError:
        return items
    return items.filter(Q(finished_at__lt=moment) | Q(finished_at=moment, pk__lt=numbers[1]))


def _due_sign(item: Any) -> str:
    return f"{item.due_on.toordinal():x}.{item.pk:x}"


def _finished_sign(item: Any) -> str:
    return f"{(item.finished_at - _EPOCH) // _MICROSECOND:x}.{item.pk:x}"


class ActionLists:
    """What one viewer's page lists of some action items; ``show`` in the address is the filter.

    ``mixed`` lists open ones and finished ones below each other where no filter is chosen, else
    the open ones alone. ``mine`` offers the viewer's own as a filter.
    """

    def __init__(
        self, request: HttpRequest, items: Any, *, mixed: bool = False, mine: bool = False
    ) -> None:
        self.request, self.items, self.mixed = request, items, mixed
        self.today = today_in(zone_of(request.user))
        self._filters: dict[str, tuple[str, Callable[[], Any]]] = {
            "open": (pgettext("action items", "Open"), items.not_done),
            "overdue": (_("Overdue"), lambda: items.overdue(self.today)),
            "done": (pgettext("action items", "Done"), items.finished),
        }
        if mine:
            own = items.filter(owner=request.user)
            self._filters["mine"] = (pgettext("action items", "Mine"), own.not_done)
        asked = request.GET.get("show", "")
        self.shown = asked if asked in self._filters else ""

    def context(self) -> dict[str, Any]:
        """Return the tabs and the lists: a query for the figures and three for each list."""
        figures = self.items.figures(self.today)
        names = [self.shown] if self.shown else ["open", "done"] if self.mixed else ["open"]
        return {
            "figures": figures,
            "tabs": self._tabs(figures, names[0]),
            "lists": [self._page(name, heads=len(names) > 1) for name in names],
            "shown": self.shown,
        }

    def _tabs(self, figures: dict[str, int], first: str) -> list[dict[str, Any]]:
        path = self.request.path
        counts = {name: figures[name] for name in ("open", "overdue")}
        tabs = [
            {
                "label": label,
                "url": f"{path}?show={name}",
                "current": self.shown == name
                or (not self.shown and not self.mixed and name == first),
                "count": counts.get(name),
            }
            for name, (label, _items) in self._filters.items()
        ]
        if self.mixed:
            everything = {"label": pgettext("action items", "All"), "url": path, "count": None}
            tabs.insert(0, everything | {"current": not self.shown})
        return tabs

    def _page(self, name: str, *, heads: bool) -> dict[str, Any]:
        label, all_of_them = self._filters[name]
        items = all_of_them().with_owner_here().select_related("meeting__group")
        finished = name == "done"
        if self.request.GET.get("show") == name and (sign := self.request.GET.get("after", "")):
            items = (_after_finished if finished else _after_due)(items, sign)
        found = list(items[: PAGE_SIZE + 1])
        page, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
        more_url = ""
        if more:
            sign = (_finished_sign if finished else _due_sign)(page[-1])
            more_url = f"{self.request.path}?show={name}&after={sign}"
        return {
            "name": name,
            "heading": label if heads else "",
            "rows": action_rows(page, self.request.user, self.today, PageCards()),
            "more_url": more_url,
        }
