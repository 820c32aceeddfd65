"""``manage.py social_run_due``: what is due is done once, however many do it."""

from __future__ import annotations

import datetime
import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from wagtail_social import schedule
from wagtail_social.extension_points import DueJob, due_jobs
from wagtail_social.models import DueSlot
from wagtail_social.notifications import telling
from wagtail_social.notifications.models import Activity, Delivery, Mail, Notification
from wagtail_social.notifications.retention import delete_old
from wagtail_social.notifications.telling import MOST_ATTEMPTS, tell, tell_late

MINUTE = datetime.timedelta(minutes=1)


def run() -> str:
    """Do a round, and return what the command says."""
    out = io.StringIO()
    call_command("social_run_due", stdout=out)
    return out.getvalue()


def age(minutes: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(minutes=minutes)


@pytest.fixture
def untold(colleagues: dict[str, Any], post_about: Any) -> Activity:
    """Return news that a worker has left untold for some minutes."""
    post_about(colleagues["ada"], "@bo @cy", title="Move")
    activity = Activity.objects.get()
    for model in (Delivery, Notification, Mail):
        model.objects.all().delete()
    Activity.objects.update(told_at=None, attempts=1, created_at=age(5))
    return activity


def test_command_tells_and_sends_what_is_due(
    untold: Activity, mailoutbox: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_MAIL_DELAY = 0
    assert "news: 1 told" in run()
    assert run() == ""
    DueSlot.objects.update(due_at=age(1))
    assert run() == "mail: 2 sent\n"
    assert len(mailoutbox) == 2


def test_jobs_of_notifications_are_registered() -> None:
    every = {job.name: job.every for job in due_jobs.all()}
    assert every["news"] == every["mail"] == MINUTE
    assert every["old news"] == datetime.timedelta(days=1)


def test_news_that_a_worker_is_telling_is_left_to_it(untold: Activity) -> None:
    Activity.objects.update(created_at=timezone.now())
    assert tell_late(timezone.now()) == ""
    assert tell_late(timezone.now() + 2 * MINUTE) == "1 told"


def test_news_that_fails_holds_up_nothing_and_is_given_up(
    untold: Activity, colleagues: dict[str, Any], say: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Activity.objects.create(
        happening="post", subject_type="discussion", subject_id=0, object_id=0, created_at=age(9)
    )
    told: list[int] = []

    def breaks(activity_id: int) -> bool:
        row = Activity.objects.get(pk=activity_id)
        Activity.objects.filter(pk=row.pk).update(attempts=row.attempts + 1)
        if row.object_id == 0:
            raise RuntimeError
        told.append(activity_id)
        return tell(activity_id)

    monkeypatch.setattr(telling, "tell", breaks)
    assert tell_late(timezone.now()) == "1 told, 1 failed"
    assert told == [untold.pk]
    for _round in range(MOST_ATTEMPTS - 1):
        assert tell_late(timezone.now()) == "1 failed"
    assert tell_late(timezone.now()) == ""


def test_what_is_old_goes_and_what_waits_stays(
    colleagues: dict[str, Any], post_about: Any, say: Any, later: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_NOTIFICATIONS_KEPT = 30
    old = post_about(colleagues["ada"], "@bo @cy", title="Old")
    later()
    Mail.objects.filter(recipient=colleagues["cy"]).update(state="waiting")
    Activity.objects.update(created_at=age(60 * 24 * 31))
    Notification.objects.update(latest_at=age(60 * 24 * 31))
    Mail.objects.update(created_at=age(60 * 24 * 31))
    say(colleagues["dee"], old, "Fresh")
    kept = Notification.objects.filter(latest_at__gte=age(60)).count()
    assert kept > 0
    assert delete_old(timezone.now()) == "1 deleted"
    assert list(Activity.objects.values_list("happening", flat=True)) == ["comment"]
    assert not Delivery.objects.filter(activity__happening="post").exists()
    assert Notification.objects.count() == kept
    assert [row.recipient for row in Mail.objects.filter(state="waiting")] == [colleagues["cy"]]
    assert not Mail.objects.filter(state="sent").exists()
    assert delete_old(timezone.now()) == ""


def test_job_that_fails_is_named_and_the_next_ones_are_done(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(now: datetime.datetime) -> str:
        raise RuntimeError

    jobs = [DueJob("bad", MINUTE, breaks), DueJob("good", MINUTE, lambda now: "done")]
    monkeypatch.setattr(schedule.due_jobs, "all", lambda: jobs)
    assert run() == "bad: failed: RuntimeError\ngood: done\n"
    assert run() == ""


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True])
def test_two_runners_at_once_do_each_job_once(monkeypatch: pytest.MonkeyPatch, known: bool) -> None:
    done: list[str] = []
    names = [f"job {number}" for number in range(20)]
    jobs = [
        DueJob(name, MINUTE, lambda now, name=name: done.append(name) or name) for name in names
    ]
    monkeypatch.setattr(schedule.due_jobs, "all", lambda: jobs)
    now = timezone.now()
    if known:
        DueSlot.objects.bulk_create(DueSlot(name=name, due_at=now) for name in names)
    start = Barrier(4)

    def round_of_one(_number: int) -> list[tuple[str, str]]:
        start.wait(timeout=60)
        try:
            return list(schedule.run_due(now))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        said = [pair for pairs in pool.map(round_of_one, range(4)) for pair in pairs]
    assert sorted(done) == sorted(names)
    assert len(said) == len(names)
    assert list(schedule.run_due(now)) == []
    assert len(list(schedule.run_due(now + MINUTE))) == len(names)
