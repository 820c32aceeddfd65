"""Reads of invitations that were taken back."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from wagtail_social.access import is_employee
from wagtail_social.groups.models import Group

from .meetings import banned_from


class WithdrawalQuerySet(models.QuerySet[Any]):
    """Invitations taken back, and who may know of them."""

    def visible_to(self, user: Any) -> Self:
        """Return those of this user; of a group's meetings, while they read the group."""
        if not is_employee(user):
            return self.none()
        readable = Group.objects.readable_by(user).values("pk")
        here = Q(meeting__group__isnull=True) | Q(meeting__group__in=readable)
        return self.filter(here, user=user).exclude(banned_from(user, "meeting__"))
