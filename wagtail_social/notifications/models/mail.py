"""Mail that waits, is on its way, or went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import MailQuerySet


class MailKind(models.TextChoices):
    """What a mail holds."""

    NEWS = "news", _("News of one conversation")
    DIGEST = "digest", _("Digest")


class MailState(models.TextChoices):
    """Where a mail is.

    ``CLAIMED`` may be taken back without harm, ``SENDING`` may not: whether the mail server had it
    when its sender was stopped, nobody knows.
    """

    WAITING = "waiting", _("Waits")
    CLAIMED = "claimed", _("Is being written")
    SENDING = "sending", _("Is on its way")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not needed any more")
    FAILED = "failed", _("Could not be sent")
    UNCERTAIN = "uncertain", _("Perhaps sent: the sender was stopped")


class Mail(models.Model):
    """One mail to one person. Its text is made when it is sent, never kept."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=MailKind.choices)
    subject_type = models.CharField(max_length=30, blank=True)
    subject_id = models.PositiveBigIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    due_at = models.DateTimeField(_("due"))
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True)
    message_id = models.CharField(max_length=200, blank=True)
    failure = models.CharField(_("what the mail server said"), max_length=300, blank=True)

    wagtail_reference_index_ignore = True

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject_type", "subject_id"],
                condition=Q(state="waiting"),
                name="wagtail_social_mail_waits_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="wagtail_social_mail_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=["claimed", "sending"]),
                name="wagtail_social_mail_claimed",
            ),
            models.Index(
                fields=["recipient", "kind", "subject_type", "subject_id", "-sent_at"],
                name="wagtail_social_mail_thread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
