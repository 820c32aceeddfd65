"""Pages of the host that a meeting belongs to: any page one may see, named by its address."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.models import Site

from wagtail_social.access import can_view_page, page_model


def page_at(address: str, request: HttpRequest) -> Any:
    """Return the page at an address of this site that the viewer may see, or ``None``."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.netloc not in ("", request.get_host()) or "\x00" in path:
        return None
    language = translation.get_language_from_path(path) or translation.get_language()
    with translation.override(language):
        page = _served_at(path, request)
    if page is None or not can_view_page(request.user, page):
        return None
    return page_model().objects.get(pk=page.pk)


def _served_at(path: str, request: HttpRequest) -> Any:
    """Return the page that Wagtail would serve at this path, or ``None``."""
    site = Site.find_for_request(request)
    try:
        match = resolve(path, getattr(request, "urlconf", None))
        if site is None or match.url_name != "wagtail_serve":
            return None
        names = [name for name in match.args[0].split("/") if name]
        found = site.root_page.localized.specific.route(request, names)
    except (Http404, Resolver404):
        return None
    # A page that sends its visitors elsewhere gives a response.
    return getattr(found, "page", None)


def address_of(page: Any, request: HttpRequest) -> str:
    """Return the address of a page that the viewer may see, else nothing."""
    if page is None or not can_view_page(request.user, page):
        return ""
    return page.get_url(request) or ""
