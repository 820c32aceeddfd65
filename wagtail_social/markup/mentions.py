"""Mentions: ``@handle`` in running text."""

import re
from collections.abc import Callable, Collection, Mapping

#: Resolves lower-case handles to user ids; handles it does not know are left out.
Mentions = Mapping[str, int] | Callable[[Collection[str]], Mapping[str, int]]

#: More different people than this are not looked up for one text; the rest stays text.
MAX_HANDLES = 100

#: The name after ``@``: ASCII letters, digits, ``.``, ``_`` and ``-``; at most 150 characters,
#: the length of a user name in Django. It does not end inside a word or in ``.`` or ``-``.
HANDLE = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,148}[A-Za-z0-9_])?(?![\w])"

#: The handle that names everybody in the group.
WHOLE_GROUP = "group"

#: ``@handle`` that is not part of a mail address, a path or ``@@``.
MENTION = rf"(?<![\w/@])@(?P<handle>{HANDLE})"

_STORED_ID = re.compile(r'<span data-mention="([0-9]+)">')


def resolve(handles: Collection[str], mentions: Mentions) -> dict[str, int]:
    """Return the user ids of those lower-case ``handles`` that ``mentions`` knows.

    A callable is asked once, and not at all when there is nothing to ask.
    """
    if not handles:
        return {}
    known = mentions(handles) if callable(mentions) else mentions
    return {handle: int(known[handle]) for handle in handles if handle in known}


def stored_ids(html: str) -> set[int]:
    """Return the ids of the people mentioned in rendered ``html``."""
    if "<span data-mention=" not in html:
        return set()
    return {int(value) for value in _STORED_ID.findall(html)}
