"""The directory of groups, and the left column."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from tests.cast import ALL_ROLES, CANARY, hidden_from
from wagtail_social.groups.models import Group, Membership

DIRECTORY = "/community/groups/"
SHOWS = ("", "mine", "invited", "pilot", "archived", "no such filter")


def titles(response: Any) -> list[str]:
    return [card["group"].title for card in response.context["cards"]]


def test_visitor_asking_for_groups_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    for address in (DIRECTORY, f"{DIRECTORY}new/", f"{DIRECTORY}nothing/about/"):
        assert "/sign-in/" in client.get(address)["Location"]


@pytest.mark.parametrize("role", [r for r in ALL_ROLES if r not in ("anonymous", "deactivated")])
def test_nobody_meets_words_of_groups_they_do_not_read(client_of: Any, role: str) -> None:
    Group.objects.update(pilot=True)
    pages = [f"{DIRECTORY}?show={show}" for show in SHOWS] + [f"{DIRECTORY}?q=circle"]
    text = "".join(client_of(role).get(page).content.decode().lower() for page in pages)
    met = [word for word in hidden_from(role) if word in text]
    assert not met


def test_employee_sees_no_size_and_no_mark_of_a_closed_group(client_of: Any, cast: Any) -> None:
    Group.objects.filter(pk=cast.groups["closed"].pk).update(pilot=True, member_count=4711)
    for show in ("", "pilot"):
        response = client_of("employee").get(f"{DIRECTORY}?show={show}&q=closed")
        assert "4711" not in response.content.decode()
        assert "Pilot group<" not in response.content.decode()
    assert titles(client_of("employee").get(f"{DIRECTORY}?show=pilot")) == []
    assert "4,711 members" in client_of("member").get(DIRECTORY).content.decode().replace(
        "4711", "4,711"
    )


@pytest.mark.parametrize(
    ("role", "show", "expected"),
    [
        ("employee", "", {"open", "closed", "everyone"}),
        ("member", "", {"open", "closed", "secret", "everyone"}),
        ("employee", "mine", {"everyone"}),
        ("member", "mine", {"open", "closed", "secret", "everyone", "archived"}),
        ("invited", "invited", {"open", "closed", "secret", "everyone"}),
        ("employee", "invited", set()),
        ("employee", "archived", {"archived"}),
        ("employee", "pilot", {"open"}),
    ],
)
def test_colleague_filters_groups(
    client_of: Any, cast: Any, role: str, show: str, expected: set[str]
) -> None:
    Group.objects.filter(pk=cast.groups["open"].pk).update(pilot=True)
    found = titles(client_of(role).get(DIRECTORY, {"show": show} if show else {}))
    assert set(found) == {cast.groups[name].title for name in expected}


def test_outsider_cannot_tell_that_a_closed_group_was_archived(client_of: Any, cast: Any) -> None:
    title = cast.groups["closed"].title
    Group.objects.filter(pk=cast.groups["closed"].pk).update(archived_at=timezone.now())
    answer = client_of("employee").get(DIRECTORY)
    assert title in titles(answer)
    assert "Archived<" not in answer.content.decode().replace("Archived</a>", "")
    assert title not in titles(client_of("member").get(DIRECTORY))
    assert title not in titles(client_of("employee").get(f"{DIRECTORY}?show=archived"))


def test_employee_searches_names_and_purposes(client_of: Any, cast: Any) -> None:
    for word in ("title", "purpose"):
        found = client_of("employee").get(DIRECTORY, {"q": CANARY["open"][word]})
        assert titles(found) == [cast.groups["open"].title]
    nothing = client_of("employee").get(DIRECTORY, {"q": CANARY["open"]["guidelines"]})
    assert "No group found" in nothing.content.decode()


def test_employee_joins_from_the_card(client_of: Any, cast: Any) -> None:
    text = client_of("employee").get(DIRECTORY).content.decode()
    join = f"/community/groups/{cast.groups['open'].slug}/join/"
    assert f'action="{join}"' in text
    assert f"/community/groups/{cast.groups['closed'].slug}/request/" in text
    client_of("employee").post(join)
    assert cast.membership("employee", "open").state == "active"


def test_employee_reading_on_meets_every_group_once_in_order(client_of: Any, cast: Any) -> None:
    for number in range(60):
        name = ("Alpha", "beta", "Gamma")[number % 3]
        Group.objects.create(title=f"{name} {number}", slug=f"{name}-{number}")
    address, met = DIRECTORY, []
    while address:
        response = client_of("employee").get(address)
        met += titles(response)
        address = response.context["more_url"]
    assert len(met) == len(set(met)) == 63
    assert met == sorted(met, key=str.lower)


def test_more_groups_come_as_a_fragment_and_keep_the_filter(
    client_of: Any, cast: Any, htmx: Any
) -> None:
    for number in range(30):
        Group.objects.create(title=f"Pilot {number}", slug=f"pilot-{number}", pilot=True)
    first = client_of("employee").get(f"{DIRECTORY}?show=pilot&q=pilot")
    more = first.context["more_url"]
    assert "show=pilot" in more and "q=pilot" in more
    text = client_of("employee").get(more, headers=htmx).content.decode()
    assert "<html" not in text and "<article" in text


@pytest.mark.parametrize(
    "query", ["q=%00", "after=%00~1", "after=~", "after=x~99999999999999999999"]
)
def test_strange_addresses_are_answered(client_of: Any, query: str) -> None:
    assert client_of("employee").get(f"{DIRECTORY}?{query}").status_code == 200


def test_directory_asks_the_same_number_of_queries(client_of: Any, cast: Any, queries: Any) -> None:
    member = client_of("member")
    member.get(DIRECTORY)
    with queries() as few:
        member.get(DIRECTORY)
    for number in range(40):
        group = Group.objects.create(title=f"Group {number}", slug=f"group-{number}")
        if number % 2:
            Membership.objects.create(group=group, user=cast["member"], state="active")
    with queries() as many:
        member.get(DIRECTORY)
    assert len(many) == len(few)


def test_member_finds_the_own_groups_on_the_left(client_of: Any, cast: Any) -> None:
    text = client_of("member").get("/community/people/").content.decode()
    for name in ("open", "closed", "secret", "everyone"):
        assert cast.groups[name].get_absolute_url() in text
    assert cast.groups["archived"].get_absolute_url() not in text
    assert 'aria-label="Closed group"' in text
    assert 'aria-label="Secret group"' in text


def test_employee_in_no_group_is_led_to_the_directory(client_of: Any, cast: Any) -> None:
    Group.objects.filter(join_policy="everyone").update(join_policy="free")
    assert "Find a group" in client_of("employee").get("/community/people/").content.decode()


def test_manager_and_invited_see_what_waits_for_them(client_of: Any, cast: Any) -> None:
    closed = cast.groups["closed"]
    manager = client_of("manager").get("/community/people/").content.decode()
    assert f"Requests: {closed.title}" in manager
    assert f'href="/community/groups/{closed.slug}/members/"' in manager
    invited = client_of("invited").get("/community/people/").content.decode()
    assert "/community/groups/?show=invited" in invited
    for role in ("member", "moderator", "employee"):
        assert "Waiting for you" not in client_of(role).get("/community/people/").content.decode()
