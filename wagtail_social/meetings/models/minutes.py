"""What is written down at a meeting, and what of it was approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import MinutesRowQuerySet, NoteQuerySet, OutcomeQuerySet, RemarkQuerySet
from .agenda import AgendaItem
from .meetings import Meeting


class Note(models.Model):
    """What was said about one item of the agenda; without an item, about the meeting as a whole.

    One row an item. ``version`` grows with each save: who saves on an older one is shown both.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="notes", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="notes",
        verbose_name=_("agenda item"),
    )
    text = models.TextField(pgettext_lazy("minutes", "notes"), max_length=50000, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    edited_at = models.DateTimeField(_("written"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("minutes", "note")
        verbose_name_plural = pgettext_lazy("minutes", "notes")
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(item__isnull=False),
                name="wagtail_social_note_once",
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(item__isnull=True),
                name="wagtail_social_general_note_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class OutcomeKind(models.TextChoices):
    """What an item came to, where it is nothing that somebody has to do."""

    INFORMATION = "information", _("Information")
    DECISION = "decision", _("Decision")


class Outcome(models.Model):
    """A decision, or something to be known, that an item came to."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("agenda item"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=OutcomeKind.choices)
    text = models.TextField(pgettext_lazy("outcome", "text"), max_length=2000)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        indexes = [models.Index(fields=["meeting", "kind"], name="wagtail_social_outcomes")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class RemarkState(models.TextChoices):
    """What became of a remark."""

    OPEN = "open", pgettext_lazy("remark", "Open")
    TAKEN = "taken", pgettext_lazy("remark", "Changed")
    DECLINED = "declined", pgettext_lazy("remark", "Left as it is")


class Remark(models.Model):
    """What somebody who was there says of the draft of the minutes, or wants changed in it."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="remarks", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agenda item"),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    text = models.TextField(pgettext_lazy("remark", "remark"), max_length=5000)
    wants_change = models.BooleanField(_("asks for a change"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=RemarkState.choices, default=RemarkState.OPEN
    )
    answer = models.TextField(pgettext_lazy("remark", "answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("minutes", "remark")
        verbose_name_plural = pgettext_lazy("minutes", "remarks")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class MinutesVersion(models.Model):
    """Minutes as they were approved, frozen. A correction is a version of its own.

    ``content`` is what ``minutes/content.py`` wrote: it holds names and words, no keys that would
    change what it says when a row changes.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="minutes_versions",
        verbose_name=_("meeting"),
    )
    #: 1, 2, 3 …
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    content = models.JSONField(default=dict)
    #: What a correction corrects.
    reason = models.CharField(_("what was corrected"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = MinutesRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="wagtail_social_minutes_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
