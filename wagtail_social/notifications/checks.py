"""What the system checks say of notifications."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core import checks
from django.core.checks import CheckMessage, Tags, register
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from wagtail_social.compat import mail_server_settings
from wagtail_social.conf import settings

from .tasks import runs_in_request
from .webhooks.hosts import normal_entry


@register(Tags.compatibility)
def check_mail_can_wait(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A mail server that hangs must not hold a sender longer than its lease."""
    backend, timeout = mail_server_settings()
    if "smtp" not in backend or (timeout is not None and timeout < settings.MAIL_LEASE):
        return []
    return [
        checks.Warning(
            "A mail server that does not answer would hold the sender for ever.",
            hint=(
                f"Set EMAIL_TIMEOUT (with MAILERS: its option timeout) to less than "
                f"{settings.MAIL_LEASE} seconds, such as 20."
            ),
            id="wagtail_social.W020",
        )
    ]


@register(Tags.compatibility, deploy=True)
def check_workers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without workers somebody who writes waits until colleagues have been told."""
    if not runs_in_request():
        return []
    return [
        checks.Warning(
            "Tasks run inside requests: who posts waits while colleagues are told.",
            hint=(
                "Set TASKS to a backend with workers, such as django_tasks_db.DatabaseBackend, "
                "and run `manage.py db_worker`. `manage.py social_run_due` is needed either way."
            ),
            id="wagtail_social.W021",
        )
    ]


@register(Tags.compatibility)
def check_webhooks(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The hosts of webhooks are hosts, and each format has a template."""
    written = getattr(django_settings, "WAGTAIL_SOCIAL_WEBHOOK_HOSTS", [])
    if isinstance(written, str):
        return [_no_host(written, "Write a list, even for one host.")]
    found: list[CheckMessage] = []
    for entry in settings.WEBHOOK_HOSTS:
        try:
            normal_entry(entry)
        except (ValueError, AttributeError):
            found.append(_no_host(entry, 'Write "hooks.example.org", or ".example.org" for all.'))
    if not settings.WEBHOOK_HOSTS:
        return found
    for name in settings.WEBHOOK_FORMATS:
        try:
            get_template(f"wagtail_social/notifications/webhooks/{name}.json")
        except (TemplateDoesNotExist, TemplateSyntaxError) as error:
            found.append(
                checks.Error(
                    f"The format {name!r} of webhooks has no template that can be read: {error}.",
                    hint=f"Put one at wagtail_social/notifications/webhooks/{name}.json.",
                    id="wagtail_social.E031",
                )
            )
    return found


def _no_host(entry: Any, hint: str) -> CheckMessage:
    return checks.Error(
        f"{entry!r} in WAGTAIL_SOCIAL_WEBHOOK_HOSTS is no host.",
        hint=hint,
        id="wagtail_social.E030",
    )
