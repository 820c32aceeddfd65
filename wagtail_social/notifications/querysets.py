"""Reads of notifications."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from wagtail_social.groups.models import Group, Visibility


class ActivityQuerySet(models.QuerySet[Any]):
    """What happened."""

    def untold(self) -> Self:
        """Return what nobody has been told of yet, oldest first."""
        return self.filter(told_at__isnull=True).order_by("pk")

    def about(self, subject_type: str, subject_id: int) -> Self:
        """Return what happened to one subject."""
        return self.filter(subject_type=subject_type, subject_id=subject_id)


class DeliveryQuerySet(models.QuerySet[Any]):
    """Who was told."""

    def told(self) -> Self:
        """Return those that stand in somebody's list."""
        return self.filter(site="told")


class NotificationQuerySet(models.QuerySet[Any]):
    """The lines of people's lists."""

    def of(self, user: Any) -> Self:
        """Return this person's own: nobody sees those of others."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        """Return what has not been read."""
        return self.filter(unread=True)

    def in_order(self) -> Self:
        """Unread first, then the latest."""
        return self.order_by("-unread", "-latest_at", "-pk")

    def after(self, unread: bool, latest_at: datetime.datetime, pk: int) -> Self:
        """Return what follows this place in the order of :meth:`in_order`."""
        later = Q(unread=unread) & (Q(latest_at__lt=latest_at) | Q(latest_at=latest_at, pk__lt=pk))
        return self.filter(later | Q(unread=False) if unread else later)


class MailQuerySet(models.QuerySet[Any]):
    """Mail."""

    def due(self, now: datetime.datetime) -> Self:
        """Return what can be sent now, oldest first."""
        return self.filter(state="waiting", due_at__lte=now).order_by("due_at", "pk")

    def same_thread(self, mail: Any) -> Self:
        """Return the mails to the same person about the same subject."""
        return self.filter(
            recipient=mail.recipient_id,
            kind=mail.kind,
            subject_type=mail.subject_type,
            subject_id=mail.subject_id,
        )


class FeedAddressQuerySet(models.QuerySet[Any]):
    """Secret addresses of feeds."""

    def of(self, user: Any) -> Self:
        """Return this person's own, revoked ones included."""
        return self.filter(user=user)

    def live(self) -> Self:
        """Leave out those that are revoked."""
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, user: Any) -> Self:
        """Return the addresses this person uses: nobody sees those of others."""
        return self.of(user).live()


class WebhookQuerySet(models.QuerySet[Any]):
    """Addresses outside that groups send their news to."""

    def visible_to(self, user: Any) -> Self:
        """Return those of the groups that this user manages: nobody else sees an address."""
        return self.filter(group__in=Group.objects.managed_by(user).values("pk"))

    def allowed(self) -> Self:
        """Return those whose group may send anything out now.

        A group that only members know of never does; one that only members read does where a
        manager said that they know it; an archived one says nothing new.
        """
        closed = Q(group__visibility=Visibility.LISTED, leaves_site=True)
        return self.filter(
            Q(group__visibility=Visibility.EVERYONE) | closed, group__archived_at__isnull=True
        )

    def speaking(self) -> Self:
        """Return those that news is sent to now."""
        return self.allowed().filter(paused_at__isnull=True)


class WebhookCallQuerySet(models.QuerySet[Any]):
    """Calls of webhooks."""

    def due(self, now: datetime.datetime) -> Self:
        """Return what can be sent now, oldest first; of a paused webhook only tests."""
        unpaused = Q(webhook__paused_at__isnull=True) | Q(activity__isnull=True)
        return self.filter(unpaused, state="waiting", due_at__lte=now).order_by("due_at", "pk")
