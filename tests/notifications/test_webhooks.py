"""What is sent by webhooks, in which form, and how often."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.conversations.actions import EditPost, PostComment
from wagtail_social.conversations.targets import place_for
from wagtail_social.notifications.models import Activity, CallState, Webhook, WebhookCall
from wagtail_social.notifications.retention import delete_old
from wagtail_social.notifications.telling import tell
from wagtail_social.notifications.webhooks import client, sending
from wagtail_social.notifications.webhooks.actions import PauseWebhook, ResumeWebhook, TryWebhook
from wagtail_social.schedule import run_due

from .receiver import Receiver, Reply

Happens = Callable[[Any], Any]
Add = Callable[..., Webhook]


def send(after: datetime.timedelta | None = None) -> int:
    return sending.send_due(timezone.now() + (after or datetime.timedelta()))


def only_call() -> WebhookCall:
    return WebhookCall.objects.get()


def test_a_post_is_sent_once_signed_with_what_a_receiver_needs(
    cast: Any, add_webhook: Add, publish: Any, receiver: Receiver
) -> None:
    webhook = add_webhook()
    post = publish()
    assert receiver.requests == []  # nobody who writes waits for a receiver
    assert (send(), send()) == (1, 0)
    (request,) = receiver.requests
    call = only_call()
    group = cast.groups["open"]
    assert request.data == {
        "id": str(call.pk),
        "event": "post",
        "headline": f"New post in {group.title}",
        "group": group.title,
        "group_url": f"http://localhost{group.get_absolute_url()}",
        "url": f"http://localhost{post.get_absolute_url()}",
        "time": post.created_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "title": "Move",
        "author": "Marit Bakker",
        "excerpt": "We move in May.",
    }
    stamp = request.headers["X-Wagtail-Social-Timestamp"]
    assert abs(int(stamp) - timezone.now().timestamp()) < 60
    signed = hmac.new(b"a secret", f"{stamp}.".encode() + request.body, hashlib.sha256)
    assert request.headers["X-Wagtail-Social-Signature"] == f"sha256={signed.hexdigest()}"
    assert request.headers["X-Wagtail-Social-Id"] == str(call.pk)
    assert request.headers["Content-Type"] == "application/json"
    assert "a secret" not in f"{request.headers}{request.body.decode()}"
    assert (call.state, call.status_code, call.attempts) == (CallState.SENT, 200, 1)
    assert call.webhook_id == webhook.pk


def test_due_job_sends(add_webhook: Add, publish: Any, receiver: Receiver) -> None:
    add_webhook()
    publish()
    assert dict(run_due(timezone.now()))["webhooks"] == "1 calls sent"
    assert len(receiver.requests) == 1


def test_comments_are_sent_where_they_are_wanted(
    cast: Any, add_webhook: Add, publish: Any, happens: Happens, receiver: Receiver
) -> None:
    add_webhook(with_comments=True)
    post = publish()
    place = place_for(cast["member"], "post", post.pk)
    comment = happens(PostComment(actor=cast["member"], place=place, source="Which May?"))
    assert send() == 2
    data = receiver.requests[1].data
    assert (data["event"], data["title"], data["excerpt"]) == ("comment", "Move", "Which May?")
    assert data["url"].endswith(comment.get_absolute_url())
    WebhookCall.objects.all().delete()
    add_webhook()
    happens(PostComment(actor=cast["member"], place=place, source="This one"))
    happens(EditPost(actor=cast["member"], post=post, title="Moved", source="@author", minor=False))
    assert not WebhookCall.objects.exists()


def test_what_fails_on_their_side_is_tried_again_with_the_same_id(
    add_webhook: Add, publish: Any, receiver: Receiver
) -> None:
    add_webhook()
    publish()
    receiver.answers(500, 503, 200)
    assert send() == 0
    call = only_call()
    assert (call.state, call.status_code, call.attempts) == (CallState.WAITING, 500, 1)
    assert send() == 0 and len(receiver.requests) == 1
    assert send(sending.WAITS[0] * 1.1) == 0
    assert send(sending.WAITS[1] * 1.5) == 1
    assert len({request.headers["X-Wagtail-Social-Id"] for request in receiver.requests}) == 1
    assert (only_call().state, only_call().attempts) == (CallState.SENT, 3)


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("600", 590, 610),
        ("1", 50, 70),
        ("999999999999999999999", 21_500, 21_700),
        ("-5", 50, 70),
        ("soon", 50, 70),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 21_500, 21_700),
        ("Fri, 01 Jan 99999 00:00:00 GMT", 50, 70),
    ],
)
def test_a_receiver_says_when_to_come_back_within_bounds(
    add_webhook: Add, publish: Any, receiver: Receiver, header: str, least: int, most: int
) -> None:
    add_webhook()
    publish()
    receiver.answers(Reply(429, {"Retry-After": header}))
    send()
    wait = (only_call().due_at - timezone.now()).total_seconds()
    assert least <= wait <= most


def test_after_the_last_attempt_it_is_given_up(
    add_webhook: Add, publish: Any, receiver: Receiver
) -> None:
    webhook = add_webhook()
    publish()
    receiver.answers(Reply(500, body=b"no \x00\x1b[31m <b>luck</b>" + b"x" * 500))
    for attempt in range(1, 9):
        send(datetime.timedelta(hours=7 * attempt))
    call = only_call()
    assert (call.state, call.attempts) == (CallState.FAILED, len(sending.WAITS) + 1)
    assert call.failure.startswith("no") and "\x00" not in call.failure
    assert len(call.failure) <= 200
    webhook.refresh_from_db()
    assert webhook.failures == 1


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 410])
def test_what_will_not_become_better_fails_at_once(
    add_webhook: Add, publish: Any, receiver: Receiver, status: int
) -> None:
    """Class 15: a redirect is a failure too, and is not followed."""
    add_webhook()
    publish()
    receiver.answers(Reply(status, {"Location": receiver.url}))
    send()
    assert (only_call().state, only_call().status_code) == (CallState.FAILED, status)
    assert len(receiver.requests) == 1


def test_a_receiver_that_is_slow_times_out_and_holds_up_nobody_else(
    add_webhook: Add, publish: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.2)
    slow = add_webhook("open")
    add_webhook("closed", leaves_site=True)
    publish("open")
    publish("open")
    publish("closed")
    receiver.answers(Reply(slow=0.1), 200)
    assert send() == 1
    assert len(receiver.requests) == 2  # its second call was not even tried
    states = slow.calls.order_by("pk").values_list("state", "failure", "attempts")
    assert list(states) == [("waiting", "timeout", 1), ("waiting", "", 0)]


def test_a_large_answer_does_no_harm(add_webhook: Add, publish: Any, receiver: Receiver) -> None:
    add_webhook()
    publish()
    receiver.answers(Reply(200, body=b"x" * 1_000_000))
    assert send() == 1


def test_too_many_failures_in_a_row_pause_it_and_managers_read_why(
    add_webhook: Add, publish: Any, receiver: Receiver, cast: Any, client_of: Any, happens: Happens
) -> None:
    webhook = add_webhook()
    receiver.answers(410)
    Webhook.objects.filter(pk=webhook.pk).update(failures=sending.MOST_FAILURES - 2)
    publish()
    send()
    receiver.answers(200, 410)
    publish()
    send()
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.paused_at) == (0, None)
    Webhook.objects.filter(pk=webhook.pk).update(failures=sending.MOST_FAILURES - 1)
    publish()
    send()
    webhook.refresh_from_db()
    assert webhook.paused_at is not None
    page = client_of("manager").get(f"{webhook.group.get_absolute_url()}webhooks/").content
    assert b"20 calls in a row could not be sent" in page and b"Answer 410" in page
    before = WebhookCall.objects.count()
    publish()
    assert WebhookCall.objects.count() == before
    happens(ResumeWebhook(actor=cast["manager"], group=webhook.group, webhook=webhook))
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.paused_at) == (0, None)


def test_a_paused_webhook_sends_tests_only(
    add_webhook: Add, publish: Any, receiver: Receiver, cast: Any, happens: Happens
) -> None:
    webhook = add_webhook()
    publish()
    does = {"actor": cast["manager"], "group": cast.groups["open"], "webhook": webhook}
    happens(PauseWebhook(**does))
    happens(TryWebhook(**does))
    assert send() == 1
    data = receiver.requests[0].data
    assert (data["event"], data["title"], data["author"]) == ("test", "", "")
    happens(ResumeWebhook(**does))
    assert send() == 1


def test_two_senders_send_once(
    add_webhook: Add, publish: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one sends, another runs: what the first has claimed it leaves alone."""
    add_webhook()
    publish()
    publish()
    real = client.post
    others: list[int] = []

    def post(*args: Any) -> Any:
        others.append(send())
        return real(*args)

    monkeypatch.setattr(sending.client, "post", post)
    assert send() == 2
    assert others == [0, 0]
    assert len(receiver.requests) == 2


