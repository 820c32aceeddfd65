"""Dates for the next meeting: proposing them, saying who can when, withdrawing one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle
from wagtail_social.zones import zone_named

from ..models import DateProposal, DateVote, Meeting, VoteAnswer
from ..seat import Seat
from .base import MeetingAction
from .following import HAS_NEXT, SeriesAction

#: Dates that may be up for the vote at one meeting (count).
MOST_DATES = 10


def is_settled(meeting: Meeting) -> bool:
    """Whether a next meeting was planned, so that nobody votes any more: one query."""
    return DateProposal.objects.filter(meeting=meeting).settled().exists()


def too_many_dates() -> str:
    """Return the sentence for more dates than can be proposed."""
    return ngettext(
        "At most %(most)s date can be proposed. Withdraw one first.",
        "At most %(most)s dates can be proposed. Withdraw one first.",
        MOST_DATES,
    ) % {"most": MOST_DATES}


@dataclass(kw_only=True)
class ProposeDates(SeriesAction[list[DateProposal]]):
    """Propose dates for the next meeting; who is invited to this one is told and votes.

    ``times`` are begin and end of each, ``time_zone`` the IANA name of the zone they were thought
    of in; ``quiet`` tells nobody. What is proposed already stays as it is.
    """

    times: Sequence[tuple[datetime.datetime, datetime.datetime]]
    time_zone: str
    quiet: bool = False

    log_as = "wagtail_social.meeting.dates_proposed"
    event = events.meeting_dates_proposed

    def check(self) -> None:
        """Who runs the meeting, as long as no next one is planned."""
        _require_runner(self.seat())
        self.require_no_next()
        throttle("propose", self.actor)

    def write(self) -> list[DateProposal]:
        """Make a row for each date that is new."""
        rows = DateProposal.objects.filter(meeting=self.meeting)
        there = set(rows.values_list("starts_at", "ends_at"))
        new = [times for times in dict.fromkeys(self.times) if times not in there]
        self._require_dates(new)
        if not new:
            return self.unchanged([])
        if len(there) + len(new) > MOST_DATES:
            raise Refused(too_many_dates(), code="too_many")
        return DateProposal.objects.bulk_create(
            DateProposal(
                meeting=self.meeting,
                starts_at=begins,
                ends_at=ends,
                time_zone=self.time_zone,
                proposed_by=self.actor,
            )
            for begins, ends in new
        )

    def _require_dates(self, new: Sequence[tuple[datetime.datetime, datetime.datetime]]) -> None:
        if zone_named(self.time_zone) is None:
            raise Refused(_("There is no such time zone."), code="invalid", field="time_zone")
        now = timezone.now()
        for begins, ends in new:
            if ends <= begins:
                raise Refused(_("The meeting ends before it begins."), code="invalid")
            if begins <= now:
                raise Refused(_("This time has passed."), code="past")

    def log_data(self, result: list[DateProposal]) -> dict[str, Any]:
        """Log how many."""
        return super().log_data(result) | {"dates": len(result), "quiet": self.quiet}

    def event_data(self, result: list[DateProposal]) -> dict[str, Any]:
        """Tell the dates."""
        return {"meeting": self.meeting, "proposals": result, "quiet": self.quiet}


def _require_runner(seat: Seat) -> None:
    if not seat.can_run:
        raise Refused(_("Only who runs this meeting can do that."), code="not_organiser")
    if seat.meeting.is_draft:
        raise Refused(_("This meeting is not open yet."), code="draft")
    if not seat.can_propose_dates:
        raise Refused(_("This meeting cannot be changed any more."), code="over")


@dataclass(kw_only=True)
class WithdrawDate(MeetingAction[DateProposal]):
    """Take a proposed date back, with what people said of it."""

    proposal: DateProposal

    log_as = "wagtail_social.meeting.date_withdrawn"

    def check(self) -> None:
        """Who runs the meeting, as long as nothing is settled."""
        _require_runner(self.seat())
        _require_open_vote(self.meeting)

    def write(self) -> DateProposal:
        """Delete the row; one that is gone stays so."""
        rows = DateProposal.objects.filter(meeting=self.meeting, pk=self.proposal.pk)
        deleted, _by_model = rows.delete()
        return self.proposal if deleted else self.unchanged(self.proposal)

    def subject(self, result: DateProposal) -> Meeting:
        """Log it of the meeting: the date is gone."""
        return self.meeting


def _require_open_vote(meeting: Meeting) -> None:
    if is_settled(meeting):
        raise Refused(
            _("The next meeting has been planned. Nobody votes on dates any more."), code=HAS_NEXT
        )


@dataclass(kw_only=True)
class VoteDates(MeetingAction[list[DateVote]]):
    """Say which of the proposed dates suit. ``answers`` are by the key of the date.

    A date that is not named, or has passed, keeps what one said of it.
    """

    answers: Mapping[int, str]

    def check(self) -> None:
        """Who is invited, as long as nothing is settled."""
        seat = self.seat()
        if not seat.is_invited:
            raise Refused(_("You are not invited to this meeting."), code="not_invited")
        if not seat.can_vote:
            raise Refused(_("This meeting cannot be changed any more."), code="over")
        _require_open_vote(self.meeting)

    def write(self) -> list[DateVote]:
        """Keep the answers. Raises ``NotVisible`` for dates of another meeting."""
        if not set(self.answers.values()) <= set(VoteAnswer.values):
            raise Refused(_("There is no such answer."), code="no_answer")
        rows = DateProposal.objects.filter(meeting=self.meeting, pk__in=self.answers)
        dates = {row.pk: row for row in rows}
        if set(dates) != set(self.answers):
            raise NotVisible
        now = timezone.now()
        votes = DateVote.objects.filter(proposal__in=dates, user=self.actor)
        before = dict(votes.values_list("proposal_id", "answer"))
        new = [
            DateVote(proposal_id=pk, user=self.actor, answer=answer, voted_at=now)
            for pk, answer in self.answers.items()
            if before.get(pk) != answer and dates[pk].starts_at > now
        ]
        if not new:
            return self.unchanged(new)
        return DateVote.objects.bulk_create(
            new,
            update_conflicts=True,
            unique_fields=["proposal", "user"],
            update_fields=["answer", "voted_at"],
        )
