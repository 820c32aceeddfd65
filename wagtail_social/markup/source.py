"""What people typed, made into plain, well-formed Unicode before anything reads it."""

import re
import unicodedata
from collections.abc import Callable, Iterator

# C0 and C1 controls except tab and newline, and the two code points no XML feed may carry.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]+")
# Overrides, embeddings and isolates let a text show other words than it holds ("Trojan source").
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]+")
_NEWLINE = re.compile("\r\n|[\r\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Unicode's stream-safe format allows 30 marks on one letter (UAX #15, section 13).
_MARKS_ON_ONE_LETTER = 30


def _ranges(wanted: Callable[[str], object]) -> Iterator[str]:
    """Yield regex ranges of the characters for which ``wanted`` is true, below U+1F000."""
    start: int | None = None
    for point in range(0x300, 0x1F001):
        if 0xD800 <= point < 0xE000 or point == 0x1F000 or not wanted(chr(point)):
            if start is not None:
                yield f"{chr(start)}-{chr(point - 1)}"
                start = None
        elif start is None:
            start = point


#: The combining marks of all scripts, as the inside of a regex character class.
MARKS = "".join(_ranges(lambda character: unicodedata.category(character) in ("Mn", "Mc")))
_HEAP_OF_MARKS = re.compile(f"([{MARKS}]{{{_MARKS_ON_ONE_LETTER}}})[{MARKS}]+")


def clean(text: str) -> str:
    """Return ``text`` in Unicode NFC with ``\\n`` line ends and nothing invisible that misleads.

    Control characters (but tab and newline) and bidirectional overrides are removed, lone
    surrogates become U+FFFD, heaps of combining marks are cut to 30 (which also keeps the
    normalisation linear). The result encodes as UTF-8 and ``clean(clean(x)) == clean(x)``.
    """
    text = _NEWLINE.sub("\n", text)
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
        text = _BIDI.sub("", text)
    text = _CONTROL.sub("", text)
    if text.isascii():
        return text
    text = _HEAP_OF_MARKS.sub(r"\1", text)
    if unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", text)


def strip_invisible(html: str) -> str:
    """Return ``html`` without the characters that :func:`clean` removes.

    Entities such as ``&#13;`` or ``&#x202E;`` bring them back after the source was cleaned.
    """
    html = html.replace("\r", "")
    html = _CONTROL.sub("", html)
    return html if html.isascii() else _BIDI.sub("", html)


def is_visible(text: str) -> bool:
    """Whether ``text`` has at least one sign that one sees: no space, no control, no format."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def one_line(text: str) -> str:
    """Return ``text`` as one line: spaces made single, without controls and what misleads.

    A text of which nothing is seen becomes the empty one.
    """
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    kept = _SURROGATE.sub("", _CONTROL.sub("", _BIDI.sub("", spaced)))
    return " ".join(kept.split()) if is_visible(kept) else ""
