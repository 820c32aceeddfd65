"""What somebody has taken on at a meeting, and how far it is."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import ActionItemQuerySet, ActionUpdateQuerySet
from .agenda import AgendaItem
from .meetings import Meeting


class ActionStatus(models.TextChoices):
    """How far an action item is."""

    OPEN = "open", pgettext_lazy("action item", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("action item", "In progress")
    DONE = "done", pgettext_lazy("action item", "Done")
    DROPPED = "dropped", pgettext_lazy("action item", "Given up")


#: In these there is still something to do.
STILL_OPEN = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)


class UpdateKind(models.TextChoices):
    """What an update of an action item is about."""

    PROGRESS = "progress", pgettext_lazy("update of an action item", "How far it is")
    MOVED = "moved", pgettext_lazy("update of an action item", "Another due date")
    HANDED = "handed", pgettext_lazy("update of an action item", "Handed over")


class ActionItem(models.Model):
    """Something to be done: by whom, until when. It lives on after its meeting until it is done."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="action_items", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="action_items",
        verbose_name=_("agenda item"),
    )
    text = models.CharField(_("what is to be done"), max_length=500)
    #: Nobody where the account is gone; the form asks for somebody.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="social_action_items",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(pgettext_lazy("action item", "due"))
    status = models.CharField(
        _("status"), max_length=12, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    closed_at = models.DateTimeField(_("done or given up"), null=True, blank=True)
    #: Which owner was told that it is theirs, once they could read it.
    told_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    #: For which due date its owner was reminded before the day, and after it: each once.
    reminded_before = models.DateField(null=True, editable=False)
    reminded_after = models.DateField(null=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        indexes = [
            models.Index(fields=["owner", "status", "due_on"], name="wagtail_social_my_actions"),
            models.Index(fields=["meeting", "status"], name="wagtail_social_actions"),
            models.Index(fields=["status", "due_on"], name="wagtail_social_due_actions"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Return the address of its own page, with what was said about it."""
        return reverse("wagtail_social:action_item", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status in STILL_OPEN

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether it should have been done before ``today``."""
        return self.is_open and self.due_on < today


class ActionUpdate(models.Model):
    """What somebody said about an action item, and what its status became."""

    action_item = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="updates", verbose_name=_("action item")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    kind = models.CharField(
        _("what it is about"),
        max_length=8,
        choices=UpdateKind.choices,
        default=UpdateKind.PROGRESS,
    )
    text = models.TextField(pgettext_lazy("action item", "update"), max_length=2000, blank=True)
    #: Empty where it stayed as it was.
    status = models.CharField(
        _("status"), max_length=12, choices=ActionStatus.choices, blank=True, default=""
    )
    #: The new due date, where it was moved.
    due_on = models.DateField(_("due"), null=True, blank=True)
    #: To whom it was handed over; nobody where that account is gone.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over to"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = ActionUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update of an action item")
        verbose_name_plural = _("updates of action items")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
