"""Planning a meeting, changing it, and deleting a draft."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import standing_of
from wagtail_social.throttling import throttle
from wagtail_social.uploads import private_storage

from ..models import Attendance, DocumentVersion, Duty, Meeting
from ..seat import may_plan
from .base import MeetingAction
from .fields import FIELDS, RESCHEDULES, change, reschedule
from .meanwhile import fingerprint, require_seen

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class PlanMeeting(Action[Meeting]):
    """Plan a meeting, as a draft that nobody is told of; who plans it chairs it.

    ``values`` are fields of the meeting (``actions/fields.py``), at least ``title``,
    ``starts_at``, ``ends_at`` and ``time_zone``.
    """

    values: Mapping[str, Any]
    group: Group | None = None

    log_as = "wagtail_social.meeting.planned"
    event = events.meeting_planned
    is_content = True

    def check(self) -> None:
        """The actor runs the group, or may plan meetings of no group."""
        if self.group is not None:
            locked = Group.objects.locked().filter(pk=self.group.pk).first()
            if locked is None or not standing_of(self.actor, locked).can_read:
                raise NotVisible
            self.group = locked
        if not may_plan(self.actor, self.group):
            raise Refused(_("You cannot plan a meeting here."), code="no_meetings")
        throttle("meeting", self.actor)

    def write(self) -> Meeting:
        """Make the draft and the place of its chair."""
        meeting = Meeting(group=self.group, created_by=self.actor)
        change(meeting, self.values, self.actor)
        meeting.save()
        if self.actor is not None:
            Attendance.objects.create(
                meeting=meeting, user=self.actor, duty=Duty.CHAIR, invited_by=self.actor
            )
        return meeting

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log of which group it is."""
        return {"group": result.group_id}

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting."""
        return {"meeting": result}


@dataclass(kw_only=True)
class EditMeeting(MeetingAction[Meeting]):
    """Change words, time or place. Who is invited is told of another time or place.

    ``values`` are the fields to set; ``quiet`` tells nobody; ``seen`` is the fingerprint of the
    meeting that the actor was shown, empty where nobody was shown one.
    """

    values: Mapping[str, Any]
    quiet: bool = False
    seen: str = ""

    log_as = "wagtail_social.meeting.edited"
    event = events.meeting_changed
    is_content = True

    _changed: Sequence[str] = ()

    def check(self) -> None:
        """Only who prepares it."""
        self.require_organiser()

    def write(self) -> Meeting:
        """Save what is different; calendars follow a higher sequence."""
        meeting = self.meeting
        now = fingerprint(meeting, FIELDS)
        self._changed = change(meeting, self.values, self.actor)
        if not self._changed:
            return self.unchanged(meeting)
        require_seen(self.seen, now)
        meeting.changed_at = timezone.now()
        fields = [*self._changed, "changed_at"]
        if set(RESCHEDULES).intersection(fields):
            fields += reschedule(meeting)
        meeting.save(update_fields=fields)
        return meeting

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log which fields changed, not what they say."""
        return super().log_data(result) | {"changed": list(self._changed), "quiet": self.quiet}

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting and what changed."""
        return {"meeting": result, "changed": list(self._changed), "quiet": self.quiet}


@dataclass(kw_only=True)
class DeleteDraft(MeetingAction[Meeting]):
    """Delete a draft, with its agenda, documents and list of people. Nobody is told."""

    log_as = "wagtail_social.meeting.deleted"

    def check(self) -> None:
        """Only who prepares it, and only while it is a draft."""
        self.require_organiser()

    def write(self) -> Meeting:
        """Delete the rows, and the files once that is committed."""
        meeting = self.meeting
        if not meeting.is_draft:
            raise Refused(
                _("People know of this meeting. It can be cancelled, but not deleted."),
                code="not_draft",
            )
        versions = DocumentVersion.objects.filter(document__meeting=meeting)
        files = list(versions.values_list("file", flat=True))
        pk = meeting.pk
        meeting.delete()
        meeting.pk = pk

        def forget_files() -> None:
            for name in files:
                try:
                    private_storage().delete(name)
                except Exception:
                    logger.exception("a file without a row stays in the private storage")

        transaction.on_commit(forget_files)
        return meeting
