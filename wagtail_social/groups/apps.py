"""The room of groups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    """Groups: who is in them, who sees them, who runs them."""

    name = "wagtail_social.groups"
    label = "wagtail_social_groups"
    verbose_name = _("Groups")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers that keep the number of members true."""
        from . import receivers

        receivers.connect()
