"""What every page of the community carries: the host's frame, and the ways to other places."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from .access import is_employee
from .addresses import address_frame
from .conf import settings
from .extension_points import side_sections


def social_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context that our layouts need; the columns are built only when shown."""
    return {
        "social_base_template": settings.BASE_TEMPLATE,
        "ws_bar": bar_for(request),
        "ws_side": lambda: side_for(request),
    }


def bar_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the five places of the bar at the foot of a phone."""
    if not is_employee(request.user):
        return []
    return [
        {"icon": icon, "label": label, "url": url, "current": request.path == url}
        for icon, label, url in _places(address_frame())
    ]


@lru_cache(maxsize=64)
def _places(frame: tuple[Any, ...]) -> tuple[tuple[str, str, str], ...]:
    """Return icons, labels and addresses, which are alike for everybody of one language."""
    return (
        ("home", _("Home"), reverse("wagtail_social:home")),
        ("groups", _("Groups"), reverse("wagtail_social:groups")),
        ("plus", _("Write"), reverse("wagtail_social:write")),
        ("topic", _("Topics"), reverse("wagtail_social:topics")),
        ("person", _("Me"), reverse("wagtail_social:me")),
    )


def side_for(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the sections of the left column, in order."""
    sections = sorted(side_sections.all(), key=lambda section: section.order)
    built = (section.build(request) for section in sections)
    return [section for section in built if section and section["links"]]
