"""Text of people in a mail: addresses that lead back, plain text, names that make no links.

Works on the HTML that :func:`~wagtail_social.markup.present` made, whose attributes hold neither
``<`` nor ``>``.
"""

import re
from html import unescape
from textwrap import wrap

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .source import one_line

#: Longest line of a plain text (characters), as RFC 5322 advises (section 2.1.1).
WIDTH = 76

_HREF = re.compile(r'(<a\b[^<>]*?\shref=")(/(?!/)[^"<>]*")')
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^<>]*)>")
_TARGET = re.compile(r'\shref="([^"]*)"')
_SCHEME = re.compile(r"\b[a-z][a-z0-9+.-]{0,20}:/{2,}", re.IGNORECASE)
_WWW = re.compile(r"\bwww\d{0,3}\.", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)[.\u3002\uff0e\uff61](?=[^\W\d_])")
_MAIL = re.compile(r"\b(mailto|tel|javascript|data):", re.IGNORECASE)

_BLOCKS = frozenset({"p", "h3", "h4", "h5", "h6", "pre", "table", "hr"})


def absolute(html: str, base_url: str) -> SafeString:
    """Return presented ``html`` with the links into this site made absolute.

    ``base_url`` is the address of the site, such as ``https://intranet.example.org``.
    """
    base = escape(base_url.rstrip("/"))
    return mark_safe(_HREF.sub(lambda link: f"{link[1]}{base}{link[2]}", html))


def unlinked(text: str) -> str:
    """Return a name or title as one line in which no mail program finds a link.

    Mail programs make links of what looks like an address, also where a person chose it as a name.
    Schemes and ``www.`` go; a dot between letters becomes a middle dot, as does the ``@``'s domain.
    """
    line = one_line(text)
    line = _WWW.sub("", _SCHEME.sub("", line)).replace("://", " ")
    line = _MAIL.sub(lambda scheme: scheme[1] + " ", line)
    return " ".join(_DOT.sub("·", line).split())


def as_text(html: str, base_url: str = "", width: int = WIDTH) -> str:
    """Return presented ``html`` as plain text: paragraphs, lists, quotations, links as text.

    Lines are at most ``width`` characters long, but for long words and code. The result is text,
    not HTML.
    """
    return "\n".join(_Writer(base_url, width).write(html)).strip("\n")


class _Writer:
    """Reads tags from left to right; what is inside of what is kept in ``prefixes``."""

    def __init__(self, base_url: str, width: int) -> None:
        self.base_url = base_url.rstrip("/")
        self.width = width
        self.lines: list[str] = []
        self.pending = ""
        self.prefixes: list[str] = []
        self.lists: list[int | None] = []
        self.marker = ""
        self.target = ""
        self.is_name = False
        self.link_start = 0
        self.in_code = False

    def write(self, html: str) -> list[str]:
        position = 0
        for token in _TOKEN.finditer(html):
            self.say(html[position : token.start()])
            position = token.end()
            if token[1]:
                self.end(token[2])
            else:
                self.begin(token[2], token[3])
        self.say(html[position:])
        self.flush()
        return self.lines

    def say(self, text: str) -> None:
        text = unescape(text)
        self.pending += text if self.in_code else re.sub(r"\s+", " ", text)

    def begin(self, tag: str, attributes: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            self.gap()
            self.in_code = tag == "pre"
            if tag == "hr":
                self.lines.append("".join(self.prefixes) + "-" * 3)
        elif tag in ("ul", "ol"):
            self.flush()
            if not self.lists:
                self.gap()
            start = re.search(r'start="(\d{1,9})"', attributes)
            number = int(start[1]) if start else 1
            self.lists.append(number if tag == "ol" else None)
        elif tag == "li":
            self.flush()
            self.item()
        elif tag == "blockquote":
            self.flush()
            self.gap()
            self.prefixes.append("> ")
        elif tag == "br":
            self.pending += "\n"
        elif tag == "a":
            target = _TARGET.search(attributes)
            self.target = unescape(target[1]) if target else ""
            self.is_name = "ws-mention" in attributes
            self.link_start = len(self.pending)

    def end(self, tag: str) -> None:
        if tag in _BLOCKS or tag in ("li", "tr"):
            self.flush()
            self.in_code = False
        if tag in ("ul", "ol") and self.lists:
            self.flush()
            self.lists.pop()
        elif tag in ("li", "blockquote"):
            self.flush()
            self.marker = ""
            if self.prefixes:
                self.prefixes.pop()
        elif tag in ("td", "th"):
            self.pending += " | "
        elif tag == "a":
            self.close_link()

    def item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.marker = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1
        self.prefixes.append(" " * len(self.marker))

    def close_link(self) -> None:
        """Put the address behind the words of a link, where it is another one."""
        words = self.pending[self.link_start :].strip()
        target = self.target
        if self.is_name:
            self.pending = self.pending[: self.link_start] + unlinked(words)
            target = ""
        elif target.startswith("/"):
            target = f"{self.base_url}{target}"
        if target.removeprefix("mailto:") == words:
            target = ""
        if target:
            self.pending += f" <{target}>"
        self.target = ""

    def gap(self) -> None:
        """Leave a line free between blocks."""
        if self.lines and self.lines[-1].strip(" >") and not self.marker:
            self.lines.append("".join(self.prefixes).rstrip())

    def flush(self) -> None:
        text, self.pending = self.pending, ""
        text = text.strip("\n") if self.in_code else text.strip().removesuffix("|").rstrip()
        if not text:
            return
        for line in text.split("\n"):
            prefix = "".join(self.prefixes)
            first = prefix
            if self.marker:
                first = prefix[: -len(self.marker)] + self.marker
                self.marker = ""
            if self.in_code:
                self.lines.append(f"{first}{line}".rstrip())
                continue
            self.lines += wrap(
                line.strip(),
                width=max(self.width, len(prefix) + 20),
                initial_indent=first,
                subsequent_indent=prefix,
                break_long_words=False,
                break_on_hyphens=False,
            ) or [first.rstrip()]
