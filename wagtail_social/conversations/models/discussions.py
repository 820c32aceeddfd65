"""Whatever is talked about has one discussion."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_social.groups.models import Group

from ..querysets import DiscussionQuerySet


class DiscussionState(models.TextChoices):
    """Whether one can still answer."""

    OPEN = "open", _("Open")
    CLOSED = "closed", pgettext_lazy("discussion", "Closed")
    LOCKED = "locked", _("Locked by a moderator")


class ContentState(models.TextChoices):
    """Whether a text is shown."""

    PUBLISHED = "published", _("Shown")
    REMOVED = "removed", _("Removed")


class Discussion(models.Model):
    """One row for whatever is talked about: a post, a page of the host, and what rooms register.

    ``target_type`` is the name of a registered discussion target, ``target_id`` its key.
    ``hidden`` mirrors a target that has been removed.
    """

    target_type = models.CharField(max_length=30)
    target_id = models.PositiveBigIntegerField()
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("group")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DiscussionState.choices,
        default=DiscussionState.OPEN,
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    hidden = models.BooleanField(default=False)
    comment_count = models.PositiveIntegerField(_("comments"), default=0)
    last_activity_at = models.DateTimeField(_("last activity"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id"], name="wagtail_social_discussion_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id}"

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may read it."""
        from ..targets import audience_of_discussion

        return audience_of_discussion(self)
