"""What people are told of meetings, each thing done once at the meeting of the open group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.meetings.files import PDF, upload
from wagtail_social.actions import Action
from wagtail_social.meetings.actions.documents import AddDocument
from wagtail_social.meetings.actions.people import (
    AnswerInvitation,
    InvitePeople,
    WithdrawInvitation,
)
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.actions.states import CancelMeeting, OpenMeeting
from wagtail_social.meetings.models import Answer, Attendance, Meeting, MeetingState
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
    }
