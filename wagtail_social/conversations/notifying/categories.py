"""What of conversations people can switch on and off."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wagtail_social.happenings import Nearness, NotificationCategory


def categories() -> list[NotificationCategory]:
    """What of conversations can be switched on and off."""
    return [
        NotificationCategory(
            name="mention",
            label=_("Somebody names me"),
            help_text=_("A colleague writes @ and your name."),
            why=_("a colleague named you"),
            nearness=Nearness.NAMED,
            mail=True,
            order=100,
        ),
        NotificationCategory(
            name="whole_group",
            label=_("Somebody names a whole group"),
            help_text=_("A colleague writes @group in a group of yours."),
            why=_("a colleague named your group"),
            nearness=Nearness.OWN,
            mail=True,
            order=150,
        ),
        NotificationCategory(
            name="call",
            label=_("Somebody asks for my view"),
            help_text=_("A colleague invites you into a conversation."),
            why=_("a colleague asks for your view"),
            nearness=Nearness.NAMED,
            mail=True,
            order=200,
        ),
        NotificationCategory(
            name="reply",
            label=_("Somebody answers me"),
            help_text=_("An answer to a comment of yours, or your answer is accepted."),
            why=_("somebody answered you"),
            nearness=Nearness.OWN,
            mail=True,
            order=300,
        ),
        NotificationCategory(
            name="my_thread",
            label=_("Comments on what I began"),
            help_text=_("Below your posts, and below pages you are responsible for."),
            why=_("you began this conversation"),
            nearness=Nearness.OWN,
            order=400,
        ),
        NotificationCategory(
            name="thread",
            label=_("Conversations I follow"),
            help_text=_("You follow what you took part in, until you say otherwise."),
            why=_("you follow this conversation"),
            nearness=Nearness.OWN,
            order=500,
        ),
        NotificationCategory(
            name="reaction",
            label=_("Reactions"),
            help_text=_("Somebody likes or thanks you for what you wrote."),
            why=_("somebody reacted to what you wrote"),
            nearness=Nearness.OWN,
            order=600,
        ),
        NotificationCategory(
            name="group_activity",
            label=_("New in my groups"),
            help_text=_("How much of each group you choose below."),
            why=_("you are in this group"),
            nearness=Nearness.GROUP,
            order=700,
        ),
    ]
