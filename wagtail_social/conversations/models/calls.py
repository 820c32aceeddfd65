"""Colleagues who were asked for their view in a discussion."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import CallQuerySet
from .discussions import Discussion

#: Longest text of a call (characters).
MAX_CALL_TEXT = 300


class Call(models.Model):
    """One person asks another to say something in a discussion.

    It waits until the person who was asked comments there; ``answered_at`` says when. Only these
    two know of it. While it waits the same person is not asked again by the same one.
    """

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="calls")
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    text = models.CharField(_("text"), max_length=MAX_CALL_TEXT, blank=True)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True)

    wagtail_reference_index_ignore = True

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call into a discussion")
        verbose_name_plural = _("calls into discussions")
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "asker", "person"],
                condition=Q(answered_at__isnull=True),
                name="wagtail_social_call_once",
            )
        ]
        indexes = [
            # Asked on every page: what waits for the viewer.
            models.Index(
                fields=["person"],
                condition=Q(answered_at__isnull=True),
                name="wagtail_social_call_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
