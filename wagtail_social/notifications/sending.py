"""Sending mail: claimed, asked again, handed over, written down. Safe with several at once.

A mail goes WAITING → CLAIMED → SENDING → SENT. Up to CLAIMED nothing has left the house: whoever is
stopped there is followed by somebody who begins anew. From SENDING on only the mail server knows,
so a sender who is stopped there leaves one mail UNCERTAIN, which nobody sends again.
"""

from __future__ import annotations

import datetime
import logging
import smtplib
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import connections, router, transaction
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from wagtail_social.addresses import base_url
from wagtail_social.compat import WholeHeaders, mailer
from wagtail_social.conf import settings
from wagtail_social.markup import one_line

from . import outbox
from .letters import Composed, Dropped, Letter, Postponed
from .models import Mail, MailKind, MailState

logger = logging.getLogger(__name__)

#: Who makes letters of mails, by kind: dotted paths of functions of (mails, now).
COMPOSERS: dict[str, str] = {
    MailKind.NEWS: "wagtail_social.notifications.composing.compose_news",
    MailKind.DIGEST: "wagtail_social.notifications.digests.composing.compose_digests",
}
#: Mails of a kind that one sender takes at a time (count): digests share most of their work.
BATCHES = {MailKind.NEWS: 50, MailKind.DIGEST: 200}
#: How long a letter may lie between being written and being sent (seconds): what its reader may
#: see and wants was asked when it was written.
FRESH = 30


