"""Dates for the next meeting: the vote, new ones, one that is chosen or withdrawn."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.access import get_or_404
from wagtail_social.actions import Action
from wagtail_social.views import SeeOther
from wagtail_social.zones import zone_of

from ..actions.dates import MOST_DATES, ProposeDates, VoteDates, WithdrawDate, is_settled
from ..actions.next_meeting import ChooseDate
from ..dates_forms import ProposeForm, VoteForm
from ..models import DateProposal, DateVote, Meeting
from ..parts.dates import DateRow, date_rows, without_answer
from ..parts.series import neighbours
from ..when import span
from .base import MeetingActionView, MeetingFormView, MeetingPart

_MINUTE = datetime.timedelta(minutes=1)


class DatesView(MeetingFormView):
    """The proposed dates, who can when, and one's own answers. One form for all of them."""

    may = "can_see"
    template_name = "wagtail_social/meetings/dates.html"
    form_class = VoteForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the answers of who is invited."""
        if not self.seat.can_vote:
            raise Http404
        return super().post(request, *args, **kwargs)

    @cached_property
    def rows(self) -> list[DateRow]:
        """The dates."""
        return date_rows(self.request, self.meeting, self.seat)

    def form_options(self) -> dict[str, Any]:
        """Return what is asked about."""
        return {"rows": self.rows}

    def context(self) -> dict[str, Any]:
        """Return what can be done with the dates."""
        after = neighbours(self.meeting, self.request.user)[1]
        is_open = any(row.is_open for row in self.rows)
        settled = is_settled(self.meeting)
        proposes = self.seat.can_propose_dates and after is None and not settled
        waiting = 0
        if self.rows and self.seat.can_read_votes:
            waiting = without_answer(self.meeting)
        return super().context() | {
            "has_dates": bool(self.rows),
            "may_vote": self.seat.can_vote and is_open,
            "may_choose": self.seat.can_plan_next and is_open and after is None,
            "may_withdraw": self.seat.can_propose_dates and not settled,
            "new_url": self.address("meeting_dates_new")
            if proposes and len(self.rows) < MOST_DATES
            else "",
            "next_one": after,
            "settled": settled,
            "waiting": waiting,
        }

    def save(self, form: VoteForm) -> list[DateVote]:
        """Keep the answers."""
        return VoteDates(
            actor=self.request.user, meeting=self.meeting, answers=form.answers()
        ).execute()

    def done(self, result: list[DateVote]) -> str:
        """Say so."""
        return _("Thank you. Your answers are saved; you can change them.")

    def target(self, result: list[DateVote]) -> str:
        """Stay."""
        return self.address("meeting_dates")


class ProposeDatesView(MeetingFormView):
    """Propose dates."""

    may = "can_propose_dates"
    template_name = "wagtail_social/meetings/dates_new.html"
    form_class = ProposeForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where there is room for one more and no next meeting."""
        self.enter()
        if len(self.there) >= MOST_DATES or neighbours(self.meeting, request.user)[1]:
            return SeeOther(self.address("meeting_dates"))
        return super().get(request, *args, **kwargs)

    @cached_property
    def there(self) -> list[tuple[datetime.datetime, datetime.datetime]]:
        """Begin and end of what is proposed already."""
        rows = DateProposal.objects.filter(meeting=self.meeting)
        return list(rows.values_list("starts_at", "ends_at"))

    @cached_property
    def told(self) -> int:
        """How many people are told, unless one says otherwise."""
        return self.meeting.guests().exclude(pk=self.request.user.pk).count()

    def initial(self) -> dict[str, Any]:
        """Return length, hour and time zone of this meeting."""
        meeting = self.meeting
        return {
            "length": max(1, (meeting.ends_at - meeting.starts_at) // _MINUTE),
            "time_zone": meeting.time_zone,
            "clock": meeting.begins.time().replace(second=0, microsecond=0),
        }

    def form_options(self) -> dict[str, Any]:
        """Return how many more there can be, and whether anybody is told."""
        rows = max(1, MOST_DATES - len(self.there))
        return {"rows": rows, "there": self.there, "told": self.told}

    def context(self) -> dict[str, Any]:
        """Return how many are told."""
        return super().context() | {
            "told": self.told,
            "most": MOST_DATES,
            "cancel_url": self.address("meeting_dates"),
        }

    def save(self, form: ProposeForm) -> list[DateProposal]:
        """Propose them."""
        return ProposeDates(
            actor=self.request.user,
            meeting=self.meeting,
            times=form.cleaned_data["times"],
            time_zone=form.cleaned_data["time_zone"],
            quiet=form.cleaned_data.get("quiet", False),
        ).execute()

    def done(self, result: list[DateProposal]) -> str:
        """Say how many."""
        return ngettext(
            "%(count)s date is proposed.", "%(count)s dates are proposed.", len(result)
        ) % {"count": len(result)}

    def target(self, result: list[DateProposal]) -> str:
        """Go to the vote."""
        return self.address("meeting_dates")


class _DatePart(MeetingPart):
    """A view of one date, looked up only among those of the meeting in the address."""

    @cached_property
    def proposal(self) -> DateProposal:
        """The date. Raises ``Http404``."""
        rows = DateProposal.objects.filter(meeting=self.meeting)
        found: DateProposal = get_or_404(rows, self.request.user, pk=self.kwargs["proposal"])
        return found


class WithdrawDateView(_DatePart, MeetingFormView):
    """Take a date back, with what people said of it."""

    may = "can_propose_dates"
    template_name = "wagtail_social/meetings/date_withdraw.html"
    form_class = forms.Form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, as long as nothing is settled."""
        self.enter()
        assert self.proposal
        if is_settled(self.meeting):
            return SeeOther(self.address("meeting_dates"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Withdraw it; one that is gone is found by nobody."""
        self.enter()
        assert self.proposal
        return super().post(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return which date it is, and how many have answered."""
        zone = zone_of(self.request.user)
        proposal = self.proposal
        return super().context() | {
            "when": span(proposal.starts_at.astimezone(zone), proposal.ends_at.astimezone(zone)),
            "votes": proposal.votes.count(),
            "cancel_url": self.address("meeting_dates"),
        }

    def save(self, form: Any) -> DateProposal:
        """Withdraw it."""
        return WithdrawDate(
            actor=self.request.user, meeting=self.meeting, proposal=self.proposal
        ).execute()

    def done(self, result: DateProposal) -> str:
        """Say so."""
        return _("The date is withdrawn.")

    def target(self, result: DateProposal) -> str:
        """Go to the vote."""
        return self.address("meeting_dates")


class ChooseDateView(_DatePart, MeetingActionView):
    """Make the next meeting at a date."""

    may = "can_plan_next"

    def action(self) -> Action[Meeting]:
        """Return the action."""
        return ChooseDate(actor=self.request.user, meeting=self.meeting, proposal=self.proposal)

    def done(self, result: Meeting) -> str:
        """Say that nobody knows of it yet."""
        return _("The next meeting is planned. Nobody is told until you open it.")

    def target(self, result: Meeting) -> str:
        """Go to the new meeting."""
        return result.get_absolute_url()
