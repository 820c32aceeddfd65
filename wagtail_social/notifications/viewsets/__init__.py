"""The log in the Wagtail admin: who was told of what, who was not and why, and what became of mail.

It holds no content, and nothing about what its reader may not read.
"""

from .deliveries import DeliveryViewSet
from .mails import MailViewSet
from .news import ActivityViewSet

__all__ = ["ActivityViewSet", "DeliveryViewSet", "MailViewSet"]
