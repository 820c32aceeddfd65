"""A visitor who follows every link he is shown, and a reader of what he saw."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

#: Links, and what scripts of ours fetch.
_LINK = re.compile(rb"""\s(?:href|src|action|hx-get|data-[\w-]*(?:url|src))=["']([^"'<>]+)["']""")
#: Never followed: it would end the visit, or is no page.
_LEFT_OUT = re.compile(r"/(?:sign-out|logout|static|language|media)/|/sign-in/|jsi18n|/unlock/")


@dataclass
class Visit:
    """The pages that one client was shown, by address."""

    client: Any
    most: int
    pages: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def start(self, addresses: Iterable[str], *, below: str = "/", **headers: Any) -> Visit:
        """Fetch these addresses and all they lead to below a path, ``most`` at the most."""
        waiting = deque(addresses)
        seen: set[str] = set()
        while waiting and len(self.pages) < self.most:
            address = waiting.popleft()
            shape = _shape(address)
            if shape in seen:
                continue
            seen.add(shape)
            body = self.fetch(address, **headers)
            waiting.extend(link for link in _links(address, body) if link.startswith(below))
        return self

    def fetch(self, address: str, **headers: Any) -> bytes:
        """Fetch one address and keep what came, headers included."""
        response = self.client.get(address, headers=headers)
        body = response.getvalue() if response.streaming else response.content
        told = "\n".join(f"{name}: {value}" for name, value in response.items())
        self.codes[address] = response.status_code
        self.pages[address] = body + b"\n\n" + told.encode()
        if response.status_code in (301, 302, 303):
            return b' href="' + response["Location"].encode() + b'"'
        return body

    def meets(self, words: Iterable[str], *, unless: Any = None) -> list[str]:
        """Return where a word was met: ``address: word``, but for pages that ``unless`` lets.

        A word that the address held already is an echo.
        """
        wanted = [(word, word.encode()) for word in words]
        met = []
        for address, body in self.pages.items():
            text, typed = body.lower(), unquote(address).lower()
            met += [
                f"{address}: {word}"
                for word, sign in wanted
                if sign in text and word not in typed and not (unless and unless(address, word))
            ]
        return met


def _links(address: str, body: bytes) -> Iterator[str]:
    for found in _LINK.findall(body):
        link, _anchor = urldefrag(unescape(found.decode("utf-8", "replace")))
        target = urlsplit(urljoin(f"http://testserver{address}", link))
        if target.netloc == "testserver" and not _LEFT_OUT.search(target.path):
            yield target.path + (f"?{target.query}" if target.query else "")


def _shape(address: str) -> str:
    """Return the address without what makes endless variants: cursors, orders, ways back."""
    path, _mark, query = address.partition("?")
    kept = [
        part
        for part in query.split("&")
        if part and part.split("=")[0] not in ("next", "after", "ordering", "at")
    ]
    return path + "?" + "&".join(sorted(kept)[:2])
