"""What happened, whom it was told to, and the line that each person sees of it."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.groups.models import Group
from wagtail_social.happenings import Facts

from ..querysets import ActivityQuerySet, DeliveryQuerySet, NotificationQuerySet
from .mail import Mail


class SiteOutcome(models.TextChoices):
    """Whether somebody finds it in their list on site, or why not."""

    TOLD = "told", _("Told on site")
    OFF = "off", _("Has switched this off")
    MUTED = "muted", _("Has muted the conversation")
    LEVEL = "level", _("Wants to hear less of the group")
    HIDDEN = "hidden", _("May not see it")
    INACTIVE = "inactive", _("Account is closed")


class MailOutcome(models.TextChoices):
    """What became of the mail to somebody, or why there is none."""

    NONE = "", _("No mail")
    OFF = "off", _("No mail wanted")
    NO_ADDRESS = "no_address", _("Has no mail address")
    WAITING = "waiting", _("Mail waits")
    SENDING = "sending", _("Mail is on its way")
    SENT = "sent", _("Mail sent")
    FAILED = "failed", _("Mail could not be sent")
    UNCERTAIN = "uncertain", _("Mail perhaps sent: the sender was stopped")
    READ = "read", _("Read on site before the mail went out")
    HIDDEN = "hidden", _("Could not see it any more")
    GONE = "gone", _("Was removed before the mail went out")
    UNWANTED = "unwanted", _("Switched off before the mail went out")


class Activity(models.Model):
    """Something happened that people are told of: keys, no texts.

    ``told_at`` is empty until everybody concerned has been told on site.
    """

    happening = models.CharField(_("what happened"), max_length=40)
    subject_type = models.CharField(max_length=30)
    subject_id = models.PositiveBigIntegerField()
    object_id = models.PositiveBigIntegerField()
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("group")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who did it"),
    )
    named = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    to_group = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    told_at = models.DateTimeField(_("told"), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of news")
        verbose_name_plural = _("news told")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="wagtail_social_news_subject"),
            models.Index(
                fields=["id"], condition=Q(told_at__isnull=True), name="wagtail_social_news_untold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def facts(self) -> Facts:
        """What is kept of it, as the rooms know it."""
        return Facts(
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            object_id=self.object_id,
            actor_id=self.actor_id,
            group_id=self.group_id,
            named=tuple(self.named),
            to_group=self.to_group,
        )


class Delivery(models.Model):
    """One person and one activity: told or not, by which channel, and why. The log.

    Made once a person, by the database's word; everything else follows from these rows.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    category = models.CharField(_("why"), max_length=30)
    site = models.CharField(_("on site"), max_length=10, choices=SiteOutcome.choices)
    mail = models.CharField(
        _("by mail"), max_length=10, choices=MailOutcome.choices, blank=True, default=""
    )
    message = models.ForeignKey(
        Mail, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )

    wagtail_reference_index_ignore = True

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "recipient"], name="wagtail_social_delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "activity"], name="wagtail_social_delivery_mine"),
            models.Index(
                fields=["recipient"],
                condition=Q(mail="waiting"),
                name="wagtail_social_delivery_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Notification(models.Model):
    """One line in a person's list: all news about one subject.

    While it is unread, what happens is added to it; ``first`` and ``last`` are the keys of the
    activities it tells of.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    subject_type = models.CharField(max_length=30)
    subject_id = models.PositiveBigIntegerField()
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    latest_at = models.DateTimeField(_("latest news"))
    unread = models.BooleanField(_("unread"), default=True)

    wagtail_reference_index_ignore = True

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "subject_type", "subject_id"],
                name="wagtail_social_notification_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-unread", "-latest_at", "-id"],
                name="wagtail_social_notification_my",
            ),
            models.Index(
                fields=["recipient"],
                condition=Q(unread=True),
                name="wagtail_social_notification_un",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
