"""Invitations that were taken back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.access import employees

from ..querysets import WithdrawalQuerySet
from .meetings import Meeting


class Withdrawal(models.Model):
    """An invitation that somebody does not have any more, and of which they were told.

    Their calendar holds the meeting and has to take it out, also where they may not read it any
    more. So this keeps the meeting as it was then: what changes later is not theirs to know. It
    goes when they are invited again.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="withdrawals", verbose_name=_("meeting")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("person"),
    )
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    #: That of the meeting, raised by this.
    sequence = models.PositiveIntegerField()
    withdrawn_at = models.DateTimeField(_("taken back"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation taken back")
        verbose_name_plural = _("invitations taken back")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], name="wagtail_social_withdrawal_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def meeting_then(self) -> Meeting:
        """The meeting as it was, unsaved; it is not to be written down."""
        return Meeting(
            pk=self.meeting_id,
            uid=self.meeting.uid,
            group=self.meeting.group,
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            time_zone=self.time_zone,
            sequence=self.sequence,
            created_at=self.meeting.created_at,
            changed_at=self.withdrawn_at,
        )

    def audience(self) -> QuerySet[Any]:
        """Return whose invitation it was, while they can be at meetings of that group."""
        there = self.meeting.possible_guests().values("pk")
        person = get_user_model()._default_manager.filter(pk=self.user_id, pk__in=there)
        return employees().filter(pk__in=person.values("pk"))
