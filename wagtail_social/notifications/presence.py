"""Who was here lately: kept so that only who was not gets a digest, and for nothing else."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from wagtail_social.access import is_employee

from .models import Presence

#: How exactly it is kept.
EVERY = datetime.timedelta(minutes=15)


def was_here(user: Any) -> None:
    """Keep that this person is here: one write in a quarter of an hour, whatever they open."""
    if not is_employee(user):
        return
    if cache.add(f"wagtail_social:was_here:{user.pk}", True, EVERY.total_seconds()):
        Presence.objects.bulk_create(
            [Presence(user=user, seen_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["user"],
            update_fields=["seen_at"],
        )
