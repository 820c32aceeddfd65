"""Two people, or two taps, at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import ModelLogEntry

from wagtail_social.actions import Refused
from wagtail_social.conversations.targets import place_for
from wagtail_social.moderation.actions import DecideReport, FileReport
from wagtail_social.moderation.models import Report

from .reports import DISMISS, answer_url, file, report_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls in threads that start together; return results, or what they raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_reporter_tapping_twice_at_once_leaves_one_report(cast: Any) -> None:
    post = cast.talks["closed"].post
    before = Report.objects.count()

    def tap() -> Any:
        place = place_for(cast["member"], "post", post.pk)
        return FileReport(actor=cast["member"], place=place, reason="hurtful").execute().pk

    assert len(set(at_once(*[tap] * 6))) == 1
    assert Report.objects.count() == before + 1
    assert ModelLogEntry.objects.filter(action="wagtail_social.report.filed").count() == 1


def test_moderators_answering_at_once_leave_one_answer(cast: Any) -> None:
    report = report_in(cast, "closed")

    def answer(role: str) -> Callable[[], Any]:
        return lambda: DecideReport(actor=cast[role], report=report, **DISMISS).execute().handler

    roles = ["moderator", "manager", "moderator", "manager"]
    results = at_once(*[answer(role) for role in roles])
    assert sum(isinstance(result, Refused) for result in results) == 3
    winner = next(result for result in results if not isinstance(result, Refused))
    report.refresh_from_db()
    assert report.handler == winner


def test_moderators_answering_all_reports_of_a_text_at_once_do_not_block_each_other(
    cast: Any,
) -> None:
    """Each begins at another report of the same text."""
    comment = cast.talks["open"].comments["comment"]
    reports = [
        file(cast[role], cast.place("member", "open"), comment)
        for role in ("member", "employee", "steward", "editor", "hermit_open")
    ]

    def answer(role: str, report: Any) -> Callable[[], Any]:
        client = Client()
        client.force_login(cast[role])
        sent = {**DISMISS, "alike": "on"}
        return lambda: client.post(answer_url(report), sent).status_code

    first, last = reports[0], reports[-1]
    results = at_once(answer("moderator", first), answer("manager", last))
    assert sorted(results) == [303, 422]
    states = Report.objects.filter(comment=comment).values_list("state", flat=True)
    assert set(states) == {"dismissed"}
