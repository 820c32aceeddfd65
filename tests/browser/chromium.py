"""Chromium, driven in the thread of the test."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.available import chromium

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing leaves this machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class Driver:
    """One browser for the tests of a process.

    Playwright keeps an event loop running in the thread that drives it. Django refuses to work in
    such a thread, so the loop is shown to asyncio only while a test drives the browser.
    """

    def __init__(self) -> None:
        """Start the browser."""
        self._playwright: Any = sync_playwright().start()
        self.browser: Browser = self._playwright.chromium.launch(
            executable_path=chromium(), headless=True, args=list(FLAGS)
        )
        self._loop = asyncio._get_running_loop()
        asyncio._set_running_loop(None)

    @contextmanager
    def driving(self) -> Iterator[Browser]:
        """Let a test drive the browser and use the database."""
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        asyncio._set_running_loop(self._loop)
        try:
            yield self.browser
        finally:
            asyncio._set_running_loop(None)
            if before is None:
                del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

    def close(self) -> None:
        """End the browser."""
        with self.driving():
            self.browser.close()
            self._playwright.stop()
