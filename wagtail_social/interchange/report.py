"""What an import has done, and what it tells while it runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from .format import KINDS, file_name


@dataclass
class Tally:
    """Lines of one file: how many were read, and what became of them."""

    read: int = 0
    new: int = 0
    there: int = 0
    refused: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.read += other.read
        self.new += other.new
        self.there += other.there
        self.refused += other.refused
        return self


@dataclass
class Report:
    """The outcome of an import.

    ``incomplete`` counts what came without something that its line names: posts without their
    accepted answer, meetings without the one after them. ``files`` counts the documents of
    meetings.
    """

    dry_run: bool = False
    tallies: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in KINDS})
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    incomplete: int = 0
    files: Tally = field(default_factory=Tally)

    @property
    def refused(self) -> int:
        """Lines that were refused, in all files, and documents."""
        return sum(tally.refused for tally in self.tallies.values()) + self.files.refused

    @property
    def is_whole(self) -> bool:
        """Whether everything that the folder holds is there now."""
        return not self.refused and not self.incomplete

    def rows(self) -> Iterator[tuple[str, Tally]]:
        """Yield the files that were found by name, with their figures; documents as ``files/``."""
        for kind, tally in self.tallies.items():
            if tally.read:
                yield file_name(kind), tally
        if self.files.read:
            yield "files/", self.files


class Listener(Protocol):
    """Who is told while an import runs."""

    def problem(self, file: str, number: int, reason: str) -> None:
        """A line was refused, or came incomplete."""

    def note(self, text: str) -> None:
        """Something worth knowing that refuses nothing."""

    def progress(self, file: str, done: int, size: int, lines: int) -> None:
        """``done`` of ``size`` bytes have been read, ``lines`` lines in this file."""


class Silence:
    """A listener that listens to nothing."""

    def problem(self, file: str, number: int, reason: str) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""

    def progress(self, file: str, done: int, size: int, lines: int) -> None:
        """Say nothing."""