def test_a_claim_that_lapsed_is_not_sent_by_who_lost_it(
    add_webhook: Add, publish: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_webhook()
    publish()
    real = sending.compose
    late = sending.LEASE * 1.1

    def compose(call: Any) -> Any:
        monkeypatch.setattr(sending, "compose", real)
        WebhookCall.objects.update(claimed_at=timezone.now() - late)
        assert send() == 1
        return real(call)

    monkeypatch.setattr(sending, "compose", compose)
    assert send() == 0
    assert len(receiver.requests) == 1


def test_a_sender_that_was_stopped_while_sending_leaves_a_call_nobody_sends_again(
    add_webhook: Add, publish: Any, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_webhook()
    publish()

    def stopped(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sending.client, "post", stopped)
        with pytest.raises(KeyboardInterrupt):
            send()
    assert only_call().state == CallState.SENDING
    send()
    assert only_call().state == CallState.SENDING
    send(sending.LEASE * 1.1)
    assert (only_call().state, receiver.requests) == (CallState.UNCERTAIN, [])


def test_telling_twice_makes_one_call(add_webhook: Add, publish: Any) -> None:
    add_webhook()
    publish()
    activity = only_call().activity
    Activity.objects.filter(pk=activity.pk).update(told_at=None)
    tell(activity.pk)
    assert WebhookCall.objects.count() == 1


def test_old_calls_are_forgotten_with_their_news(add_webhook: Add, publish: Any) -> None:
    webhook = add_webhook()
    publish()
    WebhookCall.objects.create(webhook=webhook)
    now = timezone.now()
    delete_old(now)
    assert WebhookCall.objects.count() == 2
    delete_old(now + datetime.timedelta(days=91))
    assert not WebhookCall.objects.exists()
