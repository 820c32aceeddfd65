"""What a person finds on the page of a discussion: the text of the post and of every comment."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.test import Client

_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
_OWNER = re.compile(r"(?:post|comment)-\d+")


class Texts(HTMLParser):
    """The HTML of each text on a page by the id of the post or comment that it belongs to."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, str] = {}
        #: Addresses of the rest of a long thread.
        self.more: list[str] = []
        self._open: list[tuple[str, str, str]] = []
        self._parts: list[str] = []
        self._text_at: int | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._keep(self.get_starttag_text() or "")
        if tag in _VOID:
            return
        names = {name: value or "" for name, value in attrs}
        classes = names.get("class", "")
        self._open.append((tag, names.get("id", ""), classes))
        if tag == "div" and classes == "ws-text" and self._text_at is None:
            self._text_at = len(self._open)
            self._parts = []
        if tag == "a" and any("ws-load-more" in held for _tag, _id, held in self._open):
            self.more.append(names["href"])

    def handle_endtag(self, tag: str) -> None:
        if not self._open or tag in _VOID:
            return
        if self._text_at == len(self._open):
            if owner := self._owner():
                self.found[owner] = "".join(self._parts)
            self._text_at = None
        self._keep(f"</{tag}>")
        self._open.pop()

    def _owner(self) -> str:
        """Return whose text it is; nobody's where a post only shows a part of its answer."""
        for _tag, name, classes in reversed(self._open):
            if _OWNER.fullmatch(name):
                return name
            if "ws-comment--teaser" in classes:
                return ""
        return ""

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, html: str) -> None:
        if self._text_at is not None:
            self._parts.append(html)


def texts_on_page(client: Client, url: str) -> dict[str, str]:
    """Return every text of a discussion, with the rest of a long thread followed to its end."""
    found: dict[str, str] = {}
    waiting, seen = [url], {url}
    while waiting:
        answer = client.get(waiting.pop())
        assert answer.status_code == 200, answer
        page = Texts(answer.content.decode())
        found |= {key: text for key, text in page.found.items() if key not in found}
        waiting += [more for more in page.more if more not in seen]
        seen.update(page.more)
    return found
