"""The minutes of a meeting: to read, to print, as text; and what was said of the draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.people.adapters import get_adapter, unknown_person
from wagtail_social.visiting import visited

from ..minutes.content import Content, content_of
from ..minutes.freezing import newest_version
from ..minutes.showing import living_actions, minutes_of
from ..minutes.text import text_of
from ..models import MeetingState, MinutesVersion
from ..notifying import MEETING
from ..parts.remarks import remarks_context
from .base import MeetingPageView, MeetingPart


class MinutesPart(MeetingPart):
    """A view of minutes: the draft from the rows, and once approved what was frozen."""

    may = "can_read_minutes"

    @property
    def is_approved(self) -> bool:
        """Whether nothing but frozen versions is shown."""
        return self.meeting.state in (MeetingState.APPROVED, MeetingState.CLOSED)

    @cached_property
    def version(self) -> MinutesVersion | None:
        """The version in the address, else the newest; ``None`` for a draft. Raises ``Http404``."""
        versions = MinutesVersion.objects.filter(meeting=self.meeting)
        if "number" in self.kwargs:
            if not self.is_approved:
                raise Http404
            found: MinutesVersion = get_or_404(
                versions, self.request.user, number=self.kwargs["number"]
            )
            return found
        return newest_version(self.meeting) if self.is_approved else None

    @cached_property
    def content(self) -> Content | None:
        """What the minutes say; ``None`` where none were ever written."""
        if self.version is not None:
            return self.version.content
        return None if self.is_approved else content_of(self.meeting)


class MinutesView(MinutesPart, MeetingPageView):
    """The minutes on a page that prints well."""

    template_name = "wagtail_social/meetings/minutes/page.html"

    def context(self) -> dict[str, Any]:
        """Return the minutes, their versions, and what was said of the draft."""
        context = super().context()
        visited(self.request, MEETING, self.meeting.pk)
        content, user = self.content, self.request.user
        living = {} if content is None else living_actions(user, content)
        versions = list(self._versions())
        return context | {
            "minutes": None if content is None else minutes_of(content, living),
            "version": next((row for row in versions if row["is_shown"]), None),
            "versions": versions,
            "is_newest": self.version is None or versions[0]["is_shown"],
            "is_draft": not self.is_approved,
            "takes_remarks": self.seat.can_remark,
            "window_over": self._window_over,
            "session_url": self.address("meeting_session") if self.seat.can_take_minutes else "",
            "text_url": self.address("meeting_minutes_text"),
            "remark_url": self.address("meeting_remark"),
            "steps": self._steps(),
            **remarks_context(self.meeting, self.seat),
        }

    @property
    def _window_over(self) -> bool:
        until = self.meeting.remarks_until
        return until is not None and until < timezone.now()

    def _versions(self) -> list[dict[str, Any]]:
        """Return all versions, newest first, without their content."""
        if not self.is_approved:
            return []
        rows = MinutesVersion.objects.filter(meeting=self.meeting).defer("content")
        found = list(rows)
        cards = get_adapter().cards({row.approved_by_id for row in found})
        shown = self.version.number if self.version is not None else None
        return [
            {
                "number": row.number,
                "at": row.approved_at,
                # Of minutes that were brought along it may not be known.
                "by": cards.get(row.approved_by_id, unknown_person()).name
                if row.approved_by_id
                else "",
                "reason": row.reason,
                "url": self.address("meeting_minutes_version", row.number),
                "is_shown": row.number == shown,
            }
            for row in found
        ]

    def _steps(self) -> list[dict[str, Any]]:
        """Return what who runs the meeting does next, as buttons."""
        seat, meeting = self.seat, self.meeting
        entries = (
            (seat.can_draft, "meeting_draft", _("Show the draft to who was invited")),
            (seat.can_approve, "meeting_approve", _("Approve the minutes")),
            (seat.is_correcting, "meeting_correction", _("Go on with the correction")),
            (
                seat.can_correct and meeting.correcting_since is None,
                "meeting_correct",
                _("Correct the minutes"),
            ),
        )
        return [
            {"label": label, "url": self.address(name)}
            for applies, name, label in entries
            if applies
        ]


class MinutesTextView(MinutesPart):
    """The minutes as a plain text to keep."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the text."""
        self.enter()
        if self.content is None:
            raise Http404
        note = _("Draft. It has not been approved.") if self.version is None else ""
        reason = self.version.reason if self.version is not None else ""
        base = request.build_absolute_uri("/")
        text = text_of(self.content, note=note, reason=reason, base_url=base)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        name = f"minutes-{self.meeting.begins:%Y-%m-%d}.txt"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
