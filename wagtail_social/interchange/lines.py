"""Reading a file of JSON lines one line at a time, whatever the file turns out to be."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

#: Longest line that is read (bytes); a file without line ends must not fill the memory.
MAX_LINE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line: its number from 1, the position behind it (bytes), and what it holds.

    ``data`` is ``None`` where ``problem`` says why there is none.
    """

    number: int
    position: int
    data: dict[str, Any] | None
    problem: str = ""


def open_lines(path: Path) -> BinaryIO:
    """Open a file for :func:`read_lines`."""
    return path.open("rb")


def read_lines(file: BinaryIO) -> Iterator[RawLine]:
    """Yield the lines that are not blank. A mark of byte order before the first is ignored."""
    number = position = 0
    while raw := file.readline(MAX_LINE + 1):
        number += 1
        position += len(raw)
        if len(raw) > MAX_LINE:
            position += _skip_rest(file, raw)
            problem = _("the line is longer than %(size)s MB") % {"size": MAX_LINE // 1024**2}
            yield RawLine(number, position, None, problem)
            continue
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if raw.strip():
            data, problem = _decoded(raw)
            yield RawLine(number, position, data, problem)


def _skip_rest(file: BinaryIO, raw: bytes) -> int:
    skipped = 0
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(MAX_LINE)
        skipped += len(raw)
    return skipped


def _decoded(raw: bytes) -> tuple[dict[str, Any] | None, str]:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None, _("this is not text in UTF-8")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        reason = _("this is not JSON, from character %(column)s on") % {"column": error.colno}
        return None, reason
    except (ValueError, RecursionError):
        return None, _("this is JSON that cannot be read: too deep, or a number too long")
    if not isinstance(data, dict):
        return None, _("this is not an object in braces")
    return data, ""
