"""The meeting that each group of the cast has behind it: with minutes, approved once."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from wagtail_social.meetings.minutes.freezing import freeze
from wagtail_social.meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Attendance,
    Duty,
    Meeting,
    MeetingState,
    MinutesVersion,
    Note,
    Outcome,
    OutcomeKind,
    Remark,
    RemarkState,
)

from .roles import CANARY


def held_by(name: str, group: Any, people: dict[str, Any]) -> dict[str, Any]:
    """Give a group a meeting with approved minutes; return the ids of it, of what
    somebody took on at it, and of a remark."""
    word = CANARY[name]
    begin = timezone.now() - datetime.timedelta(days=10)
    meeting = Meeting.objects.create(
        title=f"Held on {word['held']}",
        group=group,
        starts_at=begin,
        ends_at=begin + datetime.timedelta(hours=1),
        time_zone="Europe/Amsterdam",
        state=MeetingState.APPROVED,
        created_by=people["manager"],
    )
    Attendance.objects.create(
        meeting=meeting, user=people["second_manager"], duty=Duty.CHAIR, attended=True
    )
    for role in ("author", "member"):
        Attendance.objects.create(meeting=meeting, user=people[role], attended=role == "author")
    item = AgendaItem.objects.create(meeting=meeting, title=f"On {word['helditem']}")
    Note.objects.create(meeting=meeting, item=item, text=f"We spoke of {word['heldnote']}.")
    said = {"meeting": meeting, "item": item}
    Outcome.objects.create(**said, kind=OutcomeKind.DECISION, text=f"We do {word['decision']}.")
    Outcome.objects.create(**said, kind=OutcomeKind.INFORMATION, text=f"So is {word['known']}.")
    action = ActionItem.objects.create(
        **said,
        text=f"See to {word['action']}",
        owner=people["author"],
        due_on=(begin + datetime.timedelta(days=30)).date(),
        created_by=people["second_manager"],
        told_to=people["author"],
    )
    ActionUpdate.objects.create(
        action_item=action, author=people["author"], text=f"I asked about {word['update']}."
    )
    remark = Remark.objects.create(
        meeting=meeting,
        item=item,
        author=people["author"],
        text=f"What of {word['remark']}?",
        wants_change=True,
        state=RemarkState.DECLINED,
        answer=f"Because of {word['remarkanswer']}.",
        answered_by=people["second_manager"],
    )
    freeze(meeting, by=people["second_manager"])
    return {"held": meeting.pk, "action": action.pk, "remark": remark.pk}


def at_stage(held: Any, state: str, *, correcting: bool = False) -> None:
    """Put a held meeting where it stood before: ``state``, or while its minutes are corrected."""
    now = timezone.now()
    until = now + datetime.timedelta(days=2) if state == MeetingState.DRAFTED else None
    Meeting.objects.filter(pk=held.pk).update(
        state=state, remarks_until=until, correcting_since=now if correcting else None
    )
    versions = MinutesVersion.objects.filter(meeting=held)
    if state not in (MeetingState.APPROVED, MeetingState.CLOSED):
        versions.delete()
    elif not versions.exists():
        freeze(held, by=held.created_by)
    if correcting:
        Note.objects.filter(meeting=held).update(text="We spoke of something else.")
