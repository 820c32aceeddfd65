"""Who gets a digest, and when."""

from __future__ import annotations

import datetime
import zoneinfo
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connections

from wagtail_social.extension_points import due_jobs
from wagtail_social.notifications.digests import due
from wagtail_social.notifications.digests.due import queue_digests
from wagtail_social.notifications.models import Mail, PersonalSettings, Presence
from wagtail_social.notifications.presence import was_here

from .digest_stage import DAY, HOUR, MONDAY, compose, is_seen, letters, make_group, make_person, say

User = get_user_model()


@pytest.fixture
def group(db: Any) -> Any:
    """A group in which something was said on Saturday."""
    group = make_group("Quay")
    say(make_person("writer", group, digest="never"), group, "Storm tide")
    return group


def mails_of(user: Any) -> Any:
    return Mail.objects.filter(recipient=user, kind="digest")


def test_person_who_was_away_gets_what_was_said(group: Any) -> None:
    make_person("ada", group)
    found = letters()
    assert set(found) == {"ada"}
    assert "Storm tide" in found["ada"].text and "Storm tide" in found["ada"].html
    assert "Storm tide" in found["ada"].subject


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Tokyo"])
def test_daily_digest_comes_at_the_hour_of_the_persons_clock_also_when_clocks_change(
    group: Any, zone: str
) -> None:
    ada = make_person("ada", group, digest="day", time_zone=zone, digest_due_at=None)
    start = datetime.datetime(2026, 3, 27, 0, 5, tzinfo=datetime.UTC)
    for hour in range(4 * 24):
        queue_digests(start + hour * HOUR)
        mails_of(ada).filter(state="waiting").update(state="sent")
    clock = [
        mail.created_at.astimezone(zoneinfo.ZoneInfo(zone)) for mail in mails_of(ada).order_by("pk")
    ]
    assert {moment.hour for moment in clock} == {7}
    days = [moment.date() for moment in clock]
    assert days == sorted(set(days)) and 3 <= len(days) <= 4
    assert days[-1] - days[0] == (len(days) - 1) * DAY


def test_weekly_digest_comes_on_the_same_morning_each_week(group: Any) -> None:
    ada = make_person("ada", group, digest_due_at=None, digest_hour=9)
    for hour in range(21 * 24):
        queue_digests(MONDAY + hour * HOUR)
        mails_of(ada).filter(state="waiting").update(state="sent")
    clock = [
        mail.created_at.astimezone(zoneinfo.ZoneInfo("Europe/Amsterdam"))
        for mail in mails_of(ada).order_by("pk")
    ]
    assert [(moment.weekday(), moment.hour) for moment in clock] == [(0, 9)] * 3


@pytest.mark.parametrize(
    ("every", "hours", "gets"),
    [("day", 23, False), ("day", 25, True), ("week", 24 * 6, False), ("week", 24 * 7 + 1, True)],
)
def test_who_was_here_gets_none(group: Any, every: str, hours: int, gets: bool) -> None:
    ada = make_person("ada", group, digest=every)
    is_seen(ada, MONDAY - hours * HOUR)
    queue_digests(MONDAY)
    assert mails_of(ada).exists() is gets


def test_who_has_no_record_of_visits_was_here_at_the_last_sign_in(group: Any) -> None:
    ada = make_person("ada", group)
    User.objects.filter(pk=ada.pk).update(last_login=MONDAY - 3 * DAY)
    queue_digests(MONDAY)
    assert not mails_of(ada).exists()


def test_who_comes_between_queueing_and_sending_gets_none(group: Any) -> None:
    ada = make_person("ada", group)
    queue_digests(MONDAY)
    assert mails_of(ada).exists()
    is_seen(ada, MONDAY + HOUR / 4)
    assert letters(MONDAY + HOUR / 2) == {}


@pytest.mark.parametrize(("days", "gets"), [(59, True), (61, False)])
@pytest.mark.parametrize("known", ["presence", "last_login", "date_joined"])
def test_digests_stop_after_long_absence(group: Any, days: int, gets: bool, known: str) -> None:
    ada = make_person("ada", group)
    moment = MONDAY - days * DAY
    User.objects.filter(pk=ada.pk).update(date_joined=MONDAY - 500 * DAY)
    if known == "presence":
        is_seen(ada, moment)
    else:
        User.objects.filter(pk=ada.pk).update(**{known: moment})
    assert ("ada" in letters()) is gets


