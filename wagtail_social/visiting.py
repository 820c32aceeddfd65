"""Telling who listens that somebody has opened the page of a thing."""

from __future__ import annotations

from typing import Any

from .extension_points import visits


def visited(request: Any, subject_type: str, subject_id: int) -> None:
    """Say that the viewer sees this subject now: what they were told about it has been read."""
    for visit in visits.all():
        visit.record(request, subject_type, subject_id)
