"""Everything of every room is there: templates, static files, pictures, texts, the admin.

Short, since ``.ci/wheel`` runs it where nothing but the installed package is at hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.template import engines
from django.test import Client
from django.urls import reverse

from tests.browser.addresses import NO_PAGES, PAGES
from tests.security.registry import by_name
from tests.security.verbs import Ask
from wagtail_social.wagtail_hooks import places

_STATIC = re.compile(rf'["(]{django_settings.STATIC_URL}([^"?#)]+)')


def ours() -> list[Any]:
    """Return our apps, each room and each set of page types one."""
    return [app for app in apps.get_app_configs() if app.name.startswith("wagtail_social")]


def static_files(response: Any) -> set[str]:
    """Return the static files that an answer names."""
    return {unquote(name) for name in _STATIC.findall(response.content.decode())}


def missing(names: set[str]) -> list[str]:
    """Return those that nobody has; some of them have to be ours."""
    assert any(name.startswith("wagtail_social/") for name in names)
    return [name for name in sorted(names) if finders.find(name) is None]


def test_every_page_is_drawn_with_its_static_files(
    cast: Any, host_pages: Any, client_of: Callable[..., Client]
) -> None:
    """Each page of each room, as somebody who may see it."""
    named: set[str] = set()
    for page in PAGES:
        if page.role == "anonymous":
            continue
        # Some are of a meeting in another state: each is looked at as if it were the first.
        client = client_of(page.role)
        before = transaction.savepoint()
        response = client.get(page.path(cast))
        if response.status_code in (302, 303):
            response = client.get(response["Location"])
        assert response.status_code == page.status, str(page)
        named |= static_files(response)
        transaction.savepoint_rollback(before)
    assert not missing(named)


def test_what_is_no_page_is_answered_too(cast: Any, client_of: Callable[..., Client]) -> None:
    """Pictures and JSON."""
    for name in NO_PAGES:
        row, ask = by_name()[name], Ask(cast, "member", "open")
        response = client_of("member").get(row.url(ask), row.data(ask))
        assert response.status_code in {200, 302}, name


def test_places_in_the_admin_are_drawn(cast: Any, client_of: Callable[..., Client]) -> None:
    """Each list of each room, and the page to edit a row where there is one."""
    named: set[str] = set()
    for place in places():
        if place.menu_item is None:
            continue
        response = client_of("superuser").get(place.menu_item(place.order).url)
        assert response.status_code == 200, place
        named |= static_files(response)
    assert not missing(named)


def test_every_template_is_whole() -> None:
    """Those that a test reaches seldom too, such as the parts that htmx asks for."""
    engine, seen = engines["django"], set()
    for app in ours():
        folder = Path(app.path) / "templates"
        names = [file.relative_to(folder).as_posix() for file in folder.rglob("*.*")]
        seen.update(names)
        for name in names:
            engine.get_template(name)
    assert len(seen) > 50


@pytest.mark.parametrize(("language", "text"), [("nl", "Groepen"), ("de", "Gruppen")])
def test_texts_are_translated(
    cast: Any, sign_in: Callable[..., Client], language: str, text: str
) -> None:
    """The compiled catalogues are there."""
    client = sign_in(cast["member"], headers={"Accept-Language": language})
    assert text in client.get(reverse("wagtail_social:groups")).content.decode()


def test_migrations_say_all_that_the_models_say(db: None) -> None:
    """No migration was left out."""
    labels = [app.label for app in ours()]
    call_command("makemigrations", *labels, check=True, dry_run=True, verbosity=0)