def test_how_long_is_a_setting(group: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_DIGEST_STOPS_AFTER = 5
    make_person("ada", group)
    assert letters() == {}


def test_without_address_or_account_or_wish_there_is_none(group: Any) -> None:
    for name in ("ada", "bo", "cy"):
        make_person(name, group)
    User.objects.filter(username="ada").update(email="")
    User.objects.filter(username="bo").update(is_active=False)
    PersonalSettings.objects.filter(user__username="cy").update(digest="never")
    assert compose() == {}


def test_what_changes_before_it_is_made_counts(group: Any) -> None:
    for name in ("ada", "bo", "cy", "dee"):
        make_person(name, group)
    assert queue_digests(MONDAY) == 4
    User.objects.filter(username="ada").update(email="")
    User.objects.filter(username="bo").update(is_active=False)
    PersonalSettings.objects.filter(user__username="cy").update(digest="never")
    assert set(letters()) == {"dee"}


def test_everybody_gets_the_usual_settings_and_a_next_time(group: Any) -> None:
    ada = make_person("ada", group)
    PersonalSettings.objects.all().delete()
    closed = make_person("bo", group)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    PersonalSettings.objects.all().delete()
    assert queue_digests(MONDAY) == 0
    chosen = PersonalSettings.objects.get(user=ada)
    assert (chosen.digest, chosen.digest_hour, chosen.brief) == ("week", 7, False)
    assert chosen.digest_due_at == MONDAY - HOUR / 2 + 7 * DAY
    assert not PersonalSettings.objects.filter(user=closed).exists()


def test_running_again_puts_down_no_second_one(group: Any) -> None:
    ada = make_person("ada", group)
    assert queue_digests(MONDAY) == 1
    assert queue_digests(MONDAY) == 0
    PersonalSettings.objects.update(digest_due_at=MONDAY)
    assert queue_digests(MONDAY) == 0
    assert mails_of(ada).count() == 1


def test_digest_that_could_not_go_out_for_a_week_tells_what_has_come_since(group: Any) -> None:
    make_person("ada", group)
    queue_digests(MONDAY)
    say(User.objects.get(username="writer"), group, "Later words", at=MONDAY + DAY)
    found = letters(MONDAY + 7 * DAY)
    assert "Later words" in found["ada"].text


def test_runner_that_is_stopped_leaves_whole_batches(
    group: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_person(f"person{number}", group) for number in range(5)]
    monkeypatch.setattr(due, "BATCH", 2)
    whole, calls = due._set_times, []

    def stopped(batch: Any, now: Any) -> int:
        calls.append(batch)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(batch, now)

    monkeypatch.setattr(due, "_set_times", stopped)
    with pytest.raises(KeyboardInterrupt):
        queue_digests(MONDAY)
    assert Mail.objects.filter(kind="digest").count() == 2
    queue_digests(MONDAY)
    assert Mail.objects.filter(kind="digest").count() == 5
    assert all(mails_of(person).count() == 1 for person in people)


def test_job_is_registered(group: Any) -> None:
    make_person("ada", group)
    job = due_jobs.named("digests")
    assert job is not None and job.every == HOUR / 4
    assert job.run(MONDAY) == "1 digests wait"
    assert job.run(MONDAY) == ""


def test_visit_is_kept_to_a_quarter_of_an_hour(group: Any, time_machine: Any, queries: Any) -> None:
    ada = make_person("ada", group)
    time_machine.move_to(MONDAY, tick=False)
    was_here(ada)
    assert Presence.objects.get(user=ada).seen_at == MONDAY
    time_machine.move_to(MONDAY + HOUR / 6, tick=False)
    with queries() as found:
        was_here(ada)
    assert len(found) == 0
    cache.clear()
    was_here(ada)
    assert Presence.objects.get(user=ada).seen_at == MONDAY + HOUR / 6
    User.objects.filter(pk=ada.pk).update(is_active=False)
    was_here(User.objects.get(pk=ada.pk))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_put_down_one_each() -> None:
    group = make_group("Quay")
    people = [make_person(f"person{number}", group) for number in range(40)]
    strangers = [make_person(f"stranger{number}", group) for number in range(10)]
    PersonalSettings.objects.filter(user__in=strangers).delete()
    start = Barrier(4)

    def run(_number: int) -> int:
        start.wait(timeout=60)
        try:
            return queue_digests(MONDAY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == len(people)
    assert all(mails_of(person).count() == 1 for person in people)
    assert PersonalSettings.objects.filter(user__in=strangers).count() == len(strangers)
