"""What people wrote is all there, as plain CommonMark reads it: every block, link and word.

The oracle is markdown-it without any rule of ours; it only knows what the text promises on top:
bare addresses and pictures are links, refused links are none, HTML comments are gone, boxes and
emoji are no words. ``SOCIAL_SAMPLE_DATA`` may name a folder in the interchange format; its
posts and comments are read too.
"""

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.markup.samples import SAMPLES
from wagtail_social.markup import render
from wagtail_social.markup.emoji import EMOJI

_ORACLE = MarkdownIt("commonmark", {"html": False}).enable("table")
# A refused target leaves the text of its link; what is refused is counted below.
_ORACLE.validateLink = lambda url: True  # type: ignore[method-assign]
_COMMENT_OR_CODE = re.compile(r"(^```.*?^```|`[^`\n]*`)|<!--.*?-->", re.S | re.M)
_BARE = re.compile(r"(?<![\w+.-])https?://\w")
_SHORTCODE = re.compile(r"(?<!\w):([a-z0-9_+-]+):(?!\w)")
_SAFE = re.compile(r"(https?://|mailto:|tel:|/(?!/))")
_BLOCKS = {
    "fence": "code block",
    "code_block": "code block",
    "list_item_open": "list item",
    "blockquote_open": "quote",
    "table_open": "table",
}


class Expected:
    """Counts and words of a source, by plain markdown-it."""

    def __init__(self, source: str) -> None:
        self.counts: Counter[str] = Counter()
        self.parts: list[str] = []
        source = _COMMENT_OR_CODE.sub(lambda found: found[1] or "", source.replace("\r\n", "\n"))
        tokens = _ORACLE.parse(source)
        for index, token in enumerate(tokens):
            if token.type in _BLOCKS:
                self.counts[_BLOCKS[token.type]] += 1
            if token.type == "inline":
                first_of_item = index > 1 and tokens[index - 2].type == "list_item_open"
                self._inline(token.children or [], first_of_item)
            elif token.content:
                self.parts.append(token.content)
            self.parts.append(" ")

    def _inline(self, children: list[Token], first_of_item: bool) -> None:
        in_link, kept, running = False, False, ""
        for child in [*children, Token("softbreak", "", 0)]:
            if child.type == "text" and not in_link:
                running += child.content
                continue
            self._running(running, first_of_item)
            first_of_item, running = False, ""
            if child.type == "link_open":
                in_link, kept = True, bool(_SAFE.match(str(child.attrs["href"])))
                self.counts["link"] += kept
            elif child.type == "link_close":
                in_link = kept = False
            elif child.type == "image":
                self.counts["link"] += not kept and bool(_SAFE.match(str(child.attrs["src"])))
                self.parts.append(child.content or str(child.attrs["src"]))
            elif child.type == "code_inline":
                self.counts["code"] += 1
                self.parts.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                self.parts.append(" ")
            elif child.type == "text":
                self.parts.append(child.content)

    def _running(self, text: str, first_of_item: bool) -> None:
        if first_of_item:
            text = re.sub(r"^\[[ xX]\](?=\s)", "", text)
        self.counts["link"] += len(_BARE.findall(text))
        self.parts.append(_SHORTCODE.sub(lambda code: "" if code[1] in EMOJI else code[0], text))


class Found(HTMLParser):
    """Counts and words of rendered HTML."""

    _NAMES = {
        "pre": "code block",
        "li": "list item",
        "blockquote": "quote",
        "table": "table",
        "a": "link",
    }

    def __init__(self, html: str) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self.parts: list[str] = []
        self._before = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._NAMES:
            self.counts[self._NAMES[tag]] += 1
        elif tag == "code" and self._before != "pre":
            self.counts["code"] += 1
        self._space(tag)
        self._before = tag

    def handle_endtag(self, tag: str) -> None:
        self._space(tag)
        self._before = ""

    def _space(self, tag: str) -> None:
        if tag not in ("a", "code", "em", "s", "span", "strong"):
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        self._before = ""
        self.parts.append(data)


def words(parts: list[str]) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", "".join(parts)))


def texts_of(folder: str) -> Iterator[tuple[str, str]]:
    """Yield id and body of each post and comment in a folder of the interchange format."""
    for name in ("posts.jsonl", "comments.jsonl"):
        with (Path(folder) / name).open(encoding="utf-8") as lines:
            for line in lines:
                if line.strip():
                    entry = json.loads(line)
                    yield entry["id"], entry["body"]


_FOLDERS = [folder for folder in [os.environ.get("SOCIAL_SAMPLE_DATA")] if folder]


def differences(texts: Iterator[tuple[str, str]]) -> list[str]:
    """Return one line for each text that is not shown as it was written."""
    wrong = []
    for name, source in texts:
        expected, found = Expected(source), Found(render(source, mentions={}).html)
        if +expected.counts != +found.counts:
            wrong.append(f"{name}: written {dict(+expected.counts)}, shown {dict(+found.counts)}")
        written, shown = words(expected.parts), words(found.parts)
        if written != shown:
            at = next(
                (
                    n
                    for n, pair in enumerate(zip(written, shown, strict=False))
                    if pair[0] != pair[1]
                ),
                -3,
            )
            wrong.append(f"{name}: written {written[at:][:8]}, shown {shown[at:][:8]}")
    return wrong


@pytest.mark.parametrize(("name", "source"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_a_person_writes_a_tricky_text_and_all_of_it_is_shown(name: str, source: str) -> None:
    assert differences(iter([(name, source)])) == []


@pytest.mark.parametrize("texts", ["samples", *_FOLDERS])
def test_a_community_brings_its_record_and_all_of_it_is_shown(texts: str) -> None:
    found = list(SAMPLES) if texts == "samples" else list(texts_of(texts))
    assert len(found) > 30
    assert differences(iter(found)) == []
