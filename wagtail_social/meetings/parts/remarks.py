"""What was said of the draft of minutes, as one person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wagtail_social.people.adapters import PersonCard, get_adapter, unknown_person

from ..models import Meeting, Remark, RemarkState
from ..seat import Seat

_TONES = {RemarkState.OPEN: "warn", RemarkState.TAKEN: "good", RemarkState.DECLINED: "plain"}


@dataclass(frozen=True)
class RemarkRow:
    """One remark. ``item_title`` is empty for the whole; ``answer_url`` where one may answer."""

    remark: Remark
    author: PersonCard
    answered_by: PersonCard
    item_title: str
    answer_url: str

    @property
    def tone(self) -> str:
        """The look of the chip that says what became of it."""
        return _TONES[RemarkState(self.remark.state)]


def remarks_context(meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``minutes/_remarks.html`` shows: two queries, none for who reads none."""
    if not seat.can_read_remarks:
        return {"remarks": [], "waiting": 0}
    rows = list(Remark.objects.filter(meeting=meeting).select_related("item").order_by("pk"))
    cards = get_adapter().cards({pk for row in rows for pk in (row.author_id, row.answered_by_id)})
    gone = unknown_person()
    found = [
        RemarkRow(
            remark=row,
            author=cards.get(row.author_id, gone),
            answered_by=cards.get(row.answered_by_id, gone),
            item_title=row.item.title if row.item else "",
            answer_url=_answer_url(row) if seat.can_answer_remarks else "",
        )
        for row in rows
    ]
    waiting = sum(row.state == RemarkState.OPEN and row.wants_change for row in rows)
    return {"remarks": found, "waiting": waiting}


def _answer_url(row: Remark) -> str:
    return reverse("wagtail_social:meeting_remark_answer", args=[row.meeting_id, row.pk])
