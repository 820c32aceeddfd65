"""The addresses of meetings; see ``registry.py``."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from wagtail_social.meetings.models import Meeting, MeetingState

from ..cast_minutes import at_stage
from ..meetings.files import PDF, Again
from ..meetings.sequel import date_at, repeating
from .row import ANYBODY, Row
from .row_shapes import alone, of_group, of_talk, sent
from .verbs import Ask, planned, sitting


def _meeting(ask: Ask) -> list[Any]:
    return [ask.meet.meeting.pk]


def _guest(ask: Ask) -> list[Any]:
    return [ask.meet.meeting.pk, ask.insider.pk]


def _item(name: str = "item") -> Callable[[Ask], list[Any]]:
    return lambda ask: [ask.meet.meeting.pk, getattr(ask.meet, name).pk]


def _paper(*more: Any) -> Callable[[Ask], list[Any]]:
    return lambda ask: [ask.meet.meeting.pk, ask.meet.paper.pk, *more]


def _taken_on(ask: Ask) -> list[Any]:
    return [ask.meet.action.pk]


def _draft(ask: Ask) -> list[Any]:
    """Return a meeting of the group that is a draft."""
    Meeting.objects.filter(pk=ask.meet.meeting.pk).update(state=MeetingState.DRAFT)
    return _meeting(ask)


def _row(name: str) -> Callable[[Ask], list[Any]]:
    """Return what was written down at a meeting of the group that sits."""
    return lambda ask: [*sitting(ask), getattr(ask.meet, name).pk]


def _repeating(ask: Ask) -> list[Any]:
    """Return a meeting of the group that comes back every week."""
    return [repeating(ask.meet.meeting).pk]


def _date(ask: Ask) -> list[Any]:
    """Return a meeting of the group, and a date that is proposed there for the next one."""
    meeting = ask.meet.meeting
    return [meeting.pk, date_at(meeting).pk]


def _vote(ask: Ask) -> dict[str, Any]:
    return {f"date_{date_at(ask.meet.meeting).pk}": "yes"}


def _dates(ask: Ask) -> dict[str, Any]:
    day = {"day_1": "2031-07-01", "starts_1": "10:00"}
    return day | {"length": "60", "time_zone": "Europe/Amsterdam"}


def _rhythm(ask: Ask) -> dict[str, Any]:
    return {"rhythm": "weekly", "begin": "open"}


def _held(state: str, *more: Any, correcting: bool = False) -> Callable[[Ask], list[Any]]:
    """Return the meeting of the group with minutes, in this state; ``more`` are further keys."""

    def arguments(ask: Ask) -> list[Any]:
        at_stage(ask.meet.held, state, correcting=correcting)
        return [ask.meet.held.pk, *(key(ask) if callable(key) else key for key in more)]

    return arguments


def _until(ask: Ask) -> dict[str, Any]:
    return {"until": (timezone.now() + datetime.timedelta(days=5)).date().isoformat()}


def _file(ask: Ask) -> dict[str, Any]:
    return {"file": Again(PDF, "paper.pdf")}


def _words(ask: Ask) -> dict[str, Any]:
    return {"title": "Rosters", "purpose": "decide"}


def _outcome(ask: Ask) -> dict[str, Any]:
    return {"item": ask.meet.item.pk, "kind": "information", "text": "It rains."}


def _action(ask: Ask) -> dict[str, Any]:
    return {
        "item": ask.meet.item.pk,
        "text": "Oil it",
        "owner": "@moderator",
        "due_on": "2031-05-06",
    }


MEETING_ROWS: tuple[Row, ...] = (
    # Meetings: who comes
    of_talk("meeting_people", _meeting, get="read"),
    of_talk("meeting_answer", _meeting, get="attend", post="attend", data=sent("attend")),
    of_talk("meeting_invite", _meeting, get="convene", post="convene", data=sent("convene")),
    of_talk("meeting_invite_group", _meeting, get="convene", post="convene"),
    of_talk(
        "meeting_duty",
        _guest,
        get="convene",
        post="convene",
        data=lambda ask: {"duty": "minutes"},
    ),
    of_talk("meeting_withdraw", _guest, get="convene", post="convene"),
    # Meetings
    alone("meetings", get=ANYBODY),
    alone("meeting_new", get=ANYBODY, post=ANYBODY, data=planned),
    of_group("group_meetings", get="members"),
    of_group("group_meeting_new", get="plan", post="plan", data=planned),
    of_talk("meeting", _meeting, get="read"),
    of_talk("meeting_calendar", _meeting, get="read"),
    of_talk("meeting_edit", _meeting, get="organise", post="organise", data=planned),
    of_talk("meeting_open", _draft, get="organise", post="organise"),
    of_talk("meeting_start", _meeting, get="organise", post="organise"),
    of_talk("meeting_cancel", _meeting, get="organise", post="organise"),
    of_talk("meeting_delete", _draft, get="organise", post="organise"),
    # Minutes
    of_talk("meeting_session", sitting, get="minutes"),
    of_talk(
        "meeting_presence",
        sitting,
        post="minutes",
        data=lambda ask: {f"attended-{ask.insider.pk}": "yes"},
    ),
    of_talk(
        "meeting_walk_in",
        sitting,
        get="minutes",
        post="minutes",
        data=lambda ask: {"people": "@moderator"},
    ),
    of_talk("meeting_note", sitting, post="minutes", data=sent("minutes")),
    of_talk("meeting_outcome_new", sitting, get="minutes", post="minutes", data=_outcome),
    of_talk("meeting_outcome_edit", _row("outcome"), get="minutes", post="minutes", data=_outcome),
    of_talk("meeting_outcome_remove", _row("outcome"), get="minutes", post="minutes"),
    of_talk("meeting_action_new", sitting, get="minutes", post="minutes", data=_action),
    of_talk("meeting_action_edit", _row("task"), get="minutes", post="minutes", data=_action),
    of_talk("meeting_action_remove", _row("task"), get="minutes", post="minutes"),
    # Agendas and documents
    of_talk("agenda_item", _item(), get="read"),
    of_talk("agenda_item_new", _meeting, get="organise", post="organise", data=_words),
    of_talk("agenda_propose", _meeting, get="propose", post="propose", data=sent("propose")),
    of_talk("agenda_item_edit", _item(), get="organise", post="organise", data=_words),
    of_talk("agenda_item_move", _item(), post="organise", data=lambda ask: {"direction": "up"}),
    of_talk("agenda_item_drop", _item(), post="organise"),
    of_talk("agenda_item_restore", _item(), post="organise"),
    of_talk("agenda_item_take", _item("proposal"), post="organise"),
    of_talk("agenda_item_decline", _item("proposal"), post="organise"),
    of_talk("agenda_item_document_new", _item(), get="organise", post="organise", data=_file),
    of_talk("meeting_document_new", _meeting, get="organise", post="organise", data=_file),
    of_talk("meeting_document", _paper(1), get="read"),
    of_talk("meeting_document_replace", _paper(), get="organise", post="organise", data=_file),
    of_talk("meeting_document_rename", _paper(), get="organise", post="organise", data=_words),
    of_talk("meeting_document_remove", _paper(), get="organise", post="organise"),
    # Action items
    alone("my_actions", get=ANYBODY),
    of_group("group_actions", get="members"),
    of_talk("action_item", _taken_on, get="read"),
    of_talk(
        "action_item_update",
        _taken_on,
        get="progress",
        post="progress",
        data=sent("progress"),
        author=True,
    ),
    of_talk(
        "action_item_due",
        _taken_on,
        get="progress",
        post="progress",
        data=lambda ask: {"due_on": "2031-05-06"},
    ),
    of_talk(
        "action_item_owner",
        _taken_on,
        get="progress",
        post="progress",
        data=lambda ask: {"owner": "@moderator"},
        author=True,
    ),
    # What follows a meeting
    of_talk("meeting_next", _meeting, get="organise", post="organise", data=planned),
    of_talk("meeting_series", _repeating, get="read"),
    of_talk("meeting_repeat", _meeting, get="organise", post="organise", data=_rhythm),
    of_talk("meeting_series_more", _repeating, post="organise", data=lambda ask: {"made": "0"}),
    of_talk("meeting_series_stop", _repeating, get="organise", post="organise"),
    of_talk("meeting_dates", lambda ask: _date(ask)[:1], get="read", post="attend", data=_vote),
    of_talk("meeting_dates_new", _meeting, get="organise", post="organise", data=_dates),
    of_talk("meeting_date_withdraw", _date, get="organise", post="organise"),
    of_talk("meeting_date_choose", _date, post="organise"),
    # Minutes
    of_talk("meeting_minutes", _held("approved"), get="read"),
    of_talk("meeting_minutes_version", _held("closed", 1), get="read"),
    of_talk("meeting_minutes_text", _held("approved"), get="read"),
    of_talk("meeting_draft", _held("in_session"), get="organise", post="organise", data=_until),
    of_talk("meeting_approve", _held("drafted"), get="organise", post="organise"),
    of_talk("meeting_close", _held("approved"), get="organise", post="organise"),
    of_talk("meeting_correct", _held("approved"), get="organise", post="organise"),
    of_talk(
        "meeting_correction",
        _held("approved", correcting=True),
        get="organise",
        post="organise",
        data=lambda ask: {"reason": "Not so."},
    ),
    of_talk("meeting_correction_end", _held("approved", correcting=True), post="organise"),
    of_talk(
        "meeting_remark",
        _held("drafted"),
        get="attend",
        post="attend",
        data=lambda ask: {"text": "Not so."},
    ),
    of_talk(
        "meeting_remark_answer",
        _held("drafted", lambda ask: ask.meet.remark.pk),
        get="organise",
        post="organise",
        data=lambda ask: {"outcome": "changed", "answer": "So be it."},
    ),
    of_group("group_decisions", get="members"),
)
