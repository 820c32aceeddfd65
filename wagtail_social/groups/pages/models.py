"""The page type that presents a group, on Wagtail's own base page."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .mixins import GroupPageMixin

if getattr(Page._meta, "swapped", None):
    raise ImproperlyConfigured(
        "WAGTAIL_PAGE_MODEL names a base page of your own. Leave the room 'groups.pages' out "
        "(wagtail_social.apps_list(without=['groups.pages'])) and build a page type with "
        "wagtail_social.groups.pages.mixins.GroupPageMixin."
    )


class GroupPage(GroupPageMixin, Page):
    """A page that presents a group."""

    content_panels = [*Page.content_panels, *GroupPageMixin.group_panels]
    search_fields = [*Page.search_fields, *GroupPageMixin.group_search_fields]

    class Meta:
        verbose_name = _("group page")
        verbose_name_plural = _("group pages")
