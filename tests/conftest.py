"""What every test can ask for."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connections
from django.test import Client

from . import migrated


def pytest_collection_finish() -> None:
    """Look for cycles rarely: what is loaded by now stays, and looking costs a fifth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


#: Rows that were rolled back make tables look large; PostgreSQL would then compile small queries, a
#: third of a second each. Benchmarks run without this.
POSTGRES_OPTIONS = "-c jit=off -c synchronous_commit=off"


@pytest.fixture(scope="session")
def migrated_before(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any, request: Any
) -> bool:
    """Whether an earlier process kept a database that is migrated already."""
    if not migrated.can_be_kept() or request.config.getoption("create_db"):
        return False
    with django_db_blocker.unblock():
        return migrated.load(request.config.cache.mkdir("migrated"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, migrated_before: bool) -> None:
    """Begin with that database; on PostgreSQL, with what makes tests quick."""
    for connection in connections.all():
        if connection.vendor == "postgresql":
            connection.settings_dict["OPTIONS"]["options"] = POSTGRES_OPTIONS


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, migrated_before: bool, request: Any
) -> None:
    """Keep the migrated database for the next one."""
    with django_db_blocker.unblock():
        migrated.let_go()
        if migrated.can_be_kept() and not migrated_before:
            migrated.keep(request.config.cache.mkdir("migrated"))


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Begin without counts of throttles."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _data_folder() -> Iterator[None]:
    """Take the files of the run away when it ends."""
    yield
    shutil.rmtree(django_settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def second_database(request: pytest.FixtureRequest) -> bool:
    """Whether all the tests run on another database too (``--database-only``)."""
    return bool(request.config.getoption("database_only", False))


@pytest.fixture
def cast(db: None) -> Any:
    """The people by role (``cast["member"]``), ``cast.groups["secret"]``, ``cast.talks``."""
    from .cast import cast_on_stage

    return cast_on_stage()


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    """Return a client that is signed in as a user: ``sign_in(user)``."""

    def client_for(user: Any = None, **options: Any) -> Client:
        client = Client(**options)
        if user is not None and user.is_authenticated:
            client.force_login(user)
        return client

    return client_for


@pytest.fixture
def client_of(cast: Any, sign_in: Callable[..., Client]) -> Callable[..., Client]:
    """Return a client signed in as a role: ``client_of("manager")``; the same one each time."""
    clients: dict[tuple[Any, ...], Client] = {}

    def client_for(role: str, **options: Any) -> Client:
        key = (role, *sorted(options.items()))
        if key not in clients:
            clients[key] = sign_in(cast[role], **options)
        return clients[key]

    return client_for


@pytest.fixture
def host_pages(cast: Any) -> Any:
    """The host's pages: see ``tests/host_pages.py``."""
    from .host_pages import build_host_pages

    return build_host_pages(cast)


_LAST_LOOK = 'UPDATE "wagtail_social_meetings_attendance" SET "seen_at" = %s WHERE'


@dataclass
class Queries:
    """What was sent to the database while counting."""

    sql: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sql)

    @property
    def writes(self) -> list[str]:
        """The statements that change rows, but for sessions and who was here lately.

        Also left out is the mark of one's last look at a meeting: that column alone.
        """
        return [
            statement
            for statement in self.sql
            if statement.lstrip("( ").upper().startswith(("INSERT", "UPDATE", "DELETE"))
            and '"django_session"' not in statement
            and '"wagtail_social_notifications_presence"' not in statement
            and not statement.startswith(_LAST_LOOK)
        ]


@contextmanager
def counted_queries() -> Iterator[Queries]:
    """Count the queries of every database."""
    found = Queries()

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")):
            found.sql.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(keep))
        yield found


@pytest.fixture
def queries() -> Callable[[], Any]:
    """Count queries: ``with queries() as found: …`` then ``len(found)``, ``found.writes``."""
    return counted_queries


@pytest.fixture
def htmx() -> dict[str, str]:
    """The headers of a request by htmx: ``client.get(url, headers=htmx)``."""
    return {"HX-Request": "true"}
