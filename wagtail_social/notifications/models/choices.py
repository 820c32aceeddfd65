"""What people want to hear, when, and by which channel. Only what differs from usual is kept."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.groups.models import Group


class ChoiceOfChannel(models.Model):
    """A person has switched one category on or off for one channel: ``site`` or ``mail``."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    category = models.CharField(_("kind of news"), max_length=30)
    channel = models.CharField(_("channel"), max_length=10)
    wanted = models.BooleanField(_("wanted"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice of channel")
        verbose_name_plural = _("choices of channels")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "category", "channel"], name="wagtail_social_channel_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class GroupLevel(models.TextChoices):
    """How much somebody wants to hear of a group."""

    ALL = "all", _("Every post and comment")
    POSTS = "posts", _("New posts")
    OWN = "own", _("Only what concerns me: mentions, replies, what I follow")
    NOTHING = "nothing", _("Nothing, unless somebody names me")


class GroupChoice(models.Model):
    """How much one person wants to hear of one group; without a row it is ``GroupLevel.POSTS``."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="+", verbose_name=_("group")
    )
    level = models.CharField(_("level"), max_length=10, choices=GroupLevel.choices)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("choice for a group")
        verbose_name_plural = _("choices for groups")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "group"], name="wagtail_social_group_choice_once"
            )
        ]
        indexes = [models.Index(fields=["group", "level"], name="wagtail_social_group_choice")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class DigestEvery(models.TextChoices):
    """How often somebody gets a digest."""

    DAY = "day", _("Every day that I was not here")
    WEEK = "week", _("Once a week, if I was not here")
    NEVER = "never", _("Never")


class PersonalSettings(models.Model):
    """When and how somebody wants mail.

    Hours are those of the person's own clock. ``quiet_from`` and ``quiet_until`` may span
    midnight, or be the day of who works at night; both empty: no quiet hours. Empty language and
    time zone are those of the person's Wagtail account, else the site's.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    digest = models.CharField(
        _("digest"), max_length=10, choices=DigestEvery.choices, default=DigestEvery.WEEK
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), default=7, validators=[MaxValueValidator(23)]
    )
    digest_due_at = models.DateTimeField(null=True, editable=False)
    digest_until = models.DateTimeField(null=True, editable=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    language = models.CharField(_("language of mails"), max_length=15, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    brief = models.BooleanField(
        _("mails without content"),
        default=False,
        help_text=_("A mail says only that there is news. What it is you read here."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notification settings of a person")
        verbose_name_plural = _("notification settings of people")
        indexes = [models.Index(fields=["digest_due_at"], name="wagtail_social_digest_due")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Presence(models.Model):
    """When somebody was here last, to a quarter of an hour: who is here needs no digest.

    Nobody is shown it, and no figure is made of it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    seen_at = models.DateTimeField(_("seen"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("last visit")
        verbose_name_plural = _("last visits")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
