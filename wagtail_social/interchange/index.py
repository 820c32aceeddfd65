"""What has been read in this run, on disk, so that memory does not grow with the files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple


class Seen(NamedTuple):
    """A line that was taken: its number, our row's key, and what later lines ask of it.

    ``key`` is ``None`` for what a trial run did not write; ``gone`` says that the row has been
    deleted here since it was imported.
    """

    number: int
    key: int | None
    gone: bool
    extra: str


class Accepted(NamedTuple):
    """A post that names a comment as its answer."""

    post: str
    number: int
    comment: str


class Index:
    """The lines taken so far, by kind and name. Lies in a temporary file of SQLite's own."""

    def __init__(self) -> None:
        # An empty name is a private database on disk that goes with the connection.
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute(
            "CREATE TABLE seen (kind, name, number, key, gone, extra, PRIMARY KEY (kind, name))"
            " WITHOUT ROWID"
        )
        self._base.execute(
            "CREATE TABLE accepted (comment, post, number, PRIMARY KEY (comment, post))"
            " WITHOUT ROWID"
        )

    def close(self) -> None:
        """Forget everything."""
        self._base.close()

    def add(self, kind: str, name: str, seen: Seen) -> None:
        """Remember a line that was taken."""
        self._base.execute("INSERT INTO seen VALUES (?, ?, ?, ?, ?, ?)", (kind, name, *seen))

    def get(self, kind: str, name: str) -> Seen | None:
        """Return the line of this name, or ``None``."""
        row = self._base.execute(
            "SELECT number, key, gone, extra FROM seen WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        return Seen(row[0], row[1], bool(row[2]), row[3]) if row else None

    def all_of(self, kind: str) -> Iterator[tuple[str, Seen]]:
        """Yield every line of a kind with its name, in the order of their numbers."""
        rows = self._base.execute(
            "SELECT name, number, key, gone, extra FROM seen WHERE kind = ? ORDER BY number, name",
            (kind,),
        ).fetchall()
        for name, number, key, gone, extra in rows:
            yield name, Seen(number, key, bool(gone), extra)

    def add_accepted(self, post: str, number: int, comment: str) -> None:
        """Remember that a post names this comment as its answer."""
        self._base.execute("INSERT INTO accepted VALUES (?, ?, ?)", (comment, post, number))

    def is_accepted(self, post: str, comment: str) -> bool:
        """Whether the post names this comment as its answer."""
        row = self._base.execute(
            "SELECT 1 FROM accepted WHERE comment = ? AND post = ?", (comment, post)
        ).fetchone()
        return row is not None

    def all_accepted(self) -> Iterator[Accepted]:
        """Yield every answer that a post names, in the order of the posts."""
        for row in self._base.execute("SELECT post, number, comment FROM accepted ORDER BY number"):
            yield Accepted(*row)
