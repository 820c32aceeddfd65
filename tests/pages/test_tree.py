"""What editors do with pages in the tree: the same group is presented, nothing doubles or opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group as AuthGroup
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction

from tests.cast import CANARY, hidden_from
from wagtail_social.conversations.models import Post
from wagtail_social.groups.models import Group, Membership
from wagtail_social.groups.pages.models import GroupPage


@pytest.fixture
def counted() -> Any:
    """Return the figures of what must not double."""

    def figures() -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (Group, Membership, Post))

    return figures


def words_on(client: Any, page: Any) -> str:
    """Return what a client gets at a page, in lower case."""
    return client.get(page.get_url()).content.decode().lower()


def present_alike(client_of: Any, group: str, *pages: Any) -> None:
    """Assert that each of the pages shows the group to members, and nothing to outsiders."""
    for page in pages:
        page = GroupPage.objects.get(pk=page.pk)
        assert page.group.slug == CANARY[group]["slug"] + "-k7m2x"
        assert CANARY[group]["postbody"] in words_on(client_of("member"), page)
        for role in ("anonymous", "employee", "steward"):
            found = words_on(client_of(role), page)
            assert not [word for word in hidden_from(role) if word in found]


def test_copy_presents_the_same_group(
    group_page: Any, client_of: Any, counted: Any, cast: Any
) -> None:
    before = counted()
    page = group_page("closed")
    copy = page.copy(update_attrs={"slug": "a-copy", "title": "A copy"})
    present_alike(client_of, "closed", page, copy)
    assert counted() == before


def test_editor_copies_a_page_in_the_admin(
    group_page: Any, client_of: Any, host_pages: Any, cast: Any
) -> None:
    page = group_page("closed", host_pages.elsewhere)
    answer = client_of("editor").post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "Second",
            "new_slug": "second",
            "new_parent_page": host_pages.elsewhere.pk,
            "publish_copies": "on",
        },
    )
    assert answer.status_code == 302
    present_alike(client_of, "closed", page, GroupPage.objects.get(slug="second"))


def test_alias_presents_the_same_group(
    group_page: Any, client_of: Any, counted: Any, cast: Any
) -> None:
    before = counted()
    page = group_page("closed")
    alias = page.create_alias(update_slug="an-alias")
    present_alike(client_of, "closed", page, alias)
    assert counted() == before
    url = cast.groups["closed"].get_absolute_url()
    assert client_of("member").get(url)["Location"] == page.get_url()


def test_alias_outside_a_restricted_part_of_the_site_opens_nothing(
    group_page: Any, client_of: Any, host_pages: Any, cast: Any
) -> None:
    page = group_page("closed", host_pages.finance)
    alias = page.create_alias(parent=host_pages.home, update_slug="open-alias")
    found = words_on(client_of("anonymous"), alias)
    assert "zqbody" in found
    assert not [word for word in CANARY["closed"].values() if word in found]


def test_translation_presents_the_same_group_and_each_reader_gets_their_language(
    group_page: Any, client_of: Any, host_pages: Any, counted: Any, cast: Any
) -> None:
    before = counted()
    dutch = Locale.objects.create(language_code="nl")
    page = group_page("open")
    host_pages.home.copy_for_translation(dutch).save_revision().publish()
    translated = page.copy_for_translation(dutch)
    translated.title, translated.slug = "Groep", "groep"
    translated.save_revision().publish()
    assert counted() == before
    url = cast.groups["open"].get_absolute_url()
    english = client_of("member").get(url, headers={"accept-language": "en"})
    in_dutch = client_of("member").get(url, headers={"accept-language": "nl"})
    in_german = client_of("member").get(url, headers={"accept-language": "de"})
    assert english["Location"] == page.get_url()
    assert GroupPage.objects.get(pk=translated.pk).group == cast.groups["open"]
    translated.refresh_from_db()
    assert in_dutch["Location"] == translated.get_url() == "/groep/"
    found = client_of("member").get("/groep/", headers={"accept-language": "nl"})
    assert CANARY["open"]["postbody"] in found.content.decode().lower()
    assert in_german["Location"] == page.get_url()


def test_editor_translates_a_page_by_the_admin(
    group_page: Any, client_of: Any, host_pages: Any, cast: Any
) -> None:
    dutch = Locale.objects.create(language_code="nl")
    host_pages.home.copy_for_translation(dutch)
    page = group_page("closed")
    answer = client_of("superuser").post(
        reverse("simple_translation:submit_page_translation", args=[page.pk]),
        {"locales": [dutch.pk], "include_subtree": ""},
    )
    assert answer.status_code == 302
    assert GroupPage.objects.filter(group=cast.groups["closed"]).count() == 2


def test_moved_page_presents_the_same_group(
    group_page: Any, client_of: Any, host_pages: Any, cast: Any
) -> None:
    page = group_page("closed", host_pages.finance)
    page.move(host_pages.elsewhere, pos="last-child")
    present_alike(client_of, "closed", page)
    page = GroupPage.objects.get(pk=page.pk)
    assert (
        client_of("member").get(cast.groups["closed"].get_absolute_url())["Location"]
        == page.get_url()
    )


def test_page_moved_below_a_restriction_is_no_longer_where_the_group_leads(
    group_page: Any, client_of: Any, host_pages: Any, cast: Any
) -> None:
    page = group_page("open")
    page.move(host_pages.finance, pos="last-child")
    url = cast.groups["open"].get_absolute_url()
    answer = client_of("employee").get(url)
    assert answer.status_code == 200
    assert page.title.lower() not in answer.content.decode().lower()
    assert client_of("manager").get(url).status_code == 302


def test_unpublished_page_gives_the_group_its_own_address_back(
    group_page: Any, client_of: Any, cast: Any
) -> None:
    page = group_page("closed")
    alias = page.create_alias(update_slug="an-alias")
    page.unpublish()
    for each in (page, alias):
        assert client_of("member").get(each.get_url()).status_code == 404
    found = client_of("member").get(cast.groups["closed"].get_absolute_url())
    assert CANARY["closed"]["postbody"] in found.content.decode().lower()


def test_deleted_page_takes_nothing_along(
    group_page: Any, client_of: Any, counted: Any, cast: Any
) -> None:
    before = counted()
    page = group_page("closed")
    second = group_page("closed")
    client_of("superuser").post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert not GroupPage.objects.filter(pk=page.pk).exists()
    assert counted() == before
    present_alike(client_of, "closed", second)
    second.delete()
    assert counted() == before
    assert client_of("member").get(cast.groups["closed"].get_absolute_url()).status_code == 200


def test_restriction_of_the_page_holds_on_the_page_and_not_on_the_group(
    group_page: Any, client_of: Any, cast: Any
) -> None:
    page = group_page("open")
    board = AuthGroup.objects.create(name="Board")
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(board)
    assert client_of("member").get(page.get_url()).status_code == 302
    assert client_of("member").get(cast.groups["open"].get_absolute_url()).status_code == 200
