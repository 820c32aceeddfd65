"""The room of people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """People: profiles, departments, and how a colleague is named and reached."""

    name = "wagtail_social.people"
    label = "wagtail_social_people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers that give everybody a profile."""
        from . import receivers

        receivers.connect(self)
