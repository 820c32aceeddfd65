"""What can be talked about, and by whose rules: the one door to every discussion.

A discussion is addressed by its target (a registered name and a key), so that a thing nobody has
talked about yet has an address too, and reading never writes a row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_social.access import (
    can_view_page,
    employees,
    is_employee,
    page_audience,
    page_model,
    pages_visible_to,
)
from wagtail_social.addresses import addresses
from wagtail_social.conf import settings
from wagtail_social.extension_points import DiscussionTarget, discussion_targets
from wagtail_social.groups.standing import Standing, standing_of

from .models import Comment, ContentState, Discussion, DiscussionState, Post, heading_of

PAGE = "page"
POST = "post"


def target_named(name: str) -> DiscussionTarget:
    """Return the registered kind of target. Raises ``Http404`` for a name nobody registered."""
    found = discussion_targets.named(name)
    if found is None:
        raise Http404
    return found


@dataclass
class Place:
    """A discussion as one person finds it: the target, the row if there is one, and the rights.

    Every right begins with being able to read: a place is only made for who may.
    """

    kind: DiscussionTarget
    target: Any
    user: Any
    discussion: Discussion | None

    @classmethod
    def system(cls, kind: DiscussionTarget, target: Any) -> Place:
        """Return the place as the system finds it, for imports: no person, no rights asked."""
        return cls(kind, target, None, Discussion.objects.of(kind.name, target.pk))

    @cached_property
    def standing(self) -> Standing | None:
        """The person's standing in the group whose rules hold, or ``None`` without a group."""
        group = self.kind.group(self.target)
        return None if group is None else standing_of(self.user, group)

    @cached_property
    def shown(self) -> Any:
        """What the person sees of it: of translations that share a discussion, one of theirs."""
        return self.kind.shown_to(self.target, self.user)

    @property
    def title(self) -> str:
        """What it is about."""
        return self.kind.title(self.shown)

    @property
    def url(self) -> str:
        """Where the thing itself is."""
        return self.kind.url(self.shown)

    @property
    def post(self) -> Post | None:
        """The post, where the discussion is about one."""
        return self.target if self.kind.name == POST else None

    @property
    def state(self) -> str:
        """The state of the discussion; open where nobody has said anything."""
        return self.discussion.state if self.discussion else DiscussionState.OPEN

    @cached_property
    def takes_part(self) -> bool:
        """May react and, while it is open, answer."""
        return self.may_write and not (self.discussion and self.discussion.hidden)

    @property
    def may_write(self) -> bool:
        """May write where this stands, whatever became of this."""
        if self.standing is not None:
            return self.standing.can_comment
        return is_employee(self.user)

    @property
    def can_comment(self) -> bool:
        """May answer now."""
        return self.takes_part and self.state == DiscussionState.OPEN

    @cached_property
    def can_moderate(self) -> bool:
        """May remove, restore, pin and lock."""
        if self.standing is not None:
            return self.standing.can_moderate
        return self.kind.moderated_by(self.target, self.user)

    @property
    def is_author(self) -> bool:
        """Whether the post is this person's own."""
        return self.post is not None and self.post.author_id == self.user.pk

    def can_remove(self, text: Post | Comment) -> bool:
        """May take a text of this place away, or confirm as a moderator that its author did."""
        own = text.author_id == self.user.pk
        if text.state == ContentState.REMOVED:
            return self.can_moderate and not own and text.is_withdrawn
        return own or self.can_moderate

    def can_restore(self, text: Post | Comment) -> bool:
        """May bring a removed text back: who moderates, and who took their own away and writes."""
        own = text.author_id == self.user.pk and text.is_withdrawn
        return self.can_moderate or (own and self.may_write)

    @property
    def can_close(self) -> bool:
        """May close and reopen: who began it, and who moderates; a lock is the moderators'."""
        if self.state == DiscussionState.LOCKED:
            return False
        return self.can_moderate or (self.is_author and self.takes_part)

    @property
    def can_accept(self) -> bool:
        """May say which answer was the one."""
        from .kinds import kind_named

        if self.post is None or self.post.is_removed or not kind_named(self.post.kind).has_answer:
            return False
        return self.can_moderate or (self.is_author and self.takes_part)

    def comments_url(self) -> str:
        """Return the address of the list of comments, which also takes new ones."""
        return reverse("wagtail_social:comments", args=[self.kind.name, self.target.pk])

    def standalone_url(self) -> str:
        """Return the address of the discussion on a page of its own."""
        return reverse("wagtail_social:discussion", args=[self.kind.name, self.target.pk])

    def look_again(self, discussion: Discussion) -> None:
        """Take the row of the discussion as it was locked, and ask anew what the person may do.

        One query for who is in the group, none where there is no group.
        """
        standing = self.standing
        self.discussion = discussion
        for known in ("takes_part", "can_moderate"):
            self.__dict__.pop(known, None)
        if standing is not None:
            self.standing = standing.anew()

    def ensure_discussion(self) -> Discussion:
        """Return the discussion, making the row when this is the first word."""
        if self.discussion is None:
            self.discussion = discussion_for(self.kind, self.target)
        return self.discussion


def discussion_for(kind: DiscussionTarget, target: Any) -> Discussion:
    """Return the one discussion of a target, making it if needed; two at once make one."""
    lookup = {"target_type": kind.name, "target_id": target.pk}
    existing = Discussion.objects.filter(**lookup).first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return Discussion.objects.create(**lookup, group=kind.group(target))
    except IntegrityError:
        return Discussion.objects.get(**lookup)


