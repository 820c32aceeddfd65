"""Every address of the community: how it is reached, and what one must be allowed to get it.

A row names the verb of the permission matrix (``matrix.py``) that GET and POST ask for, so that
the expected code of every role in every group follows from the written table. ``""`` means that
the method is not allowed there (405), ``ANYBODY`` that every colleague may.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wagtail_social.groups.standing import Standing

from .matrix import cells
from .verbs import Ask

ANYBODY = "anybody"
#: Only who wrote the text, whatever the role in the group.
AUTHOR = "author"

_ALLOWED = {(cell.verb, cell.group, cell.role): cell.allowed for cell in cells()}


@dataclass(frozen=True)
class Row:
    """One address. ``sees`` is what the viewer's standing must allow for it to exist at all."""

    name: str
    arguments: Callable[[Ask], list[Any]]
    get: str = ""
    post: str = ""
    sees: str = "can_see"
    data: Callable[[Ask], dict[str, Any]] = lambda ask: {}
    #: GET may lead elsewhere: 302 in place of 200.
    leads: bool = False
    #: The same in every group: asked once.
    alone: bool = False
    #: Whether the author of the text may; ``None``: as any member.
    author: bool | None = None
    #: Words that every colleague may read here, by field: names of colleagues in the directory.
    public: tuple[str, ...] = ()
    #: The viewer's own browser may keep it for a while.
    kept: bool = False
    #: The address itself is signed and says what may be done: nobody signs in for it, and mail
    #: servers, which have no cookies, post to it (RFC 8058).
    signed: bool = False
    #: POST answers with a page: 200 in place of 303.
    shows: bool = False
    #: What POST does is for groups that every colleague reads.
    only_open: bool = False

    def url(self, ask: Ask) -> str:
        """Return the address in the group that is asked about."""
        return reverse(f"wagtail_social:{self.name}", args=self.arguments(ask))

    def allows(self, ask: Ask, method: str) -> bool:
        """Say whether this role may do this here, by the written table."""
        verb = getattr(self, method)
        if self.signed:
            return bool(verb)
        if ask.role in ("anonymous", "deactivated"):
            return False
        if self.only_open and method == "post" and ask.group_name != "open":
            return False
        if verb == ANYBODY:
            return True
        if verb == AUTHOR:
            return ask.role == "author"
        if ask.role == "author" and self.author is not None:
            return self.author
        role = "member" if ask.role == "author" else ask.role
        return _ALLOWED[verb, ask.group_name, role]

    def exists_for(self, standing: Standing) -> bool:
        """Say whether the address is more than nothing for somebody with this standing."""
        return bool(getattr(standing, self.sees))
