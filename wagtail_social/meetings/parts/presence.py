"""Who is there, to be ticked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.people.adapters import PersonCard, get_adapter, unknown_person

from ..models import Attendance, Meeting
from ..session_forms import WalkInForm

#: What can be said of somebody, as a form sends it.
TICKS: dict[str, bool | None] = {"yes": True, "no": False, "": None}
_LABELS = {
    "yes": pgettext_lazy("presence", "Here"),
    "no": pgettext_lazy("presence", "Not here"),
    "": gettext_lazy("Not said"),
}


@dataclass(frozen=True)
class PresenceRow:
    """One person whose presence is ticked."""

    place: Attendance
    card: PersonCard

    @property
    def field(self) -> str:
        """The name of the field that says whether they are there."""
        return field_of(self.place)

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The three things that can be said."""
        return [
            {"value": value, "label": _LABELS[value], "chosen": self.place.attended is meaning}
            for value, meaning in TICKS.items()
        ]


def field_of(place: Attendance) -> str:
    """Return the name of the field about one person."""
    return f"attended-{place.user_id}"


def presence_context(meeting: Meeting, viewer: Any, suggestions_url: str) -> dict[str, Any]:
    """Return what ``_presence.html`` shows: two queries."""
    places = list(Attendance.objects.there_or_expected(meeting))
    cards = get_adapter().cards([place.user_id for place in places])
    gone = unknown_person()
    return {
        "presence": [PresenceRow(place, cards.get(place.user_id, gone)) for place in places],
        "presence_here": sum(place.attended is True for place in places),
        "presence_url": reverse("wagtail_social:meeting_presence", args=[meeting.pk]),
        "walk_in_url": reverse("wagtail_social:meeting_walk_in", args=[meeting.pk]),
        "walk_in_form": WalkInForm(viewer=viewer, auto_id="walk-in-%s"),
        "suggestions_url": suggestions_url,
    }
