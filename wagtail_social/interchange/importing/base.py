"""What the import of every kind shares: the run, its batches, and the steps of one line.

A batch of lines is one transaction, so that a run can be stopped at any point and started again;
each line in it is a savepoint, so that one that the database does not take leaves the others.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from django.db import DataError, IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from wagtail_social.actions import Refused

from ..fields import BadLine, parsed, unknown_fields
from ..format import KINDS, file_name
from ..index import Index, Seen
from ..lines import open_lines, read_lines
from ..models import ImportedRecord
from ..names import Names, record_name
from ..report import Listener, Report, Tally

L = TypeVar("L")

#: Lines that are written in one transaction.
BATCH = 200


@dataclass
class Run:
    """One import of one folder."""

    folder: Path
    report: Report
    listener: Listener
    index: Index
    names: Names
    batch_size: int = BATCH
    #: Groups made in this run, by slug in the file.
    new_groups: dict[str, int] = field(default_factory=dict)

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be written."""
        return self.report.dry_run


@dataclass(slots=True)
class Row(Generic[L]):
    """A line that could be read, with its number."""

    number: int
    line: L


class Importer(Generic[L]):
    """Imports the lines of one kind.

    A subclass says in ``name_of`` what a line is called, fetches in ``prepare`` what a batch
    needs, raises ``BadLine`` in ``check`` for what cannot come, and makes the row in ``write``.
    """

    kind: ClassVar[str]
    #: Whether what was made is remembered, so that it is known again when its name has changed.
    remembered: ClassVar[bool] = True
    #: Models of gathered rows that may be there already.
    once: ClassVar[tuple[type[Model], ...]] = ()

    def __init__(self, run: Run) -> None:
        self.run = run
        self.names = run.names
        self.index = run.index
        self._tally = Tally()
        self._records: list[ImportedRecord] = []
        #: Rows that can wait for the end of the batch and are then written together.
        self.gathered: list[Any] = []

    def name_of(self, line: L) -> str:
        """Return what the line is called within its file."""
        raise NotImplementedError

    def prepare(self, lines: Sequence[L]) -> None:
        """Fetch what the checks of these lines ask for, in a few queries."""

    def known_key(self, line: L) -> tuple[bool, int | None]:
        """Return whether the line is here already, and its key (``None`` when deleted since)."""
        raise NotImplementedError

    def check_known(self, line: L) -> None:
        """Raise ``BadLine`` when what is here under the line's name is something else."""

    def check(self, line: L) -> None:
        """Raise ``BadLine`` when the line cannot come."""

    def write(self, line: L) -> int:
        """Make the row, and return its key."""
        raise NotImplementedError

    def asked_later(self, line: L) -> str:
        """Return what later lines ask of this one."""
        return ""

    def taken(self, row: Row[L], *, new: bool) -> None:
        """Take note of a line that is here now."""

    def finish(self) -> None:
        """Do what has to wait for the end of the file."""

    def import_file(self) -> None:
        """Import the whole file, batch by batch."""
        path = self.run.folder / file_name(self.kind)
        size = path.stat().st_size
        lines = self.run.report.tallies[self.kind]
        self.run.listener.progress(path.name, 0, size, 0)
        with open_lines(path) as file:
            reader = read_lines(file)
            while batch := list(itertools.islice(reader, self.run.batch_size)):
                self._tally = Tally(read=len(batch))
                self.import_batch(list(self._parsed(batch)))
                lines += self._tally
                self.run.listener.progress(path.name, batch[-1].position, size, lines.read)
        self.finish()

    def _parsed(self, batch: Sequence[Any]) -> Iterator[Row[L]]:
        kind = KINDS[self.kind]
        for raw in batch:
            if raw.data is None:
                self.refuse(raw.number, raw.problem)
                continue
            if unknown := list(unknown_fields(kind, raw.data)):
                self.run.report.unknown.setdefault(self.kind, Counter()).update(unknown)
            try:
                yield Row(raw.number, parsed(kind, raw.data))
            except BadLine as error:
                self.refuse(raw.number, error.reason)

    def import_batch(self, rows: Sequence[Row[L]]) -> None:
        """Import these lines in one transaction."""
        if self.run.dry_run:
            self.prepare([row.line for row in rows])
            for row in rows:
                self._import_row(row)
            return
        with transaction.atomic():
            self.prepare([row.line for row in rows])
            for row in rows:
                self._import_row(row)
            self._flush()

    def _import_row(self, row: Row[L]) -> None:
        line = row.line
        name = self.name_of(line)
        try:
            if seen := self.index.get(self.kind, name):
                raise BadLine(_("line %(number)s says the same already") % {"number": seen.number})
            there, key = self.known_key(line)
            if there:
                self.check_known(line)
                self._tally.there += 1
            else:
                self.check(line)
                key = None if self.run.dry_run else self._written(line)
                self._tally.new += 1
        except BadLine as error:
            self.refuse(row.number, error.reason)
            return
        seen = Seen(row.number, key, there and key is None, self.asked_later(line))
        self.index.add(self.kind, name, seen)
        self.taken(row, new=not there)

    def _flush(self) -> None:
        for model in dict.fromkeys(type(row) for row in self.gathered):
            rows = [row for row in self.gathered if type(row) is model]
            model._default_manager.bulk_create(rows, ignore_conflicts=model in self.once)
        ImportedRecord.objects.bulk_create(self._records)
        self.gathered, self._records = [], []

    def _written(self, line: L) -> int:
        before = len(self.gathered)
        try:
            with transaction.atomic():
                key = self.write(line)
        except (Refused, DataError, IntegrityError, ValueError) as error:
            del self.gathered[before:]
            if isinstance(error, Refused):
                raise BadLine(str(error.message)) from error
            raise BadLine(
                _("the database does not take this: %(error)s") % {"error": str(error).strip()}
            ) from error
        if self.remembered:
            name = record_name(self.kind, self.name_of(line))
            self._records.append(
                ImportedRecord(kind=self.kind, external_id=name, object_id=str(key))
            )
        return key

    def refuse(self, number: int, reason: str) -> None:
        """Count and tell a line that cannot come."""
        self._tally.refused += 1
        self.run.listener.problem(file_name(self.kind), number, reason)
