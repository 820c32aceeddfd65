"""What templates of webhooks need: texts as strings of JSON, whatever stands in them."""

from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


class _AsJson(template.Node):
    """A value as JSON. A node, whose text no escaping for HTML touches."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def render(self, context: Any) -> str:
        value = self.value.resolve(context)
        return json.dumps(value if isinstance(value, dict | list | int | bool) else str(value))


@register.tag("ws_json")
def ws_json(parser: Any, token: Any) -> _AsJson:
    """``{% ws_json news.title %}``: the value with its quotation marks; filters may follow it."""
    parts = token.split_contents()
    if len(parts) != 2:
        raise template.TemplateSyntaxError("ws_json takes one value")
    return _AsJson(parser.compile_filter(parts[1]))


@register.filter
def slack_escaped(text: str) -> str:
    """Return a text in which Slack finds no link, mention or call to a channel."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
