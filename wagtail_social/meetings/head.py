"""The head of the page of a meeting: where it belongs, when, how far, what its organisers do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.groups.models import Visibility

from .event_pages import address_of
from .models import Meeting, MeetingState
from .seat import Seat
from .when import when_of

#: The steps that a meeting takes.
_STEPS = (
    MeetingState.DRAFT,
    MeetingState.OPEN,
    MeetingState.IN_SESSION,
    MeetingState.DRAFTED,
    MeetingState.APPROVED,
    MeetingState.CLOSED,
)


def steps_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the steps of a meeting for the element ``steps``: ``label`` and ``state``.

    ``state`` is "done", "now" or empty.
    """
    labels = (_("Planned"), *(state.label for state in _STEPS[1:]))
    now = _STEPS.index(MeetingState(meeting.state))
    return [
        {"label": label, "state": "done" if n < now else "now" if n == now else ""}
        for n, label in enumerate(labels)
    ]


def head_of(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_head.html`` shows: one query, more where it belongs to a page of the host."""
    now = timezone.now()
    page = meeting.event_page if meeting.event_page_id is not None else None
    return {
        "crumbs": _crumbs(meeting),
        "readers": _readers(meeting),
        "when": when_of(meeting, seat.zone, now),
        "event": {"title": page.title, "url": url}
        if page is not None and (url := address_of(page, request))
        else None,
        "steps": [] if meeting.is_cancelled else steps_of(meeting),
        "step": _main_step(meeting, seat),
        "menu": _menu(meeting, seat),
    }


def _crumbs(meeting: Meeting) -> list[dict[str, str]]:
    if meeting.group is None:
        return [{"label": _("My meetings"), "url": reverse("wagtail_social:meetings")}]
    slug = meeting.group.slug
    return [
        {"label": meeting.group.title, "url": meeting.group.get_absolute_url()},
        {"label": _("Meetings"), "url": reverse("wagtail_social:group_meetings", args=[slug])},
    ]


def _readers(meeting: Meeting) -> dict[str, str]:
    """Return who reads it, in words and as an icon."""
    group = meeting.group
    if meeting.open_to_all or (group is not None and group.visibility == Visibility.EVERYONE):
        return {"label": _("Every colleague reads it"), "icon": "globe"}
    if group is not None:
        return {"label": _("Only the group reads it"), "icon": "lock"}
    return {"label": _("Only who is invited reads it"), "icon": "lock"}


def _url(name: str, meeting: Meeting) -> str:
    return reverse(f"wagtail_social:{name}", args=[meeting.pk])


def _main_step(meeting: Meeting, seat: Seat) -> dict[str, str] | None:
    """Return the step that comes next for who may take it."""
    if seat.can_open:
        return {"label": _("Open the meeting"), "url": _url("meeting_open", meeting), "kind": ""}
    if seat.can_start:
        label = _("Start the meeting")
        return {"label": label, "url": _url("meeting_start", meeting), "kind": "quiet"}
    if seat.can_take_minutes and meeting.state == MeetingState.IN_SESSION:
        return {"label": _("Take minutes"), "url": _url("meeting_session", meeting), "kind": ""}
    if seat.can_approve:
        label = _("Approve the minutes")
        return {"label": label, "url": _url("meeting_approve", meeting), "kind": ""}
    if seat.can_close:
        label = _("Close the meeting")
        return {"label": label, "url": _url("meeting_close", meeting), "kind": "quiet"}
    return None


def _menu(meeting: Meeting, seat: Seat) -> list[dict[str, Any]]:
    sits = meeting.state == MeetingState.IN_SESSION
    show_draft = _("Show the draft of the minutes")
    entries = [
        (seat.can_take_minutes and not sits, "meeting_session", _("Take minutes"), "write", False),
        (seat.can_draft, "meeting_draft", show_draft, "document", False),
        (seat.can_prepare, "meeting_edit", _("Edit"), "edit", False),
        (seat.can_correct, "meeting_correct", _("Correct the minutes"), "edit", False),
        (seat.can_cancel, "meeting_cancel", _("Cancel the meeting"), "close", True),
        (seat.can_delete, "meeting_delete", _("Delete the draft"), "trash", True),
    ]
    return [
        {"label": label, "icon": icon, "danger": danger, "url": _url(name, meeting)}
        for applies, name, label, icon, danger in entries
        if applies
    ]
