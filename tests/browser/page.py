"""What a page is to a browser: an address, a person, and what may go wrong there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

NAMESPACE = "wagtail_social"

#: Builds the arguments of an address from the cast.
Arguments = Callable[[Any], list[Any]]


@dataclass(frozen=True)
class Page:
    """An address as one person meets it. ``status`` is the code of the page."""

    name: str
    role: str
    arguments: Arguments = field(default=lambda cast: [])
    query: str = ""
    status: int = 200
    about: str = ""

    def path(self, cast: Any) -> str:
        """Return the address."""
        return reverse(f"{NAMESPACE}:{self.name}", args=self.arguments(cast)) + self.query

    def __str__(self) -> str:
        return "-".join(filter(None, [self.name, self.role, self.about]))


@dataclass(frozen=True)
class Wrong:
    """A form filled in wrongly."""

    page: Page
    button: str
    typed: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.page.name


def group(kind: str) -> Arguments:
    """Return the slug of a group."""
    return lambda cast: [cast.groups[kind].slug]
