"""The page of a meeting."""

from __future__ import annotations

from typing import Any

from wagtail_social.visiting import visited

from ..head import head_of
from ..notifying import MEETING
from ..parts.agenda import agenda_context
from ..parts.documents import documents_context
from ..parts.minutes import minutes_context
from ..parts.people import people_context
from ..parts.progress import progress_context
from ..parts.series import series_context
from .base import MeetingPageView

#: What a meeting's page is made of, besides its head.
_PARTS = (
    agenda_context,
    documents_context,
    people_context,
    minutes_context,
    progress_context,
    series_context,
)


class MeetingView(MeetingPageView):
    """A meeting: when and where, how far it is, agenda, documents, who comes."""

    template_name = "wagtail_social/meetings/meeting.html"

    def context(self) -> dict[str, Any]:
        """Return the meeting and its parts."""
        context = super().context()
        visited(self.request, MEETING, self.meeting.pk)
        context["head"] = head_of(self.request, self.meeting, self.seat)
        for part in _PARTS:
            context |= part(self.request, self.meeting, self.seat)
        return context
