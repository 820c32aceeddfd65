"""Who was there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Refused
from wagtail_social.people.naming import names_known_to
from wagtail_social.throttling import throttle

from ..models import Attendance
from .minutes_base import MinutesAction
from .withdrawals import forget_withdrawals


@dataclass(kw_only=True)
class MarkPresence(MinutesAction[int]):
    """Say of people whether they were there; ``None`` takes back what was said.

    ``attended`` is by the id of the user. Who has no place at the meeting is passed over. Returns
    of how many people it is now something else than before.
    """

    attended: Mapping[Any, bool | None]

    log_as = "wagtail_social.minutes.presence"

    def write(self) -> int:
        """Save what is different."""
        rows = Attendance.objects.filter(meeting=self.meeting, user__in=list(self.attended))
        changed = []
        for row in rows:
            if row.attended is not self.attended[row.user_id]:
                row.attended = self.attended[row.user_id]
                changed.append(row)
        if not changed:
            return self.unchanged(0)
        Attendance.objects.bulk_update(changed, ["attended"], batch_size=500)
        return len(changed)

    def log_data(self, result: int) -> dict[str, Any]:
        """Log of how many people."""
        return super().log_data(result) | {"people": result}


@dataclass(kw_only=True)
class AddWalkIn(MinutesAction[list[Any]]):
    """Write down who came without an invitation. Who has a place was simply there.

    They have a place from then on, and read the meeting; nobody is told. Raises ``Refused`` where
    somebody could not read the meeting's group: then nobody is written down. Returns their ids.
    """

    user_ids: Sequence[Any]

    log_as = "wagtail_social.minutes.walk_in"
    event = events.meeting_people_invited

    _new: Sequence[Any] = ()

    def check(self) -> None:
        """Who takes the minutes, within the limit of inviting."""
        super().check()
        throttle("invite", self.actor)

    def write(self) -> list[Any]:
        """Make a place for each who has none, and mark them all as present."""
        wanted = list(dict.fromkeys(self.user_ids))
        if not wanted:
            raise Refused(_("Please name somebody."), code="nobody", field="people")
        rows = Attendance.objects.filter(meeting=self.meeting, user__in=wanted)
        there = {row.user_id: row for row in rows}
        self._new = [pk for pk in wanted if pk not in there]
        self._require_guests()
        late = [row.pk for row in there.values() if row.attended is not True]
        if not self._new and not late:
            return self.unchanged(wanted)
        Attendance.objects.filter(pk__in=late).update(attended=True)
        Attendance.objects.bulk_create(
            Attendance(meeting=self.meeting, user_id=pk, attended=True, invited_by=self.actor)
            for pk in self._new
        )
        forget_withdrawals(self.meeting, self._new)
        return wanted

    def _require_guests(self) -> None:
        """Refuse people who could not read it, by the names that the actor knows."""
        guests = self.meeting.possible_guests().filter(pk__in=self._new)
        others = set(self._new) - set(guests.values_list("pk", flat=True))
        if not others:
            return
        names = names_known_to(self.actor, others)
        text = _("Somebody whom you named cannot read this meeting.")
        if names:
            text = _(
                "%(names)s cannot read this meeting: it is of a group that they do not read."
            ) % {"names": ", ".join(names)}
        raise Refused(text, code="not_readers", field="people")

    def log_data(self, result: list[Any]) -> dict[str, Any]:
        """Log how many got a place."""
        return super().log_data(result) | {"people": len(self._new)}

    def event_of(self, result: list[Any]) -> Signal | None:
        """Nothing to tell where everybody had a place already."""
        return self.event if self._new else None

    def event_data(self, result: list[Any]) -> dict[str, Any]:
        """Tell who has a place now; they are not written to."""
        return {"meeting": self.meeting, "users": list(self._new), "quiet": True}
