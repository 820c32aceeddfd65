"""Getting into groups and out of them, and what outsiders see of a closed one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from tests.cast import CANARY, PASSWORD, session_ends, words
from wagtail_social.groups.models import Group, Membership


def at(cast: Any, group: str, part: str) -> str:
    return f"/community/groups/{cast.groups[group].slug}/{part}"


def state(cast: Any, role: str, group: str) -> str | None:
    row = cast.membership(role, group)
    return row.state if row else None


def main_of(response: Any) -> str:
    return re.sub(r"<nav.*?</nav>", "", response.content.decode(), flags=re.DOTALL)


@pytest.mark.parametrize("role", ["employee", "requested", "former"])
def test_colleague_joins_an_open_group_by_one_click(client_of: Any, cast: Any, role: str) -> None:
    before = Group.objects.get(pk=cast.groups["open"].pk).member_count
    response = client_of(role).post(at(cast, "open", "join/"), follow=True)
    assert state(cast, role, "open") == "active"
    assert Group.objects.get(pk=cast.groups["open"].pk).member_count == before + 1
    text = response.content.decode()
    assert f"You are in {cast.groups['open'].title} now." in text
    assert CANARY["open"]["welcome"] in text


def test_joining_twice_changes_nothing(
    client_of: Any, cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as told:
        for _ in range(2):
            client_of("employee").post(at(cast, "open", "join/"))
    assert len(told) == ModelLogEntry.objects.filter(user_id=cast["employee"].pk).count() == 1
    assert Membership.objects.filter(user=cast["employee"]).count() == 1
    client_of("manager").post(at(cast, "open", "join/"))
    assert cast.membership("manager", "open").role == "manager"


def test_join_goes_back_to_where_one_was_and_nowhere_else(client_of: Any, cast: Any) -> None:
    join = at(cast, "open", "join/")
    here = client_of("employee").post(join, {"next": "/community/groups/?q=a"})
    assert here["Location"] == "/community/groups/?q=a"
    away = client_of("former").post(join, {"next": "https://example.org/"})
    assert away["Location"] == f"{at(cast, 'open', 'notifications/')}?joined=1"


@pytest.mark.parametrize(
    ("role", "group", "status"),
    [
        ("banned", "open", 403),
        ("employee", "closed", 403),
        ("employee", "secret", 404),
        ("former", "secret", 404),
        ("employee", "archived", 403),
        ("employee", "everyone", 303),
    ],
)
def test_nobody_joins_past_the_rules(
    client_of: Any, cast: Any, role: str, group: str, status: int
) -> None:
    before = state(cast, role, group)
    response = client_of(role).post(at(cast, group, "join/"))
    assert response.status_code == (403 if group == "everyone" else status)
    assert state(cast, role, group) == before
    if status == 403:
        assert "That was not possible" in response.content.decode()


def test_buttons_answer_only_to_post(client_of: Any, cast: Any) -> None:
    for part in ("join", "withdraw", "invitation/accept", "invitation/decline", "archive"):
        assert client_of("employee").get(at(cast, "open", f"{part}/")).status_code == 405


def test_employee_asks_and_withdraws(client_of: Any, cast: Any) -> None:
    page = at(cast, "closed", "request/")
    assert "Why would you like to join?" in client_of("employee").get(page).content.decode()
    response = client_of("employee").post(page, {"message": "I know the backlog."}, follow=True)
    assert "Your request has been sent" in response.content.decode()
    row = cast.membership("employee", "closed")
    assert (row.state, row.message) == ("requested", "I know the backlog.")
    assert client_of("employee").get(page).status_code == 302
    card = client_of("employee").get(at(cast, "closed", "about/")).content.decode()
    assert "Take the request back" in card
    client_of("employee").post(at(cast, "closed", "withdraw/"))
    row.refresh_from_db()
    assert (row.state, row.message) == ("left", "")


def test_employee_asking_with_too_many_words_keeps_them(client_of: Any, cast: Any) -> None:
    text = "please " * 80
    response = client_of("employee").post(at(cast, "closed", "request/"), {"message": text})
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert state(cast, "employee", "closed") is None


def test_request_typed_before_the_session_ended_is_back(client: Any, cast: Any) -> None:
    page = at(cast, "closed", "request/")
    client.force_login(cast["employee"])
    client.get(page)
    session_ends(client)
    response = client.post(page, {"message": "I know the backlog."})
    client.post(response["Location"], {"username": "employee", "password": PASSWORD, "next": page})
    assert "I know the backlog." in client.get(page).content.decode()
    assert state(cast, "employee", "closed") is None


@pytest.mark.parametrize("group", ["closed", "secret"])
def test_invited_accepts_and_is_welcomed(client_of: Any, cast: Any, group: str) -> None:
    card = client_of("invited").get(at(cast, group, "about/")).content.decode()
    assert "Accept invitation" in card
    assert CANARY[group]["invitation"] in card
    response = client_of("invited").post(at(cast, group, "invitation/accept/"), follow=True)
    assert state(cast, "invited", group) == "active"
    assert CANARY[group]["welcome"] in response.content.decode()


def test_invited_declines_and_forgets_the_secret_group(client_of: Any, cast: Any) -> None:
    response = client_of("invited").post(at(cast, "secret", "invitation/decline/"), follow=True)
    assert response.status_code == 200
    assert state(cast, "invited", "secret") == "left"
    assert client_of("invited").get(at(cast, "secret", "about/")).status_code == 404


def test_member_leaves_after_a_question(client_of: Any, cast: Any) -> None:
    page = at(cast, "open", "leave/")
    text = client_of("member").get(page).content.decode()
    assert "Leave" in text and text.count("<h1") == 1
    assert state(cast, "member", "open") == "active"
    response = client_of("member").post(page, follow=True)
    assert state(cast, "member", "open") == "left"
    assert "You have left" in response.content.decode()


def test_member_leaving_a_secret_group_does_not_meet_it_again(client_of: Any, cast: Any) -> None:
    page = at(cast, "secret", "leave/")
    assert "Only an invitation leads back" in client_of("member").get(page).content.decode()
    assert client_of("member").post(page)["Location"] == "/community/groups/"
    assert client_of("member").get(at(cast, "secret", "about/")).status_code == 404


def test_last_manager_is_told_to_hand_over_first(client_of: Any, cast: Any) -> None:
    page, members = at(cast, "open", "leave/"), at(cast, "open", "members/")
    second = cast.membership("second_manager", "open")
    second.role = "member"
    second.save()
    for response in (client_of("manager").get(page), client_of("manager").post(page)):
        assert members in response.content.decode()
        assert "Somebody else needs to run it first" in response.content.decode()
    assert response.status_code == 422
    assert state(cast, "manager", "open") == "active"
    second.role = "manager"
    second.save()
    assert client_of("manager").post(page).status_code == 303
    assert state(cast, "manager", "open") == "left"


def test_nobody_leaves_a_group_that_holds_everyone(client_of: Any, cast: Any) -> None:
    page = at(cast, "everyone", "leave/")
    assert client_of("member").get(page).status_code == 302
    assert client_of("member").post(page).status_code == 403
    assert client_of("employee").post(at(cast, "open", "leave/")).status_code == 403


@pytest.mark.parametrize(
    "role", ["employee", "requested", "invited", "banned", "former", "steward"]
)
def test_outsider_of_a_closed_group_sees_its_card_and_nothing_else(
    client_of: Any, cast: Any, role: str
) -> None:
    response = client_of(role).get(at(cast, "closed", "about/"))
    text = response.content.decode().lower()
    assert response.status_code == 200
    for word in ("title", "purpose"):
        assert CANARY["closed"][word] in text
    assert "margot claes" in text
    own = {"invited": ("invitation",)}.get(role, ())
    met = [w for w in words("closed", but=("title", "slug", "purpose", *own)) if w in text]
    assert not met
    assert "cover" not in text
    assert re.search(r"\d+ members?", main_of(response)) is None
    assert str(cast.groups["closed"].created_at.year) not in main_of(response)
    for part in ("members/", "cover/", "settings/", "settings/access/", "invite/"):
        assert client_of(role).get(at(cast, "closed", part)).status_code == 404
    assert (
        client_of(role)
        .get(f"/community/suggest/people/group/{cast.groups['closed'].slug}/")
        .status_code
        == 404
    )


def test_outsider_gets_the_same_for_a_secret_group_as_for_none(client_of: Any, cast: Any) -> None:
    absent = Group.new_slug("nothing")
    parts = [
        "about/",
        "members/",
        "cover/",
        "settings/",
        "settings/access/",
        "invite/",
        "leave/",
        "request/",
        f"members/{cast['member'].pk}/role/",
    ]
    for role in ("employee", "former", "banned", "superuser"):
        for part in parts:
            there = client_of(role).get(at(cast, "secret", part))
            nowhere = client_of(role).get(f"/community/groups/{absent}/{part}")
            assert there.status_code == nowhere.status_code == 404
        for part in ("join/", "withdraw/", "invitation/accept/", "archive/", "leave/"):
            assert client_of(role).post(at(cast, "secret", part)).status_code == 404


@pytest.mark.parametrize("slug", ["%00", "%00a", "a%00b", "x" * 300, "..", "%F0%9F%92%A9"])
def test_strange_addresses_of_groups_are_404(client_of: Any, slug: str) -> None:
    for part in ("about/", "members/", "settings/", "leave/"):
        assert client_of("employee").get(f"/community/groups/{slug}/{part}").status_code == 404


def test_banned_reads_an_open_group_and_is_told_why_the_rest_is_closed(
    client_of: Any, cast: Any
) -> None:
    text = client_of("banned").get(at(cast, "open", "about/")).content.decode()
    assert "A manager has banned you from this group." in text
    assert at(cast, "open", "join/") not in text
    assert CANARY["open"]["guidelines"] in text
    assert CANARY["open"]["welcome"] not in text


def test_reader_learns_what_a_group_is(client_of: Any, cast: Any) -> None:
    text = client_of("employee").get(at(cast, "open", "about/")).content.decode()
    for word in ("purpose", "guidelines", "tag", "department"):
        assert CANARY["open"][word] in text.lower()
    assert "Margot Claes" in text
    assert "Every member posts" in text
    assert text.count("<h1") == 1


def test_about_page_asks_the_same_number_of_queries(
    client_of: Any, cast: Any, queries: Any
) -> None:
    page = at(cast, "open", "about/")
    client_of("member").get(page)
    with queries() as few:
        client_of("member").get(page)
    Membership.objects.filter(group=cast.groups["open"], user=cast["author"]).update(role="manager")
    cast.groups["open"].tags.add("one", "two", "three")
    with queries() as many:
        client_of("member").get(page)
    assert len(many) == len(few)
