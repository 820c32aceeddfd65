"""How much one hears of a group: from its menu, and on joining."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cast import CANARY
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.extension_points import AfterJoining, after_joining
from wagtail_social.notifications.actions import ChooseGroupLevel, ChooseGroupLevels
from wagtail_social.notifications.choosing import level_of
from wagtail_social.notifications.models import GroupChoice


def at(cast: Any, group: str, part: str = "notifications/") -> str:
    return f"/community/groups/{cast.groups[group].slug}/{part}"


def checked(html: str) -> str:
    found = re.search(r'<input type="radio" name="level" value="(\w+)"[^>]* checked', html)
    return found[1] if found else ""


def steady(response: Any) -> str:
    """Return a page without the token that differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_member_chooses_from_the_menu_of_the_group(client_of: Any, cast: Any) -> None:
    client, page = client_of("member"), at(cast, "secret")
    assert f'href="{page}"' in client.get(at(cast, "secret", "")).content.decode()
    assert checked(client.get(page).content.decode()) == "posts"
    response = client.post(page, {"level": "own"}, follow=True)
    assert response.redirect_chain[-1][0] == at(cast, "secret", "")
    assert "is saved." in response.content.decode()
    assert checked(client.get(page).content.decode()) == "own"
    assert GroupChoice.objects.get().user == cast["member"]


def test_who_only_reads_a_group_is_not_led_to_it(client_of: Any, cast: Any) -> None:
    assert at(cast, "open") not in client_of("employee").get(at(cast, "open", "")).content.decode()


@pytest.mark.parametrize("level", ["", "loud"])
def test_what_is_no_level_is_refused(client_of: Any, cast: Any, level: str) -> None:
    response = client_of("member").post(at(cast, "open"), {"level": level})
    assert response.status_code == 422
    assert not GroupChoice.objects.exists()


@pytest.mark.parametrize(
    ("role", "group"),
    [
        ("employee", "secret"),
        ("invited", "secret"),
        ("employee", "closed"),
        ("requested", "closed"),
    ],
)
def test_foreign_group_is_as_one_that_is_not(
    client_of: Any, cast: Any, role: str, group: str
) -> None:
    """Class 9: absent and forbidden answer alike, to both methods."""
    client = client_of(role)
    slug, none = cast.groups[group].slug, "none-such-k7m2x"
    absent = client.get(f"/community/groups/{none}/notifications/")
    found = client.get(at(cast, group))
    assert found.status_code == absent.status_code == 404
    assert steady(found).replace(slug, none) == steady(absent)
    assert client.post(at(cast, group), {"level": "all"}).status_code == 404
    assert not GroupChoice.objects.exists()


def test_actions_ask_too(cast: Any) -> None:
    with pytest.raises(NotVisible):
        ChooseGroupLevel(actor=cast["employee"], group=cast.groups["secret"], level="all").execute()
    levels = {cast.groups["open"]: "all", cast.groups["closed"]: "all"}
    with pytest.raises(NotVisible):
        ChooseGroupLevels(actor=cast["employee"], levels=levels).execute()
    with pytest.raises(Refused):
        ChooseGroupLevels(actor=cast["member"], levels={cast.groups["open"]: "x"}).execute()
    assert not GroupChoice.objects.exists()


@pytest.mark.parametrize(
    ("role", "group", "how"),
    [("employee", "open", "join/"), ("invited", "secret", "invitation/accept/")],
)
def test_who_has_come_in_is_welcomed_and_chooses(
    client_of: Any, cast: Any, role: str, group: str, how: str
) -> None:
    client = client_of(role)
    response = client.post(at(cast, group, how), follow=True)
    html = response.content.decode()
    here = response.redirect_chain[-1][0]
    assert here == f"{at(cast, group)}?joined=1"
    assert f"Welcome to {cast.groups[group].title}" in html
    assert CANARY[group]["welcome"] in html
    assert checked(html) == "posts"
    skip = re.search(r'href="([^"]+)">Skip<', html)
    assert skip and skip[1] == at(cast, group, "")
    assert client.post(here, {"level": "all"})["Location"] == at(cast, group, "")
    assert level_of(cast[role], cast.groups[group]) == "all"


def test_who_skips_hears_what_is_usual(client_of: Any, cast: Any) -> None:
    client_of("employee").post(at(cast, "open", "join/"), follow=True)
    assert not GroupChoice.objects.exists()
    assert level_of(cast["employee"], cast.groups["open"]) == "posts"


def test_who_is_not_in_is_not_welcomed(client_of: Any, cast: Any) -> None:
    html = client_of("employee").get(f"{at(cast, 'open')}?joined=1").content.decode()
    assert CANARY["open"]["welcome"] not in html and ">Skip<" not in html


def test_without_the_room_joining_leads_to_the_welcome_of_the_group(
    client_of: Any, cast: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(after_joining, "all", list)
    client = client_of("employee")
    assert client.post(at(cast, "open", "join/"))["Location"] == at(cast, "open", "about/")


def test_first_entry_with_an_address_leads_on(client_of: Any, cast: Any, monkeypatch: Any) -> None:
    entries = [
        AfterJoining("last", lambda membership: "/last/", order=900),
        AfterJoining("none", lambda membership: None, order=100),
        AfterJoining("first", lambda membership: f"/{membership.user_id}/", order=200),
    ]
    monkeypatch.setattr(after_joining, "all", lambda: entries)
    response = client_of("employee").post(at(cast, "open", "join/"))
    assert response["Location"] == f"/{cast['employee'].pk}/"
