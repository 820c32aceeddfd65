"""What one person may do at one meeting: every rule of meetings, in one place.

Querysets answer "which meetings", this answers "what here"; the permission matrix proves that the
two and the addresses agree. Being able to read is the condition of every other right.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from wagtail_social.access import is_employee, sees_all
from wagtail_social.conf import settings
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import Standing, standing_of
from wagtail_social.people.adapters import PageCards
from wagtail_social.zones import zone_of

from .models import ActionItem, Attendance, Duty, Meeting, MeetingState


@dataclass(frozen=True)
class Seat:
    """A person at a meeting. ``standing`` is theirs in its group, ``attendance`` their row."""

    meeting: Meeting
    user: Any
    standing: Standing | None
    attendance: Attendance | None

    @cached_property
    def zone(self) -> datetime.tzinfo:
        """The time zone they live by: one query, once."""
        return zone_of(self.user)

    @cached_property
    def cards(self) -> PageCards:
        """The cards of colleagues that the parts of a page show to them."""
        return PageCards()

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
        """May write notes and outcomes and tick who is there.

        Until the minutes are approved, and after it while a correction is being written.
        """
        states = (MeetingState.IN_SESSION, MeetingState.DRAFTED)
        if self.is_correcting:
            return True
        return self.can_run and self._alive and self.meeting.state in states

    @property
    def can_draft(self) -> bool:
        """May show the draft of the minutes to who was invited."""
        return self._runs_at(MeetingState.IN_SESSION)

    @property
    def can_approve(self) -> bool:
        """May approve the minutes."""
        return self._runs_at(MeetingState.DRAFTED)

    @property
    def can_close(self) -> bool:
        """May close the meeting: its minutes are approved, and nobody corrects them."""
        return self._runs_at(MeetingState.APPROVED) and self.meeting.correcting_since is None

    @property
    def can_correct(self) -> bool:
        """May correct approved minutes by a new version of them."""
        return self._runs_at(MeetingState.APPROVED, MeetingState.CLOSED)

    @property
    def is_correcting(self) -> bool:
        """A correction is being written, and they may write it and know of it."""
        return self.can_correct and self.meeting.correcting_since is not None

    def _runs_at(self, *states: str) -> bool:
        return self.can_run and self._alive and self.meeting.state in states

    @property
    def can_read_remarks(self) -> bool:
        """May read what was said of the draft: who is invited and who runs it."""
        if not self.can_read_minutes or self.meeting.state == MeetingState.IN_SESSION:
            return False
        return self.can_run or self.is_invited or sees_all(self.user)

    @property
    def can_remark(self) -> bool:
        """May say what should be different in the draft: who is invited, until the date it has."""
        until = self.meeting.remarks_until
        return (
            self.meeting.state == MeetingState.DRAFTED
            and self.can_see
            and self._alive
            and self.is_invited
            and until is not None
            and timezone.now() <= until
        )

    @property
    def can_answer_remarks(self) -> bool:
        """May answer what was said of the draft, before it is approved."""
        return self.can_approve

    @property
    def _follows_up(self) -> bool:
        """Whether what was taken on here goes on: long after the minutes, not in an archive."""
        archived = self.standing is not None and self.standing.group.is_archived
        return self.can_read_minutes and not self._is_banned and not archived

    @property
    def can_reschedule(self) -> bool:
        """May say until when action items are to be done: who runs the meeting."""
        return self._follows_up and self.can_run

    def can_read_action(self, action_item: ActionItem) -> bool:
        """May read an action item: of a correction that is being written, who runs the meeting."""
        since = self.meeting.correcting_since
        is_published = since is None or action_item.created_at < since
        return self.can_read_minutes and (is_published or self.can_run)

    def can_update(self, action_item: ActionItem) -> bool:
        """May say how far an action item is: who does it, and who runs the meeting."""
        return self._follows_up and (self.can_run or action_item.owner_id == self.user.pk)

    def can_hand_over(self, action_item: ActionItem) -> bool:
        """May give an action item to somebody else: who does it, and who runs the meeting."""
        return self.can_update(action_item)

    @property
    def can_invite(self) -> bool:
        """May invite people, withdraw invitations and say who does what."""
        return self.can_prepare

    @property
    def _is_archived(self) -> bool:
        """Whether its group is no longer at work; a meeting that was cancelled may be followed."""
        return self.standing is not None and self.standing.group.is_archived

    @property
    def can_propose_dates(self) -> bool:
        """May propose dates for the next meeting: who runs it, once it is open."""
        return self.can_run and not self.meeting.is_draft and not self._is_archived

    @property
    def can_vote(self) -> bool:
        """May say which of the proposed dates suit: who is invited."""
        is_open = self.can_see and not self.meeting.is_draft
        return is_open and self.is_invited and not self._is_archived

    @property
    def can_read_votes(self) -> bool:
        """May read who could come when: who is invited, and who runs it."""
        return self.can_see and (self.is_invited or self.can_run or sees_all(self.user))

    @cached_property
    def _may_plan_here(self) -> bool:
        """Whether they run it and may plan meetings of its group, or of none."""
        if not self.can_run or self._is_archived:
            return False
        return may_plan(self.user, None) if self.standing is None else self.standing.can_manage

    @property
    def can_plan_next(self) -> bool:
        """May plan the meeting after it: who runs it and may plan meetings of its group.

        A chair who does not manage the group proposes dates; a manager makes the meeting.
        """
        return self._may_plan_here and not self.meeting.is_draft

    @property
    def can_repeat(self) -> bool:
        """May let it come back in a rhythm, also while it is a draft, and end that."""
        return self._may_plan_here

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
