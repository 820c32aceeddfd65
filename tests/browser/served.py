"""The example site with the cast on stage, served to a browser, a fresh copy for each test.

The threads of a server need connections of their own, which a database in memory does not give;
so each test gets a copy of a prepared database: a file on SQLite, a database on PostgreSQL.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread

ALIAS = "default"
ON_FILE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
}


@contextmanager
def using(name: str) -> Iterator[None]:
    """Use the database ``name`` in every thread instead of the one of the run."""
    settings, wrapper = connections.settings[ALIAS], connections[ALIAS]
    changed = {**settings, "NAME": name}
    if wrapper.vendor == "sqlite":
        changed["OPTIONS"] = ON_FILE
    connections.settings[ALIAS] = changed
    connections[ALIAS] = connections.create_connection(ALIAS)
    try:
        yield
    finally:
        connections[ALIAS].close()
        connections.settings[ALIAS] = settings
        connections[ALIAS] = wrapper


class Databases:
    """Copies of the migrated database of the run, kept in ``folder`` where they are files."""

    def __init__(self, folder: Path) -> None:
        """Look at what the run uses."""
        self.folder = folder
        self.wrapper = connections[ALIAS]
        self.is_file = self.wrapper.vendor == "sqlite"
        self._count = 0

    def stage(self, name: str, build: Callable[[], Any]) -> tuple[str, Any]:
        """Make a database of the migrated one by ``build``; return its name and the result."""
        stage = self._name(name)
        if self.is_file:
            self.wrapper.ensure_connection()
            target = sqlite3.connect(stage)
            self.wrapper.connection.backup(target)
            target.close()
        else:
            self.wrapper.close()
            self._copy(self.wrapper.settings_dict["NAME"], stage)
        with using(stage):
            built = build()
        return stage, built

    @contextmanager
    def copy_of(self, stage: str) -> Iterator[None]:
        """Use a fresh copy of a staged database."""
        self._count += 1
        name = self._name(f"copy{self._count}")
        self._copy(stage, name)
        try:
            with using(name):
                yield
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Take a copy away."""
        if self.is_file:
            for end in ("", "-wal", "-shm"):
                Path(name + end).unlink(missing_ok=True)
        else:
            self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _name(self, name: str) -> str:
        if self.is_file:
            return str(self.folder / f"{name}.sqlite3")
        return f"{self.wrapper.settings_dict['NAME']}_{name}"

    def _copy(self, source: str, target: str) -> None:
        if self.is_file:
            shutil.copyfile(source, target)
        else:
            self.drop(target)
            self._run(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def _run(self, statement: str) -> None:
        with self.wrapper._nodb_cursor() as cursor:
            cursor.execute(statement)


def serve() -> LiveServerThread:
    """Serve the site with its static files on a free port of 127.0.0.1, one thread a request."""
    server = LiveServerThread("127.0.0.1", static_handler=StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    return server
