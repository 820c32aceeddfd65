"""A conversation as the subject of news: who sees it, and what was said in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from wagtail_social.access import employees
from wagtail_social.addresses import addresses
from wagtail_social.extension_points import discussion_targets
from wagtail_social.groups.models import Group
from wagtail_social.happenings import About, NotificationSubject, Words

from ..models import Call, Comment, Discussion, Post
from ..presenting import Presenter
from ..targets import POST, audience_of_discussion, target_named
from .concerned import muted_by, muted_for

#: The kind of subject that all news of conversations is about.
DISCUSSION = "discussion"


def seen_by(user: Any, keys: Collection[int]) -> dict[int, About]:
    """Return the discussions that this user may read and what they are about."""
    found: dict[int, About] = {}
    columns = ("pk", "target_type", "target_id", "group__title")
    rows = list(Discussion.objects.filter(pk__in=keys).values_list(*columns))
    for name in filter(discussion_targets.named, {row[1] for row in rows}):
        mine = {target_id: (pk, place) for pk, kind, target_id, place in rows if kind == name}
        address = addresses("discussion", name)
        for target_id, (title, url) in _headings(name, user, mine).items():
            pk, place = mine[target_id]
            found[pk] = About(title, url or address(target_id), place or "")
    return found


def _headings(name: str, user: Any, keys: Collection[int]) -> dict[int, tuple[str, str]]:
    kind = target_named(name)
    if kind.headings is not None:
        return kind.headings(user, keys)
    shown = {
        target.pk: kind.shown_to(target, user)
        for target in kind.visible_to(user).filter(pk__in=keys)
    }
    return {pk: (kind.title(target), kind.url(target)) for pk, target in shown.items()}


def keys_seen_by(user: Any, keys: Collection[int]) -> set[int]:
    """Return the keys of the discussions that this user may read."""
    rows = Discussion.objects.filter(pk__in=keys).values_list("pk", "target_type", "target_id")
    by_kind: dict[str, dict[int, int]] = {}
    for pk, name, target_id in rows:
        by_kind.setdefault(name, {})[target_id] = pk
    return {
        mine[target_id]
        for name, mine in by_kind.items()
        if discussion_targets.named(name)
        for target_id in target_named(name)
        .visible_to(user)
        .filter(pk__in=mine)
        .values_list("pk", flat=True)
    }


def audience(discussion_id: int) -> QuerySet[Any]:
    """Return the active users who may read a discussion."""
    discussion = Discussion.objects.filter(pk=discussion_id).first()
    return audience_of_discussion(discussion) if discussion else employees().none()


def rows_seen_by(user: Any) -> QuerySet[Any]:
    """Return the discussions in groups that this user may read, and on pages they may see.

    Of removed posts too: that somebody was told of one is no word of it.
    """
    readable = Group.objects.readable_by(user).values("pk")
    # Named, since a second subquery would be asked for each row (see ``overseeing.py``).
    on_pages = Discussion.objects.visible_to(user).filter(group__isnull=True)
    named = list(on_pages.values_list("pk", flat=True))
    return Discussion.objects.filter(Q(group__in=readable) | Q(pk__in=named))


def noted(user: Any, keys: Collection[int]) -> dict[int, About]:
    """Return how the log names discussions: a post by its number, a page by its title."""
    seen = seen_by(user, keys)
    rows = Discussion.objects.filter(pk__in=keys).values_list("pk", "target_type", "target_id")
    found = {}
    for pk, name, target_id in rows:
        about = seen.get(pk)
        if name == POST:
            title = _("Post %(number)s") % {"number": target_id}
        else:
            title = about.title if about else ""
        found[pk] = About(title=title, url=about.url if about else "")
    return found


def subjects() -> list[NotificationSubject]:
    """News of one conversation is one line."""
    return [
        NotificationSubject(
            name=DISCUSSION,
            seen_by=seen_by,
            keys_seen_by=keys_seen_by,
            audience=audience,
            muted_by=muted_by,
            muted_for=muted_for,
            rows_seen_by=rows_seen_by,
            noted=noted,
        )
    ]


def post_words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return posts that this user may read now, by key."""
    posts = list(Post.objects.visible_to(user).filter(pk__in=ids, state="published"))
    presenter = Presenter((), [post.html for post in posts])
    return {
        post.pk: Words(html=presenter.html(post.html), url=post.get_absolute_url())
        for post in posts
    }


def comment_words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return comments that this user may read now, by key."""
    comments = list(Comment.objects.visible_to(user).published().filter(pk__in=ids))
    presenter = Presenter((), [comment.html for comment in comments])
    return {
        comment.pk: Words(
            html=presenter.html(comment.html),
            url=comment_url(comment.pk),
        )
        for comment in comments
    }


def call_words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return what this person was asked, of what still waits for them."""
    seen = seen_by(user, ids)
    calls = Call.objects.waiting_for(user).filter(discussion__in=seen).order_by("pk")
    return {
        call.discussion_id: Words(
            html=format_html("<p>{}</p>", call.text) if call.text else "",
            url=seen[call.discussion_id].url,
        )
        for call in calls
    }


def posts_still_there(ids: Collection[int]) -> set[int]:
    """Return the keys of the posts that have not been removed."""
    return set(Post.objects.published().filter(pk__in=ids).values_list("pk", flat=True))


def comments_still_there(ids: Collection[int]) -> set[int]:
    """Return the keys of the comments that have not been removed."""
    return set(Comment.objects.published().filter(pk__in=ids).values_list("pk", flat=True))


def comment_url(pk: int) -> str:
    """Return the address that leads to a comment in its thread."""
    return addresses("comment")(pk)
