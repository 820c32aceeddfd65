"""Mail backends of the tests: a mail server that refuses, is away, or is slow."""

from __future__ import annotations

import smtplib
from typing import Any, ClassVar

from django.core.mail.backends.locmem import EmailBackend as Kept

PATH = f"{__name__}."


class RefusesOne(Kept):
    """Refuses one address, for good or for now (``code``)."""

    refused: ClassVar[str] = "bo@example.org"
    code: ClassVar[int] = 550

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if self.refused in message.to:
                raise smtplib.SMTPRecipientsRefused(
                    {self.refused: (self.code, b"5.1.1 no\r\nsuch mailbox")}
                )
        return super().send_messages(messages)


class Away(Kept):
    """Lets nobody in; ``tries`` counts who knocked."""

    tries: ClassVar[int] = 0

    def open(self) -> None:
        type(self).tries += 1
        raise ConnectionRefusedError(111, "Connection refused")


class Breaks(Kept):
    """Raises what it is told to."""

    error: ClassVar[Exception] = OSError("broken pipe")

    def send_messages(self, messages: Any) -> int:
        raise self.error


class SaysNothing(Kept):
    """Sends nothing and raises nothing."""

    def send_messages(self, messages: Any) -> int:
        return 0


class LosesTheAnswer(Kept):
    """Takes the text of a mail, and then the line goes dead."""

    def send_messages(self, messages: Any) -> int:
        server = smtplib.SMTP()
        server.putcmd = lambda *args: None  # type: ignore[method-assign]
        replies = iter([(354, b"go ahead")])

        def reply() -> tuple[int, bytes]:
            found = next(replies, None)
            if found is None:
                raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out")
            return found

        server.getreply = reply  # type: ignore[method-assign]
        server.send = lambda text: None  # type: ignore[method-assign]
        for message in messages:
            super().send_messages([message])
            server.data(message.message().as_bytes())
        return len(messages)
