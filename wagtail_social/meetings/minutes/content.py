"""What minutes say, as plain data: what is frozen when they are approved.

Names and words stand in it as they were. The ids of rows (items, outcomes, action items, places)
are kept to lead to what lives on, and to put notes back; nothing that is shown is looked up by
them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from wagtail_social.markup import RENDERER_VERSION, render
from wagtail_social.people.adapters import get_adapter

from ..models import (
    ActionItem,
    AgendaItem,
    Answer,
    Attendance,
    ItemState,
    Meeting,
    Note,
    Outcome,
)

#: Raised when the data take another form.
FORMAT = 1

Content = dict[str, Any]


def content_of(meeting: Meeting) -> Content:
    """Return what the minutes say by the rows as they are now.

    The number of queries does not depend on the number of rows. Names of people whose account is
    gone are empty.
    """
    notes = dict(Note.objects.filter(meeting=meeting).values_list("item_id", "text"))
    outcomes = list(Outcome.objects.filter(meeting=meeting).order_by("pk"))
    actions = list(ActionItem.objects.filter(meeting=meeting).order_by("pk"))
    written = {key for key, text in notes.items() if text}
    written |= {row.item_id for row in (*outcomes, *actions)}
    items = items_of(meeting, written)
    places = _places(meeting)
    names = _names(
        {item.presenter_id for item in items}
        | {action.owner_id for action in actions}
        | {place.user_id for place in places}
    )

    def part(item_id: int | None) -> Content:
        own_outcomes = [outcome for outcome in outcomes if outcome.item_id == item_id]
        own_actions = [action for action in actions if action.item_id == item_id]
        return {
            "note": notes.get(item_id, ""),
            "outcomes": [{"id": o.pk, "kind": o.kind, "text": o.text} for o in own_outcomes],
            "actions": [
                {
                    "id": action.pk,
                    "text": action.text,
                    "owner": names.get(action.owner_id, ""),
                    "due_on": action.due_on.isoformat(),
                }
                for action in own_actions
            ],
        }

    return {
        "format": FORMAT,
        "title": meeting.title,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "time_zone": meeting.time_zone,
        "place": meeting.place,
        **_who_was_there(places, names),
        "whole": part(None),
        "items": [
            {
                "id": item.pk,
                "title": item.title,
                "presenter": names.get(item.presenter_id, ""),
                **part(item.pk),
            }
            for item in items
        ],
    }


def items_of(meeting: Meeting, written: Collection[int | None]) -> list[AgendaItem]:
    """Return the agenda in order; behind it what is off it and yet was written about.

    ``written`` are the ids of items about which something was written down.
    """
    rows = AgendaItem.objects.filter(meeting=meeting).order_by("position", "pk")
    items = [item for item in rows if item.state == ItemState.ON_AGENDA or item.pk in written]
    return sorted(items, key=lambda item: item.state != ItemState.ON_AGENDA)


def _names(users: Iterable[Any]) -> dict[Any, str]:
    cards = get_adapter().cards({pk for pk in users if pk is not None})
    return {pk: card.name for pk, card in cards.items()}


def _places(meeting: Meeting) -> list[Attendance]:
    """Return the places of who was there, and of who could have been, chair first."""
    rows = list(Attendance.objects.filter(meeting=meeting).order_by("pk"))
    expected = set(Attendance.objects.expected_at(meeting).values_list("pk", flat=True))
    rank = {"chair": 0, "minutes": 1}
    found = [row for row in rows if row.attended or row.pk in expected]
    return sorted(found, key=lambda row: rank.get(row.duty, 2))


def _who_was_there(places: Collection[Attendance], names: dict[Any, str]) -> Content:
    """Return who was there, excused and absent; ``invited`` where nobody was ticked at all.

    Once somebody has been ticked as present, who was not is absent, or excused by an answer.
    """
    taken = any(place.attended is not None for place in places)
    found: Content = {"present": [], "excused": [], "absent": [], "invited": []}
    for place in places:
        if place.attended:
            kind = "present"
        elif place.answer == Answer.NO:
            kind = "excused"
        else:
            kind = "absent" if taken else "invited"
        entry = {"id": place.pk, "name": names.get(place.user_id, ""), "duty": place.duty}
        found[kind].append(entry)
    return found


def parts_of(content: Content) -> list[Content]:
    """Return the items of minutes and, last, what is said of the meeting as a whole."""
    return [*content.get("items", ()), content.get("whole", {})]


def with_html(content: Content) -> Content:
    """Return the content with its notes rendered, to be kept with the version of the renderer."""

    def rendered(part: Content) -> Content:
        return part | {"html": render(part.get("note", ""), mentions={}).html}

    return content | {
        "renderer": RENDERER_VERSION,
        "whole": rendered(content["whole"]),
        "items": [rendered(item) for item in content["items"]],
    }


def without_html(content: Content) -> Content:
    """Return the content as :func:`content_of` makes it, to compare it."""

    def plain(part: Content) -> Content:
        return {name: value for name, value in part.items() if name != "html"}

    return {name: value for name, value in content.items() if name != "renderer"} | {
        "whole": plain(content.get("whole", {})),
        "items": [plain(item) for item in content.get("items", ())],
    }
