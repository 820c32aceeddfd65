"""An agenda, and minutes, written as one Markdown text: cut at their headings.

Every line of a text is in exactly one of the pieces, but for headings that are nothing else than
the title of a piece. Headings in code are none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

from wagtail_social.markup import one_line

_PARSER = MarkdownIt("commonmark", {"html": False})
_UNDERLINE = re.compile(r"[=-]+\s*")
_MARKS = re.compile(r"^#+|#+$")


@dataclass(frozen=True)
class Piece:
    """A heading with what stands below it. ``level`` is 1 for the highest, 0 without a heading.

    ``heading`` is what one reads of the heading, ``written`` the lines it was written in.
    """

    level: int
    heading: str
    written: str
    below: str

    @property
    def whole(self) -> str:
        """The piece as it was written."""
        return "\n".join(filter(None, [self.written, self.below]))


def _lines(source: str) -> list[str]:
    return source.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def pieces(source: str) -> list[Piece]:
    """Return a text cut before each of its headings; the first piece is what stands before them."""
    lines = _lines(source)
    heads: list[tuple[int, int, int, str]] = [(0, 0, 0, "")]
    tokens = _PARSER.parse("\n".join(lines))
    for token, inline in itertools.pairwise(tokens):
        if token.type != "heading_open" or token.level or token.map is None:
            continue
        first, behind = token.map
        words = "".join(
            part.content if part.type in ("text", "code_inline", "image") else " "
            for part in inline.children or []
            if part.type in ("text", "code_inline", "image", "softbreak", "hardbreak")
        )
        heads.append((first, behind, int(token.tag[1]), one_line(words)))
    ends = [first for first, *_rest in heads[1:]] + [len(lines)]
    return [
        Piece(
            level=level,
            heading=heading,
            written="\n".join(lines[first:behind]),
            below="\n".join(lines[behind:end]).strip("\n"),
        )
        for (first, behind, level, heading), end in zip(heads, ends, strict=True)
    ]


def _is_only_its_title(piece: Piece, title: str) -> bool:
    """Whether nothing is lost when the title stands for the heading."""
    lines = piece.written.strip().split("\n")
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[-1].strip()):
        lines.pop()
    return _MARKS.sub("", " ".join(lines).strip()).strip() == title


def joined(*texts: str) -> str:
    """Return texts as paragraphs of one, without empty ones."""
    return "\n\n".join(filter(None, (text.strip("\n") for text in texts)))


def split_agenda(source: str, longest: int) -> tuple[str, list[tuple[str, str]]]:
    """Return the introduction of an agenda, and title and text of each item: one a heading.

    A heading of the highest level at the very top, with no other of its level below, is the title
    of the agenda: it stays in the introduction. A heading that says more than a title holds (links,
    more than ``longest`` characters) stands in the text too; one that says nothing begins no item.
    """
    first, *rest = pieces(source)
    introduction = first.below
    if rest and _is_title(first, rest):
        introduction = joined(introduction, rest.pop(0).whole)
    items: list[tuple[str, str]] = []
    for piece in rest:
        if not piece.heading:
            if items:
                title, text = items.pop()
                items.append((title, joined(text, piece.whole)))
            else:
                introduction = joined(introduction, piece.whole)
            continue
        title = piece.heading
        if len(title) > longest:
            title = title[: longest - 1].rstrip() + "…"
        text = piece.below if _is_only_its_title(piece, title) else piece.whole
        items.append((title, text.strip("\n")))
    return introduction, items


def _is_title(first: Piece, rest: Sequence[Piece]) -> bool:
    """Whether the first heading is the title of the whole: alone at the top, before any text."""
    title, *others = rest
    return title.level == 1 and not first.below.strip() and all(one.level > 1 for one in others)


def _key(heading: str) -> str:
    """Return what of a heading has to agree: its letters and digits."""
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def split_minutes(source: str, titles: Sequence[str]) -> tuple[str, list[str]]:
    """Return what is said about the meeting as a whole, and about each item by its title.

    What stands below a heading that agrees with a title belongs to that item, with lower headings
    in it, up to the next heading of the same level or that agrees with another title.
    """
    places: dict[str, int] = {}
    for number, title in enumerate(titles):
        places.setdefault(_key(title), number)
    general: list[str] = []
    found: list[list[str]] = [[] for _title in titles]
    here, level = None, 0
    for piece in pieces(source):
        place = places.get(_key(piece.heading)) if piece.heading else None
        if place is not None:
            here, level = place, piece.level
            says_more = not _is_only_its_title(piece, titles[place])
            found[place].append(piece.whole if says_more else piece.below)
        elif here is not None and piece.level > level:
            found[here].append(piece.whole)
        else:
            here = None
            general.append(piece.whole)
    return joined(*general), [joined(*texts) for texts in found]
