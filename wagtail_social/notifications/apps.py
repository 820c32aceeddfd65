"""The room of notifications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Notifications: who is told of what, by which channel, and what became of it."""

    name = "wagtail_social.notifications"
    label = "wagtail_social_notifications"
    verbose_name = _("Notifications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the events, and register the system checks."""
        from . import checks, receivers  # noqa: F401

        receivers.connect()
