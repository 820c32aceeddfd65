"""Work in the background. Tasks take keys, read anew, ask again, and may run twice without harm."""

from __future__ import annotations

import datetime

from django.utils import timezone

from wagtail_social.compat import DEFAULT_TASK_BACKEND_ALIAS, task, task_backends
from wagtail_social.conf import settings

#: A group with more people is told by ``social_run_due`` where tasks run in the request (count).
MOST_IN_REQUEST = 200


def runs_in_request() -> bool:
    """Whether the host has no workers: a task runs at once, while somebody waits."""
    # By name: Django and django-tasks have one each, and ``default_task_backend`` is a proxy.
    return type(task_backends[DEFAULT_TASK_BACKEND_ALIAS]).__name__ == "ImmediateBackend"


@task()
def tell_news(activity_id: int) -> None:
    """Tell everybody concerned on site, and have their mail sent when it is due."""
    from .telling import tell

    if tell(activity_id):
        send_mail_soon()


@task()
def send_due_mail() -> None:
    """Send the mail that is due."""
    from .sending import send_due

    send_due(timezone.now())


def send_mail_soon() -> None:
    """Have the mail that waits sent by a worker; without workers ``social_run_due`` sends it."""
    if runs_in_request() or not task_backends[DEFAULT_TASK_BACKEND_ALIAS].supports_defer:
        return
    delay = datetime.timedelta(seconds=settings.MAIL_DELAY + 1)
    send_due_mail.using(run_after=timezone.now() + delay).enqueue()
