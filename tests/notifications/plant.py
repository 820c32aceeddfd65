"""Real workers, a real mail server and locks that hold them still, for one test."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from aiosmtpd.controller import Controller
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
#: How long anything may take before a test gives up (seconds).
PATIENCE = 60


class MailServer:
    """Keeps what it gets. ``at_sender`` and ``at_text`` are called while the client waits."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.at_sender: Callable[[], None] = lambda: None
        self.at_text: Callable[[], None] = lambda: None

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take the sender's address."""
        self.at_sender()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the text: from here on the mail is accepted."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append((envelope.rcpt_tos, message))
        self.at_text()
        return "250 OK"

    @property
    def recipients(self) -> list[str]:
        """Whom mail came for, in order of the alphabet."""
        return sorted(address for addresses, _message in self.received for address in addresses)


def database_url() -> str:
    """Return the address of the database that this test uses."""
    found = connection.settings_dict
    user = quote(found["USER"] or "", safe="")
    password = f":{quote(found['PASSWORD'], safe='')}" if found["PASSWORD"] else ""
    host = quote(found["HOST"] or "", safe="")
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgres://{user}{password}@{host}{port}/{quote(found['NAME'], safe='')}"


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Plant:
    """Starts processes and stops those it started; ``mail`` is the mail server."""

    def __init__(self) -> None:
        self.mail = MailServer()
        self.processes: list[subprocess.Popen[bytes]] = []
        self.port = free_port()
        self.controller = Controller(self.mail, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def run(self, *command: str, lease: int = 600) -> subprocess.Popen[bytes]:
        """Start ``manage.py`` with these words, on the database and mail server of the test."""
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
            "TEST_MAIL_PORT": str(self.port),
            "TEST_MAIL_LEASE": str(lease),
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "django", *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.processes.append(process)
        return process

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start a worker that takes tasks from the database."""
        return self.run(
            "db_worker", "--interval", "0.1", "--no-startup-delay", "--no-reload", *options
        )

    def due(self, lease: int = 600) -> str:
        """Do one round of what is due, and return what it said."""
        said, _nothing = self.run("social_run_due", lease=lease).communicate(timeout=PATIENCE)
        return said.decode()

    def stop(self) -> None:
        """Stop every process that was started here, and the mail server."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=PATIENCE)
        self.controller.stop()


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process as a machine that loses its power does."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)


def until(what: Callable[[], Any], process: subprocess.Popen[bytes] | None = None) -> Any:
    """Wait until this is true, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        if process is not None and process.poll() is not None:
            raise AssertionError(process.communicate()[0].decode()[-3000:])
        time.sleep(0.05)
    raise AssertionError("nothing came of it in time")


@contextlib.contextmanager
def locked(table: str, mode: str) -> Iterator[Callable[[], int]]:
    """Hold a lock on a table; the value says how many wait for it."""
    with (
        psycopg.connect(database_url()) as holder,
        psycopg.connect(database_url(), autocommit=True) as observer,
    ):
        holder.execute(f'LOCK TABLE "{table}" IN {mode} MODE')  # type: ignore[arg-type]

        def waiting() -> int:
            row = observer.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass",
                [table],
            ).fetchone()
            return row[0] if row else 0

        try:
            yield waiting
        finally:
            holder.rollback()


def killed_in_time(process: subprocess.Popen[bytes]) -> Callable[[], None]:
    """Return a function that kills the process, once, from the mail server's thread."""
    once = threading.Event()

    def do() -> None:
        if not once.is_set():
            once.set()
            kill(process)

    return do
