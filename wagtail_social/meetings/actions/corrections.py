"""Approved minutes are corrected: by a new version, which says what it corrects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Refused
from wagtail_social.markup import one_line

from ..minutes.agreed import corrected_content
from ..minutes.content import without_html
from ..minutes.freezing import freeze, put_back
from ..models import Meeting, MinutesVersion
from .base import MeetingAction
from .minutes import require_runner, require_version

#: Longest text that says what was corrected (characters).
MAX_REASON = 500


@dataclass(kw_only=True)
class BeginCorrection(MeetingAction[Meeting]):
    """Open notes, outcomes and who was there again. Everybody else reads what was approved."""

    log_as = "wagtail_social.minutes.correction_begun"

    def check(self) -> None:
        """Only who runs it."""
        require_runner(self)

    def write(self) -> Meeting:
        """Mark that a correction is being written."""
        require_version(self.meeting)
        if self.meeting.correcting_since is not None:
            return self.unchanged(self.meeting)
        self.meeting.correcting_since = timezone.now()
        self.meeting.save(update_fields=["correcting_since"])
        return self.meeting


def _end(meeting: Meeting) -> None:
    meeting.correcting_since = None
    meeting.save(update_fields=["correcting_since"])


@dataclass(kw_only=True)
class PublishCorrection(MeetingAction[MinutesVersion]):
    """Publish what was written as the next version. ``reason`` is one line for all who read it."""

    reason: str
    quiet: bool = False

    log_as = "wagtail_social.minutes.corrected"
    event = events.minutes_corrected

    def check(self) -> None:
        """Only who runs it."""
        require_runner(self)

    def write(self) -> MinutesVersion:
        """Freeze it. Raises ``Refused`` where no correction is being written, or nothing is new."""
        last = require_version(self.meeting)
        if self.meeting.correcting_since is None:
            raise Refused(_("No correction is being written."), code="not_correcting")
        reason = one_line(self.reason)[:MAX_REASON]
        if not reason:
            raise Refused(_("Please say what was corrected."), code="no_reason", field="reason")
        now = corrected_content(self.meeting, last.content)
        if now == without_html(last.content):
            raise Refused(
                _("Nothing is different from the approved minutes yet."), code="no_difference"
            )
        _end(self.meeting)
        return freeze(self.meeting, by=self.actor, reason=reason)

    def subject(self, result: MinutesVersion) -> Model:
        """Log it of the meeting."""
        return self.meeting

    def log_data(self, result: MinutesVersion) -> dict[str, Any]:
        """Log the number of the version and whether people were told."""
        return super().log_data(result) | {"version": result.number, "quiet": self.quiet}

    def event_data(self, result: MinutesVersion) -> dict[str, Any]:
        """Tell the version."""
        return {"version": result, "quiet": self.quiet}


@dataclass(kw_only=True)
class GiveUpCorrection(MeetingAction[Meeting]):
    """Leave the approved minutes as they are; notes and outcomes say again what those say.

    Action items of the approved minutes stay as they are: they live on after the meeting. What was
    added to them, and who was added, goes.
    """

    log_as = "wagtail_social.minutes.correction_given_up"

    def check(self) -> None:
        """Only who runs it."""
        require_runner(self)

    def write(self) -> Meeting:
        """Put the rows back."""
        if self.meeting.correcting_since is None:
            return self.unchanged(self.meeting)
        put_back(require_version(self.meeting))
        _end(self.meeting)
        return self.meeting
