"""The core app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    """Core of wagtail-social: what every room needs, no subject of its own."""

    name = "wagtail_social"
    label = "wagtail_social"
    verbose_name = _("Community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and close the site history of Wagtail."""
        from . import audit, checks  # noqa: F401

        audit.close_site_history()
