"""Naming people in a sentence: only those whom the reader may know."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .adapters import get_adapter
from .models import Profile

#: How many people a sentence names (count).
MOST_NAMED = 10


def names_known_to(viewer: Any, user_ids: Collection[Any]) -> list[str]:
    """Return the names, in order, of those of these users whom ``viewer`` may know: at most ten."""
    known = Profile.objects.visible_to(viewer).filter(user__in=user_ids)
    cards = get_adapter().cards(list(known.values_list("user_id", flat=True)[:MOST_NAMED]))
    return sorted((card.name for card in cards.values()), key=str.casefold)
