"""Owners are reminded in their morning, once before the due date and once after it."""

from __future__ import annotations

import datetime
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from tests.cast import cast_on_stage
from tests.moderation.test_at_once import at_once
from tests.notifications.plant import Plant
from wagtail_social.extension_points import due_jobs
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions import owners
from wagtail_social.meetings.actions.owners import remind_owners
from wagtail_social.meetings.actions.progress import RescheduleActionItem
from wagtail_social.meetings.models import ActionItem, Meeting
from wagtail_social.models import DueSlot
from wagtail_social.notifications.models import Activity, Delivery, PersonalSettings
from wagtail_social.notifications.sending import send_due

from .doing import DAY, held, task

#: A Wednesday, and noon of it in the time zone of the site.
DUE = datetime.date(2031, 5, 7)
HOUR = datetime.timedelta(hours=1)


def at_hour(day: datetime.date, hour: int) -> datetime.datetime:
    """Return the moment at which the clocks of the site show this hour."""
    zone = timezone.get_default_timezone()
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=zone)


@pytest.fixture
def item(cast: Any) -> ActionItem:
    """Return what the author is to do by that Wednesday; nothing else is open."""
    ActionItem.objects.update(status="done")
    return task(held(None, cast["member"], cast["author"]), cast["author"], due_on=DUE)


@pytest.fixture
def run(django_capture_on_commit_callbacks: Any) -> Callable[[datetime.datetime], str]:
    """Do the job at a moment, with what follows its commit."""

    def do(now: datetime.datetime) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            return remind_owners(now)

    return do


def reminded() -> list[tuple[Any, str]]:
    """Return (person, happening) of everybody who was reminded on site, in order."""
    rows = Delivery.objects.told().order_by("pk")
    return list(rows.values_list("recipient_id", "activity__happening"))


def test_owner_is_reminded_once_before_and_once_after_whatever_the_hour_it_runs(
    cast: Any, item: ActionItem, run: Any
) -> None:
    """Every quarter of an hour for three weeks."""
    found = {}
    moment = at_hour(DUE - 10 * DAY, 0)
    while moment < at_hour(DUE + 11 * DAY, 0):
        if said := run(moment):
            found[moment] = said
        moment += HOUR
    assert found == {
        at_hour(DUE - 3 * DAY, 7): "1 reminders",
        at_hour(DUE + DAY, 7): "1 reminders",
    }
    author = cast["author"].pk
    assert reminded() == [(author, "action_item_due"), (author, "action_item_overdue")]


@pytest.mark.parametrize(("days", "first"), [(0, DUE), (1, DUE - DAY), (14, DUE - 14 * DAY)])
def test_how_long_before_is_a_setting(
    item: ActionItem, run: Any, settings: Any, days: int, first: datetime.date
) -> None:
    settings.WAGTAIL_SOCIAL_ACTION_REMINDER_DAYS = days
    assert run(at_hour(first - DAY, 8)) == ""
    assert run(at_hour(first, 8)) == "1 reminders"


