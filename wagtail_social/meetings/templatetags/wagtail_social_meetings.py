"""Tags for the host's own templates: the meetings of an event, and those that come next.

In the template of a page type for events::

    {% load wagtail_social_meetings %}
    {% social_meetings page %}

and anywhere ``{% social_upcoming %}`` for the viewer's own next meetings, or
``{% social_upcoming group=some_group count=3 %}`` for those of a group.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from wagtail_social.access import is_employee
from wagtail_social.conversations.templatetags.wagtail_social import social_head

from .. import embedding

register = template.Library()


def _draw(context: Context, request: HttpRequest, shown: dict[str, Any]) -> SafeString:
    assets = social_head(context)
    return render_to_string(
        "wagtail_social/meetings/embedded.html", {"assets": assets, **shown}, request
    )


@register.simple_tag(takes_context=True)
def social_meetings(context: Context, page: Any) -> SafeString | str:
    """Draw the meetings that belong to a page, each for who may read it, and the way to plan one.

    Nothing for who is not signed in, and for who may not see the page.
    """
    request = context.get("request")
    if request is None:
        return ""
    shown = embedding.of_event(request, page)
    if not (shown.get("cards") or shown.get("plan_url")):
        return ""
    return _draw(context, request, shown)


@register.simple_tag(takes_context=True)
def social_upcoming(
    context: Context, group: Any = None, count: int = 5, heading: str = ""
) -> SafeString | str:
    """Draw the next meetings of a group that the viewer reads, or without one the viewer's own."""
    request = context.get("request")
    if request is None or not is_employee(request.user):
        return ""
    key = None if group is None else group.pk
    cards = embedding.upcoming(request, group_id=key, count=count)
    return _draw(context, request, {"cards": cards, "heading": heading, "is_list": True})
