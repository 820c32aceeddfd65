"""Reads of agendas."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from wagtail_social.access import sees_all

from .models_by_name import model

#: What was proposed and is not on the agenda.
_ASIDE = Q(state="proposed") | Q(state="dropped", proposed_by__isnull=False)


class AgendaItemQuerySet(models.QuerySet[Any]):
    """Items of agendas."""

    def visible_to(self, user: Any) -> Self:
        """Return the items of meetings that this user may read.

        What is proposed, and what was declined, is read by who prepares the meeting and by who
        proposed it.
        """
        meetings = model("Meeting").objects
        seen = self.filter(meeting__in=meetings.visible_to(user).values("pk"))
        if sees_all(user):
            return seen
        prepared = Q(meeting__in=meetings.run_by(user).values("pk"))
        return seen.filter(~_ASIDE | Q(proposed_by=user) | prepared)

    def to_talk_about(self, user: Any) -> Self:
        """Return the items whose discussion this user may read.

        Those of drafts have none yet, and what is proposed has none before it is taken on.
        """
        return self.visible_to(user).exclude(meeting__state="draft").exclude(_ASIDE)

    def on_agenda(self) -> Self:
        """Return what is on the agenda, in order."""
        return self.filter(state="on_agenda").order_by("position", "pk")

    def proposed(self) -> Self:
        """Return the backlog, oldest first."""
        return self.filter(state="proposed").order_by("pk")

    def standing(self) -> Self:
        """Return what comes back at every meeting, also where it was left out once."""
        return self.filter(is_standing=True, state__in=("on_agenda", "dropped"))

    def dropped(self) -> Self:
        """Return what was taken off the agenda, or not taken on."""
        return self.filter(state="dropped").order_by("position", "pk")

    def not_dealt_with(self) -> Self:
        """Return what is on the agenda and of which nothing has been written down."""
        about = {"item": OuterRef("pk")}
        notes = model("Note").objects.filter(**about).exclude(text="")
        outcomes = model("Outcome").objects.filter(**about)
        tasks = model("ActionItem").objects.filter(**about)
        return self.on_agenda().filter(~Exists(notes), ~Exists(outcomes), ~Exists(tasks))

    def listed_for(self, seat: Any) -> Self:
        """Return what the page of a meeting lists for this seat, in order.

        The agenda for all; what is proposed or dropped for who prepares the meeting, and each
        person's own proposals.
        """
        items = self.filter(meeting=seat.meeting).order_by("position", "pk")
        if seat.can_run:
            return items
        own = Q(state="proposed", proposed_by=seat.user)
        return items.filter(Q(state="on_agenda") | own)

    def readable_at(self, seat: Any) -> Self:
        """Return the items of the meeting that may be opened from this seat: see visible_to."""
        items = self.filter(meeting=seat.meeting)
        if seat.can_run or sees_all(seat.user):
            return items
        return items.filter(~_ASIDE | Q(proposed_by=seat.user))
