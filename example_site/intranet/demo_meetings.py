"""Meetings of the demo: half a year behind the day on which they are loaded, and what comes next.

``demo/meetings.json`` is in the interchange format, but for its times: ``A-28 10:00`` is ten in
Havenkant, 28 days before the Thursday on which the works committee meets next; ``T-2`` is two
days before the day of loading. A paper that ends in ``.pdf.txt`` is handed out as a PDF.
"""

from __future__ import annotations

import datetime
import json
import re
import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from wagtail_social.meetings.minutes.freezing import freeze
from wagtail_social.meetings.models import (
    Attendance,
    Meeting,
    MeetingState,
    MinutesVersion,
    Outcome,
)

from .demo import FOLDER, read
from .demo_papers import pdf_of

ZONE = ZoneInfo("Europe/Amsterdam")
_TIME = re.compile(r"([AT])([+-]\d+)(?: (\d\d:\d\d))?")
_THURSDAY = 3
#: What one decision said before its minutes were corrected, and what it should have said.
_WRONG, _RIGHT = "from 35 degrees", "from 33 degrees"


def next_meeting_day(today: datetime.date) -> datetime.date:
    """Return the Thursday on which the committee meets next: in two to eight days."""
    soon = today + datetime.timedelta(days=2)
    return soon + datetime.timedelta(days=(_THURSDAY - soon.weekday()) % 7)


def dated(value: Any, today: datetime.date) -> Any:
    """Return what a file holds with its times as the interchange format has them."""
    if isinstance(value, dict):
        return {key: dated(part, today) for key, part in value.items()}
    if isinstance(value, list):
        return [dated(part, today) for part in value]
    if not isinstance(value, str) or not (match := _TIME.fullmatch(value)):
        return value
    begin = next_meeting_day(today) if match[1] == "A" else today
    day = begin + datetime.timedelta(days=int(match[2]))
    if match[3] is None:
        return day.isoformat()
    clock = datetime.time.fromisoformat(match[3])
    return datetime.datetime.combine(day, clock, tzinfo=ZONE).isoformat()


def load_meetings() -> int:
    """Bring the meetings in, once; return how many there are."""
    if Meeting.objects.exists():
        return 0
    content = dated(read("meetings.json"), timezone.localdate(timezone=ZONE))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, lines in content.items():
            text = "".join(json.dumps(line) + "\n" for line in lines)
            (folder / f"{kind}.jsonl").write_text(text, encoding="utf-8")
        _write_papers(folder / "files")
        call_command("social_import", folder, quiet=True)
    _correct_minutes()
    _leave_news()
    return len(content["meetings"])


def _write_papers(folder: Path) -> None:
    folder.mkdir()
    for path in (FOLDER / "papers").iterdir():
        if path.name.endswith(".pdf.txt"):
            text = path.read_text(encoding="utf-8")
            (folder / path.name.removesuffix(".txt")).write_bytes(pdf_of(text))
        else:
            (folder / path.name).write_bytes(path.read_bytes())


def _correct_minutes() -> None:
    """Publish a second version of one meeting's minutes, as Roos did five days after the first."""
    decision = Outcome.objects.get(text__contains=_WRONG)
    Outcome.objects.filter(pk=decision.pk).update(text=decision.text.replace(_WRONG, _RIGHT))
    first = MinutesVersion.objects.get(meeting=decision.meeting)
    freeze(
        decision.meeting,
        by=get_user_model().objects.get(username="roos.verhoeven"),
        reason="33 degrees, not 35: that was the temperature of the room while we wrote it down.",
        at=first.approved_at + datetime.timedelta(days=5),
    )


def _leave_news() -> None:
    """Let who has not answered yet find the papers of what comes as new: they have not looked."""
    coming = Attendance.objects.filter(meeting__state=MeetingState.OPEN)
    coming.exclude(answer="yes").update(seen_at=None)
