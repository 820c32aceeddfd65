"""Whom the fields of a meeting suggest while somebody writes a name."""

from __future__ import annotations

from django.urls import reverse

from .models import Meeting


def suggestions_for(meeting: Meeting) -> str:
    """Return the address that suggests who could read the meeting, as far as that is known."""
    group = meeting.group
    if group is not None and (group.is_closed or group.is_secret):
        return reverse("wagtail_social:suggest_group_people", args=[group.slug])
    return reverse("wagtail_social:suggest_colleagues")
