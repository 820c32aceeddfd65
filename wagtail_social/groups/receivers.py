"""The number of members stays true when places in groups go with something else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.db.models.signals import post_delete, pre_delete

from .models import Group, Membership, State


def _one_less(group_ids: list[int]) -> None:
    # Locked in one order, since two accounts may go at once. Never below nothing: an account must
    # go even where the figure is wrong.
    groups = Group.objects.filter(pk__in=group_ids)
    ids = list(groups.order_by("pk").locked().values_list("pk", flat=True))
    Group.objects.filter(pk__in=ids).update(member_count=Greatest(F("member_count") - 1, Value(0)))


def count_without_account(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Count the groups of a person anew whose account is being deleted: all at once."""
    rows = Membership.objects.filter(user=instance).active()
    if ids := list(rows.values_list("group_id", flat=True)):
        _one_less(ids)


def count_without_place(
    sender: Any, instance: Membership, origin: Any = None, **kwargs: Any
) -> None:
    """Count a group anew whose row of a member was deleted by itself.

    Rows that go with an account are counted there, and a group that goes needs no count.
    """
    if instance.state == State.ACTIVE and Membership in (type(origin), getattr(origin, "model", 0)):
        _one_less([instance.group_id])


def connect() -> None:
    """Connect the receivers of this room."""
    uid = "wagtail_social_groups"
    pre_delete.connect(count_without_account, sender=settings.AUTH_USER_MODEL, dispatch_uid=uid)
    post_delete.connect(count_without_place, sender=Membership, dispatch_uid=uid)
