"""Reads of meetings."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, IntegerField, Q, Value, When

from wagtail_social.access import is_employee, sees_all
from wagtail_social.groups.models import Group, Membership

#: Answers in the order in which people are listed.
_ANSWERS = ("yes", "maybe", "", "no")


def _model(name: str) -> Any:
    return apps.get_model("wagtail_social_meetings", name)


def _prepared_by(user: Any) -> Q:
    """Return the condition on meetings that this user prepares and runs, if they may read them."""
    duties = _model("Attendance").objects.filter(user=user).running()
    banned = Membership.objects.filter(user=user, state="banned").values("group_id")
    by_duty = Q(pk__in=duties.values("meeting_id")) & (Q(group__isnull=True) | ~Q(group__in=banned))
    return by_duty | Q(group__in=Group.objects.managed_by(user).values("pk"))


class MeetingQuerySet(models.QuerySet[Any]):
    """Meetings, and which of them a person reads and runs."""

    def visible_to(self, user: Any) -> Self:
        """Return the meetings this user may read; drafts only for who prepares them."""
        if not is_employee(user):
            return self.none()
        if sees_all(user):
            return self
        mine = _model("Attendance").objects.filter(user=user)
        readable = Q(group__in=Group.objects.readable_by(user).values("pk")) | (
            Q(group__isnull=True) & (Q(open_to_all=True) | Q(pk__in=mine.values("meeting_id")))
        )
        return self.filter(readable & (~Q(state="draft") | _prepared_by(user)))

    def of_person(self, user: Any) -> Self:
        """Return the meetings to which this user is invited and that they may read."""
        mine = _model("Attendance").objects.filter(user=user)
        return self.visible_to(user).filter(pk__in=mine.values("meeting_id"))

    def run_by(self, user: Any) -> Self:
        """Return the meetings that this user prepares and runs, and may read."""
        return self.visible_to(user).filter(_prepared_by(user))

    def upcoming(self, now: datetime.datetime) -> Self:
        """Return those that are not over, next first."""
        return self.filter(ends_at__gte=now).order_by("starts_at", "pk")

    def taking_place(self) -> Self:
        """Leave out what was cancelled."""
        return self.filter(cancelled_at__isnull=True)

    def past(self, now: datetime.datetime) -> Self:
        """Return those that are over, last first."""
        return self.filter(ends_at__lt=now).order_by("-starts_at", "-pk")


class AttendanceQuerySet(models.QuerySet[Any]):
    """Places of people at meetings."""

    def running(self) -> Self:
        """Return who prepares and runs the meeting: chairs and minute takers."""
        return self.filter(duty__in=("chair", "minutes"))

    def of_active_people(self) -> Self:
        """Leave out people whose account is closed."""
        return self.filter(user__is_active=True)

    def expected_at(self, meeting: Any) -> Self:
        """Return the places at a meeting of those who can come: active, and still in its group."""
        rows = self.filter(meeting=meeting).of_active_people()
        if meeting.group_id is None:
            return rows
        return rows.filter(user__in=meeting.possible_guests().values("pk"))

    def counts_by_answer(self) -> dict[str, int]:
        """Return how many people gave each answer; answers of nobody are left out."""
        counted = self.order_by().values_list("answer").annotate(people=Count("pk"))
        return dict(counted)

    def by_answer(self) -> Self:
        """Order who comes first, then who perhaps does, has not answered, does not come."""
        ranks = [When(answer=answer, then=Value(rank)) for rank, answer in enumerate(_ANSWERS)]
        rank = Case(*ranks, default=Value(len(ranks)), output_field=IntegerField())
        return self.annotate(rank=rank).order_by("rank", "pk")

    def after(self, rank: int, pk: int) -> Self:
        """Return what comes behind this place in the order of :meth:`by_answer`."""
        return self.filter(Q(rank__gt=rank) | Q(rank=rank, pk__gt=pk))


#: What was proposed and is not on the agenda.
_ASIDE = Q(state="proposed") | Q(state="dropped", proposed_by__isnull=False)


class AgendaItemQuerySet(models.QuerySet[Any]):
    """Items of agendas."""

    def visible_to(self, user: Any) -> Self:
        """Return the items of meetings that this user may read.

        What is proposed, and what was declined, is read by who prepares the meeting and by who
        proposed it.
        """
        meetings = _model("Meeting").objects
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


class DocumentQuerySet(models.QuerySet[Any]):
    """Documents of meetings."""

    def visible_to(self, user: Any) -> Self:
        """Return the documents of meetings that this user may read, without removed ones.

        Those of an item are read by who may read the item.
        """
        items = _model("AgendaItem").objects.visible_to(user).values("pk")
        seen = self.present().of_meetings_seen_by(user)
        return seen.filter(Q(item__isnull=True) | Q(item__in=items))

    def of_meetings_seen_by(self, user: Any) -> Self:
        """Return the documents of meetings that this user may read, those removed too.

        For the record of what was done; nobody gets the files of removed ones.
        """
        meetings = _model("Meeting").objects.visible_to(user)
        return self.filter(meeting__in=meetings.values("pk"))

    def present(self) -> Self:
        """Leave out what was removed."""
        return self.filter(removed_at__isnull=True)


class DocumentVersionQuerySet(models.QuerySet[Any]):
    """Versions of documents."""

    def visible_to(self, user: Any) -> Self:
        """Return the versions, old ones too, of the documents that this user may have."""
        documents = _model("MeetingDocument").objects.visible_to(user)
        return self.filter(document__in=documents.values("pk"))

    def at(self, seat: Any) -> Self:
        """Return the versions of the documents that this seat finds, newest first.

        For who may read the meeting: only of its items it is asked which may be read.
        """
        rows = self.filter(document__meeting=seat.meeting, document__removed_at__isnull=True)
        items = _model("AgendaItem").objects.readable_at(seat).values("pk")
        rows = rows.filter(Q(document__item__isnull=True) | Q(document__item__in=items))
        return rows.select_related("document").order_by("document_id", "-number")
