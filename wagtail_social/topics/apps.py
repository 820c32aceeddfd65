"""The room of topics."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TopicsConfig(AppConfig):
    """Topics: one vocabulary of tags for posts, groups, people and pages, and who follows them."""

    name = "wagtail_social.topics"
    label = "wagtail_social_topics"
    verbose_name = _("Topics")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and make the admin's tags discreet."""
        from . import admin_tags, checks  # noqa: F401

        admin_tags.replace_view()
        admin_tags.replace_field()
