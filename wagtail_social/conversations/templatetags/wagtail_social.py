"""Tags for the host's own templates: a discussion under any page.

In the template of a page type::

    {% load wagtail_social %}
    {% discussion page %}

That is all. ``{% social_header %}`` in the host's header draws the bell for who is signed in.
``{% social_head %}`` in the ``<head>`` puts style sheets and scripts there instead of
beside the discussion, and ``{% comment_count page %}`` gives a number. In a list of pages, name the
list, so that all are counted at once, however many there are::

    {% for page in pages %}{{ page.title }}: {% comment_count page among=pages %}{% endfor %}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from wagtail_social.access import is_employee
from wagtail_social.templatetags.wagtail_social_frame import social_header
from wagtail_social.visiting import visited

from ..notifying import DISCUSSION
from ..targets import PAGE, Place, comment_counts, place_for
from ..views.talk import talk_context

register = template.Library()
register.simple_tag(social_header, takes_context=True)

_ASSETS = "_wagtail_social_assets"
_COUNTED = "_wagtail_social_comment_counts"


def _place(context: Context, page: Any) -> tuple[HttpRequest | None, Place | None]:
    """Return the request, and the page's place for its viewer if they may read it."""
    request = context.get("request")
    if request is None or getattr(page, "pk", None) is None or not is_employee(request.user):
        return request, None
    try:
        return request, place_for(request.user, PAGE, page.pk)
    except Http404:
        return request, None


def _invites_visitors(request: HttpRequest, page: Any) -> bool:
    """Whether somebody not signed in is told that colleagues talk here."""
    if is_employee(request.user) or getattr(page, "pk", None) is None or not page.live:
        return False
    restrictions = page.get_view_restrictions()
    return not any(found.restriction_type == found.PASSWORD for found in restrictions)


@register.simple_tag(takes_context=True)
def social_head(context: Context) -> SafeString | str:
    """Draw style sheets and scripts; for the ``<head>`` of a page with a discussion."""
    request = context.get("request")
    if request is None or getattr(request, _ASSETS, False):
        return ""
    setattr(request, _ASSETS, True)
    return render_to_string("wagtail_social/conversations/_assets.html", {}, request)


@register.simple_tag(takes_context=True)
def discussion(context: Context, page: Any) -> SafeString | str:
    """Draw the discussion of a page of the host: thread, form, following.

    Who is not signed in gets a line that leads to signing in, and no figure. Who may not see the
    page gets nothing; nor does anybody on a page behind a shared password, or on a page that has
    not been saved yet. Who may publish the page moderates.
    """
    request, place = _place(context, page)
    if request is None:
        return ""
    if place is not None:
        if place.discussion is not None:
            visited(request, DISCUSSION, place.discussion.pk)
        shown = talk_context(request, place, page_url=request.path, stay=True)
    elif _invites_visitors(request, page):
        address = redirect_to_login(request.get_full_path())["Location"]
        shown = {"sign_in_url": address}
    else:
        return ""
    assets = not getattr(request, _ASSETS, False)
    setattr(request, _ASSETS, True)
    name = "wagtail_social/conversations/_on_page.html"
    return render_to_string(name, {**shown, "assets": assets}, request)


@register.simple_tag(takes_context=True)
def comment_count(context: Context, page: Any, among: Iterable[Any] | None = None) -> int | str:
    """Return how many comments a page has; nothing for who may not read them.

    ``among``: the pages of the list it stands in, counted together and once for the request.
    """
    request = context.get("request")
    key = getattr(page, "pk", None)
    if request is None or key is None or not is_employee(request.user):
        return ""
    if among is None:
        return comment_counts(request.user, [page]).get(key, "")
    counted: dict[int, int | str] = request.__dict__.setdefault(_COUNTED, {})
    if key not in counted:
        pages = [page, *among]
        counts = comment_counts(request.user, pages)
        counted |= {each.pk: counts.get(each.pk, "") for each in pages}
    return counted[key]
