"""Addresses and words that the tests of reports share."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from wagtail_social.conversations.targets import place_for
from wagtail_social.moderation.actions import FileReport
from wagtail_social.moderation.models import Report


def list_url(group: Any) -> str:
    """Return the address of a group's reports."""
    return reverse("wagtail_social:group_reports", args=[group.slug])


def answer_url(report: Any) -> str:
    """Return the address where a report is answered."""
    if report.group is None:
        return reverse("wagtail_social:report_answer", args=[report.pk])
    return reverse("wagtail_social:report_decide", args=[report.group.slug, report.pk])


def report_in(cast: Any, group: str) -> Any:
    """Return the report that waits in each group of the cast."""
    return Report.objects.get(group=cast.groups[group])


def file(user: Any, place: Any, comment: Any = None, reason: str = "hurtful") -> Any:
    """Let somebody report."""
    return FileReport(
        actor=user,
        place=place_for(user, place.kind.name, place.target.pk),
        comment=comment,
        reason=reason,
        text="Seen by me.",
    ).execute()


DISMISS = {"state": "dismissed", "decision": "Harsh, but within the rules."}
