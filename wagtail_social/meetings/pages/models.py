"""The page type that presents a meeting, on Wagtail's own base page."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .mixins import MeetingPageMixin

if getattr(Page._meta, "swapped", None):
    raise ImproperlyConfigured(
        "WAGTAIL_PAGE_MODEL names a base page of your own. Leave the room 'meetings.pages' out "
        "(wagtail_social.apps_list(without=['meetings.pages'])) and build a page type with "
        "wagtail_social.meetings.pages.mixins.MeetingPageMixin."
    )


class MeetingPage(MeetingPageMixin, Page):
    """A page that presents a meeting."""

    content_panels = [*Page.content_panels, *MeetingPageMixin.meeting_panels]
    search_fields = [*Page.search_fields, *MeetingPageMixin.meeting_search_fields]

    class Meta:
        verbose_name = _("meeting page")
        verbose_name_plural = _("meeting pages")
