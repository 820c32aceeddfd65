"""Reads of meetings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from wagtail_social.access import is_employee, sees_all
from wagtail_social.groups.models import Group, Membership

from .models_by_name import model

#: States in which the minutes have been approved, and in which they have been written.
_APPROVED = ("approved", "closed")
_WRITTEN = ("drafted", *_APPROVED)

#: How much of a person's meetings a calendar program gets.
_BACK = datetime.timedelta(days=365)
_AHEAD = datetime.timedelta(days=2 * 365)


def banned_from(user: Any, prefix: str = "") -> Q:
    """Return the condition on meetings of groups from which this user is banned.

    ``prefix`` leads from other rows to their meeting: ``"meeting__"``.
    """
    banned = Membership.objects.filter(user=user, state="banned").values("group_id")
    return Q((f"{prefix}group__isnull", False), (f"{prefix}group__in", banned))


def _prepared_by(user: Any) -> Q:
    """Return the condition on meetings that this user prepares and runs, if they may read them."""
    duties = model("Attendance").objects.filter(user=user).running()
    by_duty = Q(pk__in=duties.values("meeting_id")) & ~banned_from(user)
    return by_duty | Q(group__in=Group.objects.managed_by(user).values("pk"))


class MeetingQuerySet(models.QuerySet[Any]):
    """Meetings, and which of them a person reads and runs."""

    def visible_to(self, user: Any) -> Self:
        """Return the meetings this user may read; drafts only for who prepares them."""
        if not is_employee(user):
            return self.none()
        if sees_all(user):
            return self
        mine = model("Attendance").objects.filter(user=user)
        readable = Q(group__in=Group.objects.readable_by(user).values("pk")) | (
            Q(group__isnull=True) & (Q(open_to_all=True) | Q(pk__in=mine.values("meeting_id")))
        )
        return self.filter(readable & (~Q(state="draft") | _prepared_by(user)))

    def of_person(self, user: Any) -> Self:
        """Return the meetings to which this user is invited and that they may read."""
        mine = model("Attendance").objects.filter(user=user)
        return self.visible_to(user).filter(pk__in=mine.values("meeting_id"))

    def told_to(self, user: Any) -> Self:
        """Return the meetings to which this user is invited and that are no drafts any more.

        Less to ask than :meth:`of_person`: it stands beside every page.
        """
        if not is_employee(user):
            return self.none()
        invited = self.filter(attendances__user=user).exclude(state="draft")
        if sees_all(user):
            return invited
        readable = Group.objects.readable_by(user).values("pk")
        return invited.filter(Q(group__isnull=True) | Q(group__in=readable))

    def in_calendar_of(self, user: Any, now: datetime.datetime) -> Self:
        """Return the meetings that stand in this user's calendar, a year back to two years ahead.

        Those to which they are invited and can come; no drafts, but what was cancelled too.
        """
        first, last = now - _BACK, now + _AHEAD
        mine = self.of_person(user).exclude(state="draft").exclude(banned_from(user))
        return mine.filter(ends_at__gt=first, starts_at__lt=last).order_by("starts_at", "pk")

    def run_by(self, user: Any) -> Self:
        """Return the meetings that this user prepares and runs, and may read."""
        if not is_employee(user):
            return self.none()
        return self.visible_to(user).filter(_prepared_by(user))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Return those that are not over, next first."""
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def taking_place(self) -> Self:
        """Leave out what was cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def after(self, meeting: Any) -> Self:
        """Return what comes behind a meeting in its series and takes place, next first."""
        behind = Q(starts_at__gt=meeting.starts_at) | Q(
            starts_at=meeting.starts_at, pk__gt=meeting.pk
        )
        return self._of_series(meeting).filter(behind).order_by("starts_at", "pk")

    def before(self, meeting: Any) -> Self:
        """Return what came before a meeting in its series and was not cancelled, last first."""
        ahead = Q(starts_at__lt=meeting.starts_at) | Q(
            starts_at=meeting.starts_at, pk__lt=meeting.pk
        )
        return self._of_series(meeting).filter(ahead).order_by("-starts_at", "-pk")

    def _of_series(self, meeting: Any) -> Self:
        if meeting.series_id is None:
            return self.none()
        return self.taking_place().filter(series=meeting.series_id)

    def made_with(self, meetings: Iterable[Any]) -> Self:
        """Return what was made ahead together with one of these, and these."""
        return self._together(meetings, "created_at")

    def cancelled_with(self, meetings: Iterable[Any]) -> Self:
        """Return what was cancelled together with one of these, and these."""
        return self._together(meetings, "cancelled_at")

    def _together(self, meetings: Iterable[Any], moment: str) -> Self:
        found = Q(pk__in=[])
        for meeting in meetings:
            found |= Q(pk=meeting.pk)
            at = getattr(meeting, moment)
            if meeting.series_id is not None and at is not None:
                found |= Q(("series", meeting.series_id), (moment, at))
        return self.filter(found).order_by("starts_at", "pk")

    def past(self, now: datetime.datetime) -> Self:
        """Return those that are over, last first."""
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")

    def minutes_visible_to(self, user: Any) -> Self:
        """Return the meetings whose minutes this user may read.

        While they are written, who runs the meeting; as a draft, who is invited too; once they
        are approved, who reads the meeting. Its action items and outcomes are read likewise.
        """
        if not is_employee(user):
            return self.none()
        seen = self.visible_to(user).filter(state__in=("in_session", *_WRITTEN))
        if sees_all(user):
            return seen
        invited = model("Attendance").objects.filter(user=user).values("meeting_id")
        as_draft = Q(state="drafted", pk__in=invited) & ~banned_from(user)
        return seen.filter(Q(state__in=_APPROVED) | as_draft | _prepared_by(user))

    def notes_visible_to(self, user: Any) -> Self:
        """Return the meetings whose notes and outcomes this user may read as they are written now.

        Those of :meth:`minutes_visible_to`, but for corrections that are being written: these are
        read by who runs the meeting, and everybody else reads the approved minutes.
        """
        if not is_employee(user):
            return self.none()
        seen = self.minutes_visible_to(user)
        return seen.filter(Q(correcting_since__isnull=True) | _prepared_by(user))

    def remarks_visible_to(self, user: Any) -> Self:
        """Return the meetings of which this user may read what was said of the draft.

        Who is invited and who runs it, then and later; not all who read the approved minutes.
        """
        if not is_employee(user):
            return self.none()
        seen = self.minutes_visible_to(user).filter(state__in=_WRITTEN)
        if sees_all(user):
            return seen
        invited = model("Attendance").objects.filter(user=user).values("meeting_id")
        return seen.filter((Q(pk__in=invited) & ~banned_from(user)) | _prepared_by(user))
