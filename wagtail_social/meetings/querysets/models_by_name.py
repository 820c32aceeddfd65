"""The models of this room, which themselves name the querysets."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def model(name: str) -> Any:
    """Return a model of this room."""
    return apps.get_model("wagtail_social_meetings", name)
