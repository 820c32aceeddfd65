"""What a rule about the source is, and which files there are to read."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = {".gif", ".gz", ".ico", ".jpg", ".mo", ".pdf", ".png", ".webp", ".woff2", ".zip"}

#: A finding: line number from 1, and what is wrong there.
Finding = tuple[int, str]


@dataclass(frozen=True)
class Rule:
    """One promise about the source.

    ``files`` is a regular expression for the paths it reads, relative to the repository, and
    ``except_files`` one for those it lets be. ``find`` takes path and text and yields findings.
    ``bad`` and ``good`` are samples (path, text) that prove it: it must find fault with every bad
    one and with no good one.
    """

    name: str
    files: str
    find: Callable[[str, str], Iterator[Finding]]
    bad: tuple[tuple[str, str], ...]
    good: tuple[tuple[str, str], ...]
    except_files: str = r"(?!)"

    def reads(self, path: str) -> bool:
        """Say whether the rule holds for the file at ``path``."""
        return bool(re.search(self.files, path)) and not re.search(self.except_files, path)

    def findings(self, path: str, text: str) -> list[str]:
        """Return what is wrong with ``text``, as ``path:line: what``."""
        if not self.reads(path):
            return []
        return [f"{path}:{line}: {what}" for line, what in self.find(path, text)]


def matches(pattern: str, what: str, flags: int = 0) -> Callable[[str, str], Iterator[Finding]]:
    """Return a ``find`` that reports every match of ``pattern`` in the text."""
    compiled = re.compile(pattern, flags)

    def find(path: str, text: str) -> Iterator[Finding]:
        for match in compiled.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, f"{what}: {match.group().strip()[:60]}"

    return find


def source_files() -> dict[str, str]:
    """Return every text file of the repository, new ones too: path → text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in sorted(set(listed))
        if name and Path(name).suffix not in BINARY and (ROOT / name).is_file()
    }
