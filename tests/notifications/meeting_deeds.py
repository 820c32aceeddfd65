"""What people are told of meetings, each thing done once at the meeting of the open group."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from tests.cast_minutes import at_stage
from tests.meetings.files import PDF, upload
from tests.meetings.sequel import HOUR, PROPOSED, behind, repeating
from wagtail_social.actions import Action
from wagtail_social.meetings.actions.corrections import PublishCorrection
from wagtail_social.meetings.actions.dates import ProposeDates
from wagtail_social.meetings.actions.documents import AddDocument
from wagtail_social.meetings.actions.minutes import ApproveMinutes, DraftMinutes
from wagtail_social.meetings.actions.owners import RemindOwners, TellOwners
from wagtail_social.meetings.actions.people import (
    AnswerInvitation,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.progress import HandOverActionItem, UpdateActionItem
from wagtail_social.meetings.actions.remarks import AnswerRemark, MakeRemark
from wagtail_social.meetings.actions.series import RepeatMeeting, StopSeries
from wagtail_social.meetings.actions.states import CancelMeeting, OpenMeeting
from wagtail_social.meetings.models import ActionItem, Answer, Attendance, Meeting, MeetingState
from wagtail_social.uploads import clean_document


def _at(kind: Any, actor: str = "manager", **fields: Any) -> Callable[[Any], Action[Any]]:
    return lambda it: kind(actor=it.cast[actor], meeting=it.cast.meetings["open"].meeting, **fields)


def _open(it: Any) -> Action[Any]:
    meeting = it.cast.meetings["open"].meeting
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.DRAFT)
    return OpenMeeting(actor=it.cast["manager"], meeting=meeting)


def _take_back(it: Any) -> Action[Any]:
    meeting = it.cast.meetings["open"].meeting
    places = Attendance.objects.filter(meeting=meeting, user=it.cast["author"])
    places.update(answer=Answer.YES)
    return AnswerInvitation(actor=it.cast["author"], meeting=meeting, answer=Answer.NO)


def _invite(it: Any) -> Action[Any]:
    meeting = it.cast.meetings["open"].meeting
    return InvitePeople(
        actor=it.cast["manager"], meeting=meeting, user_ids=[it.cast["moderator"].pk]
    )


def _withdraw(it: Any) -> Action[Any]:
    meeting = it.cast.meetings["open"].meeting
    return WithdrawInvitation(actor=it.cast["manager"], meeting=meeting, user=it.cast["author"])


def _bring(it: Any) -> Action[Any]:
    meeting = it.cast.meetings["open"].meeting
    file = clean_document(upload("Roster.pdf", PDF))
    return AddDocument(actor=it.cast["manager"], meeting=meeting, file=file, title="Roster")


def _with_action(kind: Any, **fields: Any) -> Callable[[Any], Action[Any]]:
    def make(it: Any) -> Action[Any]:
        item = it.cast.meetings["open"].action
        values = {name: value(it) if callable(value) else value for name, value in fields.items()}
        return kind(actor=it.cast["manager"], meeting=item.meeting, action_item=item, **values)

    return make


def _give(it: Any) -> Action[Any]:
    item = it.cast.meetings["open"].action
    ActionItem.objects.filter(pk=item.pk).update(told_to=None)
    return TellOwners(actor=it.cast["manager"], meeting=item.meeting)


def _remind(days: int) -> Callable[[Any], Action[Any]]:
    """Return the morning on which the author is reminded, so many days from the due date."""

    def make(it: Any) -> Action[Any]:
        item = it.cast.meetings["open"].action
        morning = datetime.datetime.combine(
            item.due_on + datetime.timedelta(days=days), datetime.time(8), tzinfo=datetime.UTC
        )
        ActionItem.objects.exclude(pk=item.pk).update(status="done")
        return RemindOwners(actor=None, now=morning)

    return make


def _end(it: Any) -> Action[Any]:
    meeting = repeating(it.cast.meetings["open"].meeting)
    behind(meeting)
    return StopSeries(actor=it.cast["manager"], meeting=meeting, ends_coming=True)


def _held(
    kind: Any, state: str, actor: str = "manager", correcting: bool = False, **fields: Any
) -> Callable[[Any], Action[Any]]:
    """Return how to do it with the minutes of the open group, at this stage."""

    def do(it: Any) -> Action[Any]:
        meet = it.cast.meetings["open"]
        at_stage(meet.held, state, correcting=correcting)
        about = {"remark": meet.remark} if kind is AnswerRemark else {}
        return kind(actor=it.cast[actor], meeting=meet.held, **about, **fields)

    return do


def deeds_at_meetings() -> dict[str, Callable[[Any], Action[Any]]]:
    """Return the deeds by the name of their happening."""
    return {
        "meeting_opened": _open,
        "meeting_moved": _at(EditMeeting, values={"place": "Quay 9"}),
        "meeting_cancelled": _at(CancelMeeting),
        "meeting_document": _bring,
        "meeting_invited": _invite,
        "meeting_withdrawn": _withdraw,
        "meeting_answered": _take_back,
        "action_item_given": _give,
        "action_item_handed": _with_action(HandOverActionItem, owner=lambda it: it.cast["member"]),
        "action_item_changed": _with_action(UpdateActionItem, text="How far is it?"),
        "action_item_due": _remind(-3),
        "action_item_overdue": _remind(1),
        "meeting_dates_proposed": _at(
            ProposeDates, times=[(PROPOSED, PROPOSED + HOUR)], time_zone="UTC"
        ),
        "meeting_series_made": _at(RepeatMeeting, rhythm="weekly"),
        "meeting_series_stopped": _end,
        "minutes_drafted": _held(DraftMinutes, "in_session"),
        "minutes_approved": _held(ApproveMinutes, "drafted"),
        "minutes_corrected": _held(PublishCorrection, "closed", correcting=True, reason="Not so."),
        "remark_made": _held(MakeRemark, "drafted", actor="author", text="Not so."),
        "remark_answered": _held(AnswerRemark, "drafted", changed=True),
    }
