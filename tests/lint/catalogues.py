"""What is wrong with a catalogue of translations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|</?[a-z]+")


def placeholders(text: str) -> list[str]:
    """Return what a translation has to keep: placeholders and elements, sorted."""
    return sorted(set(PLACEHOLDER.findall(text)))


def translations(entry: polib.POEntry) -> list[str]:
    """Return the translated texts of an entry, one for each plural form."""
    if entry.msgid_plural:
        return [text for _, text in sorted(entry.msgstr_plural.items())]
    return [entry.msgstr]


def problems(catalogue: polib.POFile) -> Iterator[str]:
    """Yield what is wrong in ``catalogue``, a sentence each."""
    for entry in catalogue:
        if entry.obsolete:
            continue
        texts = translations(entry)
        named = repr(entry.msgid[:60])
        if entry.fuzzy:
            yield f"a guess (fuzzy): {named}"
        if not texts or not all(texts):
            yield f"not translated: {named}"
            continue
        kept = [placeholders(text) for text in (entry.msgid, entry.msgid_plural) if text]
        if any(placeholders(text) not in kept for text in texts):
            yield f"other placeholders: {named}"
        if any(text.endswith("\n") != entry.msgid.endswith("\n") for text in texts):
            yield f"other line ends: {named}"


def identity(entry: polib.POEntry) -> tuple[str | None, str, str]:
    """Return what makes a message the same one."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def absent(gathered: polib.POFile, catalogue: polib.POFile) -> list[str]:
    """Return the messages of the source that ``catalogue`` does not have."""
    known = {identity(entry) for entry in catalogue if not entry.obsolete}
    return [entry.msgid for entry in gathered if identity(entry) not in known]


def out_of_date(catalogue: polib.POFile, compiled: Path) -> list[str]:
    """Return the messages whose compiled translation is another one, or missing."""
    if not compiled.is_file():
        return [f"no {compiled.name}"]
    held = {identity(entry): translations(entry) for entry in polib.mofile(str(compiled))}
    return [
        entry.msgid
        for entry in catalogue.translated_entries()
        if held.get(identity(entry)) != translations(entry)
    ]
