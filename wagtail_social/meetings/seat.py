"""What one person may do at one meeting: every rule of meetings, in one place.

Querysets answer "which meetings", this answers "what here"; the permission matrix proves that the
two and the addresses agree. Being able to read is the condition of every other right.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from wagtail_social.access import is_employee, sees_all
from wagtail_social.conf import settings
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import Standing, standing_of

from .models import Attendance, Duty, Meeting, MeetingState


@dataclass(frozen=True)
class Seat:
    """A person at a meeting. ``standing`` is theirs in its group, ``attendance`` their row."""

    meeting: Meeting
    user: Any
    standing: Standing | None
    attendance: Attendance | None

    @cached_property
    def _reads(self) -> bool:
        """Whether they may read it once it is open."""
        if not is_employee(self.user):
            return False
        if self.standing is not None:
            return self.standing.can_read
        return self.meeting.open_to_all or self.attendance is not None or sees_all(self.user)

    @property
    def _is_banned(self) -> bool:
        """Whether they were put out of the group for good: they read, and do nothing else."""
        return self.standing is not None and self.standing.is_banned

    @property
    def is_invited(self) -> bool:
        """Is asked to come, and not banned from the group since."""
        return self.attendance is not None and not self._is_banned

    @cached_property
    def can_run(self) -> bool:
        """May prepare, change and lead it: its chair, its minute taker, managers of the group."""
        if not self._reads or self._is_banned:
            return False
        if self.standing is not None and self.standing.can_manage:
            return True
        return self.attendance is not None and self.attendance.duty != Duty.ATTENDEE

    @cached_property
    def can_see(self) -> bool:
        """May read it: agenda, documents, who comes."""
        return self._reads and (not self.meeting.is_draft or self.can_run or sees_all(self.user))

    @property
    def _alive(self) -> bool:
        """Whether anything may still be changed here."""
        archived = self.standing is not None and self.standing.group.is_archived
        return not self.meeting.is_cancelled and not archived

    @property
    def can_prepare(self) -> bool:
        """May change its words, time, people, agenda and documents."""
        states = (MeetingState.DRAFT, MeetingState.OPEN, MeetingState.IN_SESSION)
        return self.can_run and self._alive and self.meeting.state in states

    @property
    def can_open(self) -> bool:
        """May open it: tell who is invited, and take papers and questions."""
        return self.can_prepare and self.meeting.state == MeetingState.DRAFT

    @property
    def can_delete(self) -> bool:
        """May delete it: a draft, of which nobody has been told."""
        return self.can_open

    @property
    def can_start(self) -> bool:
        """May say that it begins."""
        return self.can_prepare and self.meeting.state == MeetingState.OPEN

    @property
    def can_cancel(self) -> bool:
        """May say that it does not take place."""
        return self.can_prepare and self.meeting.state != MeetingState.DRAFT

    @property
    def can_propose(self) -> bool:
        """May put something into the backlog: who is invited, and who is in the group."""
        taking_part = self.is_invited or (self.standing is not None and self.standing.is_member)
        return (
            self.can_see
            and self._alive
            and taking_part
            and self.meeting.state in (MeetingState.DRAFT, MeetingState.OPEN)
        )

    @property
    def can_talk(self) -> bool:
        """May comment on its items: once it is open, by the rules of its group."""
        if not self.can_see or self.meeting.is_draft:
            return False
        return self.standing is None or self.standing.can_comment

    @property
    def can_put_in_calendar(self) -> bool:
        """May have it as a file for a calendar: who reads it, once it is no draft any more."""
        return self.can_see and not self.meeting.is_draft

    @property
    def can_answer(self) -> bool:
        """May say whether they come."""
        states = (MeetingState.OPEN, MeetingState.IN_SESSION)
        return (
            self.can_see
            and self._alive
            and self.is_invited
            and self.meeting.state in states
            and self.meeting.ends_at > timezone.now()
        )

    @property
    def can_read_minutes(self) -> bool:
        """May read the minutes, outcomes and action items: see ``minutes_visible_to``."""
        if not self.can_see:
            return False
        if self.meeting.state in (MeetingState.APPROVED, MeetingState.CLOSED):
            return True
        runs = self.can_run or sees_all(self.user)
        if self.meeting.state == MeetingState.DRAFTED:
            return runs or self.is_invited
        return runs and self.meeting.state == MeetingState.IN_SESSION

    @property
    def can_take_minutes(self) -> bool:
        """May write notes and outcomes and tick who is there, until the minutes are approved."""
        states = (MeetingState.IN_SESSION, MeetingState.DRAFTED)
        return self.can_run and self._alive and self.meeting.state in states

    @property
    def can_invite(self) -> bool:
        """May invite people, withdraw invitations and say who does what."""
        return self.can_prepare

    @property
    def can_read_reasons(self) -> bool:
        """May read why others do not come; one's own reason everybody reads."""
        return self.can_run


def seat_of(user: Any, meeting: Meeting) -> Seat:
    """Return the person's seat at a meeting: one query, two where it is of a group."""
    standing = None
    if meeting.group_id is not None:
        standing = standing_of(user, meeting.group)  # type: ignore[arg-type]
    row = None
    if is_employee(user):
        row = Attendance.objects.filter(meeting=meeting, user=user).first()
    return Seat(meeting=meeting, user=user, standing=standing, attendance=row)


def may_plan(user: Any, group: Group | None) -> bool:
    """Whether this person may plan a meeting: of a group its managers, of none every employee."""
    if not is_employee(user):
        return False
    if group is None:
        return settings.EMPLOYEES_PLAN_MEETINGS or user.has_perm(
            "wagtail_social_meetings.add_meeting"
        )
    return standing_of(user, group).can_manage and not group.is_archived
