"""Secret addresses by which a feed reader fetches what somebody reads."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..querysets import FeedAddressQuerySet


class FeedKind(models.TextChoices):
    """What a feed is of."""

    GROUP = "group", _("A group")
    TOPIC = "topic", _("A topic")
    MINE = "mine", _("My groups and topics")


class FeedAddress(models.Model):
    """A person's address of one feed. The secret in it is not kept, only its SHA-256.

    ``key`` is that of the group or topic, 0 for what is a person's own. What the address
    gives is asked anew each time: it is no right of its own.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    #: One of :class:`FeedKind`, or the name of a ``PersonalFeed``.
    kind = models.CharField(_("kind"), max_length=10)
    key = models.BigIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address of a feed")
        verbose_name_plural = _("addresses of feeds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "key"],
                condition=Q(revoked_at__isnull=True),
                name="wagtail_social_feed_one_live",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
