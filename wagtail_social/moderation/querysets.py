"""Reads of reports."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from wagtail_social.access import is_employee
from wagtail_social.extension_points import discussion_targets
from wagtail_social.groups.models import Group, Membership


class ReportQuerySet(models.QuerySet[Any]):
    """Reports. Nobody handles a report about what they wrote themselves."""

    def for_moderator(self, user: Any) -> Self:
        """Return the reports this user answers, by the rule of :mod:`.handling`."""
        if not is_employee(user):
            return self.none()
        return self.filter(_in_groups_of(user) | self._elsewhere(user)).filter(_not_about(user))

    def in_group_of(self, standing: Any) -> Self:
        """Return the reports of one group that this standing lets its person answer."""
        if not standing.can_moderate:
            return self.none()
        return self.filter(group=standing.group).filter(_not_about(standing.user))

    def _elsewhere(self, user: Any) -> Q:
        """Return which reports this user answers without moderating a group; empty for none.

        What may be moderated is asked of each kind of target that has reports: a permission on a
        page holds for the pages below it, and other rooms bring rules of their own.
        """
        from .handling import is_site_moderator

        everywhere = is_site_moderator(user)
        condition = Q()
        if everywhere:
            readable = Q(group__in=Group.objects.readable_by(user).values("pk"))
            condition |= readable & _without_moderator()
        reported = self.filter(group__isnull=True).order_by()
        for name in reported.values_list("discussion__target_type", flat=True).distinct():
            kind = discussion_targets.named(name)
            if kind is None:
                continue
            targets = kind.visible_to(user) if everywhere else kind.moderated(user)
            if not targets.query.is_empty():
                condition |= Q(group__isnull=True, discussion__target_type=name) & Q(
                    Exists(targets.filter(pk=OuterRef("discussion__target_id")))
                )
        return condition

    def visible_to(self, user: Any) -> Self:
        """Return the reports this user may open: those to handle, and their own."""
        if not is_employee(user):
            return self.none()
        return self.filter(
            Q(reporter=user) | Q(pk__in=self.model.objects.for_moderator(user).values("pk"))
        )

    def of_reporter(self, user: Any) -> Self:
        """Return this person's own."""
        return self.filter(reporter=user)

    def waiting(self) -> Self:
        """Return those without an answer."""
        return self.filter(state="waiting")

    def figures_for(self, user: Any) -> tuple[int, int]:
        """Return how many reports wait for this user's answer, and how many are the user's own.

        Most often one short query says that there is nothing; the figures take one more, and some
        more where something waits that no moderator of a group answers.
        """
        concerned = (
            self.filter(Q(state="waiting") | Q(reporter=user)) if is_employee(user) else None
        )
        if concerned is None or not concerned.exists():
            return 0, 0
        waiting = Q(state="waiting")
        figures = concerned.aggregate(
            own=Count("pk", filter=Q(reporter=user)),
            here=Count("pk", filter=waiting & _in_groups_of(user) & _not_about(user)),
            elsewhere=Count("pk", filter=waiting & (Q(group__isnull=True) | _without_moderator())),
        )
        if figures["elsewhere"] and (elsewhere := self._elsewhere(user)):
            answered = self.waiting().filter(_in_groups_of(user) | elsewhere)
            figures["here"] = answered.filter(_not_about(user)).count()
        return figures["here"], figures["own"]

    def of_text(self, discussion_id: int, comment_id: int | None) -> Self:
        """Return the reports of one comment, or of the head of a discussion."""
        return self.filter(discussion=discussion_id, comment=comment_id)

    def for_list(self) -> Self:
        """Fetch what a list shows of a report."""
        return self.select_related("discussion", "group")

    def waiting_first(self, after: tuple[int, int] | None = None) -> Self:
        """Order those that wait before the answered ones, newest first, behind a place.

        ``after`` is (rank, key) of the last report one has seen; rank 0 waits, 1 is answered.
        """
        rank = Case(
            When(state="waiting", then=Value(0)), default=Value(1), output_field=IntegerField()
        )
        found = self.annotate(rank=rank)
        if after is not None:
            found = found.filter(Q(rank__gt=after[0]) | Q(rank=after[0], pk__lt=after[1]))
        return found.order_by("rank", "-pk")


def _in_groups_of(user: Any) -> Q:
    """Return the condition that this user moderates the group."""
    moderating = Membership.objects.filter(user=user).moderating()
    return Q(group__in=moderating.values("group_id"))


def _not_about(user: Any) -> Q:
    return ~Q(reported_author=user) | Q(reported_author__isnull=True)


def _without_moderator() -> Q:
    """Return the condition that nobody in the group but the author could answer."""
    moderators = Membership.objects.filter(group=OuterRef("group")).moderating()
    moderators = moderators.of_active_people()
    others = moderators.exclude(user=OuterRef("reported_author"))
    return (Q(reported_author__isnull=True) & ~Exists(moderators)) | (
        Q(reported_author__isnull=False) & ~Exists(others)
    )
