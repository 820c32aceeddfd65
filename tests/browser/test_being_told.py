"""From a mention to the answer between two people, and stopping mail without signing in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_social.notifications.choosing import chosen_channels
from wagtail_social.notifications.models import Notification
from wagtail_social.notifications.sending import send_due

from .person import MODES, Mode, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name),
]

Seat = Callable[..., Person]


def _names_the_author(marit: Person, site: Any) -> None:
    """Let a member comment on the author's post, naming them."""
    handle = site["author"].social_profile.handle
    marit.goes_to(site.talks["open"].post.get_absolute_url())
    marit.writes("Your comment", f"@{handle} where is the key?")
    marit.presses("Comment")
    marit.sees("where is the key?")


def test_author_is_named_finds_it_by_the_bell_and_answers(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """The bell, the line, the place where the news begins, the answer, and the bell again."""
    marit, author = seat("member", mode), seat("author", mode)
    _names_the_author(marit, site)
    author.goes_to("/community/")
    author.follows("Notifications, 1 unread")
    author.finds("heading", "Notifications")
    author.follows(re.compile("named you"))
    author.sees("where is the key?")
    author.finds("link", "Notifications")
    author.writes("Your comment", "It hangs behind the door.")
    author.presses("Comment")
    author.sees("It hangs behind the door.")
    marit.goes_to("/community/notifications/")
    marit.sees(re.compile("commented"))
    marit.presses("Mark all as read")
    marit.sees("Everything is marked as read.")
    assert not Notification.objects.of(site["member"]).unread().exists()


def test_author_stops_mails_from_a_mail_without_signing_in(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """The address in the mail leads to one button, and another one takes it back."""
    _names_the_author(seat("member", mode), site)
    send_due(timezone.now() + datetime.timedelta(minutes=5))
    sent = [message for message in mail.outbox if message.to == [site["author"].email]]
    address = sent[-1].extra_headers["List-Unsubscribe"].strip("<>")
    visitor = seat("anonymous", mode)
    visitor.goes_to("/community/" + address.partition("/community/")[2])
    visitor.finds("heading", "No more mails of this kind?")
    visitor.presses("Stop these mails")
    visitor.sees(re.compile("No more mails of this kind are sent"))
    assert not chosen_channels(site["author"])["mention", "mail"]
    visitor.presses("Send them again")
    visitor.sees(re.compile("Mails of this kind are sent again"))
    assert chosen_channels(site["author"])["mention", "mail"]
