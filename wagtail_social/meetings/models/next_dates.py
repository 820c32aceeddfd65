"""Dates that are proposed for the next meeting, and who could come."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import DateProposalQuerySet
from .meetings import Meeting


class DateProposal(models.Model):
    """A time at which the meeting after ``meeting`` could be."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="date_proposals", verbose_name=_("meeting")
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    #: IANA name of the zone in which it was proposed.
    time_zone = models.CharField(_("time zone"), max_length=64)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    created_at = models.DateTimeField(_("proposed"), default=timezone.now)
    #: The meeting that was planned then: nobody answers any more. Empty again if it is deleted.
    settled_by = models.ForeignKey(
        Meeting,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("next meeting"),
    )
    #: Whether that meeting was planned at this date.
    is_chosen = models.BooleanField(_("chosen"), default=False, editable=False)

    wagtail_reference_index_ignore = True

    objects = DateProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed date")
        verbose_name_plural = _("proposed dates")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="wagtail_social_proposal_has_length"
            ),
            models.UniqueConstraint(
                fields=["meeting", "starts_at", "ends_at"], name="wagtail_social_proposal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def begins(self) -> datetime.datetime:
        """When it begins, by the clock of the place where it was proposed."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone))

    @property
    def ends(self) -> datetime.datetime:
        """When it ends, by that clock."""
        return self.ends_at.astimezone(ZoneInfo(self.time_zone))


class VoteAnswer(models.TextChoices):
    """Whether somebody could come then."""

    YES = "yes", pgettext_lazy("date", "I can")
    MAYBE = "maybe", pgettext_lazy("date", "If need be")
    NO = "no", pgettext_lazy("date", "I cannot")


class DateVote(models.Model):
    """What one person says of one proposed date."""

    proposal = models.ForeignKey(
        DateProposal, on_delete=models.CASCADE, related_name="votes", verbose_name=_("date")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="social_date_votes",
        verbose_name=_("person"),
    )
    answer = models.CharField(_("answer"), max_length=5, choices=VoteAnswer.choices)
    voted_at = models.DateTimeField(_("answered"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = pgettext_lazy("date", "vote")
        verbose_name_plural = pgettext_lazy("date", "votes")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "user"], name="wagtail_social_vote_once")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
