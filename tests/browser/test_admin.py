"""Our pages in the Wagtail admin break no content policy that Wagtail's own pages keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Route

from example_site.intranet.middleware import POLICY

from .person import Person
from .watch import Watch

pytestmark = pytest.mark.browser

#: Pages of Wagtail's own, one of each kind that ours are built of.
OWN = ("/admin/", "/admin/users/", "/admin/reports/site-history/", "/admin/redirects/")
_CHANGING = re.compile(r"'(sha256|nonce)-[^']*'|https?://\S+|\d+")


def with_policy(route: Route) -> None:
    """Answer with the policy of the site, as a report."""
    if route.request.resource_type != "document":
        route.continue_()
        return
    response = route.fetch()
    headers = {**response.headers, "content-security-policy-report-only": POLICY}
    route.fulfill(response=response, headers=headers)


def breaches(
    person: Person, paths: Iterable[str], look: Callable[[], None] = lambda: None
) -> set[str]:
    """Return what would break the policy on these pages, without what differs from page to page.

    ``look`` is called on each page.
    """
    found: set[str] = set()

    def note(message: Any) -> None:
        if "Content Security Policy" in message.text:
            found.add(_CHANGING.sub("", message.text))

    person.page.on("console", note)
    for path in paths:
        person.goes_to(path)
        person.page.wait_for_load_state("networkidle")
        look()
    person.page.remove_listener("console", note)
    return found


def test_our_admin_pages_break_nothing_that_wagtail_keeps(
    site: Any, seat: Callable[..., Person], watch: Watch
) -> None:
    """Lists, details, histories and forms against those of Wagtail itself."""
    from wagtail_social.wagtail_hooks import places

    person = seat("superuser")
    person.page.route("**/admin/**", with_policy)
    watch.expected.add(404)
    details: list[str] = []

    def gather() -> None:
        links = person.page.get_by_role("main").locator("a[href*='/admin/community/']")
        hrefs = links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
        wanted = [href for href in hrefs if re.search(r"/(inspect|edit|history|create)/", href)]
        details.extend(wanted[:3])

    theirs = breaches(person, OWN)
    assert theirs, "the policy is not heard"
    lists = [place.menu_item(place.order).url for place in places() if place.menu_item]
    assert breaches(person, lists, gather) <= theirs
    assert details
    assert breaches(person, details) <= theirs
    watch.found[:] = [line for line in watch.found if "Content Security Policy" not in line]
