"""Planning the next meeting from this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import AgendaItem, DateProposal, Meeting
from ..querysets import AgendaItemQuerySet
from .fields import change
from .following import (
    SeriesAction,
    copy_items,
    copy_people,
    need_a_chair,
    settle_dates,
)

#: What the next meeting takes over as it is; its time is always a new one.
KEPT = ("title", "purpose", "place", "join_url", "open_to_all", "time_zone")


def kept_values(meeting: Meeting) -> dict[str, Any]:
    """Return the fields of a meeting with which the next one begins."""
    return {name: getattr(meeting, name) for name in KEPT}


def is_over(meeting: Meeting) -> bool:
    """Whether what was not dealt with at a meeting will not be any more."""
    begun = meeting.state not in ("draft", "open")
    return begun or meeting.is_cancelled or meeting.ends_at <= timezone.now()


def items_to_offer(meeting: Meeting) -> dict[str, AgendaItemQuerySet]:
    """Return the items that can come onto the next agenda, by why."""
    items = AgendaItem.objects.filter(meeting=meeting)
    once = items.filter(is_standing=False)
    return {
        "standing": items.standing().order_by("position", "pk"),
        "open_items": once.not_dealt_with(),
        "backlog": once.proposed(),
        "dropped": once.dropped(),
    }


def usual_items(meeting: Meeting) -> set[int]:
    """Return the keys of the items that come onto the next agenda unless one says otherwise."""
    offered = items_to_offer(meeting)
    names = ["standing", *(["open_items", "backlog"] if is_over(meeting) else [])]
    return {pk for name in names for pk in offered[name].values_list("pk", flat=True)}


@dataclass(kw_only=True)
class PlanNext(SeriesAction[Meeting]):
    """Plan the meeting after this one, as a draft in the same series; of both the group is one.

    ``values`` are fields of the meeting (``actions/fields.py``). ``items`` are the keys of the
    items of this agenda that it takes over, ``None`` for the usual ones; each becomes an item of
    its own. With ``with_people`` those who can still come are invited with their duties. Nothing
    else is shared: no discussion, answer, document, note, outcome or action item.
    """

    values: Mapping[str, Any]
    items: Collection[int] | None = None
    with_people: bool = True

    log_as = "wagtail_social.meeting.next_planned"
    event = events.meeting_planned
    is_content = True

    def check(self) -> None:
        """The actor runs this meeting and may plan there, and there is no next one yet."""
        self.require_planner(drafts=False)
        self.require_no_next()
        throttle("meeting", self.actor)

    def write(self) -> Meeting:
        """Make the draft."""
        return self.plan(self.values, None)

    def plan(self, values: Mapping[str, Any], chosen: DateProposal | None) -> Meeting:
        """Return the next meeting, newly made; ``chosen`` is the proposed date that it takes."""
        source = self.meeting
        meeting = Meeting(group=source.group, created_by=self.actor)
        change(meeting, values, self.actor)
        self._require_order(meeting)
        items = self._chosen_items()
        meeting.series = self.series()
        meeting.save()
        if self.with_people:
            copy_people(source, meeting, self.actor)
        need_a_chair([meeting], self.actor)
        copy_items(items, [meeting])
        settle_dates(source, meeting, chosen)
        return meeting

    def _require_order(self, meeting: Meeting) -> None:
        if meeting.starts_at <= timezone.now():
            raise Refused(_("This time has passed."), code="past", field="starts_at")
        source = self.meeting
        if not source.is_cancelled and meeting.starts_at <= source.starts_at:
            raise Refused(
                _("The next meeting begins after this one."), code="before", field="starts_at"
            )

    def _chosen_items(self) -> list[AgendaItem]:
        """Return the items to take over, in order. Raises ``Refused`` for others."""
        wanted = usual_items(self.meeting) if self.items is None else set(self.items)
        offered = Q(pk__in=[])
        for items in items_to_offer(self.meeting).values():
            offered |= Q(pk__in=items.order_by().values("pk"))
        rows = AgendaItem.objects.filter(offered, pk__in=wanted, meeting=self.meeting)
        found = list(rows.order_by("position", "pk"))
        if len(found) != len(wanted):
            raise Refused(
                _("An item has changed meanwhile. Please look at the list again."), code="items"
            )
        return found

    def subject(self, result: Meeting) -> Meeting:
        """Log it of the new meeting."""
        return result

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log of which group it is, and which meeting it follows."""
        return {"group": result.group_id, "after": self.meeting.pk}

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting."""
        return {"meeting": result}


@dataclass(kw_only=True)
class ChooseDate(PlanNext):
    """Plan the next meeting at a date that was proposed, with all that it usually takes over.

    The vote ends. Chosen twice, the meeting is planned once.
    """

    proposal: DateProposal
    values: Mapping[str, Any] = None  # type: ignore[assignment]

    _found: DateProposal | None = None

    def check(self) -> None:
        """Also: the date is one of this meeting."""
        self.require_planner(drafts=False)
        if self._planned() is None:
            self.require_no_next()
            throttle("meeting", self.actor)

    def _planned(self) -> Meeting | None:
        """Return the meeting that was planned at this date, where the actor may see it."""
        rows = DateProposal.objects.filter(meeting=self.meeting, pk=self.proposal.pk)
        self._found = rows.select_related("settled_by").first()
        if self._found is None:
            raise NotVisible
        planned = self._found.settled_by
        if planned is None or planned.is_cancelled or not self._found.is_chosen:
            return None
        if self.actor is None:
            return planned
        return Meeting.objects.visible_to(self.actor).filter(pk=planned.pk).first()

    def write(self) -> Meeting:
        """Make the draft at the date as it is now."""
        planned = self._planned()
        if planned is not None:
            return self.unchanged(planned)
        assert self._found is not None
        times = ("starts_at", "ends_at", "time_zone")
        when = {name: getattr(self._found, name) for name in times}
        return self.plan(kept_values(self.meeting) | when, self._found)
