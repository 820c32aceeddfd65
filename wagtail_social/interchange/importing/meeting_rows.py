"""The rows that belong to a meeting, made of a whole line."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from wagtail_social.conversations.models import DiscussionState, Subscription
from wagtail_social.conversations.targets import discussion_for
from wagtail_social.meetings.minutes.content import content_of, with_html
from wagtail_social.meetings.minutes.freezing import register
from wagtail_social.meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Attendance,
    DateProposal,
    DateVote,
    Meeting,
    MinutesVersion,
    Note,
    Outcome,
    Remark,
    Withdrawal,
)
from wagtail_social.meetings.targets import item_target

from ..frozen import Keys, inner
from ..meeting_format import ActionPart, ItemPart, MeetingLine
from .meeting_lines import APPROVED, item_name

#: Gives the account of a username; ``None`` for ``None`` and for one that was deleted here.
Users = Callable[[str | None], Any]


def meeting_of(line: MeetingLine, group: Any, series: Any, user: Users) -> Meeting:
    """Return the meeting of a whole line, unsaved."""
    assert line.starts and line.ends and line.created and line.state
    meeting = Meeting(
        title=line.title,
        purpose=line.purpose,
        introduction=line.introduction,
        group=group,
        open_to_all=line.open_to_all,
        starts_at=line.starts,
        ends_at=line.ends,
        time_zone=line.time_zone,
        place=line.place,
        join_url=line.join_url,
        state=line.state,
        series=series,
        remarks_until=line.remarks_until,
        correcting_since=line.correcting,
        cancelled_at=line.cancelled,
        sequence=line.sequence,
        created_by=user(line.creator),
        created_at=line.created,
    )
    if line.changed:
        meeting.changed_at = line.changed
    if line.uid:
        meeting.uid = uuid.UUID(line.uid)
    return meeting


class Rows:
    """Makes what belongs to one meeting, which is saved already."""

    def __init__(self, line: MeetingLine, meeting: Meeting, user: Users) -> None:
        assert line.created and line.ends
        self._line = line
        self._meeting = meeting
        self._user = user
        self._began: datetime.datetime = line.created
        self._over: datetime.datetime = line.ends
        #: Keys of outcomes and action items in the order of the line.
        self._outcomes: list[int] = []
        self._action_items: list[int] = []

    def make(self) -> list[AgendaItem]:
        """Make all rows but documents; return the items in the order of the line."""
        items = self._items()
        self._people()
        self._minutes_of(self._line, None)
        for part, item in zip(self._line.items, items, strict=True):
            self._minutes_of(part, item)
            self._talk(part, item)
        self._dates()
        self._approved(items)
        return items

    def _items(self) -> list[AgendaItem]:
        return AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=self._meeting,
                title=part.title,
                text=part.text,
                purpose=part.purpose,
                presenter=self._user(part.presenter),
                minutes=part.minutes,
                state=part.state,
                position=position,
                proposed_by=self._user(part.proposed_by),
                is_standing=part.standing,
                created_at=part.created or self._began,
            )
            for position, part in enumerate(self._line.items, start=1)
        )

    def _people(self) -> None:
        """Invite who was invited; what comes with the meeting is new to none of them."""
        now = timezone.now()
        Attendance.objects.bulk_create(
            Attendance(
                meeting=self._meeting,
                user=self._user(part.username),
                duty=part.duty,
                answer=part.answer,
                reason=part.reason,
                answered_at=part.answered,
                attended=part.attended,
                invited_by=self._user(part.invited_by),
                invited_at=part.invited or self._began,
                seen_at=now,
            )
            for part in self._line.people
            if self._user(part.username) is not None
        )
        Withdrawal.objects.bulk_create(
            Withdrawal(
                meeting=self._meeting,
                user=self._user(part.username),
                title=part.title,
                starts_at=part.starts,
                ends_at=part.ends,
                time_zone=part.time_zone,
                sequence=part.sequence,
                withdrawn_at=part.at or now,
            )
            for part in self._line.withdrawn
            if self._user(part.username) is not None
        )

    def _minutes_of(self, part: MeetingLine | ItemPart, item: AgendaItem | None) -> None:
        about = {"meeting": self._meeting, "item": item}
        if part.note is not None:
            Note.objects.create(
                **about,
                text=part.note.text,
                version=1,
                edited_by=self._user(part.note.by),
                edited_at=part.note.at or self._over,
            )
        outcomes = Outcome.objects.bulk_create(
            Outcome(
                **about,
                kind=outcome.kind,
                text=outcome.text,
                created_by=self._user(outcome.by),
                created_at=outcome.at or self._over,
            )
            for outcome in part.outcomes
        )
        self._outcomes += [outcome.pk for outcome in outcomes]
        Remark.objects.bulk_create(
            Remark(
                **about,
                author=self._user(remark.author),
                text=remark.text,
                wants_change=remark.wants_change,
                state=remark.state,
                answer=remark.answer,
                answered_by=self._user(remark.answered_by),
                created_at=remark.at or self._over,
            )
            for remark in part.remarks
        )
        self._actions(part.actions, about)

    def _actions(self, parts: Iterable[ActionPart], about: dict[str, Any]) -> None:
        """Make action items. Nobody is reminded of a day that was over before they came here."""
        parts = list(parts)
        today = timezone.localdate()
        rows = ActionItem.objects.bulk_create(
            ActionItem(
                **about,
                text=part.text,
                owner=self._user(part.owner),
                due_on=part.due,
                status=part.status,
                created_by=self._user(part.by),
                created_at=part.at or self._over,
                closed_at=part.closed,
                told_to=self._user(part.told),
                reminded_before=part.reminded_before or (part.due if part.due < today else None),
                reminded_after=part.reminded_after or (part.due if part.due < today else None),
            )
            for part in parts
        )
        self._action_items += [row.pk for row in rows]
        ActionUpdate.objects.bulk_create(
            ActionUpdate(
                action_item=row,
                author=self._user(update.author),
                kind=update.kind,
                text=update.text,
                status=update.status,
                due_on=update.due,
                owner=self._user(update.owner),
                created_at=update.at or self._over,
            )
            for part, row in zip(parts, rows, strict=True)
            for update in part.updates
        )

    def _talk(self, part: ItemPart, item: AgendaItem) -> None:
        """Put the discussion of an item into the state that it had; most have none yet."""
        if part.closed is None and not part.locked and not part.followers:
            return
        discussion = discussion_for(item_target(), item)
        if part.closed or part.locked:
            discussion.state = DiscussionState.LOCKED if part.locked else DiscussionState.CLOSED
            discussion.closed_at = part.closed
            discussion.save(update_fields=["state", "closed_at"])
        Subscription.objects.bulk_create(
            (
                Subscription(
                    user=self._user(name), discussion=discussion, created_at=item.created_at
                )
                for name in part.followers or ()
                if self._user(name) is not None
            ),
            ignore_conflicts=True,
        )

    def _dates(self) -> None:
        for part in self._line.dates:
            proposal = DateProposal.objects.create(
                meeting=self._meeting,
                starts_at=part.starts,
                ends_at=part.ends,
                time_zone=part.time_zone,
                proposed_by=self._user(part.by),
                created_at=part.at or self._began,
                is_chosen=part.chosen,
            )
            DateVote.objects.bulk_create(
                DateVote(
                    proposal=proposal,
                    user=self._user(vote.username),
                    answer=vote.answer,
                    voted_at=vote.at or proposal.created_at,
                )
                for vote in part.votes
                if self._user(vote.username) is not None
            )

    def _approved(self, items: list[AgendaItem]) -> None:
        """Keep the minutes as they were approved; where the line only says so, freeze them now."""
        keys = self._keys(items)
        versions = [
            MinutesVersion(
                meeting=self._meeting,
                number=part.number,
                content=self._content()
                if part.content is None
                else inner(part.content, keys, self._meeting),
                reason=part.reason,
                approved_by=self._user(part.by),
                approved_at=part.approved,
            )
            for part in self._line.approved
        ]
        if not versions and self._line.state in APPROVED and self._has_minutes():
            versions = [
                MinutesVersion(
                    meeting=self._meeting, content=self._content(), approved_at=self._over
                )
            ]
        for version in sorted(versions, key=lambda version: version.number):
            version.content = with_html(version.content)
            version.save()
        if versions:
            register(max(versions, key=lambda version: version.number))

    def _content(self) -> dict[str, Any]:
        return content_of(self._meeting)

    def _keys(self, items: list[AgendaItem]) -> Keys:
        places = Attendance.objects.filter(meeting=self._meeting).values_list("user_id", "pk")
        by_user = dict(places)
        return Keys(
            items={item_name(self._line, number): item.pk for number, item in enumerate(items)},
            places={
                part.username: by_user[user.pk]
                for part in self._line.people
                if (user := self._user(part.username)) is not None
            },
            outcomes=dict(enumerate(self._outcomes, start=1)),
            actions=dict(enumerate(self._action_items, start=1)),
        )

    def _has_minutes(self) -> bool:
        parts: list[MeetingLine | ItemPart] = [self._line, *self._line.items]
        return any(part.note or part.outcomes or part.actions for part in parts)
