"""What people are told of who comes to a meeting.

Who is invited is told once the meeting is open; while it is a draft nobody knows of it, and
opening it tells everybody at once. Who runs the meeting is told only of what upsets the plan:
somebody had said yes and now says maybe or no. All other answers stand on the meeting's page. The
reason stays there too: it is for who runs the meeting, and not for their mailbox. Of an invitation
that was taken back tells ``notifying_calendar.py``; mail about it that still waits is not sent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees
from wagtail_social.happenings import Facts, Happening, Reason, Words

from .models import Answer, Attendance, Meeting, MeetingState
from .notifying import CATEGORY, facts_of, guests
from .notifying_calendar import parts_of


def _invited_facts(
    meeting: Meeting, users: Collection[Any], quiet: bool, actor: Any, **data: Any
) -> Facts | None:
    if quiet or meeting.is_draft or meeting.is_cancelled:
        return None
    return facts_of(meeting, actor, named=tuple(users))


def _answered_facts(attendance: Attendance, before: str, actor: Any, **data: Any) -> Facts | None:
    if before != Answer.YES or attendance.answer not in (Answer.MAYBE, Answer.NO):
        return None
    meeting = attendance.meeting
    facts = facts_of(meeting, actor)
    return dataclasses.replace(facts, object_id=attendance.pk)


def _invited(facts: Facts) -> QuerySet[Any]:
    """Return those who were invited, still are, and can come."""
    return guests(facts).filter(pk__in=facts.named)


def _organisers(facts: Facts) -> QuerySet[Any]:
    meeting = Meeting.objects.select_related("group").filter(pk=facts.subject_id).first()
    return employees().none() if meeting is None else meeting.organisers()


def _invites(names: str, count: int) -> str:
    return ngettext(
        "%(names)s invites you to a meeting", "%(names)s invite you to a meeting", count
    ) % {"names": names}


def _may_not_come(names: str, count: int) -> str:
    return ngettext(
        "%(names)s had said yes and may not come", "%(names)s had said yes and may not come", count
    ) % {"names": names}


def _words_of_invitations(user: Any, ids: Collection[int]) -> dict[int, Words]:
    meetings = Meeting.objects.of_person(user).filter(pk__in=ids, cancelled_at__isnull=True)
    open_ones = meetings.exclude(state=MeetingState.DRAFT)
    return {meeting.pk: Words(url=meeting.get_absolute_url()) for meeting in open_ones}


def _still_upset(ids: Collection[int]) -> set[int]:
    """Return those of these places whose person still may not come."""
    rows = Attendance.objects.filter(pk__in=ids, answer__in=(Answer.MAYBE, Answer.NO))
    return set(rows.values_list("pk", flat=True))


def _words_of_answers(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return the places of those who still may not come, where this user runs the meeting."""
    meetings = Meeting.objects.run_by(user).values("pk")
    rows = Attendance.objects.filter(
        pk__in=ids, answer__in=(Answer.MAYBE, Answer.NO), meeting__in=meetings
    )
    return {
        row.pk: Words(url=reverse("wagtail_social:meeting_people", args=[row.meeting_id]))
        for row in rows
    }


def happenings() -> list[Happening]:
    """What people are told of invitations and answers."""
    return [
        Happening(
            name="meeting_invited",
            label=gettext_lazy("Invitation to a meeting that is open"),
            event=events.meeting_people_invited,
            facts=_invited_facts,
            reasons=(Reason(CATEGORY, _invited, _invites),),
            words=_words_of_invitations,
            parts=parts_of,
        ),
        Happening(
            name="meeting_answered",
            label=gettext_lazy("Somebody may not come to a meeting after all"),
            event=events.meeting_answered,
            facts=_answered_facts,
            reasons=(Reason(CATEGORY, _organisers, _may_not_come),),
            words=_words_of_answers,
            still_there=_still_upset,
        ),
    ]
