"""The page type that presents the community's home, on Wagtail's own base page."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .mixins import CommunityHomePageMixin

if getattr(Page._meta, "swapped", None):
    raise ImproperlyConfigured(
        "WAGTAIL_PAGE_MODEL names a base page of your own. Leave the room 'conversations.pages' "
        "out (wagtail_social.apps_list(without=['conversations.pages'])) and build a page type "
        "with wagtail_social.conversations.pages.mixins.CommunityHomePageMixin."
    )


class CommunityHomePage(CommunityHomePageMixin, Page):
    """A page that presents the community's home."""

    content_panels = [*Page.content_panels, *CommunityHomePageMixin.home_panels]
    search_fields = [*Page.search_fields, *CommunityHomePageMixin.home_search_fields]

    class Meta:
        verbose_name = _("community home page")
        verbose_name_plural = _("community home pages")
