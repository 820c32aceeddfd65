"""What a person at the terminal sees of an import: a bar, what goes wrong, and a summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from .format import KINDS, file_name
from .report import Report

_WIDTH = 30
#: Seconds between two drawings of the bar.
_PAUSE = 0.1


class Console:
    """A listener that writes problems to ``out`` and draws a bar on ``err`` if it is a terminal."""

    def __init__(self, out: TextIO, err: TextIO, *, quiet: bool = False) -> None:
        self._out = out
        self._err = err
        self._quiet = quiet
        self._bar = not quiet and err.isatty()
        self._drawn = 0
        self._file = ""
        self._began = self._last = 0.0

    def problem(self, file: str, number: int, reason: str) -> None:
        """Write where it is and what is wrong."""
        self._print(f"{file}:{number}: {reason}")

    def note(self, text: str) -> None:
        """Write it, unless it is to be quiet."""
        if not self._quiet:
            self._print(text)

    def progress(self, file: str, done: int, size: int, lines: int) -> None:
        """Draw the bar, at most ten times a second."""
        if not self._bar:
            return
        now = time.monotonic()
        if file != self._file:
            self._file, self._began = file, now
        elif now - self._last < _PAUSE and done < size:
            return
        self._last = now
        share = done / size if size else 1.0
        full = round(share * _WIDTH)
        text = f"{file:<18} [{'#' * full}{'-' * (_WIDTH - full)}] {share:4.0%} {lines:>9,}"
        if lines and now > self._began:
            text += f" {lines / (now - self._began):>8,.0f}/s"
        self._err.write("\r" + text.ljust(self._drawn))
        self._err.flush()
        self._drawn = len(text)

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._err.write("\r" + " " * self._drawn + "\r")
            self._err.flush()
            self._drawn = 0

    def _print(self, text: str) -> None:
        self.clear()
        self._out.write(text + "\n")


def summary(report: Report) -> Iterator[str]:
    """Yield the lines of the closing table, and what else is worth knowing."""
    new = _("would be new") if report.dry_run else _("new")
    heads = [_("file"), _("lines"), new, _("already there"), _("refused")]
    rows = [
        [name, *map(str, (tally.read, tally.new, tally.there, tally.refused))]
        for name, tally in report.rows()
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
        yield "  ".join(cells).rstrip()
    for kind in KINDS:
        if fields := report.unknown.get(kind):
            counted = ", ".join(f"{name} ({count})" for name, count in sorted(fields.items()))
            yield _("%(file)s: fields that are not known were left: %(fields)s.") % {
                "file": file_name(kind),
                "fields": counted,
            }
    if report.dry_run:
        yield _("This was a trial: nothing was written.")
    elif not report.is_whole:
        yield _("Mend the lines named above and run it again: only they will come.")
