"""Real workers on PostgreSQL and a real mail server: what arrives, also when they are killed."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.utils import timezone

from tests.cast import cast_on_stage
from wagtail_social.conversations.actions import PublishPost
from wagtail_social.conversations.models import Post
from wagtail_social.groups.models import Membership
from wagtail_social.models import DueSlot
from wagtail_social.notifications.models import Activity, Delivery, Mail, Notification

from .plant import Plant, kill, killed_in_time, locked, until

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]

MAILS = Mail._meta.db_table
CHOICES = "wagtail_social_notifications_personalsettings"
TASKS = "django_tasks_database_dbtaskresult"
NAMES = ("bo", "cy", "dee")
ADDRESSES = [f"{name}@example.org" for name in NAMES]


@pytest.fixture
def plant() -> Iterator[Plant]:
    """Start what one test needs, and stop it."""
    found = Plant()
    yield found
    found.stop()


@pytest.fixture
def _tasks_wait(settings: Any) -> Iterator[None]:
    """Leave tasks to the workers: they wait in the database."""
    import django_tasks

    handlers = [django_tasks.task_backends]
    try:
        from django.tasks import task_backends

        handlers.append(task_backends)
    except ImportError:
        pass

    def read_anew() -> None:
        for handler in handlers:
            handler.__dict__.pop("settings", None)
            handler._settings = None
            if hasattr(handler._connections, "default"):
                del handler._connections.default

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    read_anew()
    yield
    del settings.TASKS
    read_anew()


@pytest.fixture
def post(_tasks_wait: None) -> Post:
    """Return a post that names three colleagues, which nobody has told of yet."""
    cast = cast_on_stage()
    group = cast.groups["open"]
    for name in ("ada", *NAMES):
        person = get_user_model().objects.create_user(name, email=f"{name}@example.org")
        Membership.objects.create(group=group, user=person, state="active")
    published = PublishPost(
        actor=get_user_model().objects.get(username="ada"),
        group=group,
        title="Move",
        source="Ready, @bo @cy @dee?",
    ).execute()
    assert not Delivery.objects.filter(activity__object_id=published.pk).exists()
    return published


def everybody_was_told_once(post: Post) -> None:
    """On site each has one line; of each there is one delivery."""
    named = get_user_model().objects.filter(username__in=NAMES)
    lines = Notification.objects.filter(recipient__in=named).values("recipient")
    assert [row["n"] for row in lines.annotate(n=Count("pk"))] == [1, 1, 1]
    rows = Delivery.objects.filter(activity__object_id=post.pk, activity__happening="post")
    assert rows.filter(recipient__in=named, site="told", category="mention").count() == 3
    assert Activity.objects.get(happening="post", object_id=post.pk).told_at is not None


def rounds(plant: Plant, count: int = 2) -> list[str]:
    """Have somebody else do what is due, some minutes later."""
    said = []
    for _round in range(count):
        DueSlot.objects.update(due_at=timezone.now() - datetime.timedelta(seconds=1))
        Activity.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=5))
        said.append(plant.due(lease=1))
    return said


def test_workers_tell_and_a_mail_server_gets_what_they_send(plant: Plant, post: Post) -> None:
    workers = [plant.worker(), plant.worker()]
    until(lambda: len(plant.mail.received) == 3, workers[0])
    until(lambda: Mail.objects.filter(state="sent").count() == 3)
    assert plant.mail.recipients == ADDRESSES
    everybody_was_told_once(post)
    for _recipients, message in plant.mail.received:
        assert message["Subject"].endswith("Move")
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["Message-ID"] and message["References"]
        assert message.get_content_type() == "multipart/alternative"
        assert "ada named you" in message.get_body(("plain",)).get_content()
        assert "Read and answer" in message.get_body(("html",)).get_content()
    assert all("sent" not in said and "told" not in said for said in rounds(plant))
    assert plant.mail.recipients == ADDRESSES


def _before_the_telling_is_committed(plant: Plant) -> Any:
    with locked(MAILS, "EXCLUSIVE") as waiting:
        worker = plant.worker()
        until(waiting, worker)
        kill(worker)
    assert not Delivery.objects.exists()
    return worker


def _after_the_telling_before_the_mail_task(plant: Plant) -> Any:
    with ExitStack() as first:
        waiting = first.enter_context(locked(MAILS, "EXCLUSIVE"))
        worker = plant.worker()
        until(waiting, worker)
        with locked(TASKS, "EXCLUSIVE") as waiting_for_tasks:
            first.close()
            until(waiting_for_tasks, worker)
            kill(worker)
    assert Mail.objects.filter(state="waiting").count() == 3
    return worker


def _after_the_claim(plant: Plant) -> Any:
    with locked(CHOICES, "ACCESS EXCLUSIVE") as waiting:
        worker = plant.worker()
        until(waiting, worker)
        assert Mail.objects.filter(state="claimed").count() == 3
        kill(worker)
    return worker


def _while_sending_before_the_server_has_it(plant: Plant) -> Any:
    worker = plant.worker()
    plant.mail.at_sender = killed_in_time(worker)
    worker.wait(timeout=60)
    assert Mail.objects.filter(state="sending").count() == 1
    assert plant.mail.received == []
    return worker


def _after_the_server_has_it(plant: Plant) -> Any:
    worker = plant.worker()
    plant.mail.at_text = killed_in_time(worker)
    worker.wait(timeout=60)
    assert Mail.objects.filter(state="sending").count() == 1
    assert len(plant.mail.received) == 1
    return worker


@pytest.mark.parametrize(
    ("stopped", "in_doubt", "arrived"),
    [
        (_before_the_telling_is_committed, 0, 3),
        (_after_the_telling_before_the_mail_task, 0, 3),
        (_after_the_claim, 0, 3),
        (_while_sending_before_the_server_has_it, 1, 2),
        (_after_the_server_has_it, 1, 3),
    ],
)
def test_killed_worker_leaves_nobody_untold_and_sends_nothing_twice(
    plant: Plant, post: Post, stopped: Any, in_doubt: int, arrived: int
) -> None:
    worker = stopped(plant)
    assert worker.returncode == -9
    time.sleep(1.2)
    rounds(plant)
    everybody_was_told_once(post)
    assert Mail.objects.filter(state="uncertain").count() == in_doubt
    assert Mail.objects.filter(state="sent").count() == 3 - in_doubt
    assert Delivery.objects.filter(mail="uncertain").count() == in_doubt
    assert len(plant.mail.recipients) == arrived == len(set(plant.mail.recipients))
    rounds(plant, count=1)
    assert len(plant.mail.recipients) == arrived


def test_two_senders_at_once_send_each_mail_once(plant: Plant, post: Post) -> None:
    """Both take what is due at the same moment; no mail is taken twice."""
    group = post.group
    names = [f"many{number}" for number in range(40)]
    for name in names:
        person = get_user_model().objects.create_user(name, email=f"{name}@example.org")
        Membership.objects.create(group=group, user=person, state="active")
        Mail.objects.create(
            recipient=person,
            kind="news",
            subject_type="discussion",
            subject_id=Activity.objects.get(object_id=post.pk).subject_id,
            due_at=timezone.now(),
        )
        Delivery.objects.create(
            activity=Activity.objects.get(object_id=post.pk),
            recipient=person,
            category="group_activity",
            site="told",
            mail="waiting",
        )
    _everybody_wants_mail(names)
    runners = [plant.run("shell", "-c", SEND) for _number in range(3)]
    said = [runner.communicate(timeout=60)[0].decode() for runner in runners]
    assert plant.mail.recipients == sorted(f"{name}@example.org" for name in names), said
    assert Mail.objects.filter(state="sent").count() == len(names)


SEND = (
    "from django.utils import timezone;"
    "from wagtail_social.notifications.sending import send_due;"
    "print(send_due(timezone.now()))"
)


def _everybody_wants_mail(names: list[str]) -> None:
    from wagtail_social.notifications.models import ChoiceOfChannel

    for person in get_user_model().objects.filter(username__in=names):
        ChoiceOfChannel.objects.create(
            user=person, category="group_activity", channel="mail", wanted=True
        )
