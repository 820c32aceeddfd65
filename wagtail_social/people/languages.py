"""Languages that a person reads: codes in the database, names for people."""

from __future__ import annotations

import re

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

_BETWEEN = re.compile(r"[,;\n]+")
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


def _codes_by_name() -> dict[str, str]:
    """Return codes by name, as the language is called in English, in itself and by the reader."""
    codes: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        for name in (_(info.get("name", "")), info.get("name_local", ""), info.get("name", "")):
            if name:
                codes.setdefault(name.casefold(), code)
    return codes


def codes_in(text: str) -> tuple[list[str], list[str]]:
    """Return the codes of the languages in a text, and the words that are none.

    Codes and names both count: ``nl``, ``Dutch``, ``Nederlands``.
    """
    names = _codes_by_name()
    codes: dict[str, None] = {}
    unknown: list[str] = []
    for part in _BETWEEN.split(text):
        whole = " ".join(part.split())
        words = [whole] if whole.casefold() in names else whole.split()
        for word in words:
            low = word.casefold()
            if low in names:
                codes[names[low]] = None
            elif low in LANG_INFO or _CODE.fullmatch(low):
                codes[low] = None
            else:
                unknown.append(word)
    return list(codes), unknown


def language_names(text: str) -> list[str]:
    """Return the names of stored codes, in the reader's language; an unknown code as it is."""
    codes, _unknown = codes_in(text)
    return [
        _(LANG_INFO[code]["name"]) if "name" in LANG_INFO.get(code, {}) else code for code in codes
    ]
