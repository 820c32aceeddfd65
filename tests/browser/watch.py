"""Eyes on everything a page does that nobody sees: errors, breaches of the policy, other hosts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

#: What Chromium writes to the console for every answer of 400 or more; the answers are judged.
ANSWER = "Failed to load resource"


@dataclass
class Watch:
    """What went wrong in a context of the browser; :meth:`verdict` fails the test with it.

    ``expected`` holds the codes of answers that the test provokes, such as 422 for a form in
    error; ``offline`` says that the test cuts the line.
    """

    origin: str
    expected: set[int] = field(default_factory=set)
    offline: bool = False
    found: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch a context and every page in it."""
        context.on("page", self._page)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)

    def verdict(self) -> None:
        """Fail with what was found, if anything was."""
        assert not self.found, "\n".join(self.found)

    def _note(self, what: str) -> None:
        if what not in self.found:
            self.found.append(what)

    def _page(self, page: Page) -> None:
        page.on("crash", lambda: self._note("the page crashed"))

    def _is_ours(self, url: str) -> bool:
        return url.startswith((self.origin + "/", "blob:" + self.origin, "data:", "about:"))

    def _request(self, request: Any) -> None:
        if not self._is_ours(request.url):
            self._note(f"a request to another host: {request.url}")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self._note(f"{response.status} for {urlsplit(response.url).path}")

    def _failed(self, request: Any) -> None:
        aborted = request.failure and "ERR_ABORTED" in request.failure
        if not aborted and not self.offline:
            self._note(f"no answer for {request.url}: {request.failure}")

    def _console(self, message: Any) -> None:
        silent = (ANSWER, "htmx:") if self.offline else (ANSWER,)
        if message.type == "error" and not message.text.startswith(silent):
            self._note(f"in the console: {message.text[:300]}")

    def _error(self, error: Any) -> None:
        self._note(f"an error in a script: {error.error}")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        self._note(f"a dialog: {dialog.type} {dialog.message}")
        dialog.dismiss()
