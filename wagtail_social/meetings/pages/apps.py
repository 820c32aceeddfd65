"""The page type that presents a meeting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingPagesConfig(AppConfig):
    """Meeting pages. A host with a base page of its own leaves this out and uses the mixin."""

    name = "wagtail_social.meetings.pages"
    label = "wagtail_social_meeting_pages"
    verbose_name = _("Meeting pages")
    default_auto_field = "django.db.models.BigAutoField"
