"""How each action of meetings is done; see ``doers.py``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.meetings.sequel import PROPOSED, date_at, repeating
from wagtail_social.actions import Action
from wagtail_social.meetings.actions import (
    action_items,
    agenda,
    corrections,
    dates,
    documents,
    minutes,
    next_meeting,
    ordering,
    outcomes,
    planning,
    presence,
    progress,
    remarks,
    series,
    states,
)
from wagtail_social.meetings.actions import people as meeting_people
from wagtail_social.meetings.models import AgendaItem, Meeting
from wagtail_social.uploads import Document, clean_document

from ..cast_minutes import at_stage
from .doing import PRIVATE, in_secret, person


def _on_meeting(kind: Any, state: str = "open", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the meeting of the secret group, in this state."""

    def make(cast: Any) -> Any:
        meeting = cast.meetings["secret"].meeting
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        return kind(actor=cast["manager"], meeting=meeting, **fields)

    return make


def _at_meeting(kind: Any, /, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at the meeting of the secret group; a field may be a function."""

    def make(cast: Any) -> Any:
        values = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        return kind(actor=cast["manager"], meeting=cast.meetings["secret"].meeting, **values)

    return make


def _sitting(kind: Any, /, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at that meeting while it is in session."""
    make = _at_meeting(kind, **fields)

    def do(cast: Any) -> Any:
        pk = cast.meetings["secret"].meeting.pk
        Meeting.objects.filter(pk=pk).update(state="in_session")
        return make(cast)

    return do


def _written(name: str) -> Callable[[Any], Any]:
    """Return what is written in the minutes of that meeting."""
    return lambda cast: getattr(cast.meetings["secret"], name)


def _on_minutes(kind: Any, state: str, correcting: bool = False, **fields: Any) -> Any:
    """Return how to do it with the minutes of the secret group, at this stage."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        at_stage(meet.held, state, correcting=correcting)
        about = {"remark": meet.remark} if kind is remarks.AnswerRemark else {}
        return kind(actor=cast["manager"], meeting=meet.held, **about, **fields)

    return make


def _on_agenda(kind: Any, which: str = "", state: str = "", **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it at the meeting of the secret group, with an item where one is named."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        about = {"item": getattr(meet, which)} if which else {}
        if state:
            AgendaItem.objects.filter(pk=about["item"].pk).update(state=state)
        return kind(actor=cast["manager"], meeting=meet.meeting, **about, **fields)

    return make


def _with_paper(kind: Any, new: bool = False, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the paper of that meeting."""

    def make(cast: Any) -> Any:
        meet = cast.meetings["secret"]
        about = {} if new else {"document": meet.paper}
        return kind(actor=cast["manager"], meeting=meet.meeting, **about, **fields)

    return make


def _with_action(kind: Any, **fields: Any) -> Callable[[Any], Any]:
    """Return how to do it with the action item of the secret group."""

    def make(cast: Any) -> Any:
        values = {name: value(cast) if callable(value) else value for name, value in fields.items()}
        item = cast.meetings["secret"].action
        return kind(actor=cast["manager"], meeting=item.meeting, action_item=item, **values)

    return make


def _private_file() -> Document:
    content = PRIVATE.encode()
    return clean_document(SimpleUploadedFile(f"{PRIVATE}.txt", content))


MEETING_DOERS: dict[type[Action[Any]], Callable[[Any], Any]] = {
    meeting_people.InvitePeople: _at_meeting(
        meeting_people.InvitePeople, user_ids=lambda cast: [cast["moderator"].pk]
    ),
    meeting_people.InviteGroup: _at_meeting(meeting_people.InviteGroup),
    meeting_people.WithdrawInvitation: _at_meeting(
        meeting_people.WithdrawInvitation, user=person("member")
    ),
    presence.MarkPresence: _sitting(
        presence.MarkPresence, attended=lambda cast: {cast["member"].pk: True}
    ),
    presence.AddWalkIn: _sitting(presence.AddWalkIn, user_ids=lambda cast: [cast["moderator"].pk]),
    outcomes.AddOutcome: _sitting(outcomes.AddOutcome, item=None, kind="decision", text=PRIVATE),
    outcomes.EditOutcome: _sitting(
        outcomes.EditOutcome, outcome=_written("outcome"), kind="decision", text=PRIVATE
    ),
    outcomes.RemoveOutcome: _sitting(outcomes.RemoveOutcome, outcome=_written("outcome")),
    action_items.AddActionItem: _sitting(
        action_items.AddActionItem,
        item=None,
        text=PRIVATE,
        owner=person("member"),
        due_on=date(2031, 5, 6),
    ),
    action_items.EditActionItem: _sitting(
        action_items.EditActionItem,
        action_item=_written("task"),
        text=PRIVATE,
        owner=person("member"),
        due_on=date(2031, 5, 6),
    ),
    action_items.RemoveActionItem: _sitting(
        action_items.RemoveActionItem, action_item=_written("task")
    ),
    meeting_people.ChangeDuty: _at_meeting(
        meeting_people.ChangeDuty, user=person("member"), duty="minutes"
    ),
    agenda.AddItem: _on_agenda(agenda.AddItem, title=PRIVATE, text=PRIVATE),
    agenda.EditItem: _on_agenda(
        agenda.EditItem,
        "item",
        title=PRIVATE,
        text=PRIVATE,
        purpose="inform",
        presenter=None,
        minutes=5,
    ),
    agenda.MoveItem: lambda cast: agenda.MoveItem(
        actor=cast["manager"],
        meeting=cast.meetings["secret"].meeting,
        item=AgendaItem.objects.create(
            meeting=cast.meetings["secret"].meeting, title=PRIVATE, position=9
        ),
        step=-1,
    ),
    agenda.DropItem: _on_agenda(agenda.DropItem, "item"),
    agenda.RestoreItem: _on_agenda(agenda.RestoreItem, "item", "dropped"),
    agenda.TakeProposal: _on_agenda(agenda.TakeProposal, "proposal"),
    agenda.DeclineProposal: _on_agenda(agenda.DeclineProposal, "proposal"),
    agenda.ProposeItem: _on_agenda(agenda.ProposeItem, title=PRIVATE, text=PRIVATE),
    progress.UpdateActionItem: _with_action(progress.UpdateActionItem, status="done", text=PRIVATE),
    progress.RescheduleActionItem: _with_action(
        progress.RescheduleActionItem, due_on=date(2031, 5, 6), text=PRIVATE
    ),
    progress.HandOverActionItem: _with_action(
        progress.HandOverActionItem, owner=person("member"), text=PRIVATE
    ),
    documents.AddDocument: _with_paper(
        documents.AddDocument, new=True, title=PRIVATE, file=_private_file()
    ),
    documents.ReplaceDocument: _with_paper(documents.ReplaceDocument, file=_private_file()),
    documents.RenameDocument: _with_paper(documents.RenameDocument, title=PRIVATE),
    documents.RemoveDocument: _with_paper(documents.RemoveDocument),
    planning.PlanMeeting: in_secret(
        planning.PlanMeeting,
        values={
            "title": PRIVATE,
            "place": PRIVATE,
            "starts_at": timezone.now(),
            "ends_at": timezone.now() + timedelta(hours=1),
            "time_zone": "UTC",
        },
    ),
    planning.EditMeeting: _on_meeting(planning.EditMeeting, values={"title": PRIVATE}),
    planning.DeleteDraft: _on_meeting(planning.DeleteDraft, "draft"),
    states.OpenMeeting: _on_meeting(states.OpenMeeting, "draft"),
    states.StartMeeting: _on_meeting(states.StartMeeting),
    states.CancelMeeting: _on_meeting(states.CancelMeeting),
    next_meeting.PlanNext: _on_meeting(
        next_meeting.PlanNext,
        values={
            "title": PRIVATE,
            "place": PRIVATE,
            "starts_at": PROPOSED,
            "ends_at": PROPOSED + timedelta(hours=1),
            "time_zone": "UTC",
        },
    ),
    next_meeting.ChooseDate: _at_meeting(
        next_meeting.ChooseDate, proposal=lambda cast: date_at(cast.meetings["secret"].meeting)
    ),
    dates.ProposeDates: _at_meeting(
        dates.ProposeDates, times=[(PROPOSED, PROPOSED + timedelta(hours=1))], time_zone="UTC"
    ),
    dates.WithdrawDate: _at_meeting(
        dates.WithdrawDate, proposal=lambda cast: date_at(cast.meetings["secret"].meeting)
    ),
    series.RepeatMeeting: _at_meeting(series.RepeatMeeting, rhythm="weekly"),
    series.MakeMore: lambda cast: series.MakeMore(
        actor=cast["manager"], meeting=repeating(cast.meetings["secret"].meeting), made=0
    ),
    series.StopSeries: lambda cast: series.StopSeries(
        actor=cast["manager"], meeting=repeating(cast.meetings["secret"].meeting)
    ),
    minutes.DraftMinutes: _on_minutes(minutes.DraftMinutes, "in_session"),
    minutes.ApproveMinutes: _on_minutes(minutes.ApproveMinutes, "drafted"),
    minutes.CloseMeeting: _on_minutes(minutes.CloseMeeting, "approved"),
    corrections.BeginCorrection: _on_minutes(corrections.BeginCorrection, "approved"),
    corrections.PublishCorrection: _on_minutes(
        corrections.PublishCorrection, "approved", correcting=True, reason=PRIVATE
    ),
    corrections.GiveUpCorrection: _on_minutes(
        corrections.GiveUpCorrection, "closed", correcting=True
    ),
    remarks.AnswerRemark: _on_minutes(
        remarks.AnswerRemark, "drafted", changed=True, answer=PRIVATE
    ),
    ordering.OrderAgenda: lambda cast: ordering.OrderAgenda(
        actor=cast["manager"],
        meeting=cast.meetings["secret"].meeting,
        keys=[
            AgendaItem.objects.create(
                meeting=cast.meetings["secret"].meeting, title=PRIVATE, position=9
            ).pk
        ],
    ),
}
