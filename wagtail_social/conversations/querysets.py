"""Reads of conversations."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Self

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from wagtail_social.access import is_employee
from wagtail_social.compat import first_of_each, newest_of_all
from wagtail_social.extension_points import discussion_targets
from wagtail_social.groups.models import Group, Membership
from wagtail_social.groups.querysets import in_readable_group

from .cursors import Cursor

_TIME_OF_ORDER = {"activity": "last_activity_at", "newest": "created_at"}


def _moderating(user: Any) -> QuerySet[Any]:
    return Membership.objects.filter(user=user).moderating().values("group_id")


class PostQuerySet(models.QuerySet[Any]):
    """Posts."""

    def visible_to(self, user: Any) -> Self:
        """Return the posts this user may open.

        Of a removed one its author and the group's moderators see that it was removed and why.
        """
        if not is_employee(user):
            return self.none()
        return self.filter(
            in_readable_group(user),
            Q(state="published") | Q(author=user) | Q(group__in=_moderating(user)),
        )

    def readable_by(self, user: Any) -> Self:
        """Return the posts that stand in lists and counts for this user."""
        if not is_employee(user):
            return self.none()
        return self.published().filter(group__in=Group.objects.readable_by(user).values("pk"))

    def published(self) -> Self:
        """Leave out what was removed."""
        return self.filter(state="published")

    def for_feed(self) -> Self:
        """Fetch what a feed shows of a post."""
        return self.select_related("group").defer("source")

    def narrowed(self, *, kind: str = "", topic: Any = None, unanswered: bool = False) -> Self:
        """Filter by kind and topic; ``unanswered`` leaves questions without an accepted answer."""
        found = self
        if kind:
            found = found.filter(kind=kind)
        if unanswered:
            found = found.filter(kind="question", accepted_comment__isnull=True)
        if topic is not None:
            found = found.filter(topic_items__tag=topic)
        return found

    def pinned_in(self, group: Any) -> Self:
        """Return the posts that are kept at the top of a group, last pinned first."""
        return (
            self.published()
            .filter(group=group, pinned_at__isnull=False)
            .defer("source")
            .order_by("-pinned_at", "-pk")
        )

    def followed_by(self, user: Any) -> Self:
        """Return the posts whose discussion this user follows and may read."""
        followed = apps.get_model("wagtail_social_conversations", "Subscription").objects
        targets = followed.followed_by(user).filter(discussion__target_type="post")
        return self.readable_by(user).filter(pk__in=targets.values("discussion__target_id"))

    def latest_by(self, person: Any) -> Self:
        """Return what a person wrote, newest first, with the groups it stands in."""
        return self.filter(author=person).for_feed().order_by("-created_at", "-pk")

    def after(self, cursor: Cursor | None, order: str) -> Self:
        """Return what follows the cursor in this order, newest first."""
        name = _TIME_OF_ORDER[order]
        found = self
        if cursor:
            found = found.filter(
                Q(**{f"{name}__lt": cursor.moment})
                | Q(**{name: cursor.moment, "pk__lt": cursor.pk})
            ).filter(**{f"{name}__lte": cursor.moment})
        return found.order_by(f"-{name}", "-pk")

    def page(self, *, order: str, cursor: Cursor | None, size: int) -> tuple[list[Any], str]:
        """Return (posts, next cursor or "") of one page, by keyset."""
        rows = list(self.for_feed().after(cursor, order)[: size + 1])
        return _cut(rows, size, order)

    def page_of_groups(
        self, group_ids: list[int], *, order: str, cursor: Cursor | None, size: int
    ) -> tuple[list[Any], str]:
        """Return one page of the posts of several groups together.

        A slice per group, merged: what a member of quiet groups reads does not grow with what
        others write. The groups are not fetched: the caller has them.
        """
        slices = self.published().after(cursor, order)
        if len(group_ids) == 1:
            merged = slices.filter(group=group_ids[0])
        else:
            ids = newest_of_all(
                group_ids,
                slices,
                key="group",
                newest_by=_TIME_OF_ORDER[order],
                count=size + 1,
            )
            merged = self.model.objects.filter(pk__in=ids).after(None, order)
        return _cut(list(merged.defer("source")[: size + 1]), size, order)


def _cut(rows: list[Any], size: int, order: str) -> tuple[list[Any], str]:
    if len(rows) <= size:
        return rows, ""
    last = rows[size - 1]
    return rows[:size], str(Cursor(getattr(last, _TIME_OF_ORDER[order]), last.pk))


class DiscussionQuerySet(models.QuerySet[Any]):
    """Discussions."""

    def visible_to(self, user: Any) -> Self:
        """Return the discussions this user may read: of groups, and of things without a group."""
        if not is_employee(user):
            return self.none()
        readable = Q(group__in=Group.objects.readable_by(user).values("pk"))
        posts = apps.get_model("wagtail_social_conversations", "Post").objects
        own = Q(target_type="post", target_id__in=posts.filter(author=user).values("pk"))
        condition: Any = readable & (Q(hidden=False) | Q(group__in=_moderating(user)) | own)
        for target in discussion_targets.all():
            seen = target.visible_to(user).filter(pk=OuterRef("target_id"))
            condition |= Q(group__isnull=True, target_type=target.name) & Exists(seen)
        return self.filter(condition)

    def of(self, target_type: str, target_id: int) -> Any:
        """Return the discussion of a target, or ``None`` when nobody has said anything."""
        return self.filter(target_type=target_type, target_id=target_id).first()

    def with_level(self, user: Any) -> Self:
        """Say of each, as ``level``, how this person follows it: as ``level_of`` does of one."""
        subscriptions = apps.get_model("wagtail_social_conversations", "Subscription").objects
        rows = subscriptions.filter(user=user, discussion=OuterRef("pk"))
        return self.annotate(level=Coalesce(Subquery(rows.values("level")[:1]), Value("")))

    def by_target(self, target_type: str, ids: Collection[int]) -> dict[int, Any]:
        """Return the discussions of these targets by target id."""
        found = self.filter(target_type=target_type, target_id__in=ids)
        return {row.target_id: row for row in found}

    def holds_comment_on(self, comment: Any) -> bool:
        """Whether a comment of the base's own kind would talk about one of our targets."""
        model = ContentType.objects.get_for_id(comment.content_type_id).model_class()
        names = [
            target.name
            for target in discussion_targets.all()
            if model is not None and issubclass(model, target.model())
        ]
        return self.filter(target_type__in=names, target_id=comment.object_pk).exists()


