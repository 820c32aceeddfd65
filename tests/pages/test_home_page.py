"""A page that presents the community's home."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.cast import CANARY, hidden_from
from wagtail_social.conversations.pages.models import CommunityHomePage


@pytest.fixture
def home_page(host_pages: Any) -> Any:
    """Put a live page that presents the home below the host's start."""
    return host_pages.home.add_child(
        instance=CommunityHomePage(
            title="Our community",
            slug="our-community",
            intro="Zqintro for all.",
            body=[{"type": "heading", "value": "Zqbody"}],
        )
    )


def shown(client: Any, page: Any, query: str = "") -> str:
    """Return the page as the client gets it, in lower case."""
    answer = client.get(page.get_url() + query)
    assert answer.status_code == 200
    return answer.content.decode().lower()


def test_visitor_gets_the_text_and_the_way_in(client_of: Any, home_page: Any) -> None:
    found = shown(client_of("anonymous"), home_page)
    assert "zqintro" in found
    assert "zqbody" in found
    assert "/sign-in/?next=/our-community/" in found
    assert not [word for group in CANARY.values() for word in group.values() if word in found]


def test_member_gets_the_feed_of_their_groups(client_of: Any, home_page: Any) -> None:
    found = shown(client_of("member"), home_page)
    assert "zqintro" in found
    assert found.count("<h1") == 1
    for group in ("open", "closed", "secret"):
        assert CANARY[group]["postbody"] in found


@pytest.mark.parametrize("role", ["employee", "requested", "invited", "former", "superuser"])
def test_outsider_gets_nothing_of_private_groups(client_of: Any, home_page: Any, role: str) -> None:
    found = shown(client_of(role), home_page)
    assert "zqbody" in found
    assert not [word for word in hidden_from(role) if word in found]


def test_page_narrows_the_feed_on_its_own_address(client_of: Any, home_page: Any) -> None:
    found = shown(client_of("member"), home_page, "?kind=question")
    assert "/our-community/?" in found
    assert shown(client_of("member"), home_page, "?after=x%00&topic=%00&kind=no")


def test_answer_to_who_is_signed_in_is_kept_by_no_cache(client_of: Any, home_page: Any) -> None:
    answer = client_of("member").get(home_page.get_url())
    assert "no-store" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_copies_and_the_end_of_the_page_leave_the_home(
    client_of: Any, home_page: Any, host_pages: Any
) -> None:
    copy = home_page.copy(update_attrs={"slug": "a-copy", "title": "A copy"})
    alias = home_page.create_alias(update_slug="an-alias", parent=host_pages.elsewhere)
    for page in (copy, alias):
        assert CANARY["secret"]["postbody"] in shown(client_of("member"), page)
        assert "sign-in" in shown(client_of("anonymous"), page)
    home_page.unpublish()
    assert client_of("member").get(home_page.get_url()).status_code == 404
    home_page.delete()
    assert client_of("member").get(reverse("wagtail_social:home")).status_code == 200


def test_editor_previews_the_page_with_their_own_feed(client_of: Any, home_page: Any) -> None:
    home_page.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[home_page.pk])
    found = client_of("superuser").get(url).content.decode().lower()
    assert "zqbody" in found
    assert not [word for word in hidden_from("superuser") if word in found]


def test_pages_api_gives_nothing_of_the_feed(client_of: Any, home_page: Any) -> None:
    found = client_of("member").get(f"/api/v2/pages/{home_page.pk}/?fields=*").content.decode()
    assert not [word for group in CANARY.values() for word in group.values() if word in found]
