"""Mail that is sent once, again, or not at all; and who gets none any more."""

from __future__ import annotations

import datetime
import smtplib
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_social.conversations.models import Post
from wagtail_social.notifications import sending
from wagtail_social.notifications.letters import Dropped
from wagtail_social.notifications.models import (
    Delivery,
    Mail,
    PersonalSettings,
)
from wagtail_social.notifications.sending import SendReport, is_permanent

from . import posts
from .log import mail_to, outcome

Later = Callable[..., Any]


def test_mail_waits_for_more_news_first(post: Post, later: Later) -> None:
    assert str(later(minutes=0)) == ""
    assert str(later()) == "3 sent"
    assert str(later()) == ""
    assert len(mail.outbox) == 3


def test_at_most_one_mail_a_person_thread_and_hour(
    colleagues: dict[str, Any], post: Post, post_about: Any, say: Any, later: Later
) -> None:
    later()
    for number in range(3):
        say(colleagues["ada"], post, f"@bo {number}")
        later(minutes=10 + number)
    assert len(mail.outbox) == 3
    assert mail_to(colleagues["bo"]).state == "waiting"
    post_about(colleagues["ada"], "Another thing @bo")
    assert later(minutes=30).sent == 1
    later(minutes=64)
    assert len(mail.outbox) == 4
    later(minutes=66)
    assert len(mail.outbox) == 5
    text = mail.outbox[-1].body
    assert all(f"> @bo {number}" in text for number in range(3))


def test_mail_keeps_quiet_in_quiet_hours(
    colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    now = timezone.now()
    PersonalSettings.objects.create(
        user=colleagues["bo"],
        time_zone="UTC",
        quiet_from=(now - datetime.timedelta(hours=1)).time().replace(microsecond=0),
        quiet_until=(now + datetime.timedelta(hours=2)).time().replace(microsecond=0),
    )
    report = later()
    assert (report.sent, report.postponed) == (2, 1)
    assert later(minutes=115).sent == 0
    assert later(minutes=121).sent == 1


# When the mail server does not play along


def test_one_refused_address_does_not_hold_up_the_rest(
    colleagues: dict[str, Any], post: Post, later: Later, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}RefusesOne"
    report = later()
    assert (report.sent, report.failed) == (2, 1)
    failed = mail_to(colleagues["bo"])
    assert failed.state == "failed"
    assert failed.failure == "SMTPRecipientsRefused: 550 5.1.1 no such mailbox"
    assert outcome(colleagues["bo"]) == "failed"
    assert outcome(colleagues["cy"]) == "sent"
    assert str(later(minutes=60 * 48)) == ""
    assert Post.objects.filter(pk=post.pk, state="published").exists()


def test_what_may_go_better_later_is_tried_again_and_not_for_ever(
    colleagues: dict[str, Any],
    post: Post,
    later: Later,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}RefusesOne"
    monkeypatch.setattr(posts.RefusesOne, "code", 450)
    moment = 5.0
    waits = []
    report = later(moment)
    while report.failed == 0:
        assert report.retried == 1
        waiting = mail_to(colleagues["bo"])
        assert waiting.state == "waiting" and "450" in waiting.failure
        assert outcome(colleagues["bo"]) == "waiting"
        wait = (waiting.due_at - timezone.now()).total_seconds() / 60 - moment
        waits.append(round(wait))
        assert str(later(moment + wait - 0.5)) == ""
        moment += wait + 0.5
        report = later(moment)
    assert waits == [1, 5, 30, 120, 360, 720]
    assert mail_to(colleagues["bo"]).state == "failed"
    assert outcome(colleagues["bo"]) == "failed"


def test_refusal_for_now_ends_well(
    colleagues: dict[str, Any],
    post: Post,
    later: Later,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}RefusesOne"
    monkeypatch.setattr(posts.RefusesOne, "code", 450)
    later()
    first = mail_to(colleagues["bo"]).message_id
    monkeypatch.setattr(posts.RefusesOne, "refused", "nobody")
    assert later(minutes=7).sent == 1
    sent = mail_to(colleagues["bo"])
    assert (sent.state, sent.failure, sent.message_id) == ("sent", "", first)
    assert outcome(colleagues["bo"]) == "sent"


def test_server_that_is_away_is_asked_once_a_round(
    colleagues: dict[str, Any],
    post: Post,
    later: Later,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}Away"
    monkeypatch.setattr(posts.Away, "tries", 0)
    report = later()
    assert posts.Away.tries == 1
    assert (report.sent, report.retried) == (0, 3)
    assert set(Mail.objects.values_list("state", flat=True)) == {"waiting"}
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert "Connection refused" in mail_to(colleagues["cy"]).failure
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert later(minutes=8).sent == 3


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (OSError("broken pipe"), "waiting"),
        (TimeoutError("timed out"), "uncertain"),
        (smtplib.SMTPServerDisconnected("gone"), "waiting"),
        (smtplib.SMTPDataError(451, b"later"), "waiting"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPSenderRefused(552, b"too big", "x"), "failed"),
        (RuntimeError("Zqword of a backend"), "waiting"),
        (ValueError("Zqword in a header"), "failed"),
    ],
)
def test_failures_are_told_apart_and_hold_none_of_our_words(
    colleagues: dict[str, Any],
    post: Post,
    later: Later,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    state: str,
) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}Breaks"
    monkeypatch.setattr(posts.Breaks, "error", error)
    later()
    for row in Mail.objects.all():
        assert row.state == state
        assert row.failure.startswith(type(error).__name__)
        assert "Zqword" not in row.failure