def place_for(user: Any, name: str, target_id: int) -> Place:
    """Return the place of a target for this person. Raises ``Http404`` where they may not read."""
    kind = target_named(name)
    try:
        target = kind.by_key(target_id)
    except OverflowError as error:
        raise Http404 from error
    if target is None or not is_employee(user):
        raise Http404
    group = kind.group(target)
    standing = None if group is None else standing_of(user, group)
    if not kind.readable(target, user, standing):
        raise Http404
    canonical = kind.canonical(target)
    place = Place(kind, canonical, user, Discussion.objects.of(kind.name, canonical.pk))
    place.standing = standing
    return place


def place_of_discussion(user: Any, discussion: Discussion) -> Place:
    """Return the place of an existing discussion. Raises ``Http404`` where they may not read."""
    return place_for(user, discussion.target_type, discussion.target_id)


def audience_of_discussion(discussion: Discussion) -> QuerySet[Any]:
    """Return the active users who may read a discussion."""
    kind = discussion_targets.named(discussion.target_type)
    if kind is None:  # An app that is not installed any more.
        return employees().none()
    target = kind.model()._default_manager.filter(pk=discussion.target_id).first()
    return kind.audience(target) if target is not None else employees().none()


def _translations(page: Any) -> QuerySet[Any]:
    return page_model().objects.filter(translation_key=page.translation_key)


def canonical_page(page: Any) -> Any:
    """Return the page whose discussion this is: the first of its translations if they share.

    Published or not: what was said stays in its place when that one is taken off the site.
    """
    if not settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
        return page
    return _translations(page).order_by("pk").first() or page


def comment_counts(user: Any, pages: Iterable[Any]) -> dict[int, int]:
    """Return how many comments pages have, by their keys: those of which the user may read them.

    The number of queries does not depend on that of the pages.
    """
    keys = {page.pk: page.translation_key for page in pages if page.pk is not None}
    if not keys or not is_employee(user):
        return {}
    seen = target_named(PAGE).visible_to(user).filter(pk__in=keys)
    homes = {pk: pk for pk in seen.values_list("pk", flat=True)}
    if settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
        alike = page_model().objects.filter(translation_key__in=keys.values()).order_by("-pk")
        first = dict(alike.values_list("translation_key", "pk"))
        homes = {pk: first[keys[pk]] for pk in homes}
    found = Discussion.objects.by_target(PAGE, set(homes.values()))
    return {pk: found[home].comment_count if home in found else 0 for pk, home in homes.items()}


def page_shown_to(page: Any, user: Any) -> Any:
    """Return the page, or the first translation that the user may see instead if they share."""
    if not settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS or can_view_page(user, page):
        return page
    seen = pages_visible_to(user).filter(translation_key=page.translation_key)
    return seen.order_by("pk").first() or page


def page_target() -> DiscussionTarget:
    """Any page of the host. Who may publish the page moderates what is said under it.

    Where translations share a discussion, who may see one that is live reads it.
    """

    def by_key(pk: int) -> Any:
        pages = page_model().objects
        shared = settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS
        return (pages.all() if shared else pages.live()).filter(pk=pk).first()

    def visible_to(user: Any) -> QuerySet[Any]:
        pages = pages_visible_to(user)
        if not settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
            return pages
        return page_model().objects.filter(translation_key__in=pages.values("translation_key"))

    def readable(page: Any, user: Any, standing: Standing | None) -> bool:
        if not settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
            return can_view_page(user, page)
        seen = pages_visible_to(user).filter(translation_key=page.translation_key)
        return can_view_page(user, page) or seen.exists()

    def moderated(user: Any) -> QuerySet[Any]:
        if not is_employee(user):
            return page_model().objects.none()
        policy = PagePermissionPolicy(page_model())
        published = policy.instances_user_has_permission_for(user, "publish")
        if published.query.is_empty():
            return published
        if settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
            seen = pages_visible_to(user).values("translation_key")
            return published.filter(translation_key__in=seen)
        return pages_visible_to(user).filter(pk__in=published.values("pk"))

    def audience(page: Any) -> QuerySet[Any]:
        if not settings.SHARE_DISCUSSION_BETWEEN_TRANSLATIONS:
            return page_audience(page)
        readers = Q()
        for translation in _translations(page).filter(live=True):
            readers |= Q(pk__in=page_audience(translation).values("pk"))
        return employees().filter(readers) if readers else employees().none()

    return DiscussionTarget(
        name=PAGE,
        model=page_model,
        by_key=by_key,
        visible_to=visible_to,
        readable=readable,
        group=lambda page: None,
        title=lambda page: page.title,
        url=lambda page: page.get_url() or "",
        moderated=moderated,
        audience=audience,
        canonical=canonical_page,
        shown_to=page_shown_to,
    )


def post_target() -> DiscussionTarget:
    """A post of a group; the group's rules hold."""

    def readable(post: Post, user: Any, standing: Standing | None) -> bool:
        if standing is None or not standing.can_read:
            return False
        return not post.is_removed or post.author_id == user.pk or standing.can_moderate

    def headings(user: Any, keys: Collection[int]) -> dict[int, tuple[str, str]]:
        posts = Post.objects.visible_to(user).filter(pk__in=keys).order_by()
        address = addresses("post")
        return {
            pk: (heading_of(title, html), address(pk))
            for pk, title, html in posts.values_list("pk", "title", "html")
        }

    return DiscussionTarget(
        name=POST,
        model=lambda: Post,
        by_key=lambda pk: Post.objects.select_related("group").filter(pk=pk).first(),
        visible_to=Post.objects.visible_to,
        readable=readable,
        group=lambda post: post.group,
        title=lambda post: post.heading,
        url=lambda post: post.get_absolute_url(),
        moderated=lambda user: Post.objects.none(),
        audience=lambda post: post.audience(),
        headings=headings,
    )
