"""What a meeting is made of, checked the same way whoever plans it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.access import can_view_page
from wagtail_social.actions import Refused
from wagtail_social.zones import zone_named

from ..event_facts import is_event_page, no_event_page
from ..models import Meeting

#: What an organiser sets.
FIELDS = (
    "title",
    "purpose",
    "introduction",
    "starts_at",
    "ends_at",
    "time_zone",
    "place",
    "join_url",
    "event_page",
    "open_to_all",
)
#: What people have in their calendars: who changes it tells them.
MOVES = ("starts_at", "ends_at", "place", "join_url")
#: What raises the number that calendars go by. Another title is no news, but it is another entry.
RESCHEDULES = (*MOVES, "title", "time_zone")


def no_such_page() -> str:
    """Return what is said of a page that is not there, and of one that the actor may not see."""
    return _("There is no such page.")


def change(meeting: Meeting, values: Mapping[str, Any], actor: Any) -> list[str]:
    """Set ``values`` on the meeting, unsaved; return the names of those that changed.

    ``actor`` is ``None`` for the system. Raises ``Refused`` (with ``field``) for what cannot be.
    """
    changed = []
    for name in FIELDS:
        if name in values and getattr(meeting, name) != values[name]:
            setattr(meeting, name, values[name])
            changed.append(name)
    if meeting.group_id is not None and meeting.open_to_all:
        # Who reads it is said by the group.
        meeting.open_to_all = False
        changed.remove("open_to_all")
    if "event_page" in changed:
        page = meeting.event_page
        if page is not None and actor is not None and not can_view_page(actor, page):
            raise Refused(no_such_page(), code="no_page", field="event_page")
        if page is not None and not is_event_page(page):
            raise Refused(no_event_page(), code="page_type", field="event_page")
    _check(meeting)
    return changed


def reschedule(meeting: Meeting) -> list[str]:
    """Make it another entry in calendars, unsaved; return the names of the fields to save.

    For whatever sets one of :data:`RESCHEDULES`, cancels the meeting, or changes who has it.
    """
    meeting.sequence += 1
    meeting.changed_at = timezone.now()
    return ["sequence", "changed_at"]


def _check(meeting: Meeting) -> None:
    if zone_named(meeting.time_zone) is None:
        raise Refused(_("There is no such time zone."), code="invalid", field="time_zone")
    if not meeting.title.strip():
        raise Refused(_("A meeting needs a title."), code="invalid", field="title")
    if meeting.ends_at <= meeting.starts_at:
        raise Refused(_("The meeting ends before it begins."), code="invalid", field="ends_at")
    if urlsplit(meeting.join_url).scheme not in ("", "http", "https"):
        raise Refused(_("Please give a web address."), code="invalid", field="join_url")
    try:
        meeting.clean_fields(exclude=["group", "created_by", "event_page"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise Refused(" ".join(messages), code="invalid", field=name) from error
