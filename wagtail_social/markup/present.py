"""Stored HTML as a person sees it: with today's names and addresses of people and topics."""

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .links import safe_target
from .mentions import stored_ids

_STORED = "<span data-"
_SPAN = re.compile(r'<span data-(mention|topic|task)="([^"<>]*)">([^<]*)</span>')

People = Mapping[int, tuple[str, str]]


def present(html: str, *, people: People, topic_url: Callable[[str], str]) -> SafeString:
    """Return ``html`` as made by :func:`render`, ready for a page.

    ``people`` maps ids to name and address; a person who is missing in it shows the handle that
    was stored, without link. ``topic_url`` gives the address of a topic by its name as typed.
    Names and addresses are escaped; an address that user text may not link to makes no link.
    Boxes of task lists get a text alternative in the language of the moment.
    """
    if _STORED not in html:
        return mark_safe(html)

    def show(span: re.Match[str]) -> str:
        kind, value, text = span.groups()
        if kind == "task":
            label = gettext("Done") if value == "done" else gettext("To do")
            return f'<span class="ws-task" role="img" aria-label="{escape(label)}">{text}</span>'
        if kind == "topic":
            return _link("ws-topic", topic_url(unescape(value)), text)
        person = people.get(int(value)) if value.isdecimal() else None
        if person is None:
            return text
        name, url = person
        return _link("ws-mention", url, escape(f"@{name}"))

    return mark_safe(_SPAN.sub(show, html))


def _link(css_class: str, url: str, escaped_text: str) -> str:
    target = safe_target(str(url))
    if target is None:
        return escaped_text
    return f'<a class="{css_class}" href="{escape(target)}">{escaped_text}</a>'


def mentioned_ids(html: str | Iterable[str]) -> set[int]:
    """Return the ids of all people mentioned in one rendered HTML or in a batch of them."""
    if isinstance(html, str):
        return stored_ids(html)
    found: set[int] = set()
    for each in html:
        found |= stored_ids(each)
    return found