class CommentQuerySet(models.QuerySet[Any]):
    """Comments. Order in a thread is the path; lists elsewhere are newest first."""

    def visible_to(self, user: Any) -> Self:
        """Return the comments in discussions that this user may read."""
        if not is_employee(user):
            return self.none()
        discussions = apps.get_model("wagtail_social_conversations", "Discussion").objects
        seen = discussions.visible_to(user).filter(pk=OuterRef("discussion_id"))
        return self.filter(Exists(seen))

    def published(self) -> Self:
        """Leave out what was removed."""
        return self.filter(state="published")

    def with_source(self) -> Self:
        """Fetch the written text too (a join to the base row)."""
        own = [f.name for f in self.model._meta.concrete_fields if f.model is self.model]
        return self.only(*own, "comment")

    def roots_after(self, path: str, *, size: int) -> list[Any]:
        """Return up to ``size`` top-level comments behind this path."""
        return list(self.filter(depth=0, path__gt=path).order_by("path")[:size])

    def replies_to(self, roots: Iterable[Any], *, each: int) -> list[Any]:
        """Return the first ``each`` replies below each of these top-level comments, in order."""
        heads = [root.pk for root in roots if root.reply_count]
        if not heads:
            return []
        if all(root.reply_count <= each for root in roots):
            return list(self.filter(root__in=heads).order_by("path"))
        ids = first_of_each(heads, self.order_by("path"), key="root", count=each)
        return list(self.filter(pk__in=ids).order_by("path"))


class ReactionQuerySet(models.QuerySet[Any]):
    """Reactions."""

    def given(
        self, user: Any, key: str, ids: Collection[int]
    ) -> dict[int, dict[str, tuple[int, bool]]]:
        """Return, for each kind given, how many there are and whether ``user`` gave one.

        By ``key``: "discussion" for what is said first, or "comment". One query.
        """
        rows = self.filter(**{f"{key}__in": ids})
        if key == "discussion":
            rows = rows.filter(comment__isnull=True)
        counted = (
            rows.order_by()
            .values_list(key, "kind")
            .annotate(count=Count("pk"), mine=Count("pk", filter=Q(user=user)))
        )
        given: dict[int, dict[str, tuple[int, bool]]] = {}
        for pk, kind, count, mine in counted:
            given.setdefault(pk, {})[kind] = (count, bool(mine))
        return given


class SubscriptionQuerySet(models.QuerySet[Any]):
    """Who follows which discussion."""

    def followed_by(self, user: Any) -> Self:
        """Return what this person follows."""
        return self.filter(user=user, level="following")

    def level_of(self, user: Any, discussion: Any) -> str:
        """Return how this person follows a discussion: "following", "muted" or nothing."""
        rows = self.filter(user=user, discussion=discussion)
        return rows.values_list("level", flat=True).first() or ""


class CallQuerySet(models.QuerySet[Any]):
    """Calls into discussions. Nobody but who asked and who was asked knows of one."""

    def visible_to(self, user: Any) -> Self:
        """Return the calls by and to this user, in discussions that the user may read."""
        if not is_employee(user):
            return self.none()
        discussions = apps.get_model("wagtail_social_conversations", "Discussion").objects
        seen = discussions.visible_to(user).filter(pk=OuterRef("discussion_id"))
        return self.filter(Q(asker=user) | Q(person=user)).filter(Exists(seen))

    def unanswered(self) -> Self:
        """Return the calls that wait."""
        return self.filter(answered_at__isnull=True)

    def waiting_for(self, user: Any) -> Self:
        """Return what this user was asked and has not said, where one can still answer.

        Whether the user may still read the discussion is not asked here.
        """
        if not is_employee(user):
            return self.none()
        return self.unanswered().filter(
            person=user,
            discussion__state="open",
            discussion__hidden=False,
            discussion__group__archived_at__isnull=True,
        )

    def between(self, user: Any) -> Self:
        """Return the calls that wait for this user, then those by the user; newest first."""
        rank = Case(When(person=user, then=Value(0)), default=Value(1))
        mine = Q(asker=user) | Q(person=user, answered_at__isnull=True)
        return self.filter(mine).order_by(rank, "-pk")
