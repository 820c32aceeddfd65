"""System checks name what is wrong with a host, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import checks
from django.db import models
from django.urls import include, path

from example_site import urls as example_urls
from wagtail_social.checks import check_user_keys

from .host import Host, succeeded

urlpatterns = [
    path("comments/", include("django_comments_xtd.urls")),
    *example_urls.urlpatterns,
]


def _found() -> dict[str, checks.CheckMessage]:
    return {str(message.id): message for message in checks.run_checks()}


def test_example_site_has_nothing_to_be_told(db: None) -> None:
    """The host that everybody copies is right."""
    assert [key for key in _found() if "social" in key] == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("WAGTAIL_SOCIAL_FEED_PAGE_SIZ", 5, "wagtail_social.E001"),
        ("WAGTAIL_SOCIAL_THROTTLES", {"post": "often"}, "wagtail_social.E002"),
        ("WAGTAIL_SOCIAL_BASE_TEMPLATE", "no/such.html", "wagtail_social.E003"),
        ("MIDDLEWARE", [], "wagtail_social.E005"),
        ("TAGGIT_CASE_INSENSITIVE", False, "wagtail_social_topics.W001"),
        ("ROOT_URLCONF", "tests.host.test_checks", "wagtail_social_conversations.E003"),
        ("COMMENTS_XTD_MODEL", "host.models.Remark", "wagtail_social_conversations.W001"),
    ],
)
def test_wrong_setting_is_named_with_a_hint(
    db: None, settings: Any, name: str, value: Any, expected: str
) -> None:
    """One check each, with its name and a way out."""
    setattr(settings, name, value)
    found = _found()
    assert expected in found
    assert name.removeprefix("ROOT_") in found[expected].msg or found[expected].hint
    assert found[expected].hint or "_TEMPLATE" in name


def test_base_template_without_a_block_of_ours_is_told_which(
    db: None, settings: Any, tmp_path: Path
) -> None:
    """As ``wagtail start`` makes it: pages would come without styles, and say nothing of it."""
    frame = "{% block title %}{% endblock %}{% block content %}{% endblock %}"
    (tmp_path / "plain.html").write_text(frame + "{% block extra_js %}{% endblock %}")
    (tmp_path / "mended.html").write_text(
        "{% extends 'plain.html' %}{% block title %}"
        "{% block extra_head %}{% endblock %}{% endblock %}"
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}, *settings.TEMPLATES[1:]]
    settings.WAGTAIL_SOCIAL_BASE_TEMPLATE = "plain.html"
    missing = [message for message in checks.run_checks() if message.id == "wagtail_social.W002"]
    assert [message.msg for message in missing] == [
        "The template plain.html has no block extra_head: its style sheets are not loaded."
    ]
    settings.WAGTAIL_SOCIAL_BASE_TEMPLATE = "mended.html"
    assert "wagtail_social.W002" not in _found()


def test_user_model_without_whole_numbers_as_keys_is_told_what_fails(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mentions and the import name nobody there; the rest works (see ``test_hosts``)."""
    options = get_user_model()._meta
    monkeypatch.setattr(options, "pk", models.UUIDField(primary_key=True))
    assert check_user_keys()[0].id == "wagtail_social.W001"
    monkeypatch.undo()
    assert check_user_keys() == []


def test_private_folder_below_the_public_one_is_an_error(db: None, settings: Any) -> None:
    """Class 13: no private file where a web server serves everything."""
    settings.WAGTAIL_SOCIAL_PRIVATE_ROOT = str(Path(settings.MEDIA_ROOT) / "private")
    assert "wagtail_social.E004" in _found()
    settings.WAGTAIL_SOCIAL_PRIVATE_ROOT = settings.MEDIA_ROOT
    assert "wagtail_social.E004" in _found()


@pytest.mark.parametrize(
    ("apps", "expected"),
    [
        (
            "[*(a for a in apps if not a.startswith('django_comments')), "
            "'django_comments', 'django_comments_xtd', *HOST_APPS]",
            "wagtail_social_conversations.E001",
        ),
        (
            "[*(a for a in apps if a != 'django.contrib.sites'), *HOST_APPS]",
            "django.contrib.sites",
        ),
    ],
    ids=["wrong order", "no sites"],
)
def test_wrong_list_of_apps_is_named(tmp_path: Path, apps: str, expected: str) -> None:
    """What must come before ours comes before ours, and what the table needs is there.

    The base connects its receiver to the one model that its setting names: here that is ours.
    """
    more = (
        f"apps = wagtail_social.apps_list()\nINSTALLED_APPS = {apps}\n"
        "COMMENTS_XTD_MODEL = 'wagtail_social.conversations.models.Comment'\n"
    )
    done = Host(tmp_path, more).write().run("check")
    assert done.returncode != 0
    assert expected in done.stdout + done.stderr


def test_host_without_a_page_for_what_is_not_found_is_told(tmp_path: Path) -> None:
    """The base's bare page would stand in for it."""
    host = Host(tmp_path).write()
    assert "W002" not in host.run("check").stderr
    (tmp_path / "templates" / "404.html").unlink()
    done = host.run("check")
    assert done.returncode == 0
    assert "wagtail_social_conversations.W002" in done.stderr


_ADMIN = """
INSTALLED_APPS = [*wagtail_social.apps_list(), *HOST_APPS, "django.contrib.admin"]
"""

_ADMIN_OF_ITS_OWN = """
from django.contrib import admin
from django.core import checks
from django_comments.admin import CommentsAdmin
from django_comments.models import Comment
from wagtail_social.conversations.host_admin import HostCommentsOnly

def told():
    return [m.msg for m in checks.run_checks() if m.id == "wagtail_social_conversations.E004"]

assert told() == []
site = admin.AdminSite("quay")
site.register(Comment, CommentsAdmin)
(message,) = told()
assert "django_comments.Comment" in message and "quay" in message, message
site.unregister(Comment)
site.register(Comment, type("Closed", (HostCommentsOnly, CommentsAdmin), {}))
assert told() == []
"""


def test_host_with_an_open_list_of_comments_in_an_admin_of_its_own_is_told(tmp_path: Path) -> None:
    """What is registered there too late for us to close it."""
    succeeded(Host(tmp_path, _ADMIN).write().script(_ADMIN_OF_ITS_OWN))
