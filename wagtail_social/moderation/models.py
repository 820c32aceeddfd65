"""Reports: somebody says that a text should be looked at. A report never vanishes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.conversations.models import Comment, Discussion
from wagtail_social.groups.models import Group

from .querysets import ReportQuerySet


class Reason(models.TextChoices):
    """Why something is reported."""

    HURTFUL = "hurtful", _("It is hurtful or rude")
    PRIVATE = "private", _("It tells something private")
    WRONG = "wrong", _("It is not true, or has no source")
    MISPLACED = "misplaced", _("It does not belong here")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    """What has become of a report."""

    WAITING = "waiting", _("Waits for an answer")
    ACTED = "acted", _("Something was done")
    DISMISSED = "dismissed", _("Nothing had to be done")


class Report(models.Model):
    """One person's report of one text. ``comment`` is empty where the post itself is meant."""

    discussion = models.ForeignKey(Discussion, on_delete=models.RESTRICT, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.RESTRICT, null=True, related_name="+")
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("group")
    )
    reported_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author of the text"),
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("reported by"),
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason.choices)
    text = models.TextField(_("in your words"), max_length=1000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.WAITING
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    decision = models.TextField(_("answer"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "comment"],
                condition=Q(comment__isnull=False, state="waiting"),
                name="wagtail_social_report_comment_once",
            ),
            models.UniqueConstraint(
                fields=["reporter", "discussion"],
                condition=Q(comment__isnull=True, state="waiting"),
                name="wagtail_social_report_head_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "-id"],
                condition=Q(state="waiting"),
                name="wagtail_social_report_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