def test_backend_that_sends_nothing_is_no_success(post: Post, later: Later, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{posts.PATH}SaysNothing"
    assert later().retried == 3


def test_line_that_goes_dead_after_the_text_leaves_a_doubt_and_no_second_mail(
    colleagues: dict[str, Any], post: Post, later: Later, settings: Any
) -> None:
    """A slow server may have the mail: sending it again would bring it twice."""
    settings.EMAIL_BACKEND = f"{posts.PATH}LosesTheAnswer"
    assert later().uncertain == 3
    assert outcome(colleagues["bo"]) == "uncertain"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert str(later(minutes=600)) == ""
    assert len(mail.outbox) == 3


def test_recipients_refused_for_now_are_not_refused_for_good() -> None:
    assert is_permanent(smtplib.SMTPRecipientsRefused({"a": (550, b"")}))
    assert not is_permanent(smtplib.SMTPRecipientsRefused({"a": (450, b"")}))


def test_mail_that_cannot_be_written_holds_up_no_other(
    colleagues: dict[str, Any], post: Post, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wagtail_social.notifications import composing

    write = composing.write_news

    def breaks(mail: Any, *args: Any, **options: Any) -> Any:
        if mail.recipient_id == colleagues["bo"].pk:
            raise RuntimeError("Zqword")
        return write(mail, *args, **options)

    monkeypatch.setattr(composing, "write_news", breaks)
    report = later()
    assert (report.sent, report.retried) == (2, 1)
    assert mail_to(colleagues["bo"]).failure == "RuntimeError"


# Senders who were stopped


def test_what_a_stopped_sender_had_claimed_is_sent_by_the_next(
    colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Mail.objects.update(state="claimed", claim=uuid.uuid4(), claimed_at=long_ago)
    report = later()
    assert (report.retried, report.sent) == (3, 3)


def test_what_a_stopped_sender_was_sending_is_in_doubt_and_not_sent_again(
    colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    held = mail_to(colleagues["bo"])
    Mail.objects.filter(pk=held.pk).update(state="sending", claim=uuid.uuid4(), claimed_at=long_ago)
    rows = Delivery.objects.filter(recipient=colleagues["bo"])
    rows.update(mail="sending", message=held)
    report = later()
    assert (report.uncertain, report.sent) == (1, 2)
    assert mail_to(colleagues["bo"]).state == "uncertain"
    assert outcome(colleagues["bo"]) == "uncertain"


def test_claim_of_a_living_sender_is_respected(post: Post, later: Later) -> None:
    Mail.objects.update(state="claimed", claim=uuid.uuid4(), claimed_at=timezone.now())
    assert str(later()) == ""
    assert mail.outbox == []


def test_mail_taken_over_meanwhile_is_not_sent_by_the_first(
    colleagues: dict[str, Any], post: Post, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wagtail_social.notifications import composing

    write = composing.write_news

    def taken(mail: Any, *args: Any, **options: Any) -> Any:
        Mail.objects.filter(pk=mail.pk).update(claim=uuid.uuid4())
        return write(mail, *args, **options)

    monkeypatch.setattr(composing, "write_news", taken)
    assert later().sent == 0
    assert mail.outbox == []


def test_two_mails_about_the_same_become_one(
    colleagues: dict[str, Any], post: Post, say: Any, later: Later
) -> None:
    """News came to wait while a sender held the first mail and was stopped."""
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Mail.objects.filter(recipient=colleagues["bo"]).update(
        state="claimed", claim=uuid.uuid4(), claimed_at=long_ago
    )
    say(colleagues["ada"], post, "More @bo")
    assert Mail.objects.filter(recipient=colleagues["bo"]).count() == 2
    assert later().sent == 3
    states = Mail.objects.filter(recipient=colleagues["bo"]).order_by("pk")
    assert list(states.values_list("state", flat=True)) == ["dropped", "sent"]
    (mine,) = [message for message in mail.outbox if message.to == ["bo@example.org"]]
    assert "Zqword" in mine.body and "More" in mine.body
    mails = Delivery.objects.filter(recipient=colleagues["bo"]).values_list("mail", flat=True)
    assert set(mails) == {"sent"}


def test_letters_that_lay_too_long_are_written_anew(
    colleagues: dict[str, Any], post: Post, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Class 8: a slow mail server does not make what was asked stale."""
    monkeypatch.setattr(sending, "FRESH", -1)
    written: list[int] = []
    compose = "wagtail_social.notifications.composing.write_news"
    from wagtail_social.notifications import composing

    write = composing.write_news

    def counted(mail: Any, *args: Any, **options: Any) -> Any:
        written.append(mail.pk)
        return write(mail, *args, **options)

    monkeypatch.setattr(compose, counted)
    assert later().sent == 3
    assert len(written) == 3 + 2 + 1


def test_composers_may_give_mails_up(
    post: Post, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "wagtail_social.notifications.composing.compose_news",
        lambda mails, now: {one.pk: Dropped() for one in mails},
    )
    assert str(later()) == "3 dropped"


def test_queries_of_a_batch_about_one_post_grow_slowly(
    colleagues: dict[str, Any], post_about: Any, later: Later, queries: Any
) -> None:
    """What is asked of everybody is asked together: facts, verdicts, names, settings."""
    counts = []
    for names in ("@bo", "@bo @cy @dee @eve @flo @gus"):
        post_about(colleagues["ada"], f"Hello {names}", title=f"To {names}")
        with queries() as found:
            later()
        counts.append(len(found))
    assert (counts[1] - counts[0]) / 5 < 16


def test_report_says_what_there_is_to_say() -> None:
    assert str(SendReport()) == ""
    assert str(SendReport(sent=2, uncertain=1)) == "2 sent, 1 uncertain"
