"""Whom one may invite to a meeting."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wagtail_social.access import employees
from wagtail_social.groups.models import Group, Membership, State

from .models import Attendance, Meeting


def people_of(group: Group) -> QuerySet[Any]:
    """Return the active users who are in a group, by a row or because it holds everyone."""
    rows = Membership.objects.filter(group=group)
    if group.holds_everyone:
        return employees().exclude(pk__in=rows.filter(state=State.BANNED).values("user_id"))
    return employees().filter(pk__in=rows.active().values("user_id"))


def not_yet_invited(meeting: Meeting) -> QuerySet[Any]:
    """Return who is in the meeting's group and not invited; nobody where it is of no group."""
    if meeting.group is None:
        return employees().none()
    there = Attendance.objects.filter(meeting=meeting).values("user_id")
    return people_of(meeting.group).exclude(pk__in=there).order_by("pk")
