"""The page type that presents the community's home."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomePagesConfig(AppConfig):
    """Home pages. A host with a base page of its own leaves this out and uses the mixin."""

    name = "wagtail_social.conversations.pages"
    label = "wagtail_social_home_pages"
    verbose_name = _("Community home pages")
    default_auto_field = "django.db.models.BigAutoField"
