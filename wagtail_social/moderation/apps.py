"""The room of moderation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Moderation: reports, and what becomes of them."""

    name = "wagtail_social.moderation"
    label = "wagtail_social_moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what closes a report when its text is removed."""
        from . import receivers

        receivers.connect()
