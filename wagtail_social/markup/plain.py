"""Rendered HTML as plain text, for previews, titles, notices and search.

Works on the HTML that :func:`~wagtail_social.markup.render` made, whose attributes hold neither
``<`` nor ``>``.
"""

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^<>]*>")
_INLINE = frozenset({"a", "code", "em", "s", "span", "strong"})
_ELLIPSIS = "…"


def plain_words(html: str) -> str:
    """Return the words of ``html`` with single spaces, also between blocks, cells and lines.

    The result is text, not HTML: a template escapes it.
    """
    return " ".join(_words(html))


def excerpt(html: str, length: int) -> str:
    """Return the beginning of the text of ``html``: at most ``length`` characters, one line.

    Longer text is cut after a word and ends in an ellipsis, which counts; a first word that is
    too long is cut itself. The result is text, not HTML. ``length`` below 1 raises ValueError.
    """
    if length < 1:
        raise ValueError("length of an excerpt must be at least 1")
    text = ""
    for word in _words(html):
        longer = f"{text} {word}" if text else word
        if len(longer) > length:
            return _cut(text, longer, length)
        text = longer
    return text


def _cut(text: str, longer: str, length: int) -> str:
    """Return ``text`` with an ellipsis, without its last words where there is no room for it."""
    if not text:
        return longer[: length - 1] + _ELLIPSIS
    while len(text) >= length and " " in text:
        text = text.rpartition(" ")[0]
    return text[: length - 1].rstrip(" ,;:–-") + _ELLIPSIS


def _words(html: str) -> Iterator[str]:
    """Yield the words, reading no more of ``html`` than is asked for."""
    pending = ""
    position = 0
    for tag in _TAG.finditer(html):
        pending += unescape(html[position : tag.start()])
        position = tag.end()
        if tag[2] in _INLINE:
            continue
        yield from pending.split()
        pending = ""
    yield from (pending + unescape(html[position:])).split()
