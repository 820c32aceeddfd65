"""Whom a happening in a conversation concerns, whatever they want and may see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse

from wagtail_social.access import employees
from wagtail_social.groups.models import Group, Membership, State
from wagtail_social.happenings import Facts

from ..models import Comment, Discussion, Post, Subscription, SubscriptionLevel
from ..targets import PAGE, POST, target_named


def _users(condition: Q) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(condition)


def named(facts: Facts) -> QuerySet[Any]:
    """Return whom it addresses by name."""
    return _users(Q(pk__in=facts.named))


def group_members(facts: Facts) -> QuerySet[Any]:
    """Return who is in the group: everybody who is not banned, where it holds everyone."""
    group = Group.objects.filter(pk=facts.group_id or 0).first()
    if group is None:
        return employees().none()
    rows = Membership.objects.filter(group=group)
    if group.holds_everyone:
        banned = rows.filter(state=State.BANNED)
        return employees().exclude(pk__in=banned.values("user_id"))
    return _users(Q(pk__in=rows.active().values("user_id")))


def whole_group(facts: Facts) -> QuerySet[Any]:
    """Return who is in the group, where all of it was named."""
    return group_members(facts) if facts.to_group else employees().none()


def followers(facts: Facts) -> QuerySet[Any]:
    """Return who follows it, and who has muted it: the log says so of them."""
    rows = Subscription.objects.filter(discussion=facts.subject_id)
    return _users(Q(pk__in=rows.values("user_id")))


def muted_by(discussion_id: int) -> QuerySet[Any]:
    """Return who has muted the conversation."""
    rows = Subscription.objects.filter(discussion=discussion_id, level=SubscriptionLevel.MUTED)
    return _users(Q(pk__in=rows.values("user_id")))


def muted_for(user: Any, most: int) -> dict[int, str]:
    """Return what this user has muted, each with the address by which they hear of it again."""
    rows = Subscription.objects.filter(user=user, level=SubscriptionLevel.MUTED)
    found = rows.order_by("-pk").values_list(
        "discussion_id", "discussion__target_type", "discussion__target_id"
    )
    name = "wagtail_social:follow_discussion"
    return {
        pk: f"{reverse(name, args=[kind, target])}?level={SubscriptionLevel.FOLLOWING}"
        for pk, kind, target in found[:most]
    }


def answered(facts: Facts) -> QuerySet[Any]:
    """Return who wrote the comment that this one answers."""
    parents = Comment.objects.filter(pk=facts.object_id).values("reply_to__author_id")
    return _users(Q(pk__in=parents))


def began(facts: Facts) -> QuerySet[Any]:
    """Return who began the conversation: the post's author, or the owner of the page."""
    discussion = Discussion.objects.filter(pk=facts.subject_id).first()
    if discussion is None:
        return employees().none()
    if discussion.target_type == POST:
        posts = Post.objects.filter(pk=discussion.target_id)
        return _users(Q(pk__in=posts.values("author_id")))
    if discussion.target_type == PAGE:
        pages = target_named(PAGE).model()._default_manager.filter(pk=discussion.target_id)
        return _users(Q(pk__in=pages.values("owner_id")))
    return employees().none()


def comment_author(facts: Facts) -> QuerySet[Any]:
    """Return who wrote the comment it is about."""
    return _users(Q(pk__in=Comment.objects.filter(pk=facts.object_id).values("author_id")))
