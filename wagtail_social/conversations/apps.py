"""The room of conversations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """Conversations: posts, threaded comments on anything, reactions, mentions, subscriptions."""

    name = "wagtail_social.conversations"
    label = "wagtail_social_conversations"
    verbose_name = _("Conversations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks and take the base's receiver off our comments."""
        from . import checks, receivers  # noqa: F401

        receivers.disconnect_thread_receiver()
        receivers.connect_veto()
        receivers.connect_pages()
        receivers.connect_calls()
