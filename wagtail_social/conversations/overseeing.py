"""Which posts and comments somebody finds in the Wagtail admin: in what they may read anyway."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from wagtail_social.groups.models import Group, Membership

from .models import Comment, ContentState, Discussion, Post
from .targets import POST


def is_steward(user: Any, model: type[Any]) -> bool:
    """Whether this person looks after posts (or comments) of groups that are not their own."""
    return bool(user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"))


def _readable_groups(user: Any) -> QuerySet[Any]:
    return Group.objects.readable_by(user).values("pk")


def _not_removed_or_own(user: Any, group: str) -> Q:
    moderating = Membership.objects.filter(user=user).moderating().values("group_id")
    return Q(state=ContentState.PUBLISHED) | Q(author=user) | Q(**{f"{group}__in": moderating})


def posts_overseen_by(user: Any) -> Any:
    """Return the posts in groups that this user may read.

    Removed ones only for their authors, the group's moderators, and who may change posts.
    """
    posts = Post.objects.filter(group__in=_readable_groups(user))
    if not is_steward(user, Post):
        posts = posts.filter(_not_removed_or_own(user, "group"))
    talks = Discussion.objects.filter(target_type=POST, target_id=OuterRef("pk"))
    return (
        posts.annotate(talk_state=Subquery(talks.values("state")[:1]))
        .select_related("group", "author")
        .defer("source")
    )


def comments_overseen_by(user: Any) -> Any:
    """Return the comments in discussions that this user may read, in groups and on pages.

    Removed ones, and those below a removed post, only as of posts.
    """
    steward = is_steward(user, Comment)
    in_groups = Q(discussion__group__in=_readable_groups(user))
    if not steward:
        moderating = Membership.objects.filter(user=user).moderating().values("group_id")
        in_groups &= Q(discussion__hidden=False) | Q(discussion__group__in=moderating)
    # The group is asked of the joined discussion and the pages are named: a condition with two
    # subqueries makes PostgreSQL sort all comments (7 s against 0.1 s at 300,000, measured).
    on_pages = Discussion.objects.visible_to(user).filter(group__isnull=True)
    named = list(on_pages.values_list("pk", flat=True))
    comments = Comment.objects.filter(in_groups | Q(discussion__in=named))
    if not steward:
        comments = comments.filter(_not_removed_or_own(user, "discussion__group"))
    return comments.select_related("discussion__group", "author")
