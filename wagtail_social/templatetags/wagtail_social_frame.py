"""What stands on every page: the bell and what rooms hang beside it, and parts of the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import template
from django.http import HttpRequest
from django.template.base import Template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from wagtail_social.access import is_employee
from wagtail_social.extension_points import header_items
from wagtail_social.stills import draw_still

register = template.Library()

_DRAWN = "_wagtail_social_header_drawn"


@register.simple_tag(takes_context=True)
def social_header(context: Context) -> SafeString | str:
    """Draw the bell for an employee; nothing for others. Once a page, wherever it stands first.

    For the header of the host's base template: ``{% load wagtail_social %}{% social_header %}``.
    """
    request = context.get("request")
    if request is None or getattr(request, _DRAWN, False):
        return ""
    if not is_employee(getattr(request, "user", None)):
        return ""
    setattr(request, _DRAWN, True)
    items = sorted(header_items.all(), key=lambda item: item.order)
    return format_html_join(
        "",
        "{}",
        ((_drawn(context, request, item.template, item.context(request)),) for item in items),
    )


def _drawn(
    context: Context, request: HttpRequest, name: str, variables: Mapping[str, Any]
) -> SafeString:
    """Draw a template as an include does, where what the context processors made is there."""
    if not hasattr(context, "_processors_index"):  # Within a tag of the host's, or "only".
        return render_to_string(name, dict(variables), request)
    found = cast(Template, context.template).engine.get_template(name)
    with context.push(**variables):
        return found.render(context)


@register.simple_tag(takes_context=True)
def ws_still(context: Context, name: str) -> SafeString:
    """Draw an element that is the same for everybody: ``styles``, ``scripts``, ``script_texts``.

    The element's template gets ``csp_nonce`` and nothing else of the page.
    """
    return draw_still(context, name)


@register.simple_tag(takes_context=True)
def ws_bar(context: Context, items: Sequence[Mapping[str, Any]]) -> SafeString:
    """Draw the bar at the foot of a phone; ``items`` as :func:`navigation.bar_for` gives them."""
    shape = tuple(tuple(item.items()) for item in items)
    return draw_still(context, "bar", shape, lambda: {"items": items})
