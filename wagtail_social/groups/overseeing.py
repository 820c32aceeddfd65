"""Which groups and memberships somebody finds in the Wagtail admin: those they may see anyway."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, Exists, F, IntegerField, OuterRef, Value, When

from .actions.stewardship import is_steward
from .models import Group, Membership


def groups_told_of(user: Any) -> Any:
    """Return the groups of which this user may know what becomes of them: pilot, archived, log.

    Those they may read; whoever may mark and archive groups needs it of all they may know of.
    """
    if is_steward(user):
        return Group.objects.visible_to(user)
    return Group.objects.readable_by(user)


def groups_overseen_by(user: Any) -> Any:
    """Return the groups this user may know of, with what the admin needs of each.

    ``reads`` tells whether the user may read it, ``told_of`` whether by :func:`groups_told_of`
    they may know of its state. Of a group that they may only know of, ``seen_members`` and
    ``seen_activity`` are ``None``. ``has_manager`` tells whether somebody with an open account
    runs it.
    """
    readable = Group.objects.readable_by(user).values("pk")
    told_of = groups_told_of(user).values("pk")
    managers = Membership.objects.filter(group=OuterRef("pk")).managers().of_active_people()
    return (
        Group.objects.visible_to(user)
        .annotate(
            reads=Case(
                When(pk__in=readable, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            told_of=Case(
                When(pk__in=told_of, then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            ),
            has_manager=Exists(managers),
        )
        .annotate(
            seen_members=Case(
                When(reads=True, then=F("member_count")), output_field=IntegerField()
            ),
            seen_activity=Case(When(reads=True, then=F("last_post_at"))),
        )
    )


def memberships_overseen_by(user: Any) -> Any:
    """Return who stands how towards the groups that this user may read."""
    readable = Group.objects.readable_by(user).values("pk")
    return Membership.objects.filter(group__in=readable).select_related("group", "user")
