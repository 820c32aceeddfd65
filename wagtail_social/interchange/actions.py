"""The actions of an import that no person could take: opening a group as it was elsewhere."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from wagtail_social import events
from wagtail_social.actions import Action
from wagtail_social.groups.actions.base import MembershipAction
from wagtail_social.groups.models import PRESETS, Group, JoinPolicy, Membership, Visibility
from wagtail_social.meetings.models import Meeting
from wagtail_social.topics.vocabulary import topics_named

#: Who sees a group and how one joins it, by the word of the format.
AXES: dict[str, tuple[str, str]] = {
    **{str(name): axes for name, axes in PRESETS.items()},
    "everyone": (Visibility.EVERYONE, JoinPolicy.EVERYONE),
}


@dataclass(kw_only=True)
class ImportGroup(Action[Group]):
    """Open a group as it was elsewhere: with its times, and without making anybody a manager.

    ``texts`` are title, purpose, welcome and guidelines; its places come by themselves.
    """

    texts: Mapping[str, str]
    visibility: str
    join_policy: str
    posting: str
    topics: Sequence[str] = ()
    department: Any = None
    pilot: bool = False
    creator: Any = None
    created_at: datetime.datetime | None = None
    archived_at: datetime.datetime | None = None

    log_as = "wagtail_social.group.created"
    event = events.group_created

    def write(self) -> Group:
        """Make the group with its topics."""
        group = Group.objects.create(
            **self.texts,
            slug=Group.new_slug(self.texts["title"]),
            visibility=self.visibility,
            join_policy=self.join_policy,
            posting=self.posting,
            department=self.department,
            pilot=self.pilot,
            created_by=self.creator,
            created_at=self.created_at or timezone.now(),
            archived_at=self.archived_at,
        )
        group.tags.set(topics_named(self.topics))
        return group

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group."""
        return {"group": result}


@dataclass(kw_only=True)
class ImportMembership(MembershipAction):
    """Give a person a place in a group as it was elsewhere, with its time."""

    user: Any
    state: str
    role: str
    message: str = ""
    since: datetime.datetime | None = None
    invited_by: Any = None

    def write(self) -> Membership:
        """Make the row; keep the count."""
        return self.move(
            self.user,
            self.state,
            role=self.role,
            message=self.message,
            since=self.since or timezone.now(),
            invited_by=self.invited_by,
        )


@dataclass(kw_only=True)
class ImportMeeting(Action[Meeting]):
    """Put a meeting here as it was elsewhere, in the state that it had; nobody is told.

    ``meeting`` is not saved yet. What belongs to it is the importer's to add.
    """

    meeting: Meeting

    log_as = "wagtail_social.meeting.planned"
    event = events.meeting_planned

    def write(self) -> Meeting:
        """Save it."""
        self.meeting.save()
        return self.meeting

    def log_data(self, result: Meeting) -> dict[str, Any]:
        """Log of which group it is."""
        return {"group": result.group_id}

    def event_data(self, result: Meeting) -> dict[str, Any]:
        """Tell the meeting."""
        return {"meeting": result}
