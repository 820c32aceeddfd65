"""Meetings come in, with all that belongs to them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wagtail_social.groups.models import Group
from wagtail_social.meetings.models import AgendaItem, DateProposal, Meeting, MeetingSeries

from ..actions import ImportMeeting
from ..fields import BadLine
from ..format import file_name
from ..index import Seen
from ..meeting_format import MeetingLine, SeriesPart
from ..models import ImportedRecord
from .base import Importer, Row, Run
from .meeting_lines import (
    check_parts,
    item_name,
    paper_name,
    papers_of,
    people_of,
    versions_of,
    whole,
)
from .meeting_rows import Rows, meeting_of
from .papers import Papers
from .posts import FOLLOWERS_SAID, FOLLOWERS_WRITE


class MeetingImporter(Importer[MeetingLine]):
    """A meeting comes as it was. A file that is refused leaves the meeting, and can come later."""

    kind = "meetings"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._papers = Papers(run.folder)

    def name_of(self, line: MeetingLine) -> str:
        """Return the id."""
        return line.id

    def import_batch(self, rows: Sequence[Row[MeetingLine]]) -> None:
        """Import these lines in one transaction; the files of one that fails go again."""
        with self._papers.kept():
            super().import_batch(rows)

    def prepare(self, lines: Sequence[MeetingLine]) -> None:
        """Fetch people, groups, and which meetings, items, series and documents are there."""
        #: Lines with their parts, by id; what is wrong where they cannot be made whole.
        self._whole: dict[str, MeetingLine | BadLine] = {}
        for line in lines:
            try:
                self._whole.setdefault(line.id, whole(line))
            except BadLine as error:
                self._whole.setdefault(line.id, error)
        readable = [line for line in self._whole.values() if isinstance(line, MeetingLine)]
        self._users = self.names.users(name for line in readable for name in people_of(line))
        made = {line.id: line.created for line in readable if line.created}
        self._known = self.names.known("meetings", {line.id for line in lines}, made)
        self._rows = Meeting.objects.in_bulk([key for key in self._known.values() if key])
        self._groups = self.names.keys("groups", {line.group for line in lines if line.group})
        self._group_rows = Group.objects.in_bulk([key for key in self._groups.values() if key])
        self._items = self._known_items(readable)
        series = {line.series.id: line.series for line in readable if line.series}
        times = {name: part.created for name, part in series.items() if part.created}
        self._series = self.names.known("series", set(series), times)
        self._recorded = self._records_of("meetings", {line.id for line in lines})
        self._known_papers = self._records_of(
            "documents",
            {paper_name(line, part) for line in readable for part, _ in papers_of(line)},
        )
        uids = {line.uid for line in readable if line.uid}
        self._uids = set(
            map(str, Meeting.objects.filter(uid__in=uids).values_list("uid", flat=True))
        )
        #: Items of the meetings of this batch, in the order of their line.
        self._made: dict[str, list[AgendaItem]] = {}

    def _known_items(self, lines: Sequence[MeetingLine]) -> dict[str, int | None]:
        times: dict[str, datetime.datetime] = {}
        for line in lines:
            for number, item in enumerate(line.items):
                assert line.created
                times[item_name(line, number)] = item.created or line.created
        return self.names.known("items", set(times), times)

    @staticmethod
    def _records_of(kind: str, names: set[str]) -> set[str]:
        rows = ImportedRecord.objects.filter(kind=kind, external_id__in=names)
        return set(rows.values_list("external_id", flat=True))

    def known_key(self, line: MeetingLine) -> tuple[bool, int | None]:
        """Look the id up."""
        return line.id in self._known, self._known.get(line.id)

    def _line(self, line: MeetingLine) -> MeetingLine:
        """Return the line made whole. Raises ``BadLine``."""
        found = self._whole[line.id]
        if isinstance(found, BadLine):
            raise found
        return found

    def check_known(self, line: MeetingLine) -> None:
        """What is here must have been planned at the same moment."""
        row = self._rows.get(self._known[line.id] or 0)
        if row is not None and row.created_at != self._line(line).created:
            raise BadLine(_("another meeting is here already under the same id"))

    def check(self, line: MeetingLine) -> None:
        """Group and people are known, and its parts fit together."""
        line = self._line(line)
        check_parts(line)
        if line.group is not None:
            if line.group not in self._groups:
                raise BadLine(_("there is no group “%(name)s”") % {"name": line.group})
            if self._groups[line.group] is None:
                raise BadLine(_("the group “%(name)s” was deleted here") % {"name": line.group})
        for name in people_of(line):
            if name not in self._users:
                raise BadLine(_("there is no person “%(name)s”") % {"name": name})
        if line.uid in self._uids or (line.uid and self.index.get("uids", line.uid)):
            raise BadLine(_("“uid”: another meeting has this one"))
        for number in range(len(line.items)):
            name = item_name(line, number)
            if name in self._items or self.index.get("items", name):
                raise BadLine(_("the item “%(name)s” is of another meeting") % {"name": name})

    def user(self, name: str | None) -> Any:
        """Return the account of this name; ``None`` when it was deleted here."""
        return None if name is None else self._users.get(name)

    def write(self, line: MeetingLine) -> int:
        """Put the meeting here, then what belongs to it."""
        line = self._line(line)
        group = self._group_rows[self._groups[line.group] or 0] if line.group else None
        meeting = meeting_of(line, group, self._series_of(line), self.user)
        ImportMeeting(actor=None, meeting=meeting).execute()
        items = Rows(line, meeting, self.user).make()
        self._made[line.id] = items
        self._rows[meeting.pk] = meeting
        self.gathered += [
            ImportedRecord(
                kind="items", external_id=item_name(line, number), object_id=str(item.pk)
            )
            for number, item in enumerate(items)
        ]
        return meeting.pk

    def _series_of(self, line: MeetingLine) -> MeetingSeries | None:
        """Return the series of a meeting: the one it names, or that of the one before or after."""
        if line.series is not None:
            return self._named_series(line.series, line)
        names = {name for name in (line.previous, line.next) if name}
        keys = {key for key in self.names.keys("meetings", names).values() if key}
        if (asked := self.index.get("beside", line.id)) and asked.key:
            keys.add(asked.key)
        beside = Meeting.objects.select_related("series").filter(pk__in=keys).order_by("starts_at")
        rows = list(beside)
        if not rows:
            return None
        series = next((row.series for row in rows if row.series is not None), None)
        if series is None:
            series = MeetingSeries.objects.create(
                created_by=rows[0].created_by, created_at=rows[0].created_at
            )
        beside.filter(series=None).update(series=series)
        return series

    def _named_series(self, part: SeriesPart, line: MeetingLine) -> MeetingSeries | None:
        key = self._series.get(part.id)
        if key is None and part.id in self._series:  # It was deleted here.
            return None
        series = MeetingSeries.objects.filter(pk=key or 0).first()
        if series is None:
            assert line.created
            given = part.first_starts is not None
            # A rhythm of which it is not said from when it counts: from this meeting.
            counts = given or bool(part.rhythm)
            zone = part.time_zone if given else line.time_zone
            series = MeetingSeries.objects.create(
                rhythm=part.rhythm,
                first_starts_at=part.first_starts if given else line.starts if counts else None,
                first_ends_at=part.first_ends if given else line.ends if counts else None,
                time_zone=zone if counts else "",
                made=part.made,
                as_drafts=part.drafts,
                created_by=self.user(part.creator),
                created_at=part.created or line.created,
            )
            self._series[part.id] = series.pk
            self.gathered.append(
                ImportedRecord(kind="series", external_id=part.id, object_id=str(series.pk))
            )
        return series

    def taken(self, row: Row[MeetingLine], *, new: bool) -> None:
        """Keep in mind its items and who it is beside; bring the documents that are not here."""
        found = self._whole[row.line.id]
        if isinstance(found, BadLine):  # It is here already, and was deleted since.
            return
        seen = self.index.get("meetings", found.id)
        assert seen is not None
        self._index_items(found, row.number, gone=seen.gone)
        if found.uid and self.index.get("uids", found.uid) is None:
            self.index.add("uids", found.uid, Seen(row.number, seen.key, seen.gone, found.id))
        if not seen.gone:
            for name in filter(None, (found.previous, found.next)):
                if self.index.get("beside", name) is None:
                    self.index.add("beside", name, Seen(row.number, seen.key, False, found.id))
            self._index_dates(found, row.number, seen)
        self._bring_papers(found, row.number, seen, new=new)

    def _index_items(self, line: MeetingLine, number: int, *, gone: bool) -> None:
        made = self._made.get(line.id, [])
        for place, item in enumerate(line.items):
            name = item_name(line, place)
            key = made[place].pk if made else self._items.get(name)
            lost = gone or (key is None and name in self._items)
            said = FOLLOWERS_WRITE if item.followers is None else FOLLOWERS_SAID
            if self.index.get("items", name) is None:
                self.index.add("items", name, Seen(number, key, lost, said))
            if item.carried_from and self.index.get("carried", name) is None:
                self.index.add("carried", name, Seen(number, key, lost, item.carried_from))

    def _index_dates(self, line: MeetingLine, number: int, seen: Seen) -> None:
        """Keep in mind by which meeting proposed dates are settled: its line may come later."""
        for part in line.dates:
            name = f"{part.starts.isoformat()} {part.ends.isoformat()} {line.id}"
            if part.settled and self.index.get("settled", name) is None:
                self.index.add("settled", name, Seen(number, seen.key, False, part.settled))

    def _bring_papers(self, line: MeetingLine, number: int, seen: Seen, *, new: bool) -> None:
        """Bring each document that never came. Of a meeting of this very site there is none."""
        tally = self.run.report.files
        nothing_to_do = seen.gone or (not new and line.id not in self._recorded)
        for part, place in papers_of(line):
            tally.read += 1
            name = paper_name(line, part)
            if nothing_to_do or name in self._known_papers:
                tally.there += 1
                continue
            try:
                self._bring(line, place, part, name, seen.key)
                tally.new += 1
            except BadLine as error:
                tally.refused += 1
                self.run.listener.problem(file_name(self.kind), number, error.reason)

    def _bring(
        self, line: MeetingLine, place: int | None, part: Any, name: str, key: int | None
    ) -> None:
        if not versions_of(part)[0].file:
            raise BadLine(_("“documents”: each has a “file”, or “versions”"))
        if self.run.dry_run:
            self._papers.check(part)
            return
        item = None
        if place is not None:
            made = self._made.get(line.id, [])
            item_key = made[place].pk if made else self._items.get(item_name(line, place))
            item = AgendaItem.objects.filter(pk=item_key or 0).first()
        document = self._papers.bring(part, line, self._rows[key or 0], item, self.user)
        self._known_papers.add(name)
        self.gathered.append(
            ImportedRecord(kind="documents", external_id=name, object_id=str(document))
        )

    def finish(self) -> None:
        """Say what belongs together across meetings, and tell what is named and not here."""
        for name, seen in self.index.all_of("beside"):
            if self.index.get("meetings", name) is None and not self.names.known(
                "meetings", [name]
            ):
                reason = _("the meeting “%(name)s” beside this one is not here")
                self._incomplete(seen.number, reason % {"name": name})
        for _name, seen in self.index.all_of("carried"):
            earlier = self.names.keys("items", [seen.extra])
            if seen.extra not in earlier:
                reason = _("the item “%(name)s” that one here goes on with is not here")
                self._incomplete(seen.number, reason % {"name": seen.extra})
            elif seen.key and earlier[seen.extra]:
                AgendaItem.objects.filter(Q(carried_from__isnull=True), pk=seen.key).update(
                    carried_from=earlier[seen.extra]
                )

        self._settle_dates()

    def _settle_dates(self) -> None:
        for name, seen in self.index.all_of("settled"):
            planned = self.names.keys("meetings", [seen.extra])
            if seen.extra not in planned:
                reason = _("the meeting “%(name)s” that a date was chosen for is not here")
                self._incomplete(seen.number, reason % {"name": seen.extra})
            elif seen.key and planned[seen.extra]:
                starts, ends, _line = name.split(" ", 2)
                DateProposal.objects.filter(
                    meeting=seen.key, settled_by=None, starts_at=starts, ends_at=ends
                ).update(settled_by=planned[seen.extra])

    def _incomplete(self, number: int, reason: str) -> None:
        self.run.report.incomplete += 1
        self.run.listener.problem(file_name(self.kind), number, reason)
