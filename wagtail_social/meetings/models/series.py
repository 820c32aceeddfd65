"""Meetings that follow each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Rhythm(models.TextChoices):
    """How often a series meets by itself."""

    NONE = "", pgettext_lazy("meetings", "When the next one is planned")
    WEEKLY = "weekly", pgettext_lazy("meetings", "Every week")
    FORTNIGHTLY = "fortnightly", pgettext_lazy("meetings", "Every second week")
    #: The same weekday of each month, such as the first Tuesday; the fifth counts as the last.
    MONTHLY = "monthly", pgettext_lazy("meetings", "Every month on the same weekday")


class MeetingSeries(models.Model):
    """What makes meetings one after the other. Its meetings are real ones, ordered by time."""

    rhythm = models.CharField(
        _("how often"), max_length=12, choices=Rhythm.choices, default=Rhythm.NONE, blank=True
    )
    #: Begin and end of the meeting from which the rhythm counts, and the zone whose clock it keeps.
    first_starts_at = models.DateTimeField(null=True, editable=False)
    first_ends_at = models.DateTimeField(null=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, editable=False)
    #: How many dates of the rhythm have been used after that one, whatever became of them.
    made = models.PositiveIntegerField(default=0, editable=False)
    #: Whether meetings made by the rhythm begin as drafts.
    as_drafts = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
