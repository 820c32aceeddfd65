"""What mails about meetings carry for calendar programs, and of invitations taken back.

An entry says how the meeting stands when its mail goes out, whatever the mail tells of: moved
twice before that it is one update with the last time, and no older entry leaves after a newer one.
"""

from __future__ import annotations

from collections.abc import Collection
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
from .when import when_and_where

#: The kind of subject that news of an invitation that was taken back is about.
WITHDRAWAL = "meeting-withdrawal"


def parts_of(user: Any, ids: Collection[int], told: str) -> dict[int, MailPart]:
    """Return the entries of these meetings for somebody who is invited and may read them now.

    Four queries.
    """
    meetings = Meeting.objects.of_person(user).exclude(state=MeetingState.DRAFT)
    found = list(meetings.filter(pk__in=ids).select_related("group"))
    places = {
        place.meeting_id: place for place in Attendance.objects.filter(user=user, meeting__in=found)
    }
    parts = {}
    for meeting in found:
        if (place := places.get(meeting.pk)) is None:
            continue
        guest = _guest(user, answer=place.answer, duty=place.duty)
        parts[meeting.pk] = _part(entry_of(meeting, told=told, guest=guest, stamp=timezone.now()))
    return parts


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
    return MailPart(
        content_type="text/calendar",
        content=write([entry], method),
        parameters={"method": str(method), "component": "VEVENT"},
        file_name="invite.ics",
        file_type="application/ics",
        note=note,
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
