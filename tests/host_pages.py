"""A small tree of the host's own pages, with every kind of view restriction."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, Locale, Page, PageViewRestriction, Site

from example_site.intranet.models import HomePage, NewsIndexPage, NewsPage, StandardPage

#: Words in the titles of pages that not everybody may see.
PAGE_CANARY = {name: f"zqpage{name}" for name in ("login", "finance", "password", "draft")}


@dataclass
class HostPages:
    """The pages. ``finance`` is for the auth group Finance, in which ``manager`` is."""

    home: Any
    index: Any
    news: Any
    login: Any
    finance: Any
    password: Any
    draft: Any
    elsewhere: Any
    site: Any


def _root() -> Any:
    """Return the root of the tree; a test that empties the tables takes Wagtail's own along."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    return root or Page.add_root(title="Root", slug="root", locale=Locale.get_default())


def build_host_pages(cast: Any) -> HostPages:
    """Make the pages; the ``editor`` of the cast may edit and publish below ``elsewhere``."""
    root = _root()
    home = root.add_child(instance=HomePage(title="Harbour", slug="harbour"))
    Site.objects.all().delete()
    site = Site.objects.create(
        hostname="testserver", port=80, root_page=home, is_default_site=True, site_name="Harbour"
    )
    index = home.add_child(instance=NewsIndexPage(title="News", slug="news"))

    def news(name: str, title: str, **fields: Any) -> Any:
        page = NewsPage(title=title, slug=name, date=datetime.date(2026, 3, 2), **fields)
        return index.add_child(instance=page)

    pages = {
        name: news(name, f"Page {word}", live=name != "draft") for name, word in PAGE_CANARY.items()
    }
    finance = AuthGroup.objects.create(name="Finance")
    cast["manager"].groups.add(finance)
    PageViewRestriction.objects.create(page=pages["login"], restriction_type="login")
    PageViewRestriction.objects.create(
        page=pages["password"], restriction_type="password", password="quay"
    )
    restriction = PageViewRestriction.objects.create(
        page=pages["finance"], restriction_type="groups"
    )
    restriction.groups.add(finance)
    elsewhere = home.add_child(instance=StandardPage(title="Elsewhere", slug="elsewhere"))
    editors = AuthGroup.objects.get(name="Editors elsewhere")
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=codename
        )
        GroupPagePermission.objects.create(group=editors, page=elsewhere, permission=permission)
    return HostPages(
        home=home,
        index=index,
        news=news("launch", "The launch"),
        elsewhere=elsewhere,
        site=site,
        **pages,
    )
