"""What the ways of doing each action share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: A mark in every text that is passed to an action; the cast's words begin with the same sign.
PRIVATE = "zqprivate"


def in_secret(kind: Any, actor: str = "manager", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it in the secret group; a field may be a function of the cast."""

    def make(cast: Any) -> Any:
        texts = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        return kind(actor=cast[actor], group=cast.groups["secret"], **texts)

    return make


def person(role: str) -> Callable[[Any], Any]:
    """Return how the cast finds who has this role."""
    return lambda cast: cast[role]
