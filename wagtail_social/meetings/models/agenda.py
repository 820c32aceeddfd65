"""The agenda."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.access import who_sees_all

from ..querysets import AgendaItemQuerySet
from .meetings import Meeting


class ItemPurpose(models.TextChoices):
    """What an item is to lead to."""

    INFORM = "inform", _("Inform")
    DISCUSS = "discuss", _("Discuss")
    DECIDE = "decide", _("Decide")


class ItemState(models.TextChoices):
    """Where an item stands."""

    #: The backlog: what invited people would like to talk about.
    PROPOSED = "proposed", _("Proposed")
    ON_AGENDA = "on_agenda", _("On the agenda")
    #: Taken off, or not taken on. Kept: people have talked about it.
    DROPPED = "dropped", _("Not on the agenda")


class AgendaItem(models.Model):
    """Something that is talked about at a meeting. It has a discussion of its own."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("meeting")
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("what it is about"), max_length=5000, blank=True)
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=ItemPurpose.choices, default=ItemPurpose.DISCUSS
    )
    presenter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ItemState.choices, default=ItemState.ON_AGENDA
    )
    #: Order on the agenda: smaller comes first. Gaps and equals do no harm, the key decides.
    position = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    is_standing = models.BooleanField(
        _("at every meeting"),
        default=False,
        help_text=_("Comes back on the agenda of the next meeting of the series."),
    )
    #: The item of an earlier meeting that this one goes on with; that one keeps its discussion.
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("goes on with"),
    )
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        indexes = [
            models.Index(
                fields=["meeting", "state", "position"], name="wagtail_social_agenda_order"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the item's own page, with its documents and its discussion."""
        return reverse("wagtail_social:agenda_item", args=[self.meeting_id, self.pk])

    @property
    def is_aside(self) -> bool:
        """Whether it was proposed and is not on the agenda: not taken on yet, or declined."""
        if self.state == ItemState.PROPOSED:
            return True
        return self.state == ItemState.DROPPED and self.proposed_by_id is not None

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may read it: who may read the meeting.

        What is aside is read by who prepares the meeting and by who proposed it.
        """
        readers = self.meeting.audience()
        if not self.is_aside:
            return readers
        preparing = self.meeting.organisers().values("pk")
        return readers.filter(Q(pk__in=preparing) | Q(pk=self.proposed_by_id) | who_sees_all())