@dataclass
class SendReport:
    """What became of the mails that were due (counts)."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    postponed: int = 0
    retried: int = 0
    uncertain: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in asdict(self).items() if count)


class _NoConnection(Exception):
    """The mail server does not answer: no use to try the next mail."""


def send_due(now: datetime.datetime) -> SendReport:
    """Send what is due, batch by batch, until nothing is or the mail server does not answer."""
    report = SendReport()
    clock = _clock(now)
    _recover(clock(), report)
    post = _Post()
    try:
        while batch := _claim(clock()):
            try:
                _send_batch(batch, clock, post, report)
            except _NoConnection:
                break
    finally:
        post.close()
    return report


def _clock(now: datetime.datetime) -> Callable[[], datetime.datetime]:
    """Return a clock that goes on from ``now``."""
    begun = time.monotonic()
    return lambda: now + datetime.timedelta(seconds=time.monotonic() - begun)


def _recover(now: datetime.datetime, report: SendReport) -> None:
    """Take up what senders who were stopped left behind."""
    stale = Mail.objects.filter(
        claimed_at__lt=now - datetime.timedelta(seconds=settings.MAIL_LEASE)
    )
    for mail in stale.filter(state=MailState.CLAIMED):
        if outbox.put_back(mail, due_at=mail.due_at):
            report.retried += 1
    for mail in stale.filter(state=MailState.SENDING):
        if outbox.mark_uncertain(mail, failure="The sender was stopped."):
            logger.warning("mail %s is uncertain: its sender was stopped", mail.pk)
            report.uncertain += 1


def _claim(now: datetime.datetime) -> list[Mail]:
    """Take a batch of what is due, news first; nobody else gets it while the lease lasts."""
    for kind, most in BATCHES.items():
        if batch := _claim_kind(kind, most, now):
            return batch
    return []


def _claim_kind(kind: str, most: int, now: datetime.datetime) -> list[Mail]:
    using = router.db_for_write(Mail)
    due = Mail.objects.using(using).due(now).filter(kind=kind)
    if connections[using].features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    token = uuid.uuid4()
    with transaction.atomic(using=using):
        claimed = Mail.objects.using(using).filter(
            pk__in=due.values("pk")[:most], state=MailState.WAITING
        )
        claimed.update(state=MailState.CLAIMED, claim=token, claimed_at=now)
    mine = Mail.objects.using(using).filter(claim=token, state=MailState.CLAIMED)
    return list(mine.select_related("recipient").order_by("due_at", "pk"))


def _send_batch(
    batch: list[Mail],
    clock: Callable[[], datetime.datetime],
    post: _Post,
    report: SendReport,
) -> None:
    begun = time.monotonic()
    fresh = min(FRESH, settings.MAIL_LEASE / 2)
    letters = []
    for mail, composed in _compose(batch, clock(), report):
        match composed:
            case Letter():
                letters.append((mail, composed))
            case Postponed():
                until = max(composed.until, clock() + datetime.timedelta(minutes=1))
                outbox.put_back(mail, due_at=until)
                report.postponed += 1
            case Dropped():
                outbox.drop(mail, composed.outcomes)
                report.dropped += 1
    for number, (mail, letter) in enumerate(letters):
        if number and time.monotonic() - begun > fresh:
            for rest, _letter in letters[number:]:
                outbox.put_back(rest, due_at=rest.due_at)
            return
        try:
            _send(mail, letter, clock, post, report)
        except _NoConnection as broken:
            _wait_for_the_server(mail, letters[number + 1 :], broken, clock(), report)
            raise


def _compose(
    batch: list[Mail], now: datetime.datetime, report: SendReport
) -> Iterator[tuple[Mail, Composed]]:
    """Yield what each mail has become; one that cannot be written does not hold up the others."""
    for kind in {mail.kind for mail in batch}:
        mails = [mail for mail in batch if mail.kind == kind]
        compose = import_string(COMPOSERS[kind])
        try:
            composed = compose(mails, now)
        except Exception:
            logger.exception("mails of the kind %s cannot be written together", kind)
            composed = {}
            for mail in mails:
                try:
                    composed |= compose([mail], now)
                except Exception as error:
                    logger.exception("mail %s cannot be written", mail.pk)
                    # The words of such an error may hold those of a person.
                    _retry(mail, type(error).__name__, now, report)
        yield from ((mail, composed[mail.pk]) for mail in mails if mail.pk in composed)


def _send(
    mail: Mail,
    letter: Letter,
    clock: Callable[[], datetime.datetime],
    post: _Post,
    report: SendReport,
) -> None:
    """Hand one letter over, and write down what came of it."""
    try:
        message = _message(mail, letter)
    except Exception as error:
        outbox.fail(mail, type(error).__name__)
        report.failed += 1
        return
    post.open()
    message_id = message.extra_headers["Message-ID"]
    if not outbox.begin_sending(mail, letter, message_id, clock()):
        report.dropped += 1
        return
    try:
        post.hand_over(message)
    except Exception as error:
        post.close()
        _not_sent(mail, error, clock(), report)
        return
    outbox.mark_sent(mail, clock())
    report.sent += 1


def _message(mail: Mail, letter: Letter) -> EmailMultiAlternatives:
    """Return the mail as it goes out. Raises ``ValueError`` for what no header can hold."""
    address = getattr(mail.recipient, get_user_model().get_email_field_name())
    headers = {"Message-ID": message_id_of(mail), **letter.headers}
    message = WholeHeaders(
        letter.subject, letter.text, settings.MAIL_FROM, [address], headers=headers
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    if part := letter.part:
        message.attach_form(part.content, part.content_type, part.parameters)
        message.attach(part.file_name, part.content, part.file_type)
    message.message()
    return message


def message_id_of(mail: Mail) -> str:
    """Return the Message-ID of a mail: the same at each try, and it says nothing."""
    opaque = salted_hmac("wagtail_social.mail", str(mail.pk), algorithm="sha256").hexdigest()[:40]
    return f"<{opaque}@{urlsplit(base_url()).hostname or 'localhost'}>"


class _Post:
    """The way to the mail server: one connection for as many mails as it lasts."""

    def __init__(self) -> None:
        self._mailer: Any = None

    def open(self) -> None:
        """Be connected. Raises ``_NoConnection``."""
        if self._mailer is not None:
            return
        connection = mailer()
        try:
            connection.open()
        except Exception as error:
            _close(connection)
            raise _NoConnection(_said(error)) from error
        self._mailer = connection

    def hand_over(self, message: EmailMultiAlternatives) -> None:
        """Give one mail to the server. Raises whatever the mail backend raises."""
        if self._mailer.send_messages([message]) == 0:
            raise OSError("the mail backend sent nothing")

    def close(self) -> None:
        """Let go of the connection; the next mail gets a new one."""
        if self._mailer is not None:
            _close(self._mailer)
            self._mailer = None


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        logger.info("the connection to the mail server was gone already")


def _not_sent(mail: Mail, error: Exception, now: datetime.datetime, report: SendReport) -> None:
    """Write down why a mail did not go out, and try again where that may help."""
    logger.warning("mail %s was not sent: %s", mail.pk, type(error).__name__)
    if is_permanent(error):
        outbox.fail(mail, _said(error))
        report.failed += 1
    elif is_in_doubt(error):
        outbox.mark_uncertain(mail, failure=_said(error))
        report.uncertain += 1
    else:
        _retry(mail, _said(error), now, report)


def _retry(mail: Mail, failure: str, now: datetime.datetime, report: SendReport) -> None:
    if outbox.retry(mail, failure, now):
        report.retried += 1
    else:
        report.failed += 1


def _wait_for_the_server(
    mail: Mail,
    rest: list[tuple[Mail, Letter]],
    broken: _NoConnection,
    now: datetime.datetime,
    report: SendReport,
) -> None:
    """Have a batch wait: the mail at hand has been tried, the others not."""
    failure = str(broken)
    logger.warning("the mail server does not answer: %s", failure)
    _retry(mail, failure, now, report)
    soon = now + datetime.timedelta(minutes=1)
    for other, _letter in rest:
        if outbox.put_back(other, due_at=soon, failure=failure):
            report.retried += 1


def is_permanent(error: Exception) -> bool:
    """Whether trying again is of no use: the server refused for good, or it is no mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def is_in_doubt(error: Exception) -> bool:
    """Whether the server may have taken the mail though nothing says so.

    That is when the connection is lost after the text of the mail was begun: the server may have
    it and be slow to say so. Sending it again would bring it twice.
    """
    if isinstance(error, smtplib.SMTPException) and not isinstance(
        error, smtplib.SMTPServerDisconnected
    ):
        return False
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    spoken = [frame for frame in frames if frame.f_globals.get("__name__") == "smtplib"]
    if not spoken:  # Another way than SMTP: nobody here knows how far it came.
        return isinstance(error, (TimeoutError, ConnectionError))
    return any(frame.f_code.co_name == "data" for frame in spoken)


def _said(error: Exception) -> str:
    """Return class and words of an error of the mail server, as one line."""
    words = ""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()), (0, b""))
        words = f"{code} {_decoded(reply)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {_decoded(error.smtp_error)}"
    elif isinstance(error, OSError):
        words = str(error)
    return one_line(f"{type(error).__name__}: {words}".rstrip(": "))[: outbox.LONGEST_FAILURE]


def _decoded(reply: bytes | str) -> str:
    return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
