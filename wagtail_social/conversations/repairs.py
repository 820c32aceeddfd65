"""Counting anew what is stored: the oracle of all counters of groups and conversations.

Drift is read without locks. Repairing locks what it counts, one discussion or group at a time, so
it can run while people write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wagtail_social.extension_points import RepairJob
from wagtail_social.groups.models import Group, Membership, State

from .actions.base import lock_discussion
from .models import Comment, Discussion, Post

_BATCH = 2_000


def _counted(rows: QuerySet[Any], key: str) -> Coalesce:
    """Return the number of rows that belong to the outer row, as a subquery; 0 for none."""
    counted = rows.filter(**{key: OuterRef("pk")}).order_by().values(key)
    return Coalesce(Subquery(counted.annotate(found=Count("pk")).values("found")), 0)


def wrong_comment_counts() -> QuerySet[Any]:
    """Return the discussions whose number of shown comments is wrong, with the true ``found``."""
    shown = Comment.objects.published()
    found = Discussion.objects.annotate(found=_counted(shown, "discussion"))
    return found.exclude(comment_count=F("found")).order_by("pk")


def true_reply_counts(rows: Iterable[tuple[int, int, str, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield (key, stored, true number of replies) of each comment of a walk through threads.

    ``rows`` are (key, discussion, path, stored), by discussion and path: one pass, with no more in
    memory than the levels above a comment.
    """
    above: list[list[Any]] = []

    def leave() -> tuple[int, int, int]:
        key, _discussion, _path, stored, replies = above.pop()
        if above:
            above[-1][4] += replies + 1
        return key, stored, replies

    for key, discussion, path, stored in rows:
        while above and not (above[-1][1] == discussion and path.startswith(above[-1][2])):
            yield leave()
        above.append([key, discussion, path, stored, 0])
    while above:
        yield leave()


def _walk(comments: QuerySet[Any]) -> Iterator[tuple[int, int, int]]:
    rows = comments.order_by("discussion_id", "path").values_list(
        "pk", "discussion_id", "path", "reply_count"
    )
    return true_reply_counts(rows.iterator(chunk_size=_BATCH))


def wrong_reply_counts() -> Iterator[tuple[int, int, int]]:
    """Yield (key, stored, true) of each comment whose number of replies is wrong."""
    return (row for row in _walk(Comment.objects.all()) if row[1] != row[2])


def wrong_post_figures() -> QuerySet[Any]:
    """Return the groups whose number of posts or time of the newest is wrong."""
    shown = Post.objects.published()
    newest = shown.filter(group=OuterRef("pk")).order_by().values("group")
    found = Group.objects.annotate(
        found=_counted(shown, "group"),
        newest=Subquery(newest.annotate(newest=Max("created_at")).values("newest")[:1]),
    )
    right = Q(post_count=F("found")) & (
        Q(last_post_at=F("newest")) | Q(last_post_at__isnull=True, newest__isnull=True)
    )
    return found.exclude(pk__in=found.filter(right).values("pk")).order_by("pk")


def wrong_member_counts() -> QuerySet[Any]:
    """Return the groups whose number of members is wrong, with the true ``found``."""
    active = Membership.objects.filter(state=State.ACTIVE)
    found = Group.objects.annotate(found=_counted(active, "group"))
    return found.exclude(member_count=F("found")).order_by("pk")


def _repair_comment_counts() -> int:
    changed = 0
    for discussion in wrong_comment_counts().iterator(chunk_size=_BATCH):
        with transaction.atomic():
            locked = lock_discussion(discussion)
            locked.comment_count = Comment.objects.published().filter(discussion=locked).count()
            locked.save(update_fields=["comment_count"])
            changed += 1
    return changed


def _repair_reply_counts() -> int:
    wrong = [key for key, _stored, _true in wrong_reply_counts()]
    discussions: set[int] = set()
    for start in range(0, len(wrong), _BATCH):
        some = Comment.objects.filter(pk__in=wrong[start : start + _BATCH])
        discussions.update(some.values_list("discussion_id", flat=True))
    changed = 0
    for discussion in Discussion.objects.filter(pk__in=discussions).order_by("pk"):
        with transaction.atomic():
            lock_discussion(discussion)
            for key, stored, true in list(_walk(Comment.objects.filter(discussion=discussion))):
                if stored != true:
                    changed += Comment.objects.filter(pk=key).update(reply_count=true)
    return changed


def _repair_groups(wrong: Callable[[], QuerySet[Any]], fields: dict[str, str]) -> int:
    changed = 0
    for pk in list(wrong().values_list("pk", flat=True)):
        with transaction.atomic():
            Group.objects.locked().filter(pk=pk).first()
            for group in wrong().filter(pk=pk):
                values = {name: getattr(group, found) for name, found in fields.items()}
                changed += Group.objects.filter(pk=pk).update(**values)
    return changed


def jobs() -> list[RepairJob]:
    """Return the stored figures of groups and conversations that can be counted anew."""
    return [
        RepairJob(
            name="comments of discussions",
            drift=lambda: [
                f"discussion {row.pk}: {row.comment_count} stored, {row.found} true"
                for row in wrong_comment_counts()
            ],
            repair=_repair_comment_counts,
        ),
        RepairJob(
            name="replies of comments",
            drift=lambda: [
                f"comment {key}: {stored} stored, {true} true"
                for key, stored, true in wrong_reply_counts()
            ],
            repair=_repair_reply_counts,
        ),
        RepairJob(
            name="posts of groups",
            drift=lambda: [
                f"group {row.pk}: {row.post_count} posts until {row.last_post_at} stored, "
                f"{row.found} until {row.newest} true"
                for row in wrong_post_figures()
            ],
            repair=lambda: _repair_groups(
                wrong_post_figures, {"post_count": "found", "last_post_at": "newest"}
            ),
        ),
        RepairJob(
            name="members of groups",
            drift=lambda: [
                f"group {row.pk}: {row.member_count} stored, {row.found} true"
                for row in wrong_member_counts()
            ],
            repair=lambda: _repair_groups(wrong_member_counts, {"member_count": "found"}),
        ),
    ]
