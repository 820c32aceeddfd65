"""Reads of groups and memberships."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from wagtail_social.access import is_employee, sees_all


def _memberships() -> Any:
    return apps.get_model("wagtail_social_groups", "Membership").objects


def _readable(user: Any, visibility: str, key: str) -> Q:
    mine = _memberships().filter(user=user).active().values("group_id")
    return Q(**{visibility: "everyone"}) | Q(**{f"{key}__in": mine})


def in_readable_group(user: Any) -> Q:
    """Return the condition on what has a ``group`` that it stands in one this employee reads.

    The same groups as :meth:`GroupQuerySet.readable_by`, joined: to put one subquery into another
    takes twice the time. Where rows are ordered and cut off, the subquery may have the better plan.
    """
    return Q() if sees_all(user) else _readable(user, "group__visibility", "group")


class GroupQuerySet(models.QuerySet[Any]):
    """Groups, and which of them a person knows, reads and belongs to."""

    def locked(self) -> Self:
        """Return the rows, locked until the transaction ends.

        Not against rows that refer to them: who comments does not wait for who posts.
        """
        return self.select_for_update(of=("self",), no_key=True)

    def visible_to(self, user: Any) -> Self:
        """Return the groups this user may know of: name, purpose, managers."""
        if not is_employee(user):
            return self.none()
        if sees_all(user):
            return self
        mine = _memberships().filter(user=user, state__in=("active", "invited"))
        return self.filter(
            Q(visibility__in=("everyone", "listed")) | Q(pk__in=mine.values("group_id"))
        )

    def readable_by(self, user: Any) -> Self:
        """Return the groups in which this user may read everything that is said."""
        if not is_employee(user):
            return self.none()
        if sees_all(user):
            return self
        return self.filter(_readable(user, "visibility", "pk"))

    def of_member(self, user: Any) -> Self:
        """Return the groups this user is in, those that hold everyone included."""
        if not is_employee(user):
            return self.none()
        rows = _memberships().filter(user=user)
        return self.filter(
            Q(pk__in=rows.active().values("group_id"))
            | (
                Q(join_policy="everyone")
                & ~Q(pk__in=rows.filter(state="banned").values("group_id"))
            )
        )

    def writable_by(self, user: Any) -> Self:
        """Return the groups in which this user may begin a conversation."""
        if not is_employee(user):
            return self.none()
        moderating = _memberships().filter(user=user).moderating()
        return (
            self.of_member(user)
            .filter(archived_at__isnull=True)
            .filter(Q(posting="members") | Q(pk__in=moderating.values("group_id")))
        )

    def managed_by(self, user: Any) -> Self:
        """Return the groups this user runs."""
        if not is_employee(user):
            return self.none()
        return self.filter(pk__in=_memberships().filter(user=user).managers().values("group_id"))

    def alive(self) -> Self:
        """Leave out archived groups."""
        return self.filter(archived_at__isnull=True)

    def matching(self, typed: str) -> Self:
        """Return groups whose name or purpose holds each word that was typed."""
        found = self
        for word in typed.split()[:5]:
            found = found.filter(Q(title__icontains=word) | Q(purpose__icontains=word))
        return found


class MembershipQuerySet(models.QuerySet[Any]):
    """Places of people in groups."""

    def active(self) -> Self:
        """Return who is in."""
        return self.filter(state="active")

    def moderating(self) -> Self:
        """Return who may moderate: moderators and managers."""
        return self.filter(state="active", role__in=("moderator", "manager"))

    def managers(self) -> Self:
        """Return who runs the group."""
        return self.filter(state="active", role="manager")

    def of_active_people(self) -> Self:
        """Leave out people whose account is closed."""
        return self.filter(user__is_active=True)

    def by_role(self) -> Self:
        """Order managers first, then moderators, then by time in the group."""
        rank = Case(
            When(role="manager", then=Value(0)),
            When(role="moderator", then=Value(1)),
            default=Value(2),
            output_field=IntegerField(),
        )
        return self.annotate(rank=rank).order_by("rank", "since", "pk")

    def after(self, rank: int, since: Any, pk: int) -> Self:
        """Return what comes behind this place in the order of :meth:`by_role`."""
        later = Q(since__gt=since) | Q(since=since, pk__gt=pk)
        return self.filter(Q(rank__gt=rank) | (Q(rank=rank) & later))

    def invitations_of(self, user: Any) -> Self:
        """Return the invitations that wait for this user's answer."""
        return self.filter(user=user, state="invited", group__archived_at__isnull=True)

    def run_beside(self, user: Any) -> Self:
        """Return the places of the active people who run the group beside this user."""
        return self.managers().of_active_people().exclude(user=user)

    def waiting_for(self, user: Any) -> Self:
        """Return what waits for this user: own invitations, and requests to groups they run."""
        run = self.model._base_manager.filter(user=user, state="active", role="manager")
        return self.filter(
            Q(user=user, state="invited")
            | Q(state="requested", user__is_active=True, group__in=run.values("group_id"))
        ).filter(group__archived_at__isnull=True)
