"""Rows built once, put back in a few statements.

Building a set of rows by our own actions takes hundreds of queries. The first test that needs it
builds it in a transaction that is rolled back, and keeps what every table then held more; each
test after that inserts those very rows, one statement a table. The ids stay the same for the
whole run. They begin high, so that rows a test made before are not in the way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

FIRST_ID = 5000


def _tables() -> dict[str, Any]:
    """Return the models of all tables by table name, in an order that foreign keys allow."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]
    return {model._meta.db_table: model for model in models if not model._meta.proxy}


#: Above all rows that are put back.
BEYOND = 2 * FIRST_ID


def begin_high(first: int = FIRST_ID) -> None:
    """Let every table number its next row above ``first``.

    Tables that were made anew number from 1, so that the newest rows would have smaller ids than
    those that are put back, or the same: they begin ``BEYOND``.
    """
    with connection.cursor() as cursor:
        for table, model in _tables().items():
            key = model._meta.pk
            if key.get_internal_type() not in ("AutoField", "BigAutoField"):
                continue
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first]
                )
            else:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, %s), "
                    "greatest(%s, nextval(pg_get_serial_sequence(%s, %s))))",
                    [f'"{table}"', key.column, first, f'"{table}"', key.column],
                )


@dataclass
class Snapshot:
    """The rows that ``build`` adds, by table; ``names`` is whatever it returned."""

    build: Callable[[], dict[str, Any]]
    names: dict[str, Any] = field(default_factory=dict)
    _rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = field(default_factory=dict)
    _types: dict[int, tuple[str, str]] = field(default_factory=dict)

    def restore(self) -> dict[str, Any]:
        """Put the rows into the database, building them first if this is the first time."""
        if not self._rows:
            self._take()
        types = {
            pk: ContentType.objects.get_by_natural_key(*key).pk for pk, key in self._types.items()
        }
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self._rows.items():
                if "content_type_id" in columns:
                    place = columns.index("content_type_id")
                    rows = [(*r[:place], types[r[place]], *r[place + 1 :]) for r in rows]
                names = ", ".join(map(connection.ops.quote_name, columns))
                row = f"({', '.join(['%s'] * len(columns))})"
                cursor.execute(
                    f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES "
                    + ", ".join([row] * len(rows)),
                    [value for values in rows for value in values],
                )
        return self.names

    def _take(self) -> None:
        tables = _tables()
        with transaction.atomic():
            before = {table: self._read(table) for table in tables}
            begin_high()
            self.names = self.build()
            for table in tables:
                columns, rows = self._read(table)
                had = set(map(repr, before[table][1]))
                if new := [row for row in rows if repr(row) not in had]:
                    self._rows[table] = (columns, new)
            used = {
                row[columns.index("content_type_id")]
                for columns, rows in self._rows.values()
                if "content_type_id" in columns
                for row in rows
            }
            self._types = {
                pk: ContentType.objects.get_for_id(pk).natural_key() for pk in used if pk
            }
            transaction.set_rollback(True)

    @staticmethod
    def _read(table: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            return [column[0] for column in cursor.description], cursor.fetchall()
