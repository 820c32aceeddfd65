"""Every page: axe, light and dark, narrow and wide; filled, empty and in error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.security.registry import ROWS

from .addresses import EMPTY_PAGES, ERRORS, NO_PAGES, PAGES, Page, Wrong
from .looks import examine
from .person import Person
from .watch import Watch

pytestmark = pytest.mark.browser


def test_every_address_of_the_registry_is_looked_at() -> None:
    """A new address needs a row, or a word why it has no page."""
    here = {page.name for page in PAGES}
    assert not here & NO_PAGES.keys()
    assert {row.name for row in ROWS if row.get} == here | NO_PAGES.keys()


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_page_fits_and_is_accessible(
    page: Page, site: Any, seat: Callable[..., Person], watch: Watch
) -> None:
    """No rule of axe is broken, nothing sticks out, nothing is too small to touch."""
    watch.expected.add(page.status)
    person = seat(page.role)
    person.goes_to(page.path(site))
    found = examine(person.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", EMPTY_PAGES, ids=str)
def test_page_of_an_empty_community_fits_and_is_accessible(
    page: Page, empty_site: Any, seat: Callable[..., Person]
) -> None:
    """On the first day there is nothing to see, and it says what to do."""
    person = seat(page.role)
    person.goes_to(page.path(empty_site))
    found = examine(person.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("wrong", ERRORS, ids=str)
def test_form_in_error_fits_and_is_accessible(
    wrong: Wrong, site: Any, seat: Callable[..., Person], watch: Watch
) -> None:
    """What needs a change is said at the form, and nothing typed is lost."""
    watch.expected.add(422)
    person = seat(wrong.page.role)
    person.goes_to(wrong.page.path(site))
    for label, text in wrong.typed.items():
        person.writes(label, text)
    person.presses(wrong.button)
    expect(person.page.get_by_role("alert").filter(visible=True).first).to_be_visible()
    for label, text in wrong.typed.items():
        person.reads(label, text)
    found = examine(person.page)
    assert not found, "\n".join(found)
