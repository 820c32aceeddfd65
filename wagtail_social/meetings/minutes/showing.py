"""Minutes as a reader finds them: from their content, in the reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail_social.markup import RENDERER_VERSION, present
from wagtail_social.people.adapters import unknown_person
from wagtail_social.people.texts import shown
from wagtail_social.zones import city_of, zone_named

from ..models import ActionItem, ActionStatus, Duty, OutcomeKind
from ..when import span
from .content import Content, parts_of

_TONES = {
    ActionStatus.OPEN: "plain",
    ActionStatus.IN_PROGRESS: "accent",
    ActionStatus.DONE: "good",
    ActionStatus.DROPPED: "plain",
}


@dataclass(frozen=True)
class Living:
    """How an action item stands today. ``url`` is empty where it has no page."""

    label: Any
    tone: str
    url: str


@dataclass(frozen=True)
class ActionLine:
    """An action item as the minutes have it. ``living`` is ``None`` where the viewer has none."""

    text: str
    owner: str
    due_on: datetime.date
    living: Living | None


@dataclass(frozen=True)
class Decision:
    """A decision, and its place among all of the minutes: 1, 2, 3 …"""

    position: int
    text: str


@dataclass(frozen=True)
class Part:
    """An item of the minutes; ``number`` 0 is the meeting as a whole."""

    number: int
    item_id: int | None
    title: str
    presenter: str
    note: SafeString
    decisions: list[Decision]
    information: list[str]
    actions: list[ActionLine]

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"item-{self.number}" if self.number else "whole"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written down."""
        return not (self.note or self.decisions or self.information or self.actions)


@dataclass(frozen=True)
class Minutes:
    """Minutes, ready to be shown."""

    title: str
    when: str
    place: str
    present: list[str]
    excused: list[str]
    absent: list[str]
    #: Where nobody wrote down who was there.
    invited: list[str]
    items: list[Part]
    whole: Part
    machine: str = ""
    parts: list[Part] = field(default_factory=list)


def minutes_of(content: Content, living: Mapping[int, Living] | None = None) -> Minutes:
    """Return minutes to be shown. ``living`` are the action items that the viewer may see today."""
    renderer = content.get("renderer")
    *items, whole = parts_of(content)
    positions = count(1)

    def part(found: Content, number: int) -> Part:
        return _part(found, number, renderer, living or {}, positions)

    shown_items = [part(item, number) for number, item in enumerate(items, start=1)]
    shown_whole = part(whole, 0)
    return Minutes(
        title=content["title"],
        when=_when(content),
        place=content["place"],
        present=_people(content["present"]),
        excused=_people(content["excused"]),
        absent=_people(content["absent"]),
        invited=_people(content["invited"]),
        items=shown_items,
        whole=shown_whole,
        machine=content["starts_at"],
        parts=[*shown_items, *([] if shown_whole.is_empty else [shown_whole])],
    )


def _when(content: Content) -> str:
    """Return day and hours by the clock of the meeting, which is named: the paper goes around."""
    zone = zone_named(content["time_zone"]) or datetime.UTC
    begins, ends = (
        datetime.datetime.fromisoformat(content[name]).astimezone(zone)
        for name in ("starts_at", "ends_at")
    )
    # Translators: such as "Tuesday 6 May 2031, 10:00–11:30 (time in Amsterdam)".
    return _("%(time)s (time in %(city)s)") % {
        "time": span(begins, ends),
        "city": city_of(content["time_zone"]),
    }


def _name(name: str) -> str:
    return name or unknown_person().name


def _people(places: list[Content]) -> list[str]:
    """Return names, those of chair and minute taker with what they did."""
    words = {Duty.CHAIR: _("%(name)s (chair)"), Duty.MINUTES: _("%(name)s (minutes)")}
    return [
        words.get(place["duty"], "%(name)s") % {"name": _name(place["name"])} for place in places
    ]


def _part(
    part: Content,
    number: int,
    renderer: Any,
    living: Mapping[int, Living],
    positions: Iterator[int],
) -> Part:
    said: dict[str, list[str]] = {kind: [] for kind in OutcomeKind.values}
    for outcome in part["outcomes"]:
        said[outcome["kind"]].append(outcome["text"])
    return Part(
        number=number,
        item_id=part.get("id"),
        title=part.get("title", ""),
        presenter=part.get("presenter", ""),
        note=_note(part, renderer),
        decisions=[Decision(next(positions), text) for text in said[OutcomeKind.DECISION]],
        information=said[OutcomeKind.INFORMATION],
        actions=[
            ActionLine(
                text=action["text"],
                owner=_name(action["owner"]),
                due_on=datetime.date.fromisoformat(action["due_on"]),
                living=living.get(action["id"]),
            )
            for action in part["actions"]
        ],
    )


def _note(part: Content, renderer: Any) -> SafeString:
    """Return the notes: as they were rendered, anew where the renderer has changed since."""
    if renderer == RENDERER_VERSION and "html" in part:
        return present(part["html"], people={}, topic_url=lambda name: "")
    return shown(part["note"])


def living_actions(user: Any, content: Content) -> dict[int, Living]:
    """Return how the action items of minutes stand today, by key, of those the user may see."""
    keys = [action["id"] for part in parts_of(content) for action in part["actions"]]
    if not keys:
        return {}
    rows = ActionItem.objects.visible_to(user).filter(pk__in=keys)
    return {
        row.pk: Living(
            row.get_status_display(), _TONES[ActionStatus(row.status)], row.get_absolute_url()
        )
        for row in rows
    }


def differences(before: Content, now: Content) -> list[str]:
    """Return what is another in two contents of one meeting: titles of items, and the like."""
    old = {item["id"]: item for item in before.get("items", ())}
    found = [item["title"] for item in now["items"] if item != old.get(item["id"])]
    if before.get("whole") != now["whole"]:
        found.append(_("The meeting as a whole"))
    kinds = ("present", "excused", "absent", "invited")
    if any(before.get(kind) != now[kind] for kind in kinds):
        found.append(_("Who was there"))
    return found
