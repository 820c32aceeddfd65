"""What this machine can test: a browser, PostgreSQL, GNU gettext.

A pytest plugin: ``python -m pytest -p tests.available``. It leaves out the tests whose marker names
something that is missing, and says so in plain words at the end of the run. With ``CI=true`` a
missing thing is an error instead, so that nothing is left out unseen.

Run as a program it prints the address of a PostgreSQL that answers on this machine, or nothing;
``make test`` asks it when ``DATABASE_URL`` names no database.
"""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LOCAL_POSTGRES = "postgres://{user}@127.0.0.1:5432/wagtail_social"
DATABASE_FIXTURES = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def chromium() -> str | None:
    """Return the path of a Chromium to drive: ``CHROMIUM``, else the first one on the path."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ((named,) if named else BROWSERS))
    return next((path for path in found if path), None)


def answers(url: str) -> bool:
    """Say whether PostgreSQL lets us in at ``url`` within three seconds."""
    import psycopg

    server = url.rpartition("/")[0] + "/postgres"
    try:
        psycopg.connect(server, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def local_postgres() -> str:
    """Return the address of a PostgreSQL that lets this user in on 127.0.0.1, or nothing."""
    url = LOCAL_POSTGRES.format(user=getpass.getuser())
    return url if answers(url) else ""


@dataclass(frozen=True)
class Missing:
    """A marker whose tests cannot run here, and the sentence that says so."""

    marker: str
    sentence: str


def missing(database_url: str) -> Iterator[Missing]:
    """Yield what a run on the database at ``database_url`` (empty: SQLite) has to leave out."""
    if not chromium():
        yield Missing(
            "browser",
            "Left out: the tests in a browser. Install Chromium, or name one in CHROMIUM.",
        )
    if not database_url.startswith(("postgres:", "postgresql:")):
        yield Missing(
            "postgres",
            "Left out of this run on SQLite: the tests of PostgreSQL itself. Name one in "
            "DATABASE_URL, such as postgres://user@127.0.0.1:5432/wagtail_social.",
        )
    if not (shutil.which("xgettext") and shutil.which("msgfmt")):
        yield Missing(
            "gettext",
            "Left out: the tests that gather and compile texts to translate. Install GNU gettext.",
        )


def touches_database(item: pytest.Item) -> bool:
    """Say whether a test uses the database: by marker, by fixture, or as a Django test case."""
    from django.test import TransactionTestCase

    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))
        or (isinstance(case, type) and issubclass(case, TransactionTestCase))
    )


def takes_long(item: pytest.Item) -> bool:
    """Say whether a test had better begin the run. What empties the database ends it, always."""
    database = item.get_closest_marker("django_db")
    empties = "transactional_db" in getattr(item, "fixturenames", ()) or (
        database is not None and bool(database.kwargs.get("transaction"))
    )
    return not empties and any(item.get_closest_marker(name) for name in ("browser", "slow"))


def long_ones_first(items: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return the tests so that each process begins with its share of the long ones.

    Otherwise one is still busy when the others have ended. xdist deals out an eighth of all tests
    to each of two processes, a twelfth to each of three, and the rest as they get on.
    """
    long, short = [], []
    for item in items:
        (long if takes_long(item) else short).append(item)
    share, found = len(items) // (4 * processes), []
    for process in range(processes):
        mine = long[process::processes]
        fill = max(share - len(mine), 0)
        found += [*mine, *short[:fill]]
        short = short[fill:]
    return found + short


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--database-only``: tests that touch the database and are not marked ``once``."""
    parser.addoption(
        "--database-only",
        action="store_true",
        help="run only what another database may answer differently (for a second run on one)",
    )


def left_out(config: pytest.Config) -> list[Missing]:
    """Return what this run leaves out."""
    return list(missing(os.environ.get("DATABASE_URL", "")))


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to leave anything out in CI, save PostgreSQL's tests in a run on SQLite."""
    if os.environ.get("CI") == "true":
        refused = [thing.sentence for thing in left_out(config) if thing.marker != "postgres"]
        if refused:
            raise pytest.UsageError("CI leaves nothing out. " + " ".join(refused))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run here or was not asked for; begin with what takes long."""
    markers = {thing.marker for thing in left_out(config)}
    keep = [item for item in items if not markers.intersection(m.name for m in item.iter_markers())]
    if config.getoption("--database-only"):
        keep = [
            item for item in keep if touches_database(item) and not item.get_closest_marker("once")
        ]
    if len(keep) < len(items):
        kept = set(keep)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = keep
    worker = getattr(config, "workerinput", {})
    items[:] = long_ones_first(items, worker.get("workercount", 1))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was left out."""
    for thing in left_out(config):
        terminalreporter.write_line(thing.sentence, yellow=True)


if __name__ == "__main__":
    if not os.environ.get("DATABASE_URL"):
        print(local_postgres())
