"""The dates proposed for the next meeting, and who could come then."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.people.adapters import PersonCard, get_adapter

from ..models import Attendance, DateProposal, DateVote, Meeting, VoteAnswer
from ..seat import Seat
from ..when import When, when_of

#: People who are named for one answer (people).
NAMED = 40


@dataclass
class Said:
    """Who gave one answer: the first of them by name, and how many there are."""

    label: str
    value: str
    people: list[PersonCard] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.people)


@dataclass
class DateRow:
    """One proposed date, as one person sees it. ``own`` is what they said of it."""

    proposal: DateProposal
    when: When
    said: list[Said]
    own: str
    is_open: bool
    is_best: bool = False

    @property
    def counts(self) -> tuple[int, int]:
        """How many can, and how many can if need be."""
        by_value = {said.value: said.count for said in self.said}
        return by_value[VoteAnswer.YES], by_value[VoteAnswer.MAYBE]


def date_rows(request: HttpRequest, meeting: Meeting, seat: Seat) -> list[DateRow]:
    """Return the proposed dates in order of time: five queries, however many there are.

    Answers of people who cannot come any more do not count. Names are for who is invited.
    """
    proposals = list(
        DateProposal.objects.filter(meeting=meeting).select_related("settled_by").in_order()
    )
    if not proposals:
        return []
    zone, now = seat.zone, timezone.now()
    people = Attendance.objects.expected_at(meeting).values("user_id")
    votes = DateVote.objects.filter(proposal__meeting=meeting, user__in=people)
    rows = [
        (vote.proposal_id, vote.answer, vote.user_id)
        for vote in votes.only("proposal_id", "answer", "user_id").order_by("voted_at", "pk")
    ]
    cards = {}
    if seat.can_read_votes:
        cards = get_adapter().cards({user for _pk, _answer, user in rows})
    own = {pk: answer for pk, answer, user in rows if user == request.user.pk}
    counts = Counter((pk, answer) for pk, answer, _user in rows)
    named: dict[tuple[int, str], list[PersonCard]] = {}
    for pk, answer, user in rows:
        found = named.setdefault((pk, answer), [])
        if user in cards and len(found) < NAMED:
            found.append(cards[user])
    settled = any(is_settled(proposal) for proposal in proposals)
    made = [
        DateRow(
            proposal=proposal,
            when=when_of(proposal, zone, now),
            said=[
                Said(
                    label=str(label),
                    value=value,
                    people=named.get((proposal.pk, value), []),
                    count=counts[proposal.pk, value],
                )
                for value, label in VoteAnswer.choices
            ],
            own=own.get(proposal.pk, ""),
            is_open=not settled and proposal.starts_at > now,
        )
        for proposal in proposals
    ]
    mark_best(made)
    return made


def is_settled(proposal: DateProposal) -> bool:
    """Whether a next meeting was planned that takes place."""
    return proposal.settled_by is not None and not proposal.settled_by.is_cancelled


def mark_best(rows: list[DateRow]) -> None:
    """Mark the dates at which most can, of these those at which most more can if need be."""
    counts = [row.counts for row in rows if row.is_open]
    best = max(counts, default=(0, 0))
    for row in rows:
        row.is_best = row.is_open and best != (0, 0) and row.counts == best


def without_answer(meeting: Meeting) -> int:
    """Return how many of the invited have said nothing of any date: one query."""
    said = DateVote.objects.filter(proposal__meeting=meeting, user=OuterRef("user"))
    return Attendance.objects.expected_at(meeting).filter(~Exists(said)).count()


def dates_note(meeting: Meeting, seat: Seat, now: datetime.datetime) -> dict[str, Any] | None:
    """Return what the page of the meeting says of the vote: ``text``, ``url`` and ``label``.

    One query; ``None`` where no date is up for the vote.
    """
    rows = DateProposal.objects.filter(meeting=meeting).select_related("settled_by")
    mine = DateVote.objects.filter(proposal=OuterRef("pk"), user=seat.user)
    proposals = list(rows.annotate(is_answered=Exists(mine)))
    coming = [row for row in proposals if row.starts_at > now]
    if not coming or any(is_settled(row) for row in proposals):
        return None
    text = ngettext(
        "%(count)s date is proposed for the next meeting.",
        "%(count)s dates are proposed for the next meeting.",
        len(coming),
    ) % {"count": len(coming)}
    asks = seat.can_vote and not all(row.is_answered for row in coming)
    return {
        "text": text,
        "url": reverse("wagtail_social:meeting_dates", args=[meeting.pk]),
        "label": _("Say when you can") if asks else _("See who can when"),
        "asks": asks,
    }
