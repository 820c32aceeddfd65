"""Reading: pages against the host's own bare page, and large against small."""

from __future__ import annotations

import datetime
import gzip
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site

from example_site.intranet.models import HomePage, StandardPage
from wagtail_social.conversations.models import Discussion, Post
from wagtail_social.extension_points import ExtensionPoint
from wagtail_social.templatetags import wagtail_social_frame

from . import volume
from .lines import Cost, Lines, costs_of

SMALL = 10_000


def _host_pages() -> str:
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Bench", slug="bench", intro="Home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    bare = None
    for number in range(8):
        section = home.add_child(
            instance=StandardPage(title=f"Section {number}", slug=f"s{number}", show_in_menus=True)
        )
        for place in range(4):
            page = section.add_child(
                instance=StandardPage(
                    title=f"Page {number}.{place}", slug=f"p{place}", body="<p>Text of a page.</p>"
                )
            )
            bare = bare or page
    assert bare is not None
    return bare.get_url() or "/"


def _get(client: Client, url: str) -> Any:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return response


def bare_call(client: Client, url: str) -> Any:
    """Return the call of the host's own page without us: no bell in its header."""

    def call() -> Any:
        nothing: ExtensionPoint[Any] = ExtensionPoint("nothing")
        with mock.patch.object(wagtail_social_frame, "header_items", nothing):
            return _get(client, url)

    return call


def _signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(lines: Lines, *, posts: int) -> str:
    """Measure home feed, group page and thread, at two sizes; return the bare page's address."""
    bare_url = _host_pages()
    people = volume.make_people(1_000)
    groups = volume.make_groups(500)
    busy, ten, many = people[0], people[1], people[2]
    volume.put_into(groups[:10], [busy])
    quiet = groups[-200:]
    volume.put_into(quiet[:10], [ten])
    volume.put_into(quiet, [many])
    loud = groups[:300]
    # The quiet groups spoke first and have been silent since: the case that a plain
    # "group in …, newest first" pays for with everything that others wrote.
    volume.make_posts(quiet, people, 2_000, start=volume.START - datetime.timedelta(days=30))
    volume.make_posts(loud, people, SMALL - 2_000)
    thread_small, thread_large = _threads(people)
    _analyse()

    viewers = {"10 busy groups": busy, "10 quiet groups": ten, "200 quiet groups": many}
    clients = {name: _signed_in(user) for name, user in viewers.items()}
    member = clients["10 busy groups"]
    home = reverse("wagtail_social:home")
    group_url = reverse("wagtail_social:group", args=[loud[0].slug])
    feeds = {name: partial(_get, client, home) for name, client in clients.items()}
    feeds["group page"] = partial(_get, member, group_url)
    before = costs_of(
        {
            "bare": bare_call(member, bare_url),
            "short thread": partial(_get, member, thread_small.get_absolute_url()),
            "long thread": partial(_get, member, thread_large.get_absolute_url()),
            **feeds,
        }
    )
    bare = before["bare"]
    lines.add("bare page of the host, CPU", bare.cpu, "ms", None)
    lines.add("bare page of the host, queries", bare.queries, "queries", None)
    _against_bare(lines, "home feed, 10,000 posts", before["10 busy groups"], bare)
    _against_bare(lines, "group page, 10,000 posts", before["group page"], bare)
    _against_bare(lines, "thread, first 20 top-level comments", before["short thread"], bare)
    ratio = before["long thread"].wall / before["short thread"].wall
    lines.add("thread of 10,000 against one of 50", ratio, "x", 1.2)
    _printed_thread(lines, member)

    if posts > SMALL:
        volume.make_posts(
            loud,
            people,
            posts - SMALL,
            seed=3,
            start=volume.START + datetime.timedelta(days=100),
            step=datetime.timedelta(seconds=10),
        )
        _analyse()
        # Against the bare page of the same minutes, since the two sizes are minutes apart.
        after = costs_of({"bare": bare_call(member, bare_url), **feeds})
        for name in feeds:
            small, large = (found[name].wall / found["bare"].wall for found in (before, after))
            title = name if name == "group page" else f"home feed of {name}"
            lines.add(f"{title}, {posts:,} against 10,000", large / small, "x", 1.2)
            more = after[name].queries - before[name].queries
            lines.add(f"{title}, {posts:,}: more queries", more, "queries", 0)
    _weights(lines, member, home)
    return bare_url


def _threads(people: list[Any]) -> tuple[Post, Post]:
    small, large = Post.objects.order_by("-pk")[:2]
    for post, count in ((small, 50), (large, 10_000)):
        discussion = Discussion.objects.get(target_type="post", target_id=post.pk)
        volume.make_comments(discussion, people, count)
    return small, large


def _against_bare(lines: Lines, name: str, cost: Cost, bare: Cost) -> None:
    lines.add(f"{name}: CPU against the bare page", cost.cpu / bare.cpu, "x", 1.5)
    lines.add(f"{name}: CPU", cost.cpu, "ms", None)
    lines.add(f"{name}: wall", cost.wall, "ms", None)
    lines.add(f"{name}: more queries", cost.queries - bare.queries, "queries", 12)


def _printed_thread(lines: Lines, client: Client) -> None:
    medium = Post.objects.order_by("-pk")[2]
    discussion = Discussion.objects.get(target_type="post", target_id=medium.pk)
    volume.make_comments(discussion, _some_people(), 500, seed=5)
    url = f"{medium.get_absolute_url()}?print=1"
    printed = costs_of({"printed": partial(_get, client, url)}, rounds=9)["printed"]
    lines.add("thread of 500 on one page: CPU", printed.cpu, "ms", 150)


def _some_people() -> list[Any]:
    from django.contrib.auth import get_user_model

    return list(get_user_model().objects.filter(username__startswith="person")[:200])


def _weights(lines: Lines, client: Client, home: str) -> None:
    page = _get(client, home).content
    lines.add("HTML of the home feed", len(page) / 1000, "kB", 80)
    total = 0
    for name in _assets(page.decode()):
        found = finders.find(name)
        if found:
            total += len(gzip.compress(Path(str(found)).read_bytes(), 9))
    lines.add("style sheets and scripts, compressed", total / 1000, "kB", 60)


def _assets(html: str) -> set[str]:
    import re

    prefix = re.escape(settings.STATIC_URL)
    found = set(re.findall(rf'(?:href|src)="{prefix}([^"?#]+\.(?:css|js))', html))
    scripts = {name for name in found if name.endswith(".js")}
    pending = list(scripts)
    while pending:
        name = pending.pop()
        path = finders.find(name)
        if not path:
            continue
        text = Path(str(path)).read_text(encoding="utf-8")
        for imported in re.findall(r'from\s*"(\./[^"]+)"|import\s*"(\./[^"]+)"', text):
            other = "/".join([*name.split("/")[:-1], (imported[0] or imported[1])[2:]])
            if other not in found:
                found.add(other)
                pending.append(other)
    return {name for name in found if not name.startswith("example_site/")}
