"""Minutes as they were approved: from our rows into a file of the format, and back.

Where our minutes name a row by its key, a file names it by what it is called there: an item by its
id, a place by its username, outcomes and action items by their number in the line.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail_social.meetings.minutes.content import FORMAT
from wagtail_social.meetings.models import Outcome

from .meeting_format import (
    FrozenActionPart,
    FrozenItemPart,
    FrozenOutcomePart,
    FrozenPart,
    FrozenPlacePart,
)

PLACES = ("present", "excused", "absent", "invited")


@dataclass
class Called:
    """What the rows of one meeting are called in its line, by their keys.

    ``outcomes`` and ``actions`` are the numbers in the line, from 1.
    """

    items: dict[int, str] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    outcomes: dict[int, int] = field(default_factory=dict)
    actions: dict[int, int] = field(default_factory=dict)


def outer(content: Mapping[str, Any], called: Called) -> FrozenPart:
    """Return frozen minutes as they stand in a file; rows that are gone have no name there."""

    def place(entry: Mapping[str, Any]) -> FrozenPlacePart:
        return FrozenPlacePart(
            name=entry["name"], username=called.places.get(entry["id"]), duty=entry["duty"]
        )

    return FrozenPart(
        title=content["title"],
        starts=datetime.datetime.fromisoformat(content["starts_at"]),
        ends=datetime.datetime.fromisoformat(content["ends_at"]),
        time_zone=content["time_zone"],
        place=content["place"],
        **{kind: tuple(map(place, content[kind])) for kind in PLACES},
        whole=_outer_part(content["whole"], called),
        items=tuple(_outer_part(part, called) for part in content["items"]),
    )


def _outer_part(part: Mapping[str, Any], called: Called) -> FrozenItemPart:
    return FrozenItemPart(
        item=called.items.get(part.get("id", 0)),
        title=part.get("title", ""),
        presenter=part.get("presenter", ""),
        note=part["note"],
        outcomes=tuple(
            FrozenOutcomePart(
                kind=one["kind"], text=one["text"], number=called.outcomes.get(one["id"])
            )
            for one in part["outcomes"]
        ),
        actions=tuple(
            FrozenActionPart(
                text=one["text"],
                owner=one["owner"],
                due=datetime.date.fromisoformat(one["due_on"]),
                number=called.actions.get(one["id"]),
            )
            for one in part["actions"]
        ),
    )


@dataclass
class Keys:
    """The keys of the rows of one meeting by what its line calls them."""

    items: Mapping[str, int]
    places: Mapping[str, int]
    outcomes: Mapping[int, int]
    actions: Mapping[int, int]

    def outcome(self, number: int | None, meeting: Any) -> int:
        """Return the key of an outcome; of one that is gone a key that nothing has."""
        if number is not None and number in self.outcomes:
            return self.outcomes[number]
        gone = Outcome.objects.create(meeting=meeting, kind="information", text="-")
        key = gone.pk
        gone.delete()
        return key


def inner(frozen: FrozenPart, keys: Keys, meeting: Any) -> dict[str, Any]:
    """Return minutes of a file as we keep them; what hangs on rows that are gone has the key 0."""

    def place(part: FrozenPlacePart) -> dict[str, Any]:
        key = keys.places.get(part.username or "", 0)
        return {"id": key, "name": part.name, "duty": part.duty}

    def said(part: FrozenItemPart) -> dict[str, Any]:
        return {
            "note": part.note,
            "outcomes": [
                {"id": keys.outcome(one.number, meeting), "kind": one.kind, "text": one.text}
                for one in part.outcomes
            ],
            "actions": [
                {
                    "id": keys.actions.get(one.number or 0, 0),
                    "text": one.text,
                    "owner": one.owner,
                    "due_on": one.due.isoformat(),
                }
                for one in part.actions
            ],
        }

    return {
        "format": FORMAT,
        "title": frozen.title,
        "starts_at": frozen.starts.isoformat(),
        "ends_at": frozen.ends.isoformat(),
        "time_zone": frozen.time_zone,
        "place": frozen.place,
        **{kind: [place(part) for part in getattr(frozen, kind)] for kind in PLACES},
        "whole": said(frozen.whole),
        "items": [
            {
                "id": keys.items.get(part.item or "", 0),
                "title": part.title,
                "presenter": part.presenter,
                **said(part),
            }
            for part in frozen.items
        ],
    }
