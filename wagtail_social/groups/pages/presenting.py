"""Which pages of the host present a group, and which of them a viewer is led to."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest
from django.utils import translation
from wagtail.actions.unpublish_page import UnpublishPageAction

from wagtail_social.access import can_view_page, is_employee
from wagtail_social.extension_points import Presentation, presentations

from ..models import Group


def group_page_types() -> list[type[Model]]:
    """Return the page types that present groups: ours, and a host's own made with the mixin."""
    from .mixins import GroupPageMixin

    return [
        model
        for model in apps.get_models()
        if issubclass(model, GroupPageMixin)
        and not any(issubclass(parent, GroupPageMixin) for parent in model._meta.get_parent_list())
    ]


def pages_of(group: Group) -> list[Any]:
    """Return all pages that present the group, live ones and drafts, by key."""
    found: list[Any] = []
    for page_type in group_page_types():
        pages = page_type._default_manager.filter(group=group)
        found.extend(pages.select_related("locale").order_by("pk"))
    return found


def published_pages_of(group: Group) -> list[Any]:
    """Return those that are live, or will be at a time that has been set."""
    return [page for page in pages_of(group) if page.live or _is_scheduled(page)]


def _is_scheduled(page: Any) -> bool:
    return page.revisions.filter(approved_go_live_at__isnull=False).exists()


def url_of_page(group: Group, request: HttpRequest) -> str | None:
    """Return the address of the page that presents the group to this viewer, or ``None``.

    Only a live page that the viewer may see counts, and none for a secret group. Of several the
    one in the language of the moment comes first, then originals before aliases, then the oldest.
    """
    if group.is_secret or not is_employee(request.user):
        return None
    language = translation.get_language() or ""

    def place(page: Any) -> tuple[bool, bool, int]:
        code = page.locale.language_code
        speaks = language == code or language.startswith(f"{code}-")
        return not speaks, page.alias_of_id is not None, page.pk

    for page in sorted((page for page in pages_of(group) if page.live), key=place):
        if can_view_page(request.user, page):
            url = page.get_url(request)
            if url:
                return url
    return None


def retire_pages(group: Group, user: Any) -> list[str]:
    """Take the group's pages offline, also those that wait for their time; return their titles.

    Whoever may make the group secret takes its pages offline with it, without being an editor: the
    log of each page names them. Drafts stay: their editors see them, nobody can publish them with
    this group, and a page of a secret group is not served.
    """
    titles = []
    for page in published_pages_of(group):
        titles.append(page.title)
        page.refresh_from_db()
        if page.live:
            UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
        page.revisions.update(approved_go_live_at=None)
    return titles


@presentations.register
def group_presentation() -> Presentation:
    """Pages present groups."""
    return Presentation(
        model=lambda: Group,
        url=url_of_page,
        pages=published_pages_of,
        retire=retire_pages,
    )
