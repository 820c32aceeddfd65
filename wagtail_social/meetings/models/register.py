"""The decisions of a group, as its approved minutes say them now."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import RegisterQuerySet
from .agenda import AgendaItem
from .meetings import Meeting
from .minutes import MinutesVersion


class RegisteredDecision(models.Model):
    """A decision in the newest version of approved minutes: words of that version, to be searched.

    Written with the version and replaced by the next one (``minutes/freezing.py``), so what was
    corrected away is not in it, and what is being written is not in it yet.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="registered_decisions",
        verbose_name=_("meeting"),
    )
    version = models.ForeignKey(
        MinutesVersion,
        on_delete=models.CASCADE,
        related_name="decisions",
        verbose_name=_("version of minutes"),
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("agenda item"),
    )
    #: Title of the item in the minutes; empty where it is a decision of the whole meeting.
    item_title = models.CharField(_("agenda item"), max_length=200, blank=True)
    #: Its place in the minutes: 1, 2, 3 …
    position = models.PositiveSmallIntegerField()
    text = models.TextField(pgettext_lazy("outcome", "text"), max_length=2000)
    #: When the meeting began.
    decided_at = models.DateTimeField(_("decided"))

    wagtail_reference_index_ignore = True

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="wagtail_social_decision_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["-decided_at", "-meeting", "position"], name="wagtail_social_register"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
