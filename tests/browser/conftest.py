"""A browser, the site it looks at, and people who use it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import expect

from tests.cast import Cast, cast_on_stage
from tests.host_pages import build_host_pages
from wagtail_social.groups.actions import CreateGroup
from wagtail_social.groups.models import Group

from . import hostile_site
from .chromium import Driver
from .person import MOUSE, Mode, Person
from .served import Databases, serve
from .watch import Watch

#: How long a browser waits for what should be there, in milliseconds.
PATIENCE = 20_000


@pytest.fixture(scope="session")
def driver() -> Iterator[Driver]:
    """The browser of this process."""
    driver = Driver()
    yield driver
    driver.close()


@pytest.fixture(scope="session")
def databases(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Databases:
    """Copies of the migrated database."""
    with django_db_blocker.unblock():
        return Databases(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def staged(databases: Databases, django_db_blocker: Any) -> Iterator[tuple[str, Cast]]:
    """The name of the database with the cast and the host's pages, and that cast."""

    def build() -> Cast:
        cast = cast_on_stage()
        build_host_pages(cast)
        return cast

    with django_db_blocker.unblock():
        name, cast = databases.stage("stage", build)
    yield name, cast
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def first_day(databases: Databases, django_db_blocker: Any) -> Iterator[tuple[str, Cast]]:
    """The same for a community on its first day: two colleagues, a group, no word said."""

    def build() -> Cast:
        make = get_user_model().objects.create_user
        people = {name: make(name, first_name=name.title()) for name in ("newcomer", "founder")}
        group = CreateGroup(
            actor=people["founder"],
            texts={"title": "Pump room", "purpose": "", "welcome": "", "guidelines": ""},
            preset="open",
        ).execute()
        return Cast(people, {"empty": group})

    with django_db_blocker.unblock():
        name, cast = databases.stage("first-day", build)
    yield name, cast
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def overrun(databases: Databases, django_db_blocker: Any) -> Iterator[tuple[str, Cast]]:
    """The cast among hostile text in every field."""

    def build() -> Cast:
        cast = cast_on_stage()
        build_host_pages(cast)
        hostile_site.fill(cast)
        return cast

    with django_db_blocker.unblock():
        name, cast = databases.stage("overrun", build)
    yield name, cast
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the site is served."""
    server = serve()
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def site(
    db: None,
    request: pytest.FixtureRequest,
    databases: Databases,
    address: str,
    driver: Driver,
    django_db_blocker: Any,
) -> Iterator[Cast]:
    """The cast in a database of this test's own, which the served site uses too."""
    stages = {"empty_site": "first_day", "hostile_site": "overrun"}
    asked = [stages[fixture] for fixture in request.fixturenames if fixture in stages]
    name, cast = request.getfixturevalue(*asked or ["staged"])
    with driver.driving(), django_db_blocker.unblock(), databases.copy_of(name):
        users = get_user_model().objects.in_bulk([user.pk for user in cast.people.values()])
        groups = Group.objects.in_bulk([group.pk for group in cast.groups.values()])
        yield dataclasses.replace(
            cast,
            people={role: users[user.pk] for role, user in cast.people.items()},
            groups={kind: groups[group.pk] for kind, group in cast.groups.items()},
        )


@pytest.fixture
def empty_site(site: Cast) -> Cast:
    """The same on the first day: ``newcomer``, ``founder`` and the group ``empty``."""
    return site


@pytest.fixture(name="hostile_site")
def _hostile_site(site: Cast) -> Cast:
    """The same with hostile text in every field."""
    return site


@pytest.fixture
def watch(address: str) -> Watch:
    """What goes wrong unseen in the browser of this test; the test fails with it."""
    return Watch(address)


@pytest.fixture
def seat(site: Cast, address: str, driver: Driver, watch: Watch) -> Iterator[Callable[..., Person]]:
    """Return somebody at a browser: ``seat("member", mode)``, signed in unless anonymous."""
    contexts = []

    def sit_down(role: str = "anonymous", mode: Mode = MOUSE) -> Person:
        context = driver.browser.new_context(
            viewport={"width": mode.width, "height": 900},
            java_script_enabled=mode.scripts,
            color_scheme="dark" if mode.dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        watch.over(context)
        if role != "anonymous":
            sign_in(context, site[role], address)
        return Person(context.new_page(), mode, address)

    yield sit_down
    for context in contexts:
        context.close()
    watch.verdict()


def sign_in(context: Any, user: Any, address: str) -> None:
    """Give a context of the browser the session of a user."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
