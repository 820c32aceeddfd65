"""A migrated database, kept between runs and shared by the processes of one run.

Running some three hundred migrations takes most of a short test run. The first process keeps what
they made: on SQLite a file in pytest's own cache folder, which others copy into memory; on
PostgreSQL a database beside that of the tests, which theirs are made of. Both are used as long as
no file of any migration or model has changed. ``pytest --create-db`` begins from nothing.
Migrations themselves are tested in ``tests/migrations/``.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import IO

import django
from django.apps import apps
from django.db import DatabaseError, connection

_held: list[sqlite3.Connection] = []
_locks: list[IO[str]] = []


def fingerprint() -> str:
    """Return a digest of everything that the migrated database depends on."""
    digest = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda app: app.label):
        root = Path(config.path)
        files = [*root.glob("migrations/*.py"), *root.glob("models.py"), *root.glob("models/*.py")]
        for file in sorted(files):
            digest.update(f"{config.label} {file.name}".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:24]


def can_be_kept() -> bool:
    """Whether the tests run on SQLite in memory or on PostgreSQL, the only places this is for."""
    return connection.vendor == "postgresql" or (
        connection.vendor == "sqlite" and connection.is_in_memory_db()
    )


def load(folder: Path) -> bool:
    """Begin with the kept database; return whether there was one.

    Where there is none, other processes of the run wait here until this one has kept its own.
    """
    lock = open(folder / "lock", "w")  # noqa: SIM115
    fcntl.flock(lock, fcntl.LOCK_EX)
    loaded = _load_beside() if connection.vendor == "postgresql" else _load_file(folder)
    if loaded:
        lock.close()
    else:
        _locks.append(lock)
    return loaded


def let_go() -> None:
    """Close what held the copy until Django opened it."""
    while _held:
        _held.pop().close()


def keep(folder: Path) -> None:
    """Keep the database that has just been migrated, and forget older ones."""
    if connection.vendor == "postgresql":
        _keep_beside()
    else:
        _keep_file(folder)
    while _locks:
        _locks.pop().close()


def _load_file(folder: Path) -> bool:
    kept = folder / f"{fingerprint()}.sqlite3"
    if not kept.exists():
        return False
    name = connection.creation._get_test_db_name()
    target = sqlite3.connect(name, uri=True, check_same_thread=False)
    source = sqlite3.connect(kept)
    source.backup(target)
    source.close()
    _held.append(target)
    return True


def _keep_file(folder: Path) -> None:
    for old in folder.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    connection.ensure_connection()
    draft = folder / f"{os.getpid()}.draft"
    target = sqlite3.connect(draft)
    connection.connection.backup(target)
    target.close()
    os.replace(draft, folder / f"{fingerprint()}.sqlite3")


#: The name of the database that is tested, before the tests give it one of their own.
_NAME = connection.settings_dict["NAME"]


def _beside() -> str:
    return f"migrated_{_NAME}_"


def _load_beside() -> bool:
    kept = _beside() + fingerprint()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept])
        found = cursor.fetchone() is not None
    if found:
        connection.settings_dict["TEST"]["TEMPLATE"] = kept
    return found


def _keep_beside() -> None:
    tested, kept = connection.settings_dict["NAME"], _beside() + fingerprint()
    connection.close()
    with connection._nodb_cursor() as cursor:
        start = _beside().replace("_", r"\_") + "%"
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [start])
        statements = [f'DROP DATABASE IF EXISTS "{old}"' for (old,) in cursor.fetchall()]
        for statement in (*statements, f'CREATE DATABASE "{kept}" TEMPLATE "{tested}"'):
            # Another run may be using the old one, or have been quicker with the new one.
            with suppress(DatabaseError):
                cursor.execute(statement)
