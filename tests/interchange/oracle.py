"""What a text must become, told by markdown-it alone and without the code under test.

The source is read by a plain CommonMark parser with tables and strikethrough. From its tokens come
how many code blocks, list items, quotes, tables and links there are, and the words in their order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

COUNTED = {"pre": "code blocks", "li": "list items", "blockquote": "quotes", "table": "tables"}

_PLAIN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_BLOCKS = {
    "fence": "pre",
    "code_block": "pre",
    "list_item_open": "li",
    "blockquote_open": "blockquote",
    "table_open": "table",
}
_FENCE = re.compile(r"^ {0,3}(?:> ?)*(?:[-*+]|\d+[.)])? *(```+|~~~+)", re.MULTILINE)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ADDRESS = re.compile(r"https?://[^\s<>\"`\[\]]+")
_SAFE = re.compile(r"https?://|mailto:|/(?!/)")
_TASK = re.compile(r"^\[[ xX]\]\s")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")


def without_comments(source: str) -> str:
    """Return the source without HTML comments, which are not shown; those in code stay."""
    parts: list[str] = []
    position = 0
    for match in _HTML_COMMENT.finditer(source):
        fences = _FENCE.findall(source[: match.start()])
        before = source[: match.start()].rpartition("\n")[2]
        if len(fences) % 2 or before.count("`") % 2 or before.startswith("    "):
            continue
        parts.append(source[position : match.start()])
        position = match.end()
    return "".join([*parts, source[position:]])


def expected(source: str) -> tuple[Counter[str], list[str]]:
    """Return how many of each element the text has, and its words."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    counts: Counter[str] = Counter()
    texts: list[str] = []
    in_item = False
    for token in _PLAIN.parse(without_comments(source)):
        if token.type in _BLOCKS:
            counts[_BLOCKS[token.type]] += 1
        if token.type in ("fence", "code_block"):
            texts.append(token.content)
        elif token.type == "inline":
            text = "".join(_inline(token.children or [], counts))
            texts.append(_TASK.sub("☐ ", text) if in_item else text)
        if token.type != "paragraph_open":
            in_item = token.type == "list_item_open"
    return counts, words(" ".join(texts))


def _inline(tokens: list[Token], counts: Counter[str]) -> Iterator[str]:
    inside = 0
    for token in tokens:
        if token.type == "link_open":
            inside += 1
            counts["a"] += bool(_SAFE.match(str(token.attrs["href"])))
        elif token.type == "link_close":
            inside -= 1
        elif token.type == "image":
            counts["a"] += not inside and bool(_SAFE.match(str(token.attrs["src"])))
            yield token.content or str(token.attrs["src"])
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
        else:
            if token.type == "text" and not inside:
                counts["a"] += len(_ADDRESS.findall(token.content))
            yield token.content


def words(text: str) -> list[str]:
    """Return the words of a text; boxes of tasks are one sign, emoji and their codes are left."""
    text = _SHORTCODE.sub(" ", text.replace("☑", "☐"))
    text = "".join(sign if ord(sign) < 0x1F300 else " " for sign in text)
    return text.split()


class Shown(HTMLParser):
    """Elements and words of HTML as a person gets it; mentions and topics apart from links.

    ``names`` gives what was written, ``@handle``, by what is shown for it, ``@Name Surname``.
    """

    def __init__(self, html: str, names: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self.counts: Counter[str] = Counter()
        self.mentioned: list[str] = []
        self.topics: list[str] = []
        self._names = names
        self._texts: list[str] = []
        self._link = ""
        self.feed(html)
        self.close()

    @property
    def words(self) -> list[str]:
        """The words in their order, people by their handles."""
        text = "".join(self._texts)
        for name, handle in self._names.items():
            if " " in name:
                text = text.replace(name, handle)
        return words(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag in COUNTED:
            self.counts[tag] += 1
        elif tag == "a":
            self._link = found.get("class") or "link"
            self.counts["a"] += self._link == "link"
        if tag in ("p", "li", "td", "th", "br", "pre", "h3", "h4", "h5", "h6"):
            self._texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if self._link == "ws-mention":
            self.mentioned.append(data)
        elif self._link == "ws-topic":
            self.topics.append(data)
        self._texts.append(data)
