"""Meetings go out, with all that belongs to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from wagtail_social.conversations.models import Discussion, DiscussionState, Subscription
from wagtail_social.meetings.minutes.content import without_html
from wagtail_social.meetings.models import (
    ActionItem,
    ActionUpdate,
    AgendaItem,
    Attendance,
    DateProposal,
    DateVote,
    DocumentVersion,
    Meeting,
    MinutesVersion,
    Note,
    Outcome,
    Remark,
    Withdrawal,
)
from wagtail_social.meetings.targets import ITEM

from ..frozen import Called, outer
from ..meeting_format import (
    ActionPart,
    DatePart,
    ItemPart,
    MeetingLine,
    MinutesPart,
    NotePart,
    OutcomePart,
    PersonPart,
    RemarkPart,
    SeriesPart,
    UpdatePart,
    VotePart,
    WithdrawnPart,
)
from .papers import PaperFiles, papers_by_place
from .scope import Scope, chunks, group_names, names_of, usernames

_WITH_PEOPLE = (
    (Attendance, ("user_id", "invited_by_id")),
    (AgendaItem, ("presenter_id", "proposed_by_id")),
    (Note, ("edited_by_id",)),
    (Outcome, ("created_by_id",)),
    (Remark, ("author_id", "answered_by_id")),
    (ActionItem, ("owner_id", "created_by_id", "told_to_id")),
    (MinutesVersion, ("approved_by_id",)),
    (DateProposal, ("proposed_by_id",)),
    (Withdrawal, ("user_id",)),
)


def meeting_lines(scope: Scope, files: PaperFiles) -> Iterator[MeetingLine]:
    """Yield meetings in the order in which they were planned; their files go to ``files``."""
    groups = group_names(scope.groups().order_by())
    for meetings in chunks(scope.meetings().select_related("series")):
        chunk = _Chunk(meetings, groups, files)
        yield from (chunk.line(meeting) for meeting in meetings)


class _Chunk:
    """What belongs to a chunk of meetings, fetched by a few queries."""

    def __init__(
        self, meetings: Sequence[Meeting], groups: dict[int, str], files: PaperFiles
    ) -> None:
        keys = [meeting.pk for meeting in meetings]
        self._groups = groups
        self._files = files
        #: Rows of each model by the key of their meeting.
        self._rows: dict[Any, dict[int, list[Any]]] = {}
        people = {meeting.created_by_id for meeting in meetings}
        people |= {meeting.series.created_by_id for meeting in meetings if meeting.series}
        for model, fields in _WITH_PEOPLE:
            rows = list(model._default_manager.filter(meeting__in=keys).order_by("pk"))
            self._rows[model] = _grouped(rows, "meeting_id")
            people |= {getattr(row, field) for row in rows for field in fields}
        updates = ActionUpdate.objects.filter(action_item__meeting__in=keys).order_by("pk")
        self._updates = _grouped(updates, "action_item_id")
        votes = DateVote.objects.filter(proposal__meeting__in=keys).order_by("pk")
        self._votes = _grouped(votes, "proposal_id")
        versions = DocumentVersion.objects.filter(document__meeting__in=keys)
        versions = versions.select_related("document").order_by("document", "number")
        self._papers = _grouped(versions, "document_id")
        self._papers_of = _grouped(
            [rows[0].document for rows in self._papers.values()], "meeting_id"
        )
        said = [row for rows in self._updates.values() for row in rows]
        people |= {key for row in said for key in (row.author_id, row.owner_id)}
        people |= {row.user_id for rows in self._votes.values() for row in rows}
        people |= {row.uploaded_by_id for rows in self._papers.values() for row in rows}
        items = [item for rows in self._rows[AgendaItem].values() for item in rows]
        self._talk(items)
        people |= {user for users in self._followers.values() for user in users}
        self._users = usernames(people)
        dates = [row for rows in self._rows[DateProposal].values() for row in rows]
        self._names = names_of("meetings", {*keys, *(row.settled_by_id for row in dates)})
        self._series = names_of("series", [meeting.series_id for meeting in meetings])
        item_keys = {item.pk for item in items} | {item.carried_from_id for item in items}
        self._items = names_of("items", item_keys)
        self._documents = names_of("documents", list(self._papers))

    def _talk(self, items: Iterable[AgendaItem]) -> None:
        """Fetch the discussions of items, and who follows them."""
        found = Discussion.objects.by_target(ITEM, [item.pk for item in items])
        self._discussions = found
        self._followers: dict[int, list[int]] = {}
        following = Subscription.objects.filter(
            discussion__in=[discussion.pk for discussion in found.values()], level="following"
        )
        for discussion, user in following.values_list("discussion", "user"):
            self._followers.setdefault(discussion, []).append(user)

    def _of(self, model: Any, meeting: Meeting) -> list[Any]:
        return self._rows[model].get(meeting.pk, [])

    def line(self, meeting: Meeting) -> MeetingLine:
        """Return the line of one meeting."""
        items = sorted(self._of(AgendaItem, meeting), key=lambda item: (item.position, item.pk))
        places = [None, *(item.pk for item in items)]
        called = Called(
            items={item.pk: self._items[item.pk] for item in items},
            places={row.pk: self._users[row.user_id] for row in self._of(Attendance, meeting)},
            outcomes=_numbered(self._of(Outcome, meeting), places),
            actions=_numbered(self._of(ActionItem, meeting), places),
        )
        papers = papers_by_place(self._papers_of.get(meeting.pk, []))
        group = None if meeting.group_id is None else self._groups[meeting.group_id]
        return MeetingLine(
            id=self._names[meeting.pk],
            title=meeting.title,
            group=group,
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            time_zone=meeting.time_zone,
            place=meeting.place,
            join_url=meeting.join_url,
            purpose=meeting.purpose,
            open_to_all=meeting.open_to_all,
            state=str(meeting.state),
            creator=self._users.get(meeting.created_by_id),
            created=meeting.created_at,
            changed=meeting.changed_at,
            cancelled=meeting.cancelled_at,
            remarks_until=meeting.remarks_until,
            correcting=meeting.correcting_since,
            uid=str(meeting.uid),
            sequence=meeting.sequence,
            series=self._series_part(meeting),
            people=tuple(self._person(row) for row in self._of(Attendance, meeting)),
            withdrawn=tuple(self._withdrawn(row) for row in self._of(Withdrawal, meeting)),
            introduction=meeting.introduction,
            items=tuple(self._item(item, meeting, papers) for item in items),
            **self._minutes_of(meeting, None),
            documents=self._papers_at(papers, None),
            approved=tuple(
                self._version(row, called)
                for row in sorted(self._of(MinutesVersion, meeting), key=lambda row: row.number)
            ),
            dates=tuple(self._date(row) for row in self._of(DateProposal, meeting)),
        )

    def _series_part(self, meeting: Meeting) -> SeriesPart | None:
        series = meeting.series
        if series is None:
            return None
        return SeriesPart(
            id=self._series[series.pk],
            rhythm=str(series.rhythm),
            first_starts=series.first_starts_at,
            first_ends=series.first_ends_at,
            time_zone=series.time_zone,
            made=series.made,
            drafts=series.as_drafts,
            creator=self._users.get(series.created_by_id),
            created=series.created_at,
        )

    def _person(self, row: Attendance) -> PersonPart:
        return PersonPart(
            username=self._users[row.user_id],
            duty=str(row.duty),
            answer=str(row.answer),
            reason=row.reason,
            answered=row.answered_at,
            attended=row.attended,
            invited_by=self._users.get(row.invited_by_id),
            invited=row.invited_at,
        )

    def _withdrawn(self, row: Withdrawal) -> WithdrawnPart:
        return WithdrawnPart(
            username=self._users[row.user_id],
            title=row.title,
            starts=row.starts_at,
            ends=row.ends_at,
            time_zone=row.time_zone,
            sequence=row.sequence,
            at=row.withdrawn_at,
        )

    def _item(self, item: AgendaItem, meeting: Meeting, papers: dict[Any, list[Any]]) -> ItemPart:
        about = self._discussions.get(item.pk) or Discussion(target_type=ITEM, target_id=item.pk)
        closed = about.closed_at
        if about.state == DiscussionState.CLOSED and closed is None:
            closed = about.last_activity_at
        followers = [self._users[user] for user in self._followers.get(about.pk or 0, [])]
        return ItemPart(
            title=item.title,
            id=self._items[item.pk],
            text=item.text,
            purpose=str(item.purpose),
            presenter=self._users.get(item.presenter_id),
            minutes=item.minutes,
            state=str(item.state),
            proposed_by=self._users.get(item.proposed_by_id),
            standing=item.is_standing,
            carried_from=self._items.get(item.carried_from_id),
            created=item.created_at,
            **self._minutes_of(meeting, item.pk),
            documents=self._papers_at(papers, item.pk),
            closed=None if about.state == DiscussionState.OPEN else closed,
            locked=about.state == DiscussionState.LOCKED,
            followers=tuple(sorted(followers)) if about.pk else None,
        )

    def _minutes_of(self, meeting: Meeting, item: int | None) -> dict[str, Any]:
        def here(model: Any) -> list[Any]:
            return [row for row in self._of(model, meeting) if row.item_id == item]

        notes = [
            NotePart(text=row.text, by=self._users.get(row.edited_by_id), at=row.edited_at)
            for row in here(Note)
        ]
        return {
            "note": notes[0] if notes else None,
            "outcomes": tuple(
                OutcomePart(
                    kind=str(row.kind),
                    text=row.text,
                    by=self._users.get(row.created_by_id),
                    at=row.created_at,
                )
                for row in here(Outcome)
            ),
            "actions": tuple(self._action(row) for row in here(ActionItem)),
            "remarks": tuple(
                RemarkPart(
                    text=row.text,
                    author=self._users.get(row.author_id),
                    wants_change=row.wants_change,
                    state=str(row.state),
                    answer=row.answer,
                    answered_by=self._users.get(row.answered_by_id),
                    at=row.created_at,
                )
                for row in here(Remark)
            ),
        }

    def _action(self, row: ActionItem) -> ActionPart:
        return ActionPart(
            text=row.text,
            owner=self._users.get(row.owner_id),
            due=row.due_on,
            status=str(row.status),
            by=self._users.get(row.created_by_id),
            at=row.created_at,
            closed=row.closed_at,
            updates=tuple(
                UpdatePart(
                    kind=str(update.kind),
                    text=update.text,
                    status=str(update.status),
                    due=update.due_on,
                    owner=self._users.get(update.owner_id),
                    author=self._users.get(update.author_id),
                    at=update.created_at,
                )
                for update in self._updates.get(row.pk, [])
            ),
            told=self._users.get(row.told_to_id),
            reminded_before=row.reminded_before,
            reminded_after=row.reminded_after,
        )

    def _papers_at(self, papers: dict[Any, list[Any]], item: int | None) -> tuple[Any, ...]:
        return tuple(
            self._files.part(
                document, self._papers[document.pk], self._documents[document.pk], self._users
            )
            for document in papers.get(item, [])
        )

    def _version(self, row: MinutesVersion, called: Called) -> MinutesPart:
        return MinutesPart(
            number=row.number,
            approved=row.approved_at,
            by=self._users.get(row.approved_by_id),
            reason=row.reason,
            content=outer(without_html(row.content), called),
        )

    def _date(self, row: DateProposal) -> DatePart:
        return DatePart(
            starts=row.starts_at,
            ends=row.ends_at,
            time_zone=row.time_zone,
            by=self._users.get(row.proposed_by_id),
            at=row.created_at,
            votes=tuple(
                VotePart(
                    username=self._users[vote.user_id], answer=str(vote.answer), at=vote.voted_at
                )
                for vote in self._votes.get(row.pk, [])
            ),
            settled=self._names.get(row.settled_by_id),
            chosen=row.is_chosen,
        )


def _grouped(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found


def _numbered(rows: Sequence[Any], places: Collection[int | None]) -> dict[int, int]:
    """Return the number of each row in the line, by its key: as the line lists them, from 1."""
    ordered = [row for place in places for row in rows if row.item_id == place]
    return {row.pk: number for number, row in enumerate(ordered, start=1)}
