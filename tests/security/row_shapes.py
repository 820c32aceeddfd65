"""How addresses are written down: arguments and data that several rows share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .row import Row
from .verbs import ADDRESSES, Ask


def nothing(ask: Ask) -> list[Any]:
    """Return no arguments."""
    return []


def slug(ask: Ask) -> list[Any]:
    """Return the name of the group in addresses."""
    return [ask.group.slug]


def alone(name: str, **options: Any) -> Row:
    """Return the row of an address that is the same in every group."""
    return Row(name, options.pop("arguments", nothing), alone=True, **options)


def of_group(name: str, arguments: Callable[[Ask], list[Any]] = slug, **options: Any) -> Row:
    """Return the row of an address of the group."""
    return Row(name, arguments, **options)


def of_talk(name: str, arguments: Callable[[Ask], list[Any]], **options: Any) -> Row:
    """Return the row of an address that only readers of the group have."""
    return Row(name, arguments, sees="can_read", **options)


def sent(verb: str) -> Callable[[Ask], dict[str, Any]]:
    """Return the data with which the verb is tried."""
    return ADDRESSES[verb].data
