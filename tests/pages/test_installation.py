"""The page types come and go without harm; who has a base page of their own leaves them out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
LABELS = {
    "wagtail_social_group_pages": "GroupPage",
    "wagtail_social_home_pages": "CommunityHomePage",
    "wagtail_social_meeting_pages": "MeetingPage",
}

OWN_BASE_PAGE = """
from tests.settings import *
import wagtail_social

INSTALLED_APPS = [
    "wagtail.test.basepage" if app == "example_site.intranet" else app
    for app in INSTALLED_APPS
    if not (app.startswith("wagtail_social.") and app.endswith(".pages"))
]
WAGTAIL_PAGE_MODEL = "basepage.BasePage"
WAGTAIL_SOCIAL_MEETING_EVENT_PAGES = {}
ROOT_URLCONF = "own_base_page_urls"
WAGTAIL_SOCIAL_BASE_TEMPLATE = "wagtail_social/base.html"
"""
URLS = """
from django.urls import include, path

urlpatterns = [path("community/", include("wagtail_social.urls"))]
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", LABELS)
def test_migrations_go_back_and_forth(label: str) -> None:
    table = apps.get_model(label, LABELS[label])._meta.db_table
    try:
        call_command("migrate", label, "zero", verbosity=0)
        assert table not in connection.introspection.table_names()
    finally:
        call_command("migrate", label, verbosity=0)
    assert table in connection.introspection.table_names()


@pytest.mark.django_db
def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", *LABELS, check=True, dry_run=True, verbosity=0)


def run(folder: Path, *arguments: str, settings: str = "own_base_page") -> Any:
    """Run a command of Django with settings from a folder."""
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": "sqlite://:memory:",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def own_base_page(tmp_path: Path) -> Path:
    """Return a folder with settings of a host that has a base page of its own."""
    pytest.importorskip("wagtail.test.basepage")
    (tmp_path / "own_base_page.py").write_text(OWN_BASE_PAGE)
    (tmp_path / "own_base_page_urls.py").write_text(URLS)
    return tmp_path


def test_host_with_a_base_page_of_its_own_leaves_the_page_types_out(own_base_page: Path) -> None:
    for command in (["check"], ["makemigrations", "--check", "--dry-run"]):
        done = run(own_base_page, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_host_with_a_base_page_of_its_own_is_told_what_to_leave_out(own_base_page: Path) -> None:
    (own_base_page / "too_much.py").write_text(
        "from own_base_page import *\n"
        "INSTALLED_APPS = [*INSTALLED_APPS, 'wagtail_social.groups.pages']\n"
    )
    done = run(own_base_page, "check", settings="too_much")
    assert done.returncode != 0
    assert "without=['groups.pages']" in done.stderr


def test_host_builds_a_page_type_of_its_own_from_the_mixins(own_base_page: Path) -> None:
    package = own_base_page / "own_pages"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(
        "from wagtail.test.basepage.models import BasePage\n"
        "from wagtail_social.conversations.pages.mixins import CommunityHomePageMixin\n"
        "from wagtail_social.groups.pages.mixins import GroupPageMixin\n"
        "from wagtail_social.meetings.pages.mixins import MeetingPageMixin\n"
        "class TeamPage(GroupPageMixin, BasePage):\n"
        "    content_panels = [*BasePage.content_panels, *GroupPageMixin.group_panels]\n"
        "    search_fields = [*BasePage.search_fields, *GroupPageMixin.group_search_fields]\n"
        "class SummitPage(MeetingPageMixin, BasePage):\n"
        "    content_panels = [*BasePage.content_panels, *MeetingPageMixin.meeting_panels]\n"
        "class StartPage(CommunityHomePageMixin, BasePage):\n"
        "    content_panels = [*BasePage.content_panels, *CommunityHomePageMixin.home_panels]\n"
    )
    (own_base_page / "with_pages.py").write_text(
        "from own_base_page import *\nINSTALLED_APPS = ['own_pages', *INSTALLED_APPS]\n"
    )
    (own_base_page / "look.py").write_text(
        "import django\n"
        "django.setup()\n"
        "from django.template.loader import get_template\n"
        "from wagtail_social.extension_points import presentations\n"
        "from wagtail_social.groups.models import Group\n"
        "from wagtail_social.groups.pages.presenting import group_page_types\n"
        "print([t.__name__ for t in group_page_types()])\n"
        "print([p.model() is Group for p in presentations.all()])\n"
        "from own_pages.models import StartPage, SummitPage, TeamPage\n"
        "get_template(SummitPage.meeting_template)\n"
        "get_template(TeamPage.group_template)\n"
        "get_template(StartPage.home_template)\n"
    )
    for command in (["check"], ["makemigrations", "own_pages", "--dry-run"]):
        done = run(own_base_page, *command, settings="with_pages")
        assert done.returncode == 0, done.stdout + done.stderr
    looked = subprocess.run(
        [sys.executable, "look.py"],
        cwd=own_base_page,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(own_base_page), str(ROOT)]),
            "DJANGO_SETTINGS_MODULE": "with_pages",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert looked.stdout.split("\n")[:2] == ["['TeamPage']", "[True]"], looked.stderr
    assert looked.returncode == 0, looked.stderr
