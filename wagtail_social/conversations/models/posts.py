"""What somebody begins a conversation with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from wagtail_social.groups.models import Group, Membership
from wagtail_social.markup import excerpt

from ..querysets import PostQuerySet
from .discussions import ContentState


def heading_of(title: str, html: str) -> str:
    """Return what a post with this title and text is called."""
    return title or excerpt(html, 80) or str(_("Post without text"))


class Post(models.Model):
    """What somebody begins a conversation with, in a group."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="posts", verbose_name=_("group")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="social_posts",
        verbose_name=_("author"),
    )
    kind = models.CharField(_("kind"), max_length=30, default="update")
    title = models.CharField(_("title"), max_length=255, blank=True)
    source = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    language = models.CharField(_("language"), max_length=10, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ContentState.choices, default=ContentState.PUBLISHED
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removal_reason = models.CharField(_("reason"), max_length=500, blank=True)
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True)
    accepted_comment = models.ForeignKey(
        "Comment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accepted answer"),
    )
    created_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)
    submission = models.UUIDField(null=True, blank=True, editable=False)
    tags = TaggableManager(
        through="wagtail_social_conversations.PostTopic", blank=True, verbose_name=_("topics")
    )

    wagtail_reference_index_ignore = True

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "submission"],
                condition=Q(submission__isnull=False),
                name="wagtail_social_post_sent_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["group", "-last_activity_at", "-id"],
                condition=Q(state="published"),
                name="wagtail_social_post_activity",
            ),
            models.Index(
                fields=["group", "-created_at", "-id"],
                condition=Q(state="published"),
                name="wagtail_social_post_newest",
            ),
            models.Index(
                fields=["group", "kind", "-created_at", "-id"],
                condition=Q(state="published"),
                name="wagtail_social_post_kind",
            ),
            models.Index(
                fields=["group", "-pinned_at"],
                condition=Q(pinned_at__isnull=False),
                name="wagtail_social_post_pinned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_removed(self) -> bool:
        """Whether it has been taken away."""
        return self.state == ContentState.REMOVED

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it away."""
        return (
            self.is_removed
            and self.author_id is not None
            and (self.removed_by_id == self.author_id)
        )

    @property
    def heading(self) -> str:
        """The title, or the first words where there is none."""
        return heading_of(self.title, self.html)

    def get_absolute_url(self) -> str:
        """Return the address of the post with its thread."""
        return reverse("wagtail_social:post", args=[self.pk])

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may open it: of a removed one its author and moderators."""
        people = self.group.audience()
        if not self.is_removed:
            return people
        moderators = Membership.objects.filter(group=self.group_id).moderating()
        return people.filter(Q(pk=self.author_id) | Q(pk__in=moderators.values("user_id")))


class PostTopic(ItemBase):
    """A topic of a post."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="wagtail_social_post_items")
    content_object = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="topic_items")

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("topic of a post")
        verbose_name_plural = _("topics of posts")
        constraints = [
            models.UniqueConstraint(
                fields=["tag", "content_object"], name="wagtail_social_post_topic_once"
            )
        ]
