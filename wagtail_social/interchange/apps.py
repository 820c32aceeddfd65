"""The room of import and export."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterchangeConfig(AppConfig):
    """Interchange: conversations come in from other systems and go out again."""

    name = "wagtail_social.interchange"
    label = "wagtail_social_interchange"
    verbose_name = _("Import and export")
    default_auto_field = "django.db.models.BigAutoField"
