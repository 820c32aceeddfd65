"""Addresses outside that a group sends its news to, and each call."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.groups.models import Group

from ..querysets import WebhookCallQuerySet, WebhookQuerySet
from .news import Activity


class Webhook(models.Model):
    """An address outside that a group sends its news to.

    ``leaves_site`` is the word of a manager of a closed group that they know it. ``failures``
    counts the calls given up in a row; enough of them pause it.
    """

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="+", verbose_name=_("group")
    )
    url = models.CharField(_("address"), max_length=1000)
    format = models.CharField(_("format"), max_length=30)
    secret = models.CharField(max_length=64, editable=False)
    with_comments = models.BooleanField(_("comments too"), default=False)
    leaves_site = models.BooleanField(
        _("I know that what is said here leaves the site"), default=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now)
    paused_at = models.DateTimeField(_("paused"), null=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)

    wagtail_reference_index_ignore = True

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class CallState(models.TextChoices):
    """Where a call is. ``CLAIMED`` may be taken back without harm, ``SENDING`` may not."""

    WAITING = "waiting", _("Waits")
    CLAIMED = "claimed", _("Is being written")
    SENDING = "sending", _("Is on its way")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    UNCERTAIN = "uncertain", _("Perhaps sent: the sender was stopped")
    DROPPED = "dropped", _("Not needed any more")


class WebhookCall(models.Model):
    """One piece of news for one webhook; a test where there is no news. Its text is never kept."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(
        _("state"), max_length=10, choices=CallState.choices, default=CallState.WAITING
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(_("done"), null=True)
    status_code = models.PositiveSmallIntegerField(_("answer"), null=True)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    objects = WebhookCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call of a webhook")
        verbose_name_plural = _("calls of webhooks")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "activity"], name="wagtail_social_webhook_call_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="wagtail_social_call_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=["claimed", "sending"]),
                name="wagtail_social_call_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
