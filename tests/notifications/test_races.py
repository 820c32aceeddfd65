"""What others do at the very moment that news is told, on PostgreSQL."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from tests.cast import cast_on_stage
from wagtail_social.conversations.actions import PostComment, PublishPost
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Membership
from wagtail_social.notifications import telling
from wagtail_social.notifications.models import Activity, Delivery, Mail, Notification
from wagtail_social.notifications.sending import send_due

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people() -> dict[str, Any]:
    """Three in the open group, and a post by which one has been named and told."""
    cast = cast_on_stage()
    found: dict[str, Any] = {}
    for name in ("ada", "bo", "cy"):
        person = get_user_model().objects.create_user(name, email=f"{name}@example.org")
        Membership.objects.create(group=cast.groups["open"], user=person, state="active")
        found[name] = person
    group = cast.groups["open"]
    found["post"] = PublishPost(actor=found["ada"], group=group, source="Hello @bo").execute()
    return found


def _say(people: dict[str, Any]) -> None:
    place = place_for(people["cy"], "post", people["post"].pk)
    PostComment(actor=people["cy"], place=place, source="and @bo again").execute()


def _beside(work: Callable[[], Any]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_mail_that_a_sender_wants_while_news_is_told_goes_out_with_it(
    people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Mail.objects.filter(recipient=people["bo"], state="waiting").count() == 1
    soon = timezone.now() + datetime.timedelta(minutes=10)
    before_commit = telling.queue_calls

    def send_between(activity: Any) -> None:
        _beside(lambda: send_due(soon)).join(timeout=30)
        before_commit(activity)

    monkeypatch.setattr(telling, "queue_calls", send_between)
    _say(people)
    monkeypatch.setattr(telling, "queue_calls", before_commit)
    send_due(soon)
    send_due(soon + datetime.timedelta(hours=5))
    told = Delivery.objects.filter(recipient=people["bo"])
    assert set(told.values_list("mail", flat=True)) == {"sent"}


def test_news_told_while_its_reader_reads_the_older_is_unread(
    people: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Notification.objects.get(recipient=people["bo"])
    reading, told = Event(), telling.insert_from
    threads: list[Thread] = []

    def read() -> None:
        with transaction.atomic():
            Notification.objects.filter(pk=line.pk).update(unread=False)
            reading.set()
            Event().wait(1)

    def then_read(model: Any, *rest: Any) -> int:
        count = told(model, *rest)
        if model is Notification and not threads:
            threads.append(_beside(read))
            reading.wait(timeout=30)
        return count

    monkeypatch.setattr(telling, "insert_from", then_read)
    _say(people)
    threads[0].join(timeout=30)
    line.refresh_from_db()
    newest = Activity.objects.latest("pk")
    assert newest.told_at is not None
    assert (line.unread, line.first, line.last) == (True, newest.pk, newest.pk)
