"""What minutes that are corrected go on saying, although the rows behind them have moved on.

Time goes by between approval and correction: what was taken on is handed over and moved, people
leave, accounts are closed. None of that is a correction, so a new version says of it what the
version before said.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..models import ActionUpdate, Meeting, UpdateKind
from .content import Content, content_of, parts_of, without_html

#: How somebody was there or not, as the content has it.
WHO_WAS_THERE = ("present", "excused", "absent", "invited")


def corrected_content(meeting: Meeting, before: Content) -> Content:
    """Return what the minutes say by the rows, beside ``before``: the version that holds now.

    Three queries more than :func:`~.content.content_of`, at most.
    """
    found, last = content_of(meeting), without_html(before)
    _keep_people(found, last)
    _keep_actions(meeting, found, last)
    presenters = {item["id"]: item["presenter"] for item in last["items"]}
    for item in found["items"]:
        item["presenter"] = item["presenter"] or presenters.get(item["id"], "")
    return found


def _keep_people(found: Content, last: Content) -> None:
    """Let who was listed stay listed: also who has left the group, and whose account is gone."""
    listed = {place["id"]: place for kind in WHO_WAS_THERE for place in found[kind]}
    rank = {"chair": 0, "minutes": 1}
    for kind in WHO_WAS_THERE:
        for place in last[kind]:
            now = listed.get(place["id"])
            if now is None:
                found[kind].append(place)
            else:
                now["name"] = now["name"] or place["name"]
        found[kind].sort(key=lambda place: (rank.get(place["duty"], 2), place["id"]))


def _keep_actions(meeting: Meeting, found: Content, last: Content) -> None:
    """Let what was taken on be as it was agreed, where it was handed over or moved since.

    What the correction itself says of owner and day is what is not the last such step.
    """
    agreed = {action["id"]: action for part in parts_of(last) for action in part["actions"]}
    if not agreed:
        return
    owners = dict(meeting.action_items.values_list("pk", "owner_id"))
    steps = ActionUpdate.objects.filter(action_item__in=agreed, action_item__meeting=meeting)
    handed, moved = _last_steps(steps.exclude(kind=UpdateKind.PROGRESS).order_by("pk"))
    for part in parts_of(found):
        for action in part["actions"]:
            key, was = action["id"], agreed.get(action["id"])
            if was is None:
                continue
            if owners.get(key) is None or handed.get(key) == owners[key]:
                action["owner"] = was["owner"]
            if moved.get(key) == action["due_on"]:
                action["due_on"] = was["due_on"]


def _last_steps(steps: Iterable[Any]) -> tuple[dict[int, Any], dict[int, str]]:
    """Return to whom each was handed over last, and to which day it was moved last."""
    handed, moved = {}, {}
    for step in steps:
        if step.kind == UpdateKind.HANDED:
            handed[step.action_item_id] = step.owner_id
        elif step.due_on is not None:
            moved[step.action_item_id] = step.due_on.isoformat()
    return handed, moved
