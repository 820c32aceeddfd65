"""Who follows which topic. The topics themselves are taggit's tags."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from .querysets import TopicFollowQuerySet


class TopicFollow(models.Model):
    """One person follows one topic."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="+", verbose_name=_("topic")
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    wagtail_reference_index_ignore = True

    objects = TopicFollowQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        constraints = [
            models.UniqueConstraint(fields=["user", "tag"], name="wagtail_social_topic_follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.tag_id}"