@pytest.mark.parametrize(
    "zone", ["Europe/Amsterdam", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati"]
)
def test_it_is_the_morning_of_the_owner(cast: Any, item: ActionItem, run: Any, zone: str) -> None:
    from zoneinfo import ZoneInfo

    PersonalSettings.objects.create(user=cast["author"], time_zone=zone)
    moment = datetime.datetime(2031, 5, 1, tzinfo=datetime.UTC)
    while not run(moment):
        moment += HOUR
    local = moment.astimezone(ZoneInfo(zone))
    assert (local.date(), local.hour) == (DUE - 3 * DAY, 7)


def test_what_was_written_at_noon_waits_for_the_next_morning(item: ActionItem, run: Any) -> None:
    assert run(at_hour(DUE - DAY, 15)) == ""
    assert run(at_hour(DUE - DAY, 23)) == ""
    assert run(at_hour(DUE, 9)) == "1 reminders"


def test_runner_that_stood_still_reminds_later_and_of_what_is_long_past_nobody(
    cast: Any, item: ActionItem, run: Any
) -> None:
    long_past = task(item.meeting, cast["author"], due_on=DUE - 30 * DAY)
    assert run(at_hour(DUE + 4 * DAY, 8)) == "1 reminders"
    assert Activity.objects.get().object_id == item.pk != long_past.pk


def test_another_day_is_reminded_of_again(cast: Any, item: ActionItem, run: Any) -> None:
    assert run(at_hour(DUE - 3 * DAY, 8))
    RescheduleActionItem(
        actor=cast["member"], meeting=item.meeting, action_item=item, due_on=DUE + 10 * DAY
    ).execute()
    assert run(at_hour(DUE + DAY, 8)) == ""
    assert run(at_hour(DUE + 7 * DAY, 8)) == "1 reminders"
    assert run(at_hour(DUE + 11 * DAY, 8)) == "1 reminders"


@pytest.mark.parametrize("status", ["done", "dropped"])
def test_of_what_is_finished_nobody_is_reminded(item: ActionItem, run: Any, status: str) -> None:
    ActionItem.objects.filter(pk=item.pk).update(status=status)
    assert run(at_hour(DUE, 8)) == ""


def _close(cast: Any, item: ActionItem) -> None:
    get_user_model().objects.filter(pk=cast["author"].pk).update(is_active=False)


def _withdraw(cast: Any, item: ActionItem) -> None:
    item.meeting.attendances.filter(user=cast["author"]).delete()


def _forget(cast: Any, item: ActionItem) -> None:
    ActionItem.objects.filter(pk=item.pk).update(owner=None)


def _still_in_session(cast: Any, item: ActionItem) -> None:
    Meeting.objects.filter(pk=item.meeting_id).update(state="in_session")


def _leave(cast: Any, item: ActionItem) -> None:
    group = cast.groups["closed"]
    Meeting.objects.filter(pk=item.meeting_id).update(group=group)
    Membership.objects.filter(user=cast["author"], group=group).update(state="left")


def _archive(cast: Any, item: ActionItem) -> None:
    Meeting.objects.filter(pk=item.meeting_id).update(group=cast.groups["archived"])


@pytest.mark.parametrize(
    "change", [_close, _withdraw, _forget, _still_in_session, _leave, _archive]
)
def test_who_cannot_read_it_or_is_gone_is_not_reminded(
    cast: Any, item: ActionItem, run: Any, change: Any
) -> None:
    change(cast, item)
    for day in (DUE, DUE + DAY):
        assert run(at_hour(day, 8)) == ""
    assert not Activity.objects.exists()


def test_mail_says_what_and_until_when_in_one_for_the_meeting(
    cast: Any, item: ActionItem, run: Any, mailoutbox: list[Any]
) -> None:
    task(item.meeting, cast["author"], text="Zqsecond", due_on=DUE - 2 * DAY)
    assert run(at_hour(DUE - DAY, 8)) == "2 reminders"
    send_due(timezone.now() + HOUR)
    (mail,) = mailoutbox
    assert mail.to == [cast["author"].email]
    assert "What you have taken on is due soon" in mail.body
    assert "What you have taken on is overdue" in mail.body
    assert "Ask for a price · Due 7 May 2031" in mail.body and "Zqsecond" in mail.body


def test_mail_is_not_sent_of_what_is_done_before_it_goes_out(
    item: ActionItem, run: Any, mailoutbox: list[Any]
) -> None:
    assert run(at_hour(DUE, 8)) == "1 reminders"
    ActionItem.objects.filter(pk=item.pk).update(status="done")
    send_due(timezone.now() + HOUR)
    assert mailoutbox == []


def test_job_is_registered() -> None:
    job = due_jobs.named("action items")
    assert job is not None and job.run is remind_owners and job.every == HOUR / 4


@pytest.mark.parametrize("count", [3, 30])
def test_one_batch_costs_the_same_with_few_and_many(
    cast: Any, item: ActionItem, queries: Any, count: int
) -> None:
    for _number in range(count):
        task(item.meeting, cast["author"], due_on=DUE)
    with queries() as found:
        assert remind_owners(at_hour(DUE, 8)) == f"{count + 1} reminders"
    assert len(found) <= 20


def test_runner_that_is_stopped_leaves_whole_batches(
    cast: Any, item: ActionItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(4):
        task(item.meeting, cast["author"], due_on=DUE)
    monkeypatch.setattr(owners, "BATCH", 2)
    whole, calls = owners._mark, []

    def stopped(items: Any, name: str) -> None:
        calls.append(name)
        if len(calls) == 3:
            raise KeyboardInterrupt
        whole(items, name)

    monkeypatch.setattr(owners, "_mark", stopped)
    with pytest.raises(KeyboardInterrupt):
        remind_owners(at_hour(DUE, 8))
    assert Activity.objects.count() == 2
    assert remind_owners(at_hour(DUE, 8)) == "3 reminders"
    keys = list(Activity.objects.values_list("object_id", flat=True))
    assert len(keys) == len(set(keys)) == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_runners_at_once_remind_each_owner_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = cast_on_stage()
    ActionItem.objects.update(status="done")
    monkeypatch.setattr(owners, "BATCH", 7)
    meeting = held(None, cast["member"], cast["author"])
    for _number in range(60):
        task(meeting, cast["author"], due_on=DUE)

    def remind() -> int:
        total = 0
        for _again in range(3):
            total += int((remind_owners(at_hour(DUE, 8)) or "0 ").split()[0])
        return total

    assert sum(at_once(*[remind] * 4)) == 60
    keys = list(Activity.objects.values_list("object_id", flat=True))
    assert len(keys) == len(set(keys)) == 60
    told = Delivery.objects.filter(recipient=cast["author"], site="told")
    assert told.count() == 60
    connection.close()


KILLED = """
import datetime, os, signal
from django.db import transaction
from wagtail_social.meetings.actions.owners import remind_owners

with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    remind_owners(datetime.datetime.fromisoformat("{now}"))
"""


@pytest.fixture
def plant() -> Iterator[Plant]:
    """Start what one test needs, and stop it."""
    found = Plant()
    yield found
    found.stop()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_real_runner_killed_right_after_its_commit_leaves_reminders_that_are_told_once(
    plant: Plant,
) -> None:
    cast = cast_on_stage()
    ActionItem.objects.update(status="done")
    item = task(held(None, cast["member"], cast["author"]), cast["author"], due_on=DUE)
    script = KILLED.format(now=at_hour(DUE, 8).isoformat())
    process = plant.run("shell", "-c", script)
    said = process.communicate(timeout=60)[0].decode()
    assert process.returncode == -signal.SIGKILL, said
    noted = Activity.objects.get()
    assert (noted.object_id, noted.told_at) == (item.pk, None)
    assert remind_owners(at_hour(DUE, 8)) == ""
    for said_of_news in (True, False):
        DueSlot.objects.update(due_at=timezone.now())
        Activity.objects.update(created_at=timezone.now() - HOUR)
        assert ("news: 1 told" in plant.due()) is said_of_news
    assert Delivery.objects.filter(recipient=cast["author"], site="told").count() == 1
