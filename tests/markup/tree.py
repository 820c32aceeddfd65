"""Reads HTML with Python's own parser, and says what in it is not allowed.

Written without the code under test: the lists are the promise, not a copy of the settings.
"""

from html.parser import HTMLParser
from urllib.parse import urlsplit

TAGS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "span"),
}
VOID = {"br", "hr"}
REL = "nofollow noopener noreferrer ugc"
_INVISIBLE = set(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])) | {
    chr(point) for point in (*range(9), *range(11, 32), *range(127, 160), 0xFFFE, 0xFFFF)
}


class Tree(HTMLParser):
    """Elements with attributes, the text, and all that is wrong (``problems``)."""

    def __init__(self, html: str, *, shown: bool = False) -> None:
        """Parse ``html``: as stored, or with ``shown`` as it is presented to a person."""
        super().__init__(convert_charrefs=True)
        self.shown = shown
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.problems: list[str] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.problems.append(f"left open: {self.open}")
        if found := _INVISIBLE.intersection("".join(self.texts)):
            self.problems.append(f"invisible characters {found!r}")

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def count(self, tag: str) -> int:
        return sum(1 for name, _ in self.elements if name == tag)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in TAGS:
            self.problems.append(f"tag {tag}")
        if tag not in VOID:
            self.open.append(tag)
        if len(attrs) != len(dict(attrs)):
            self.problems.append(f"doubled attribute on {tag}")
        if tag == "a" and "a" in self.open[:-1]:
            self.problems.append("link in link")
        allowed = self._allowed(tag)
        for name, value in attrs:
            if name not in allowed:
                self.problems.append(f"attribute {name} on {tag}")
            elif name == "href":
                self._check_target(value or "")
            elif name == "rel" and value != REL:
                self.problems.append(f"rel={value!r}")
            elif name in ("data-mention", "start") and not (value or "").isdecimal():
                self.problems.append(f"{name}={value!r}")
        if tag == "a" and dict(attrs).get("class") is None and dict(attrs).get("rel") != REL:
            self.problems.append("link without rel")

    def _allowed(self, tag: str) -> set[str]:
        if tag == "a":
            return {"href", "rel"} | ({"class"} if self.shown else set())
        if tag == "span":
            if self.shown:
                return {"class", "role", "aria-label"}
            return {"data-mention", "data-topic", "data-task"}
        return {"start"} if tag == "ol" else set()

    def _check_target(self, target: str) -> None:
        if any(character in _INVISIBLE or character in ' \\<>"`\t\n' for character in target):
            self.problems.append(f"characters in {target!r}")
        parts = urlsplit(target)
        if target.startswith("/"):
            if parts.netloc or target.startswith("//"):
                self.problems.append(f"another host: {target!r}")
        elif parts.scheme in ("http", "https"):
            if "@" in parts.netloc or not parts.hostname:
                self.problems.append(f"host of {target!r}")
        elif parts.scheme not in ("mailto", "tel"):
            self.problems.append(f"scheme of {target!r}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"closes {tag}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.problems.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.problems.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.problems.append("instruction")

    def unknown_decl(self, data: str) -> None:
        self.problems.append("unknown declaration")
