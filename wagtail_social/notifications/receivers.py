"""What happens is written down and told in the background; who did it does not wait.

What our actions do is written down in their own transaction (``EventRecord``): a process that is
killed right after the commit leaves news that ``social_run_due`` tells. Other events are heard
after the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.dispatch import Signal

from wagtail_social import events
from wagtail_social.groups.models import Group
from wagtail_social.happenings import Facts, Happening

from .models import Activity
from .registry import all_happenings
from .tasks import MOST_IN_REQUEST, runs_in_request, tell_news

logger = logging.getLogger(__name__)


def is_told(signal: Signal, actor: Any, **data: Any) -> bool:
    """Whether people are told of such an event. Imports (no actor) tell nobody."""
    if data.get("repeated"):
        return False
    return bool(_happenings_of(signal, actor))


def _happenings_of(signal: Signal, actor: Any) -> list[Happening]:
    """Return what people are told of when this event comes with this actor."""
    found = [happening for happening in all_happenings().values() if happening.event is signal]
    return [happening for happening in found if actor is not None or happening.by_itself]


def note(signal: Signal, sender: Any, actor: Any, **data: Any) -> None:
    """Write down what people are to be told of an event, and have it told after the commit.

    Of several happenings of one event, one that fails does not take the others with it.
    """
    found = _happenings_of(signal, actor)
    data |= {"sender": sender, "actor": actor}
    for happening in found:
        if len(found) == 1:
            _note_one(happening, data)
            continue
        try:
            with transaction.atomic():
                _note_one(happening, data)
        except Exception:
            if transaction.get_rollback():
                raise
            logger.exception("%s could not be written down", happening.name)


def _note_one(happening: Happening, data: Mapping[str, Any]) -> None:
    facts = happening.facts(**data)
    pieces = [facts] if isinstance(facts, Facts) else facts or []
    rows = [
        Activity(
            happening=happening.name,
            subject_type=piece.subject_type,
            subject_id=piece.subject_id,
            object_id=piece.object_id,
            actor_id=piece.actor_id,
            group_id=piece.group_id,
            named=list(piece.named),
            to_group=piece.to_group,
        )
        for piece in pieces
    ]
    for activity, piece in zip(Activity.objects.bulk_create(rows), pieces, strict=True):
        _have_told(activity.pk, piece)


def _have_told(activity_id: int, facts: Facts) -> None:
    """Have it told by a worker, or at once; by ``social_run_due`` where that would take long."""

    # Not a ``partial``: Django cannot name one that fails in its log, and fails itself.
    def begin() -> None:
        if not (runs_in_request() and _is_large(facts)):
            tell_news.enqueue(activity_id)

    transaction.on_commit(begin, robust=True)


def _is_large(facts: Facts) -> bool:
    """Whether telling it would keep the person waiting who did it."""
    if facts.group_id is None:
        return False
    group = Group.objects.filter(pk=facts.group_id).first()
    return group is not None and (group.holds_everyone or group.member_count > MOST_IN_REQUEST)


def _hear(signal: Signal, sender: Any, actor: Any, recorded: bool = False, **data: Any) -> None:
    """Write down what was sent by other code than our actions; theirs has been."""
    if not recorded and is_told(signal, actor, **data):
        with transaction.atomic():
            note(signal, sender, actor, **data)


def listen(signal: Signal) -> None:
    """Listen to an event. A host calls it for events that no action of its own sends.

    Send such an event after the commit, with ``actor``. Listening to one that an action sends does
    no harm: what has been written down in the action's transaction is not written down again.
    """
    signal.connect(_hear, dispatch_uid="wagtail_social_notifications")


def connect() -> None:
    """Listen to all events of ours."""
    for event in vars(events).values():
        if isinstance(event, Signal):
            listen(event)
