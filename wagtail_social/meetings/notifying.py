"""What people are told of meetings: it is open, it is at another time or place, it is off."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.happenings import (
    About,
    Facts,
    Happening,
    Nearness,
    NotificationCategory,
    NotificationSubject,
    Reason,
    Words,
)

from .actions.fields import MOVES
from .models import Meeting, MeetingState
from .notifying_calendar import parts_of
from .when import when_and_where

#: The kind of subject that news of one meeting is about.
MEETING = "meeting"
#: The category of what every guest of a meeting should know.
CATEGORY = "meeting"


def categories() -> list[NotificationCategory]:
    """What of meetings can be switched on and off."""
    return [
        NotificationCategory(
            name=CATEGORY,
            label=gettext_lazy("Meetings"),
            help_text=gettext_lazy("You are invited, time or place changes, a meeting is off."),
            why=gettext_lazy("you are invited to this meeting"),
            nearness=Nearness.NAMED,
            mail=True,
            order=350,
        )
    ]


def facts_of(meeting: Meeting, actor: Any, **more: Any) -> Facts:
    """Return what is kept of something that happened to a meeting."""
    return Facts(
        MEETING,
        meeting.pk,
        meeting.pk,
        None if actor is None else actor.pk,
        group_id=meeting.group_id,
        **more,
    )


def _opened(
    meeting: Meeting, before: str, quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    is_opened = before == MeetingState.DRAFT and meeting.state == MeetingState.OPEN
    return facts_of(meeting, actor) if is_opened and not quiet else None


def _moved(
    meeting: Meeting, changed: Collection[str], quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    if quiet or meeting.is_draft or not set(MOVES).intersection(changed):
        return None
    return facts_of(meeting, actor)


def _cancelled(
    meeting: Meeting, changed: Collection[str], quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    return facts_of(meeting, actor) if "cancelled_at" in changed and not quiet else None


def guests(facts: Facts) -> QuerySet[Any]:
    """Return who is told of the meeting that this is about."""
    meeting = Meeting.objects.filter(pk=facts.subject_id).first()
    return meeting.guests() if meeting else employees().none()


def _says_opened(names: str, count: int) -> str:
    return ngettext("%(names)s invites you", "%(names)s invite you", count) % {"names": names}


def _says_moved(names: str, count: int) -> str:
    return ngettext("%(names)s changed time or place", "%(names)s changed time or place", count) % {
        "names": names
    }


def _says_cancelled(names: str, count: int) -> str:
    return ngettext("%(names)s cancelled the meeting", "%(names)s cancelled the meeting", count) % {
        "names": names
    }


def _words_while(cancelled: bool) -> Callable[..., dict[int, Words]]:
    """Return when and where the meetings are that do, or do not, take place."""

    def words(user: Any, ids: Collection[int]) -> dict[int, Words]:
        meetings = Meeting.objects.visible_to(user).exclude(state=MeetingState.DRAFT)
        meetings = meetings.filter(pk__in=ids, cancelled_at__isnull=not cancelled)
        return {
            meeting.pk: Words(html=when_and_where(meeting), url=meeting.get_absolute_url())
            for meeting in meetings
        }

    return words


def happenings() -> list[Happening]:
    """What the guests of a meeting are told."""
    return [
        Happening(
            name="meeting_opened",
            label=gettext_lazy("Invitation to a meeting"),
            event=events.meeting_state_changed,
            facts=_opened,
            reasons=(Reason(CATEGORY, guests, _says_opened),),
            words=_words_while(cancelled=False),
            parts=parts_of,
        ),
        Happening(
            name="meeting_moved",
            label=gettext_lazy("Meeting at another time or place"),
            event=events.meeting_changed,
            facts=_moved,
            reasons=(Reason(CATEGORY, guests, _says_moved),),
            words=_words_while(cancelled=False),
            parts=parts_of,
        ),
        Happening(
            name="meeting_cancelled",
            label=gettext_lazy("Meeting cancelled"),
            event=events.meeting_changed,
            facts=_cancelled,
            reasons=(Reason(CATEGORY, guests, _says_cancelled),),
            words=_words_while(cancelled=True),
            parts=parts_of,
        ),
    ]


def _seen_by(user: Any, keys: Collection[int]) -> dict[int, About]:
    meetings = Meeting.objects.visible_to(user).filter(pk__in=keys).select_related("group")
    return {
        meeting.pk: About(
            title=meeting.title,
            url=meeting.get_absolute_url(),
            place=meeting.group.title if meeting.group else "",
        )
        for meeting in meetings
    }


def _keys_seen_by(user: Any, keys: Collection[int]) -> set[int]:
    meetings = Meeting.objects.visible_to(user).filter(pk__in=keys)
    return set(meetings.values_list("pk", flat=True))


def _audience(key: int) -> QuerySet[Any]:
    meeting = Meeting.objects.select_related("group").filter(pk=key).first()
    return meeting.audience() if meeting else employees().none()


def _noted(user: Any, keys: Collection[int]) -> dict[int, About]:
    """Return how the log names meetings: by their number."""
    seen = Meeting.objects.visible_to(user).filter(pk__in=keys)
    return {
        meeting.pk: About(
            title=_("Meeting %(number)s") % {"number": meeting.pk},
            url=meeting.get_absolute_url(),
        )
        for meeting in seen
    }


def subjects() -> list[NotificationSubject]:
    """News of one meeting is one line."""
    return [
        NotificationSubject(
            name=MEETING,
            seen_by=_seen_by,
            keys_seen_by=_keys_seen_by,
            audience=_audience,
            rows_seen_by=Meeting.objects.visible_to,
            noted=_noted,
        )
    ]
