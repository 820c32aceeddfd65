"""What the meetings that follow another one take from it, and how their series is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import CharField, DateTimeField, IntegerField, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.compat import insert_from
from wagtail_social.groups.models import Group

from ..models import AgendaItem, Attendance, DateProposal, Duty, ItemState, Meeting, MeetingSeries
from ..querysets import MeetingQuerySet
from ..seat import Seat, may_plan
from .base import MeetingAction
from .meanwhile import CHANGED_MEANWHILE

T = TypeVar("T")

#: The code of what is refused because a next meeting has been planned.
HAS_NEXT = "has_next"


@dataclass(kw_only=True)
class SeriesAction(MeetingAction[T]):
    """An action on what follows a meeting.

    Locks the series before the meeting, and the group after it: whoever locks several meetings of
    a series holds the series first, so that two of them never wait for each other.
    """

    _series: MeetingSeries | None = None

    def seat(self) -> Seat:
        """Return the actor's seat after locking the series and the meeting."""
        self._hold()
        seat = super().seat()
        if self._series is not None and self.meeting.series_id != self._series.pk:
            raise _crossed()
        return seat

    def _hold(self) -> None:
        rows = MeetingSeries.objects.select_for_update(of=("self",))
        self._series = rows.filter(meetings=self.meeting.pk).first()

    def held(self) -> MeetingSeries | None:
        """Return the series, locked, or ``None`` where the meeting is in none."""
        if self.actor is None and self._series is None:
            self._hold()
        return self._series

    def require_planner(self, *, drafts: bool) -> Seat:
        """Return the seat of who may plan what follows. Raises ``NotVisible`` or ``Refused``.

        ``drafts`` says whether a draft may be followed.
        """
        seat = self.seat()
        if not seat.can_run:
            raise Refused(_("Only who runs this meeting can do that."), code="not_organiser")
        group = None
        if self.meeting.group_id is not None:
            group = Group.objects.locked().filter(pk=self.meeting.group_id).first()
            if group is None:
                raise NotVisible
            self.meeting.group = group
        if not may_plan(self.actor, group):
            raise Refused(_("You cannot plan a meeting here."), code="no_meetings")
        if self.meeting.is_draft and not drafts:
            raise Refused(_("This meeting is not open yet."), code="draft")
        return seat

    def next_one(self) -> Meeting | None:
        """Return the next meeting of the series that the actor may see."""
        meetings: MeetingQuerySet = Meeting.objects.all()
        if self.actor is not None:
            meetings = meetings.visible_to(self.actor)
        found: Meeting | None = meetings.after(self.meeting).first()
        return found

    def require_no_next(self) -> None:
        """Raise ``Refused`` where there is a next meeting."""
        if self.next_one() is not None:
            raise Refused(_("There is a next meeting already."), code=HAS_NEXT)

    def series(self) -> MeetingSeries:
        """Return the series, begun with this meeting where it is in none."""
        series = self.held()
        if series is None:
            if self.meeting.series_id is not None:
                # It was begun while we waited for the meeting.
                raise _crossed()
            series = self._series = MeetingSeries.objects.create(created_by=self.actor)
            self.meeting.series = series
            self.meeting.save(update_fields=["series"])
        return series

    def subject(self, result: T) -> Meeting:
        """Log it of the meeting that is followed."""
        return self.meeting


def _crossed() -> Refused:
    return Refused(
        _("Somebody has changed this meanwhile. Look at it again, then save."),
        code=CHANGED_MEANWHILE,
    )


def settle_dates(meeting: Meeting, by: Meeting, chosen: DateProposal | None = None) -> None:
    """End the vote on the dates proposed at ``meeting``: the next one is planned."""
    proposals = DateProposal.objects.filter(meeting=meeting)
    proposals.update(settled_by=by, is_chosen=False)
    if chosen is not None:
        proposals.filter(pk=chosen.pk).update(is_chosen=True)


def copy_people(source: Meeting, new: Meeting, actor: Any) -> None:
    """Invite to ``new`` who was invited to ``source`` and can still come, with their duties.

    What they answered, and whether they were there, stays behind. One statement.
    """
    user_key = get_user_model()._meta.pk
    insert_from(
        Attendance,
        Attendance.objects.expected_at(source)
        .order_by("pk")
        .annotate(
            at_meeting=Value(new.pk, output_field=IntegerField()),
            nothing=Value("", output_field=CharField()),
            by=Value(None if actor is None else actor.pk, output_field=user_key),
            at=Value(timezone.now(), output_field=DateTimeField()),
        ),
        {
            "meeting": "at_meeting",
            "user": "user",
            "duty": "duty",
            "answer": "nothing",
            "reason": "nothing",
            "invited_by": "by",
            "invited_at": "at",
        },
    )


def need_a_chair(meetings: Sequence[Meeting], actor: Any) -> None:
    """Let who plans these meetings, all with the same people, chair them where nobody does."""
    chairs = Attendance.objects.filter(meeting=meetings[0], duty=Duty.CHAIR)
    if actor is None or chairs.exists():
        return
    places = Attendance.objects.filter(meeting__in=meetings, user=actor)
    if not places.update(duty=Duty.CHAIR):
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, user=actor, duty=Duty.CHAIR, invited_by=actor)
            for meeting in meetings
        )


def copy_items(items: Collection[AgendaItem], meetings: Sequence[Meeting]) -> None:
    """Put new items with the words of these onto the agendas of meetings with the same readers.

    They come in the order given. What is proposed stays a proposal; what does not stand on every
    agenda goes on with the old item, which keeps its discussion and its documents. Who cannot
    read the new meeting does not present there.
    """
    presenters = {item.presenter_id for item in items} - {None}
    readers: set[Any] = set()
    if presenters:
        found = meetings[0].readers().filter(pk__in=presenters)
        readers = set(found.values_list("pk", flat=True))
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            title=item.title,
            text=item.text,
            purpose=item.purpose,
            presenter_id=item.presenter_id if item.presenter_id in readers else None,
            minutes=item.minutes,
            state=_state_of_copy(item),
            position=number,
            proposed_by_id=item.proposed_by_id,
            is_standing=item.is_standing,
            carried_from=None if item.is_standing else item,
        )
        for meeting in meetings
        for number, item in enumerate(items, start=1)
    )


def _state_of_copy(item: AgendaItem) -> str:
    return ItemState.PROPOSED if item.state == ItemState.PROPOSED else ItemState.ON_AGENDA
