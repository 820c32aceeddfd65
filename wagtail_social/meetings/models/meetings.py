"""Meetings."""

from __future__ import annotations

import datetime
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import swapper
from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_social.access import employees, who_sees_all
from wagtail_social.addresses import addresses
from wagtail_social.groups.models import Group, Membership, State

from ..querysets import MeetingQuerySet
from .series import MeetingSeries


class MeetingState(models.TextChoices):
    """How far a meeting is. It goes forward, one step at a time."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open: papers and questions")
    IN_SESSION = "in_session", _("In session")
    DRAFTED = "drafted", _("Minutes drafted")
    APPROVED = "approved", _("Minutes approved")
    CLOSED = "closed", pgettext_lazy("meeting", "Closed")


class Meeting(models.Model):
    """People who come together at a time, about an agenda; of a group, or of whom it invites.

    A meeting of a group is read by who reads the group. Without a group it is read by who is
    invited, or by every employee with ``open_to_all``. While it is a draft only those see it who
    prepare it.
    """

    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(
        pgettext_lazy("meeting", "what it is for"),
        max_length=2000,
        blank=True,
        help_text=_("What should be different after the meeting?"),
    )
    introduction = models.TextField(_("introduction to the agenda"), max_length=20000, blank=True)
    group = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("group"),
    )
    open_to_all = models.BooleanField(
        _("every colleague may read it"),
        default=False,
        help_text=_("Otherwise only who is invited. A meeting of a group follows the group."),
    )
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    #: IANA name; the hours that people agreed on stay where daylight saving begins or ends.
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=200, blank=True)
    join_url = models.URLField(_("link to join online"), max_length=500, blank=True)
    event_page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page of the event"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.DRAFT
    )
    series = models.ForeignKey(
        MeetingSeries,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("series"),
    )
    #: Until when who was invited can say what should be different in the draft of the minutes.
    remarks_until = models.DateTimeField(_("remarks until"), null=True, blank=True)
    #: Since when a correction of the approved minutes is being written; empty where none is.
    correcting_since = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    #: UID of RFC 5545; with the site's host behind it where it is written.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: SEQUENCE of RFC 5545: grows with each change of time, place, title or cancellation.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    #: LAST-MODIFIED of RFC 5545: when that, or anything else that calendars show, last changed.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("planned by"),
    )
    created_at = models.DateTimeField(_("planned"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="wagtail_social_meeting_has_length"
            ),
            models.CheckConstraint(
                condition=Q(group__isnull=True) | Q(open_to_all=False),
                name="wagtail_social_meeting_follows_group",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "starts_at"], name="wagtail_social_meeting_group"),
            models.Index(fields=["series", "starts_at"], name="wagtail_social_meeting_series"),
            models.Index(fields=["starts_at"], name="wagtail_social_meeting_time"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the meeting's own address, with or without a page that presents it."""
        return addresses("meeting")(self.pk)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has been told of it yet."""
        return self.state == MeetingState.DRAFT

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.cancelled_at is not None

    @property
    def zone(self) -> datetime.tzinfo:
        """The time zone in which it was planned."""
        return ZoneInfo(self.time_zone)

    @property
    def begins(self) -> datetime.datetime:
        """When it begins, by the clock of the place it was planned for."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends(self) -> datetime.datetime:
        """When it ends, by the clock of the place it was planned for."""
        return self.ends_at.astimezone(self.zone)

    def organisers(self) -> QuerySet[Any]:
        """Return the active users who prepare and run it: chair, minute taker, group managers."""
        from .people import Attendance

        duties = Attendance.objects.filter(meeting=self).running()
        condition = Q(pk__in=duties.values("user_id"))
        if self.group_id is None:
            return employees().filter(condition)
        managers = Membership.objects.filter(group=self.group_id).managers()
        condition &= Q(pk__in=self.possible_guests().values("pk"))
        return employees().filter(condition | Q(pk__in=managers.values("user_id")))

    def possible_guests(self) -> QuerySet[Any]:
        """Return the active users who can be at it: of a group's meeting, who reads the group.

        Who is banned from the group cannot, even where every colleague reads it.
        """
        if self.group_id is None:
            return employees()
        banned = Membership.objects.filter(group=self.group_id, state=State.BANNED)
        readers = self.group.audience()  # type: ignore[union-attr]
        return readers.exclude(pk__in=banned.values("user_id"))

    def guests(self) -> QuerySet[Any]:
        """Return who is told of it: the active users who are invited and can be there."""
        from .people import Attendance

        invited = Attendance.objects.filter(meeting=self).values("user_id")
        return self.possible_guests().filter(pk__in=invited)

    def audience(self) -> QuerySet[Any]:
        """Return the active users who may read it now."""
        if self.is_draft:
            return employees().filter(Q(pk__in=self.organisers().values("pk")) | who_sees_all())
        return self.readers()

    def readers(self) -> QuerySet[Any]:
        """Return the active users who may read it once it is no draft any more."""
        from .people import Attendance

        if self.group_id is not None:
            return self.group.audience()  # type: ignore[union-attr]
        if self.open_to_all:
            return employees()
        invited = Attendance.objects.filter(meeting=self).values("user_id")
        return employees().filter(Q(pk__in=invited) | who_sees_all())
