"""Tags of the room's own templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wagtail_social.conversations.drawing import (
    Pen,
    card_shape,
    card_stand_in,
    card_values,
    mark,
)

from ..lines import Line

register = template.Library()

_LINE = "wagtail_social/notifications/_line.html"


@register.simple_tag(takes_context=True)
def news_lines(context: Context, lines: Iterable[Line]) -> SafeString:
    """Draw the lines of a list: the template ``_line.html`` once a shape, filled in for each."""
    pen = Pen(context)
    return format_html_join("", "{}", ((_drawn(pen, line),) for line in lines))


def _drawn(pen: Pen, line: Line) -> SafeString:
    count = len(line.sentences)
    shape = (
        line.unread,
        line.names_somebody,
        bool(line.about.place),
        count,
        card_shape(line.card),
    )

    def stand_in() -> dict[str, Any]:
        return {
            "key": mark("key"),
            "url": mark("url"),
            "title": mark("title"),
            "place": mark("place") if line.about.place else "",
            "time": mark("time"),
            "sentences": [mark(f"said_{'ab'[number]}") for number in range(count)],
            "card": card_stand_in(line.card, "by"),
            "names_somebody": line.names_somebody,
            "unread": line.unread,
        }

    values = {
        "key": line.key,
        "url": line.url,
        "title": line.about.title,
        "place": line.about.place,
        "time": pen.time(line.moment),
        **{f"said_{'ab'[number]}": said for number, said in enumerate(line.sentences)},
        **card_values(line.card, "by"),
    }
    return pen.draw(_LINE, shape, stand_in, values)
