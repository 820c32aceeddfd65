"""What mails about meetings carry for calendar programs, and of invitations taken back.

An entry says how the meeting stands when its mail goes out, whatever the mail tells of: moved
twice before that it is one update with the last time, and no older entry leaves after a newer one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.happenings import (
    About,
    Facts,
    Happening,
    MailPart,
    NotificationSubject,
    Reason,
    Words,
)
from wagtail_social.people.adapters import get_adapter

from .ical import Entry, Guest, Method, entry_of, write
from .models import Attendance, Meeting, MeetingState, Withdrawal
from .querysets import MeetingQuerySet
from .querysets.meetings import banned_from
from .when import when_and_where

#: The kind of subject that news of an invitation that was taken back is about.
WITHDRAWAL = "meeting-withdrawal"


def parts_of(user: Any, ids: Collection[int], told: str) -> dict[int, MailPart]:
    """Return the entries of these meetings for somebody who is invited and may read them now.

    Four queries.
    """
    found = list(_expecting(user).filter(pk__in=ids).select_related("group"))
    places = _places(user, found)
    return {
        meeting.pk: _part(_invitation(user, places[meeting.pk], meeting, told))
        for meeting in found
        if meeting.pk in places
    }


def parts_of_made(user: Any, ids: Collection[int], told: str) -> dict[int, MailPart]:
    """Return the entries of meetings that were made ahead, by the key of the first of them."""
    first = list(Meeting.objects.filter(pk__in=ids))
    return _together(user, first, _expecting(user).made_with(first), "created_at", told)


def parts_of_stopped(user: Any, ids: Collection[int], told: str) -> dict[int, MailPart]:
    """Return what takes out the meetings that ended with their series, by the key of the first."""
    first = list(Meeting.objects.filter(pk__in=ids))
    return _together(user, first, _expecting(user).cancelled_with(first), "cancelled_at", told)


def _together(
    user: Any, first: Sequence[Meeting], rows: MeetingQuerySet, moment: str, told: str
) -> dict[int, MailPart]:
    """Return one file of several meetings for each of the first.

    Each entry says how its meeting stands now; what is sent later about one of them has the same
    UID. Only ``PUBLISH`` may hold several UIDs, and it names nobody who is invited (RFC 5546,
    3.2.1); a meeting alone is an invitation or a cancellation like any other.
    """
    found = list(rows.select_related("group"))
    places = _places(user, found)
    parts = {}
    for one in first:
        own = (one.series_id, getattr(one, moment))
        meetings = [
            meeting
            for meeting in found
            if meeting.pk in places
            and (meeting == one or (meeting.series_id, getattr(meeting, moment)) == own)
        ]
        if len(meetings) == 1:
            [meeting] = meetings
            parts[one.pk] = _part(_invitation(user, places[meeting.pk], meeting, told))
        elif meetings:
            answers = {pk: place.answer for pk, place in places.items()}
            parts[one.pk] = _part_of_several(
                [
                    entry_of(meeting, told=told, answer=answers[meeting.pk], stamp=timezone.now())
                    for meeting in meetings
                ]
            )
    return parts


def _expecting(user: Any) -> MeetingQuerySet:
    """Return the meetings that somebody is invited to, reads and can come to; no drafts."""
    meetings: MeetingQuerySet = Meeting.objects.of_person(user)
    return meetings.exclude(state=MeetingState.DRAFT).exclude(banned_from(user))


def _places(user: Any, meetings: Collection[Meeting]) -> dict[int, Attendance]:
    places = Attendance.objects.filter(user=user, meeting__in=meetings)
    return {place.meeting_id: place for place in places}


def _invitation(user: Any, place: Attendance, meeting: Meeting, told: str) -> Entry:
    guest = _guest(user, answer=place.answer, duty=place.duty)
    return entry_of(meeting, told=told, guest=guest, stamp=timezone.now())


def parts_of_withdrawals(user: Any, ids: Collection[int], told: str) -> dict[int, MailPart]:
    """Return what takes these meetings out of the calendar of who is not invited any more."""
    rows = Withdrawal.objects.visible_to(user).filter(pk__in=ids)
    return {
        row.pk: _part(
            entry_of(
                row.meeting_then,
                told=told,
                guest=_guest(user),
                cancelled=True,
                linked=False,
                stamp=timezone.now(),
            )
        )
        for row in rows.select_related("meeting__group")
    }


def _guest(user: Any, **place: str) -> Guest:
    address = getattr(user, user.get_email_field_name(), "") or ""
    card = get_adapter().cards([user.pk]).get(user.pk)
    return Guest(address=str(address), name=card.name if card else "", **place)


def _part(entry: Entry) -> MailPart:
    method = Method.CANCEL if entry.cancelled else Method.REQUEST
    if entry.cancelled:
        note = _("Your calendar takes the meeting out by the file in this mail.")
    else:
        note = _(
            "The file in this mail is for your calendar. Please say on the page of the meeting "
            "whether you come: an answer from your calendar reaches nobody."
        )
    return _file([entry], method, note)


def _part_of_several(entries: Sequence[Entry]) -> MailPart:
    if all(entry.cancelled for entry in entries):
        note = _("The file in this mail cancels these meetings in your calendar: open it there.")
    else:
        note = _(
            "The file in this mail holds these meetings: open it to take them into your calendar. "
            "Please say on the page of each whether you come: an answer from your calendar "
            "reaches nobody."
        )
    return _file(entries, Method.PUBLISH, note)


def _file(entries: Sequence[Entry], method: Method, note: str) -> MailPart:
    return MailPart(
        content_type="text/calendar",
        content=write(entries, method),
        parameters={"method": str(method), "component": "VEVENT"},
        file_name="invite.ics",
        file_type="application/ics",
        note=note,
        covers=len(entries),
    )


def _facts(
    meeting: Meeting, users: Collection[Any], quiet: bool, actor: Any = None, **data: Any
) -> Facts | None:
    if quiet or meeting.is_draft:
        return None
    row = Withdrawal.objects.filter(meeting=meeting, user__in=users).first()
    if row is None:
        return None
    return Facts(
        WITHDRAWAL,
        row.pk,
        row.pk,
        None if actor is None else actor.pk,
        group_id=meeting.group_id,
        named=tuple(users),
    )


def _not_invited_any_more(facts: Facts) -> QuerySet[Any]:
    rows = Withdrawal.objects.filter(pk=facts.object_id, user__in=facts.named)
    return get_user_model()._default_manager.filter(pk__in=rows.values("user_id"))


def _took_back(names: str, count: int) -> str:
    return ngettext(
        "%(names)s took your invitation back", "%(names)s took your invitation back", count
    ) % {"names": names}


def _words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    rows = Withdrawal.objects.visible_to(user).filter(pk__in=ids).select_related("meeting__group")
    return {row.pk: Words(html=when_and_where(row.meeting_then)) for row in rows}


def happenings() -> list[Happening]:
    """What people are told whose invitation was taken back."""
    return [
        Happening(
            name="meeting_withdrawn",
            label=gettext_lazy("Invitation to a meeting taken back"),
            event=events.meeting_people_withdrawn,
            facts=_facts,
            reasons=(Reason("meeting", _not_invited_any_more, _took_back),),
            words=_words,
            parts=parts_of_withdrawals,
        )
    ]


def _seen_by(user: Any, keys: Collection[int]) -> dict[int, About]:
    rows = Withdrawal.objects.visible_to(user).filter(pk__in=keys)
    url = reverse("wagtail_social:meetings")
    return {row.pk: About(title=row.title, url=url) for row in rows}


def _keys_seen_by(user: Any, keys: Collection[int]) -> set[int]:
    rows = Withdrawal.objects.visible_to(user).filter(pk__in=keys)
    return set(rows.values_list("pk", flat=True))


def _audience(key: int) -> QuerySet[Any]:
    row = Withdrawal.objects.select_related("meeting__group").filter(pk=key).first()
    return row.audience() if row else employees().none()


def subjects() -> list[NotificationSubject]:
    """An invitation that was taken back is news of its own: its meeting may be closed to them."""
    return [
        NotificationSubject(
            name=WITHDRAWAL,
            seen_by=_seen_by,
            keys_seen_by=_keys_seen_by,
            audience=_audience,
        )
    ]
