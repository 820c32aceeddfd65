"""A real mail server on this machine that refuses, is slow, hangs up, or is away."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from wagtail_social.conversations.models import Post
from wagtail_social.notifications.models import Mail

from .log import mail_to, outcome
from .plant import MailServer, free_port


class Moody(MailServer):
    """Does to one address what ``mood`` says."""

    mood = ""
    patience = 3.0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse an address."""
        if address.startswith("bo@") and self.mood in ("550 No such mailbox", "450 Full"):
            return self.mood
        if address.startswith("bo@") and self.mood == "hangs up":
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take the text, and be slow to say so."""
        answer = await super().handle_DATA(server, session, envelope)
        if self.mood == "slow" and "bo@example.org" in envelope.rcpt_tos:
            await asyncio.sleep(self.patience)
        return answer


@pytest.fixture
def server(settings: Any) -> Iterator[Moody]:
    """Start a mail server that Django sends to; it may take a second to answer."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_TIMEOUT = 1
    found = Moody()
    controller = Controller(found, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield found
    controller.stop()


@pytest.mark.parametrize(
    ("mood", "state", "arrived"),
    [
        ("", "sent", 3),
        ("550 No such mailbox", "failed", 2),
        ("450 Full", "waiting", 2),
        ("hangs up", "waiting", 2),
        ("slow", "uncertain", 3),
    ],
)
def test_the_rest_goes_out_and_the_log_says_why_one_did_not(
    colleagues: dict[str, Any],
    post: Post,
    later: Callable[..., Any],
    server: Moody,
    mood: str,
    state: str,
    arrived: int,
) -> None:
    server.mood = mood
    later()
    assert mail_to(colleagues["bo"]).state == state
    assert [mail_to(colleagues[name]).state for name in ("cy", "dee")] == ["sent", "sent"]
    assert len(server.recipients) == len(set(server.recipients)) == arrived
    if mood[:3].isdigit():
        assert mood in mail_to(colleagues["bo"]).failure
    assert bool(mail_to(colleagues["bo"]).failure) is bool(mood)
    server.mood = ""
    later(minutes=7)
    assert len(server.recipients) == len(set(server.recipients))
    assert outcome(colleagues["bo"]) == {"waiting": "sent"}.get(state, state)
    assert Post.objects.filter(pk=post.pk, state="published").exists()


def test_server_that_is_away_gets_everything_when_it_is_back(
    colleagues: dict[str, Any], post: Post, later: Callable[..., Any], server: Moody, settings: Any
) -> None:
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = free_port()
    assert later().sent == 0
    assert set(Mail.objects.values_list("state", flat=True)) == {"waiting"}
    assert all("refused" in failure for failure in Mail.objects.values_list("failure", flat=True))
    settings.EMAIL_PORT = port
    later(minutes=7)
    assert server.recipients == ["bo@example.org", "cy@example.org", "dee@example.org"]


def test_one_connection_serves_a_batch(
    post: Post, later: Callable[..., Any], server: Moody, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected = []
    connect = smtplib.SMTP.connect

    def counted(self: smtplib.SMTP, *args: Any, **options: Any) -> Any:
        connected.append(self)
        return connect(self, *args, **options)

    monkeypatch.setattr(smtplib.SMTP, "connect", counted)
    assert later().sent == 3
    assert len(connected) == 1
