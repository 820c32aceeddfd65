"""Hostile text in every field, shown in Chromium: no script runs, nothing leaves the site."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.template.loader import get_template
from django.test import override_settings
from django.urls import Resolver404, resolve

from wagtail_social.conversations.models import Post
from wagtail_social.groups.models import Group

from .person import Person
from .watch import Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: How many pages of one address are opened; those that list things are opened to their end.
SOME, MANY = 2, 12
#: What a browser saves and does not show.
FILES = {"meeting_document", "meeting_calendar", "meeting_minutes_text"}
LISTS = {"home", "groups", "people", "topics", "reports", "my_reports"}

_LINKS = """[...document.querySelectorAll("a[href], [hx-get]")].map(
  e => e.href || new URL(e.getAttribute("hx-get"), location).href)"""


#: What no page of ours ever has, whatever people write.
_STRANGE = """(() => {
  const all = [...document.querySelectorAll("*")].filter(e => !e.closest("textarea"));
  const never = `iframe, object, embed, base, marquee, video, audio, portal, style, math,
    [style], [contenteditable]`;
  const runs = a => /^on/i.test(a.name) || /^\\s*javascript:/i.test(a.value);
  const leads = e => e instanceof HTMLFormElement && new URL(e.action).origin !== location.origin;
  return all.filter(e => e.matches(never) || [...e.attributes].some(runs) || leads(e))
    .map(e => e.outerHTML.slice(0, 120));
})()"""


def strange(person: Person) -> list[str]:
    """Return the elements of the page that can only come from hostile text."""
    found: list[str] = person.page.evaluate(_STRANGE)
    return found


class Crawl:
    """Follows links through the pages of somebody, the same ones in each run."""

    def __init__(self, person: Person, prefix: str) -> None:
        """Begin with nothing seen."""
        self.person = person
        self.prefix = prefix
        self.waiting: dict[str, list[str]] = defaultdict(list)
        self.opened: dict[str, int] = defaultdict(int)
        self._seen: set[str] = set()
        self._dice = random.Random(7)

    def add(self, url: str) -> None:
        """Remember an address for later."""
        url = urldefrag(url)[0]
        parts = urlsplit(url)
        if url in self._seen or not url.startswith(self.person.address + self.prefix):
            return
        self._seen.add(url)
        try:
            name = resolve(parts.path).view_name
        except Resolver404:
            name = "nothing"
        if name.rpartition(":")[2] in FILES:
            return
        self.waiting[name].append(url)

    def run(self, *paths: str) -> Iterator[str]:
        """Open these and all they lead to; yield each address when its page is open."""
        for path in paths:
            self.add(self.person.address + path)
        while url := self._next():
            self.person.page.goto(url)
            yield url
            for link in self.person.page.evaluate(_LINKS):
                self.add(link)

    def _next(self) -> str:
        for name in sorted(self.waiting, key=lambda name: (self.opened[name], name)):
            most = MANY if name.rpartition(":")[2] in LISTS else SOME
            if self.waiting[name] and self.opened[name] < most:
                self.opened[name] += 1
                urls = self.waiting[name]
                return urls.pop(self._dice.randrange(len(urls)))
        return ""


@pytest.fixture
def unescaped(tmp_path: Path, settings: Any) -> Iterator[None]:
    """The page of a post trusts its title, as it never may."""
    name = "wagtail_social/conversations/post.html"
    source = Path(get_template(name).origin.name).read_text(encoding="utf-8")
    trusting = source.replace("{{ post.heading }}</h1>", "{{ post.heading|safe }}</h1>")
    assert trusting != source
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_text(trusting, encoding="utf-8")
    first, *others = settings.TEMPLATES
    with override_settings(TEMPLATES=[{**first, "DIRS": [str(tmp_path)]}, *others]):
        yield


@pytest.mark.parametrize(
    ("title", "caught"),
    [
        ("<img src=x onerror=alert(1)>", "Content Security Policy"),
        ("<script src=//evil.example/x.js></script>", "Content Security Policy"),
        ("<form action=//evil.example><button>Sign in</button></form>", ""),
    ],
)
def test_one_unescaped_field_is_caught(
    title: str,
    caught: str,
    unescaped: None,
    site: Any,
    seat: Callable[..., Person],
    watch: Watch,
) -> None:
    """The crawl below would see it."""
    post = site.talks["open"].post
    Post.objects.filter(pk=post.pk).update(title=title)
    person = seat("member")
    person.goes_to(post.get_absolute_url())
    found = [*watch.found, *strange(person)]
    watch.found.clear()
    assert found and any(caught in line for line in found)


@pytest.mark.parametrize("role", ["member", "moderator"])
def test_member_and_moderator_see_hostile_text_and_nothing_happens(
    role: str, hostile_site: Any, seat: Callable[..., Person], watch: Watch
) -> None:
    """Every kind of page of the community; lists to their end."""
    watch.expected.update({403, 404})
    person = seat(role)
    crawl = Crawl(person, "/community/")
    slugs = Group.objects.filter(slug__startswith="hostile-").values_list("slug", flat=True)[:3]
    starts = ("/community/", "/community/reports/", *(f"/community/groups/{s}/" for s in slugs))
    for url in crawl.run(*starts):
        assert not strange(person), url
    assert sum(crawl.opened.values()) > 70
    assert not watch.dialogs


def test_superuser_sees_hostile_text_in_the_admin_and_nothing_happens(
    hostile_site: Any, seat: Callable[..., Person], watch: Watch
) -> None:
    """The Wagtail admin has no content policy to help: no dialog, no other host."""
    from wagtail_social.wagtail_hooks import places

    watch.expected.update({403, 404})
    person = seat("superuser")
    crawl = Crawl(person, "/admin/community/")
    for url in crawl.run(
        *(place.menu_item(place.order).url for place in places() if place.menu_item)
    ):
        assert not watch.dialogs, url
    assert sum(crawl.opened.values()) > 15
    assert not watch.dialogs
