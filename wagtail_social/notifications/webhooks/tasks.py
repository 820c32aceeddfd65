"""Calls of webhooks in the background."""

from __future__ import annotations

from django.utils import timezone

from wagtail_social.compat import task

from ..tasks import runs_in_request


@task()
def send_due_calls() -> None:
    """Send the calls that are due."""
    from .sending import send_due

    send_due(timezone.now())


def send_calls_soon() -> None:
    """Have the calls that wait sent by a worker; without workers ``social_run_due`` sends them."""
    if not runs_in_request():
        send_due_calls.enqueue()
