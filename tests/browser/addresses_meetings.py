"""The pages of meetings; see ``addresses.py``."""

from __future__ import annotations

from typing import Any

from .page import Arguments, Page, Wrong, group


def meeting(kind: str) -> Arguments:
    """Return the meeting of a group."""
    return lambda cast: [cast.meetings[kind].meeting.pk]


def meeting_draft(cast: Any) -> list[Any]:
    """Return the meeting of the open group while it is a draft."""
    from wagtail_social.meetings.models import Meeting

    pk = cast.meetings["open"].meeting.pk
    Meeting.objects.filter(pk=pk).update(state="draft")
    return [pk]


def session(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group while it is in session, and a row of its minutes."""

    def arguments(cast: Any) -> list[Any]:
        from wagtail_social.meetings.models import Meeting

        meet = cast.meetings[kind]
        Meeting.objects.filter(pk=meet.meeting.pk).update(state="in_session")
        return [meet.meeting.pk, *([getattr(meet, which).pk] if which else [])]

    return arguments


def agenda(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group, and an item of it."""

    def arguments(cast: Any) -> list[Any]:
        meet = cast.meetings[kind]
        return [meet.meeting.pk, *([getattr(meet, which).pk] if which else [])]

    return arguments


def action(kind: str) -> Arguments:
    """Return the action item of a group."""
    return lambda cast: [cast.meetings[kind].action.pk]


def held(kind: str, state: str, *more: str, correcting: bool = False) -> Arguments:
    """Return the meeting of a group with minutes, at this stage; ``more`` names further keys."""

    def arguments(cast: Any) -> list[Any]:
        from ..cast_minutes import at_stage

        meet = cast.meetings[kind]
        at_stage(meet.held, state, correcting=correcting)
        return [meet.held.pk, *(getattr(meet, name).pk for name in more)]

    return arguments


def guest(kind: str, role: str) -> Arguments:
    """Return the meeting of a group and somebody who is invited."""
    return lambda cast: [cast.meetings[kind].meeting.pk, cast[role].pk]


def dated(kind: str, which: str = "") -> Arguments:
    """Return the meeting of a group with a date proposed for the next one, and that date."""

    def arguments(cast: Any) -> list[Any]:
        from ..meetings.sequel import date_at

        meeting = cast.meetings[kind].meeting
        proposal = date_at(meeting)
        return [meeting.pk, *([proposal.pk] if which else [])]

    return arguments


def repeated(kind: str) -> Arguments:
    """Return the meeting of a group, which comes back every week and has one behind it."""

    def arguments(cast: Any) -> list[Any]:
        from ..meetings.sequel import behind, repeating

        meeting = repeating(cast.meetings[kind].meeting)
        behind(meeting)
        return [meeting.pk]

    return arguments


MEETING_PAGES = (
    Page("meeting_people", "member", meeting("open")),
    Page("meeting_people", "manager", meeting("closed"), about="organiser"),
    Page("meeting_people", "member", meeting("open"), query="?show=yes", about="nobody"),
    Page("meeting_answer", "member", meeting("open")),
    Page("meeting_invite", "manager", meeting("secret")),
    Page("meeting_invite_group", "manager", meeting("open")),
    Page("meeting_duty", "manager", guest("open", "member")),
    Page("meeting_withdraw", "manager", guest("open", "member")),
    Page("meetings", "author"),
    Page("meeting_new", "employee"),
    Page("group_meetings", "manager", group("open")),
    Page("group_meetings", "member", group("secret"), about="secret"),
    Page("group_meeting_new", "manager", group("closed")),
    Page("meeting", "author", meeting("open")),
    Page("meeting", "manager", meeting("closed"), about="organiser"),
    Page("meeting", "manager", meeting_draft, about="draft"),
    Page("meeting_edit", "manager", meeting("open")),
    Page("meeting_open", "manager", meeting_draft),
    Page("meeting_start", "manager", meeting("open")),
    Page("meeting_cancel", "manager", meeting("open")),
    Page("meeting_delete", "manager", meeting_draft),
    Page("meeting_session", "manager", session("closed")),
    Page("meeting_walk_in", "manager", session("open")),
    Page("meeting_outcome_new", "manager", session("open")),
    Page("meeting_outcome_edit", "manager", session("open", "outcome")),
    Page("meeting_outcome_remove", "manager", session("open", "outcome")),
    Page("meeting_action_new", "manager", session("open")),
    Page("meeting_action_edit", "manager", session("open", "task")),
    Page("meeting_action_remove", "manager", session("open", "task")),
    Page("agenda_item", "member", agenda("closed", "item")),
    Page("agenda_item", "manager", agenda("open", "proposal"), about="proposed"),
    Page("agenda_item_new", "manager", agenda("closed")),
    Page("agenda_propose", "member", agenda("closed")),
    Page("agenda_item_edit", "manager", agenda("open", "item")),
    Page("agenda_item_document_new", "manager", agenda("open", "item")),
    Page("meeting_document_new", "manager", agenda("open")),
    Page("meeting_document_replace", "manager", agenda("open", "paper")),
    Page("meeting_document_rename", "manager", agenda("open", "paper")),
    Page("meeting_document_remove", "manager", agenda("open", "paper")),
    Page("my_actions", "author"),
    Page("my_actions", "author", query="?show=done", about="done"),
    Page("group_actions", "member", group("open")),
    Page("group_actions", "member", group("closed"), query="?show=overdue", about="overdue"),
    Page("action_item", "member", action("closed")),
    Page("action_item", "author", action("open"), about="own"),
    Page("action_item_update", "author", action("open")),
    Page("action_item_due", "manager", action("open")),
    Page("action_item_owner", "manager", action("secret")),
    Page("meeting_next", "manager", meeting("closed")),
    Page("meeting_next", "manager", repeated("closed"), about="planned already"),
    Page("meeting", "member", repeated("open"), about="in a series"),
    Page("meeting", "member", dated("open"), about="dates proposed"),
    Page("meeting_series", "manager", meeting("open"), about="alone"),
    Page("meeting_series", "manager", repeated("closed")),
    Page("meeting_repeat", "manager", meeting("closed")),
    Page("meeting_series_stop", "manager", repeated("open")),
    Page("meeting_dates", "manager", meeting("open"), about="none"),
    Page("meeting_dates", "member", dated("open")),
    Page("meeting_dates", "manager", dated("closed"), about="organiser"),
    Page("meeting_dates_new", "manager", meeting("open")),
    Page("meeting_date_withdraw", "manager", dated("open", "date")),
    Page("meeting_minutes", "author", held("open", "approved")),
    Page("meeting_minutes", "member", held("closed", "drafted"), about="draft"),
    Page("meeting_minutes", "manager", held("open", "drafted"), about="organiser"),
    Page(
        "meeting_minutes",
        "manager",
        held("open", "approved", correcting=True),
        about="correcting",
    ),
    Page("meeting_minutes_version", "member", lambda cast: [cast.meetings["open"].held.pk, 1]),
    Page("meeting", "member", held("open", "closed"), about="held"),
    Page("meeting_draft", "manager", held("open", "in_session")),
    Page("meeting_approve", "manager", held("open", "drafted")),
    Page("meeting_close", "manager", held("open", "approved")),
    Page("meeting_correct", "manager", held("open", "approved")),
    Page("meeting_correction", "manager", held("open", "approved", correcting=True)),
    Page("meeting_remark", "member", held("closed", "drafted")),
    Page("meeting_remark_answer", "manager", held("open", "drafted", "remark")),
    Page("group_decisions", "member", group("closed")),
    Page("group_decisions", "member", group("open"), query="?q=none-such", about="not found"),
)

MEETING_ERRORS = (
    Wrong(Page("meeting_invite", "manager", meeting("open")), "Invite", {"Colleagues": "@nobody"}),
    Wrong(Page("meeting_new", "employee"), "Plan the meeting", {"Title": ""}),
    Wrong(Page("meeting_edit", "manager", meeting("open")), "Save", {"Title": ""}),
    Wrong(Page("agenda_propose", "member", agenda("closed")), "Save", {"Title": " "}),
    Wrong(
        Page("agenda_item_new", "manager", agenda("closed")), "Save", {"Presented by": "@nobody"}
    ),
    Wrong(
        Page("action_item_owner", "manager", action("open")),
        "Save",
        {"Who does it from now on?": "@nobody"},
    ),
    Wrong(Page("meeting_document_new", "manager", agenda("open")), "Save"),
    Wrong(Page("meeting_outcome_new", "manager", session("open")), "Save"),
    Wrong(Page("meeting_action_new", "manager", session("open")), "Save", {"Who does it": "@x"}),
    Wrong(Page("meeting_next", "manager", meeting("open")), "Plan the meeting", {"Title": ""}),
    Wrong(Page("meeting_dates_new", "manager", meeting("open")), "Propose", {"Minutes": "0"}),
    Wrong(Page("meeting_repeat", "manager", meeting("open")), "Make the meetings"),
    Wrong(
        Page("meeting_remark", "member", held("closed", "drafted")), "Send", {"Your remark": " "}
    ),
)
