"""The meeting that each group of the cast has before it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Answer,
    Attendance,
    DocumentVersion,
    Duty,
    ItemState,
    Meeting,
    MeetingDocument,
    MeetingState,
    Note,
    Outcome,
    OutcomeKind,
)

from .cast_minutes import held_by
from .roles import CANARY


@dataclass
class Meet:
    """The meeting of a group: open, with an item on its agenda, a proposal and a paper.

    Somebody has begun to write its minutes, which are read once it is in session.
    ``held`` is the one before it, whose minutes are approved; ``remark`` was made of their draft.
    """

    meeting: Any
    item: Any
    proposal: Any
    paper: Any
    outcome: Any
    #: What the author is to do, written down beside that.
    task: Any
    #: What the author has taken on at the meeting before it, whose minutes are approved.
    action: Any
    held: Any
    remark: Any


def meeting_of(name: str, group: Any, people: dict[str, Any]) -> dict[str, Any]:
    """Give a group its meeting; return the ids of what there is."""
    word = CANARY[name]
    meeting = Meeting.objects.create(
        title=f"Meeting on {word['meeting']}",
        purpose=f"We settle {word['meetingpurpose']}.",
        group=group,
        starts_at=timezone.now() + datetime.timedelta(days=2),
        ends_at=timezone.now() + datetime.timedelta(days=2, hours=1),
        time_zone="Europe/Amsterdam",
        place=f"Room {word['place']}",
        state=MeetingState.OPEN,
        created_by=people["manager"],
    )
    Attendance.objects.create(meeting=meeting, user=people["second_manager"], duty=Duty.CHAIR)
    for role in ("author", "member"):
        Attendance.objects.create(meeting=meeting, user=people[role])
    Attendance.objects.create(
        meeting=meeting, user=people[f"hermit_{name}"], answer=Answer.NO, reason=word["apology"]
    )
    item = AgendaItem.objects.create(
        meeting=meeting,
        title=f"On {word['item']}",
        text=f"It is about {word['itemtext']}.",
        presenter=people[f"hermit_{name}"],
        minutes=20,
    )
    proposal = AgendaItem.objects.create(
        meeting=meeting,
        title=f"What about {word['proposal']}?",
        state=ItemState.PROPOSED,
        proposed_by=people["author"],
    )
    paper = MeetingDocument.objects.create(
        meeting=meeting, item=item, title=f"Paper on {word['paper']}"
    )
    version = DocumentVersion(
        document=paper,
        name=f"{word['papername']}.txt",
        size=len(paper_of(name)),
        uploaded_by=people["author"],
    )
    version.file.save("paper.txt", ContentFile(paper_of(name)))
    Note.objects.create(meeting=meeting, item=item, text=f"We spoke of {word['note']}.", version=1)
    about = {"meeting": meeting, "item": item}
    outcome = Outcome.objects.create(
        kind=OutcomeKind.DECISION, text=f"We settle on {word['outcome']}.", **about
    )
    task = ActionItem.objects.create(
        text=f"Look after {word['task']}",
        owner=people["author"],
        due_on=timezone.now().date() + datetime.timedelta(days=9),
        **about,
    )
    rows = {"meeting": meeting, "item": item, "proposal": proposal, "paper": paper}
    rows |= {"outcome": outcome, "task": task}
    return {key: row.pk for key, row in rows.items()} | held_by(name, group, people)


def paper_of(name: str) -> bytes:
    """Return what stands in the paper of a group's meeting."""
    return f"We write of {CANARY[name]['paperbytes']}.".encode()
