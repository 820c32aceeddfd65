"""Meetings that come back in a rhythm: made ahead, more of them, no more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social import events
from wagtail_social.actions import Refused
from wagtail_social.throttling import throttle

from ..models import AgendaItem, Meeting, MeetingSeries, MeetingState, Rhythm
from ..querysets import MeetingQuerySet
from ..recurrence import moment_of, number_after
from .following import (
    SeriesAction,
    copy_items,
    copy_people,
    need_a_chair,
    settle_dates,
)
from .next_meeting import kept_values
from .planning import DeleteDraft
from .states import CancelMeeting

#: Meetings that are made at once (count).
AHEAD = 6
#: Meetings of a series that may lie ahead: no more are made beyond (count).
MOST_AHEAD = 24


@dataclass(kw_only=True)
class _MakeAhead(SeriesAction[list[Meeting]]):
    """Returns the meetings that are made now, in order of time. ``quiet`` tells nobody."""

    quiet: bool = False

    event = events.meeting_series_made
    is_content = True

    def check(self) -> None:
        """The actor runs this meeting and may plan there."""
        self.require_planner(drafts=True)
        if self.meeting.is_cancelled:
            raise Refused(_("This meeting has been cancelled."), code="cancelled")
        throttle("meeting", self.actor)

    def make(self, series: MeetingSeries, source: Meeting) -> list[Meeting]:
        """Make the next meetings of the rhythm, with words, people and standing items of another.

        A date that is taken by a meeting of the series is not used twice. The number of queries
        is that of the meetings made, times a constant.
        """
        now = timezone.now()
        coming = Meeting.objects.filter(series=series, starts_at__gt=now).taking_place()
        taken = set(coming.values_list("starts_at", flat=True))
        if len(taken) + AHEAD > MOST_AHEAD:
            raise Refused(
                ngettext(
                    "At most %(most)s meeting of a series can lie ahead.",
                    "At most %(most)s meetings of a series can lie ahead.",
                    MOST_AHEAD,
                )
                % {"most": MOST_AHEAD},
                code="far_enough",
            )
        assert series.first_starts_at is not None and series.first_ends_at is not None
        first, zone = series.first_starts_at, ZoneInfo(series.time_zone)
        length = series.first_ends_at - first
        start = number_after(first, zone, series.rhythm, now, series.made + 1)
        times = [moment_of(first, zone, series.rhythm, start + more) for more in range(AHEAD)]
        series.made = start + AHEAD - 1
        values = kept_values(source) | {
            "time_zone": series.time_zone,
            "state": MeetingState.DRAFT if series.as_drafts else MeetingState.OPEN,
        }
        made = Meeting.objects.bulk_create(
            Meeting(
                group_id=source.group_id,
                series=series,
                created_by=self.actor,
                starts_at=begins,
                ends_at=begins + length,
                # One moment for all: what tells of them finds them by it.
                created_at=now,
                **values,
            )
            for begins in times
            if begins not in taken
        )
        if made:
            for meeting in made:
                copy_people(source, meeting, self.actor)
            need_a_chair(made, self.actor)
            standing = AgendaItem.objects.filter(meeting=source).standing()
            copy_items(list(standing.order_by("position", "pk")), made)
        return made

    def log_data(self, result: list[Meeting]) -> dict[str, Any]:
        """Log which meetings there are now."""
        made = [meeting.pk for meeting in result]
        return super().log_data(result) | {"made": made, "quiet": self.quiet}

    def event_data(self, result: list[Meeting]) -> dict[str, Any]:
        """Tell the meetings."""
        return {"meetings": result, "quiet": self.quiet}


@dataclass(kw_only=True)
class RepeatMeeting(_MakeAhead):
    """Let a meeting come back in a rhythm, and make the next ones. Done twice, it is done once.

    They are real meetings, open like the one they come from, so that people find them in their
    calendars at once; ``as_drafts`` makes them drafts that nobody is told of, as those of a draft
    always are.
    """

    rhythm: str
    as_drafts: bool = False

    log_as = "wagtail_social.meeting.repeated"

    def write(self) -> list[Meeting]:
        """Begin the rhythm at this meeting."""
        meeting = self.meeting
        if self.rhythm not in Rhythm.values or self.rhythm == Rhythm.NONE:
            raise Refused(_("There is no such rhythm."), code="no_rhythm", field="rhythm")
        before = self.held() or meeting.series
        if before is not None and before.rhythm == self.rhythm:
            return self.unchanged([])
        if before is not None and before.rhythm:
            raise Refused(_("These meetings come back already. End that first."), code="repeats")
        series = self.series()
        series.rhythm = self.rhythm
        series.first_starts_at, series.first_ends_at = meeting.starts_at, meeting.ends_at
        series.time_zone, series.made = meeting.time_zone, 0
        series.as_drafts = self.as_drafts or meeting.is_draft
        made = self.make(series, meeting)
        series.save()
        following = Meeting.objects.after(meeting).first()
        if following is not None:
            settle_dates(meeting, following)
        return made


@dataclass(kw_only=True)
class MakeMore(_MakeAhead):
    """Make the next meetings of a rhythm, with the people and standing items of the last one.

    ``made`` is how many the actor was shown as made: pressed twice, or by two people at once, it
    makes them once.
    """

    made: int

    log_as = "wagtail_social.meeting.more_made"

    def write(self) -> list[Meeting]:
        """Go on behind the last date that was used."""
        series = self.held()
        if series is None or not series.rhythm:
            raise Refused(_("These meetings do not come back by themselves."), code="no_rhythm")
        if series.made != self.made:
            return self.unchanged([])
        made = self.make(series, last_of(series, self.actor) or self.meeting)
        series.save(update_fields=["made"])
        return made


def last_of(series: MeetingSeries, actor: Any) -> Meeting | None:
    """Return the meeting whose people and items more of the series would have.

    The last that ``actor`` runs; of all for ``None``.
    """
    meetings: MeetingQuerySet = Meeting.objects.filter(series=series).taking_place()
    if actor is not None:
        meetings = meetings.run_by(actor)
    found: Meeting | None = meetings.select_related("group").order_by("-starts_at", "-pk").first()
    return found


@dataclass(kw_only=True)
class StopSeries(SeriesAction[list[Meeting]]):
    """End a rhythm. Returns the meetings that are cancelled by that, in order of time.

    With ``ends_coming`` the meetings behind this one that are still to come do not take place:
    drafts are deleted, and people are told of the others by one piece of news unless ``quiet``.
    Only those that the actor runs; what has been stays.
    """

    ends_coming: bool = False
    quiet: bool = False

    log_as = "wagtail_social.meeting.series_stopped"
    event = events.meeting_series_stopped

    _deleted: int = 0

    def check(self) -> None:
        """The actor runs this meeting and may plan there."""
        self.require_planner(drafts=True)

    def write(self) -> list[Meeting]:
        """End it."""
        series = self.held()
        coming = self._coming() if self.ends_coming else []
        if series is None or not (series.rhythm or coming):
            return self.unchanged([])
        series.rhythm = Rhythm.NONE
        series.save(update_fields=["rhythm"])
        cancelled = []
        now = timezone.now()
        for meeting in coming:
            if meeting.is_draft:
                DeleteDraft(actor=self.actor, meeting=meeting).execute()
                self._deleted += 1
            else:
                action = CancelMeeting(actor=self.actor, meeting=meeting, quiet=True, at=now)
                ended = action.execute()
                if ended.cancelled_at == now:  # Else somebody was first, and told of it.
                    cancelled.append(ended)
        return cancelled

    def _coming(self) -> list[Meeting]:
        """Return what is to be ended, locked: one that begins at this moment takes place."""
        rows = coming_behind(self.meeting, self.actor)
        return list(rows.select_for_update(of=("self",)))

    def log_data(self, result: list[Meeting]) -> dict[str, Any]:
        """Log what became of the meetings to come."""
        counts = {"cancelled": len(result), "deleted": self._deleted, "quiet": self.quiet}
        return super().log_data(result) | counts

    def event_data(self, result: list[Meeting]) -> dict[str, Any]:
        """Tell what is cancelled."""
        return {"meetings": result, "quiet": self.quiet}


def coming_behind(meeting: Meeting, actor: Any) -> MeetingQuerySet:
    """Return the drafts and open meetings behind this one that are still to come.

    Those that ``actor`` runs; all of them for ``None``.
    """
    rows: MeetingQuerySet = Meeting.objects.after(meeting)
    rows = rows.filter(
        starts_at__gt=timezone.now(), state__in=(MeetingState.DRAFT, MeetingState.OPEN)
    )
    return rows if actor is None else rows.run_by(actor)
