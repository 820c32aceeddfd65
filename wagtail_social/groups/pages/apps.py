"""The page type that presents a group."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupPagesConfig(AppConfig):
    """Group pages. A host with a base page of its own leaves this out and uses the mixin."""

    name = "wagtail_social.groups.pages"
    label = "wagtail_social_group_pages"
    verbose_name = _("Group pages")
    default_auto_field = "django.db.models.BigAutoField"
