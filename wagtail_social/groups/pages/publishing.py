"""No page of a secret group goes live, and who tries is told why.

Publishing has many doors: the form of the page, the explorer's bulk action, workflows, scheduled
publishing, copies, aliases, the API. They all end in saving the page, so that is where it is held;
see :meth:`~wagtail_social.groups.pages.mixins.GroupPageMixin.save`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks

from ..models import Group, Visibility


def is_withheld(group_id: int | None) -> bool:
    """Whether a page with this group must not be live. Locks the group: its access stays so long.

    Without the lock a group that becomes secret at this moment would miss the page.
    """
    if group_id is None:
        return False
    locked = Group.objects.locked().filter(pk=group_id)
    return Visibility.MEMBERS in locked.values_list("visibility", flat=True)


def _withheld_among(pages: list[Any]) -> list[Any]:
    from .presenting import group_page_types

    keys = [page.pk for page in pages]
    return [
        page
        for page_type in group_page_types()
        for page in page_type.withheld_pages().filter(pk__in=keys)  # type: ignore[attr-defined]
    ]


@hooks.register("before_bulk_action")
def leave_out_withheld_pages(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publish the others of what an editor chose in the explorer, and say which are not."""
    if action_type != "publish" or not any(hasattr(page, "path") for page in objects):
        return None
    below: list[Any] = []
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        below = [page for chosen in objects for page in chosen.get_descendants().not_live()]
    withheld = {page.pk: page for page in _withheld_among([*objects, *below])}
    if not withheld:
        return None
    titles = [page.get_admin_display_title() for page in withheld.values()]
    messages.warning(
        request,
        _("Not published, because no page may present the group any more: %(titles)s.")
        % {"titles": ", ".join(titles)},
    )
    objects[:] = [page for page in objects if page.pk not in withheld]
    return None if objects else redirect(action.next_url)
