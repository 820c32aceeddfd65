"""Answers, threaded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment

from ..managers import CommentManager
from .discussions import ContentState, Discussion

#: Signs that one level adds to a comment's path: ids in lower-case base 36, of fixed width.
PATH_STEP = 7
#: Levels below a top-level comment; deeper replies hang on the deepest level.
MAX_DEPTH = 30


class Comment(XtdComment):
    """An answer in a discussion.

    The text that was written lies in the base's ``comment`` column, once; all that a page shows
    lies in this row, so that reading needs no join. The base's tree columns and receivers are not
    used: order is ``path``, the keys of all levels in base 36, so that a reply costs the same in
    a thread of ten thousand.
    """

    base = models.OneToOneField(
        XtdComment,
        on_delete=models.CASCADE,
        parent_link=True,
        primary_key=True,
        related_name="social_comment",
    )
    discussion = models.ForeignKey(
        Discussion, on_delete=models.CASCADE, related_name="comments", db_index=False
    )
    reply_to = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="replies", db_index=False
    )
    root = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="+", db_index=False
    )
    path = models.CharField(max_length=PATH_STEP * (MAX_DEPTH + 1))
    depth = models.PositiveSmallIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="social_comments",
        verbose_name=_("author"),
    )
    html = models.TextField(editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
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
    reply_count = models.PositiveIntegerField(_("replies"), default=0)
    created_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    submission = models.UUIDField(null=True, blank=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = CommentManager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-pk"]
        default_manager_name = "objects"
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "path"], name="wagtail_social_comment_place"
            ),
            models.UniqueConstraint(
                fields=["author", "submission"],
                condition=Q(submission__isnull=False),
                name="wagtail_social_comment_sent_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["discussion", "path"],
                condition=Q(depth=0),
                name="wagtail_social_comment_roots",
            ),
            models.Index(fields=["root", "path"], name="wagtail_social_comment_thread"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def source(self) -> str:
        """The text as it was written, from the base row (a query where it is deferred)."""
        return self.comment

    @property
    def is_taken_away(self) -> bool:
        """Whether the text has been removed; the row keeps the replies in place."""
        return self.state == ContentState.REMOVED

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it away."""
        return (
            self.is_taken_away
            and self.author_id is not None
            and (self.removed_by_id == self.author_id)
        )

    def get_absolute_url(self, anchor_pattern: str = "#comment-%(pk)s") -> str:
        """Return the permanent address, which leads to the right part of a long thread."""
        return reverse("wagtail_social:comment", args=[self.pk])

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may read it."""
        return self.discussion.audience()
