"""What the system checks say of mail and workers."""

from __future__ import annotations

from typing import Any

import pytest

from wagtail_social.notifications.checks import check_mail_can_wait, check_workers

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("backend", "timeout", "said"),
    [
        (SMTP, None, ["wagtail_social.W020"]),
        (SMTP, 600, ["wagtail_social.W020"]),
        (SMTP, 20, []),
        ("django.core.mail.backends.console.EmailBackend", None, []),
    ],
)
def test_mail_server_that_hangs_is_warned_of(
    settings: Any, backend: str, timeout: int | None, said: list[str]
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = backend, timeout
    assert [message.id for message in check_mail_can_wait(None)] == said


def test_mail_servers_of_newer_settings_are_read_too(settings: Any) -> None:
    settings.MAILERS = {"default": {"OPTIONS": {"timeout": 20}}}
    assert check_mail_can_wait(None) == []
    settings.MAILERS = {"default": {}}
    assert [message.id for message in check_mail_can_wait(None)] == ["wagtail_social.W020"]


def test_site_without_workers_is_told_so() -> None:
    assert [message.id for message in check_workers(None)] == ["wagtail_social.W021"]
