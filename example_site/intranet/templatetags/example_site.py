"""Template tags of the example intranet."""

from typing import Any

from django import template
from wagtail.models import Page, Site

register = template.Library()


def _entry(page: Page, request: Any) -> dict[str, Any]:
    url = page.get_url(request) or ""
    return {
        "title": page.title,
        "url": url,
        "current": bool(url) and request.path.startswith(url),
        "children": [],
    }


@register.simple_tag(takes_context=True)
def site_menu(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sections of the site with the pages below them: one query."""
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return []
    root = site.root_page
    pages = (
        root.get_descendants()
        .live()
        .filter(depth__lte=root.depth + 2)
        .only("title", "path", "depth", "url_path", "show_in_menus", "locale")
        .order_by("path")
    )
    sections: dict[str, dict[str, Any]] = {}
    for page in pages:
        if page.depth == root.depth + 1:
            if page.show_in_menus:
                sections[page.path] = _entry(page, request)
        elif (section := sections.get(page.path[: -Page.steplen])) is not None:
            section["children"].append(_entry(page, request))
    return list(sections.values())
