"""The beginning of a long text, cut between its blocks, for lists that show many."""

from __future__ import annotations

import re

from django.utils.html import escape

from wagtail_social.markup import excerpt

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_VOID = frozenset({"br", "hr", "img", "wbr"})


def opening(html: str, limit: int) -> tuple[str, bool]:
    """Return the beginning of rendered ``html``, and whether something was left out.

    Whole blocks are kept as long as they fit into ``limit`` characters of HTML. Where already the
    first one is longer, its words stand in for it, as one paragraph of plain text.
    """
    if len(html) <= limit:
        return html, False
    depth = end = 0
    for tag in _TAG.finditer(html):
        closes, name = tag.groups()
        if closes:
            depth -= 1
        elif name not in _VOID:
            depth += 1
        if depth == 0:
            if tag.end() > limit:
                break
            end = tag.end()
    if end:
        return html[:end], bool(html[end:].strip())
    return f"<p>{escape(excerpt(html, max(80, limit // 2)))}</p>", True
