"""Telling people: a post in a group of 10,000, the fan-out behind it, and the list they read."""

from __future__ import annotations

import time
import tracemalloc
from functools import partial
from statistics import median
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from wagtail_social.conversations.actions import PostComment, PublishPost
from wagtail_social.conversations.targets import place_for
from wagtail_social.notifications.models import Activity, Delivery, Mail, Notification
from wagtail_social.notifications.telling import tell

from . import volume
from .lines import Lines, costs_of
from .pages import bare_call

#: Tasks are put down and run by nobody: as in a request of a site with workers.
WITH_WORKERS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
SMALL, LARGE = 10, 10_000
ROUNDS = 30


def measure(lines: Lines, *, bare_url: str) -> None:
    """Measure posting, telling and reading the list, in a group of 10 and one of 10,000."""
    people = volume.make_people(LARGE, "told")
    author = people[0]
    small, large = volume.make_groups(2, "Told")
    volume.put_into([small], people[:SMALL])
    volume.put_into([large], people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with override_settings(TASKS=WITH_WORKERS):
        _posting(lines, author, small, large)
        _fan_out(lines, author, small, large)
        _reading(lines, people[1], small, people[:SMALL], bare_url)
    for model in (Notification, Delivery, Activity, Mail):
        model.objects.all().delete()


def _post(author: Any, group: Any) -> Any:
    return PublishPost(actor=author, group=group, source="Words for all.").execute()


def _posting(lines: Lines, author: Any, small: Any, large: Any) -> None:
    taken: dict[str, list[float]] = {"small": [], "large": []}
    for _ in range(ROUNDS + 10):
        for name, group in (("small", small), ("large", large)):
            began = time.perf_counter()
            _post(author, group)
            taken[name].append((time.perf_counter() - began) * 1000)
    ratio = median(taken["large"][10:]) / median(taken["small"][10:])
    lines.add("post in a group of 10,000 against one of 10", ratio, "x", 1.2)
    Activity.objects.all().delete()


def _fan_out(lines: Lines, author: Any, small: Any, large: Any) -> None:
    peaks: dict[str, int] = {}
    for name, group in (("warm", small), ("small", small), ("large", large)):
        _post(author, group)
        activity = Activity.objects.latest("pk")
        tracemalloc.start()
        tell(activity.pk)
        peaks[name] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    lines.add("peak memory of telling 10,000 against 10", peaks["large"] / peaks["small"], "x", 1.2)
    taken = []
    for _ in range(5):
        _post(author, large)
        activity = Activity.objects.latest("pk")
        began = time.perf_counter()
        tell(activity.pk)
        taken.append((time.perf_counter() - began) * 1000)
        assert Delivery.objects.filter(activity=activity).count() == LARGE - 1
    lines.add("telling 10,000 people of one post", median(taken), "ms", 2000)


def _reading(lines: Lines, reader: Any, group: Any, people: list[Any], bare_url: str) -> None:
    for number in range(25):
        post = PublishPost(actor=reader, group=group, source=f"Question {number}").execute()
        for person in people[2:6]:
            place = place_for(person, "post", post.pk)
            PostComment(actor=person, place=place, source="Answer").execute()
    for activity in Activity.objects.untold():
        tell(activity.pk)
    client = Client()
    client.force_login(reader)
    costs = costs_of(
        {
            "bare": bare_call(client, bare_url),
            "list": partial(_get, client, reverse("wagtail_social:notifications")),
            "count": partial(_get, client, reverse("wagtail_social:notifications_count")),
        }
    )
    bare = costs["bare"]
    lines.add(
        "list of 25 notifications: CPU against the bare page",
        costs["list"].cpu / bare.cpu,
        "x",
        1.2,
    )
    lines.add("list of 25 notifications: CPU", costs["list"].cpu, "ms", None)
    lines.add("list of 25 notifications: queries", costs["list"].queries, "queries", None)
    lines.add("figure beside the bell: CPU", costs["count"].cpu, "ms", None)
    lines.add("figure beside the bell: queries", costs["count"].queries, "queries", None)


def _get(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response
