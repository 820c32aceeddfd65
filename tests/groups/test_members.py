"""Who is in a group, and what managers do with them on site."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from tests.cast import CANARY
from wagtail_social.groups.models import Group, Membership

MANAGED = ("open", "closed", "secret")


def at(cast: Any, group: str, part: str = "members/") -> str:
    return f"/community/groups/{cast.groups[group].slug}/{part}"


def on(cast: Any, group: str, role: str, verb: str) -> str:
    return at(cast, group, f"members/{cast[role].pk}/{verb}/")


def people(response: Any) -> list[str]:
    return [person["card"].name for person in response.context["people"]]


def crew(group: Any, count: int, **fields: Any) -> None:
    users = get_user_model().objects
    now = timezone.now()
    rows = []
    for number in range(count):
        user = users.create(username=f"crew{number}", first_name="Crew", last_name=str(number))
        rows.append(
            Membership(**{"group": group, "user": user, "state": "active", "since": now} | fields)
        )
    Membership.objects.bulk_create(rows)


@pytest.mark.parametrize("group", MANAGED)
def test_member_sees_managers_first_and_nobody_who_has_gone(
    client_of: Any, cast: Any, group: str
) -> None:
    response = client_of("member").get(at(cast, group))
    names = people(response)
    assert names[:3] == ["Margot Claes", "Selma Öztürk", "Mats Lindholm"]
    assert "Marit Bakker" in names
    for gone in ("Dirk Janssen", "Bram Nijland", "Fenna Postma", "Ingrid Vogel", "Rachid Amrani"):
        assert gone not in names
        assert gone not in response.content.decode()
    assert "What to do with" not in response.content.decode()
    assert CANARY[group]["request"] not in response.content.decode()


def test_manager_sees_requests_closed_accounts_and_menus(client_of: Any, cast: Any) -> None:
    text = client_of("manager").get(at(cast, "closed")).content.decode()
    assert CANARY["closed"]["request"] in text
    assert "Dirk Janssen" in text and "Account closed" in text
    assert on(cast, "closed", "member", "ban") in text
    assert on(cast, "closed", "manager", "hand-over") not in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize(
    ("show", "name"),
    [("requested", "Rachid Amrani"), ("invited", "Ingrid Vogel"), ("banned", "Bram Nijland")],
)
def test_only_managers_see_who_is_not_in(client_of: Any, cast: Any, show: str, name: str) -> None:
    page = f"{at(cast, 'open')}?show={show}"
    assert people(client_of("manager").get(page)) == [name]
    for role in ("moderator", "member", "employee"):
        assert name not in people(client_of(role).get(page))


def test_member_reading_on_meets_everybody_once(client_of: Any, cast: Any, htmx: Any) -> None:
    crew(cast.groups["open"], 120)
    address, met = at(cast, "open"), []
    while address:
        response = client_of("member").get(address)
        met += people(response)
        address = response.context["more_url"]
    assert len(met) == len(set(met)) == 120 + 6
    more = client_of("member").get(at(cast, "open")).context["more_url"]
    fragment = client_of("member").get(more, headers=htmx).content.decode()
    assert "<html" not in fragment and "ws-list__row" in fragment


def test_member_searches_among_members(client_of: Any, cast: Any) -> None:
    found = client_of("member").get(at(cast, "open"), {"q": "mats"})
    assert people(found) == ["Mats Lindholm"]
    nobody = client_of("member").get(at(cast, "open"), {"q": "ingrid"})
    assert "Nobody found" in nobody.content.decode()


@pytest.mark.parametrize(
    "sign", ["%00", "x", "9-1-1", "0-0-0", "0--1", "1-ffffffffffffffff-1", "-"]
)
def test_strange_places_in_the_list_are_answered(client_of: Any, cast: Any, sign: str) -> None:
    assert client_of("member").get(f"{at(cast, 'open')}?after={sign}").status_code == 200


def test_group_that_holds_everyone_says_so(client_of: Any, cast: Any) -> None:
    text = client_of("employee").get(at(cast, "everyone")).content.decode()
    assert "Every colleague is in this group." in text
    assert "All colleagues" in text


@pytest.mark.parametrize(("verb", "state"), [("accept", "active"), ("decline", "left")])
def test_manager_answers_a_request(client_of: Any, cast: Any, verb: str, state: str) -> None:
    answer = at(cast, "closed", f"requests/{cast['requested'].pk}/{verb}/")
    response = client_of("manager").post(answer, follow=True)
    assert cast.membership("requested", "closed").state == state
    assert "Rachid Amrani" in response.content.decode()
    assert client_of("manager").post(answer).status_code == 403


def test_manager_changes_a_role(client_of: Any, cast: Any) -> None:
    page = on(cast, "open", "member", "role")
    assert "Marit Bakker" in client_of("manager").get(page).content.decode()
    assert client_of("manager").post(page, {"role": "moderator"}).status_code == 303
    assert cast.membership("member", "open").role == "moderator"
    wrong = client_of("manager").post(page, {"role": "director"})
    assert wrong.status_code == 422
    assert cast.membership("member", "open").role == "moderator"


@pytest.mark.parametrize("role", ["former", "employee"])
def test_manager_gives_a_role_to_anybody_in_a_group_that_holds_everyone(
    client_of: Any, cast: Any, role: str
) -> None:
    page = on(cast, "everyone", role, "role")
    assert client_of("manager").get(page).status_code == 200
    assert client_of("manager").post(page, {"role": "moderator"}).status_code == 303
    row = cast.membership(role, "everyone")
    assert (row.state, row.role) == ("active", "moderator")
    for other, group in (("banned", "everyone"), ("deactivated", "everyone"), ("former", "open")):
        if other == "deactivated":
            cast.membership(other, group).delete()
        assert client_of("manager").get(on(cast, group, other, "role")).status_code == 404


def test_person_without_a_profile_is_no_closed_account(client_of: Any, cast: Any) -> None:
    before = client_of("manager").get(at(cast, "open")).content.decode().count("Account closed")
    cast["member"].social_profile.delete()
    text = client_of("manager").get(at(cast, "open")).content.decode()
    assert text.count("Account closed") == before


def counts() -> list[int]:
    """Return how many members each group says it has."""
    return list(Group.objects.order_by("pk").values_list("member_count", flat=True))


def true_counts() -> list[int]:
    """Return how many it has."""
    return [
        Membership.objects.filter(group=group, state="active").count()
        for group in Group.objects.order_by("pk")
    ]


def test_account_that_goes_is_a_member_less_everywhere(cast: Any, queries: Any) -> None:
    before = counts()
    cast["member"].delete()
    assert counts() == true_counts() == [count - 1 for count in before]
    users = get_user_model().objects.filter(pk__in=[cast["moderator"].pk, cast["invited"].pk])
    users.delete()
    assert counts() == true_counts()
    Group.objects.update(member_count=0)
    cast["author"].delete()
    assert set(counts()) == {0}


def test_row_of_a_member_that_goes_by_itself_is_counted_too(cast: Any) -> None:
    cast.membership("member", "open").delete()
    Membership.objects.filter(user__in=[cast["moderator"], cast["former"]]).delete()
    assert counts() == true_counts()
    cast.groups["open"].delete()
    assert counts() == true_counts()


def test_last_manager_cannot_step_down(client_of: Any, cast: Any) -> None:
    Membership.objects.filter(user=cast["second_manager"]).update(role="member")
    response = client_of("manager").post(on(cast, "open", "manager", "role"), {"role": "member"})
    assert response.status_code == 422
    assert "A group needs a manager." in response.content.decode()
    assert cast.membership("manager", "open").role == "manager"


def test_manager_hands_over_after_a_question(client_of: Any, cast: Any) -> None:
    page = on(cast, "open", "member", "hand-over")
    assert "Hand over" in client_of("manager").get(page).content.decode()
    assert cast.membership("member", "open").role == "member"
    client_of("manager").post(page)
    assert cast.membership("member", "open").role == "manager"
    assert cast.membership("manager", "open").role == "member"
    assert client_of("manager").get(page).status_code == 404


def test_manager_takes_a_member_out_after_a_question(client_of: Any, cast: Any) -> None:
    page = on(cast, "open", "member", "remove")
    assert client_of("manager").get(page).status_code == 200
    assert cast.membership("member", "open").state == "active"
    client_of("manager").post(page)
    assert cast.membership("member", "open").state == "left"
    assert client_of("manager").get(page).status_code == 404


def test_manager_takes_an_invitation_back(client_of: Any, cast: Any) -> None:
    page = on(cast, "secret", "invited", "remove")
    assert "Take back the invitation" in client_of("manager").get(page).content.decode()
    client_of("manager").post(page)
    assert cast.membership("invited", "secret").state == "left"
    assert client_of("invited").get(at(cast, "secret", "about/")).status_code == 404


def test_manager_bans_and_lifts_the_ban(client_of: Any, cast: Any) -> None:
    client_of("manager").post(on(cast, "closed", "member", "ban"))
    assert cast.membership("member", "closed").state == "banned"
    assert client_of("member").get(at(cast, "closed")).status_code == 404
    text = client_of("manager").get(f"{at(cast, 'closed')}?show=banned").content.decode()
    lift = on(cast, "closed", "member", "lift-ban")
    assert lift in text
    client_of("manager").post(lift)
    assert cast.membership("member", "closed").state == "left"


def test_manager_does_nothing_of_this_to_another_manager_or_oneself(
    client_of: Any, cast: Any
) -> None:
    row = cast.membership("member", "open")
    row.role = "manager"
    row.save()
    assert client_of("manager").post(on(cast, "open", "member", "ban")).status_code == 403
    for verb in ("ban", "remove", "hand-over"):
        assert client_of("manager").post(on(cast, "open", "manager", verb)).status_code == 403
    assert cast.membership("manager", "open").role == "manager"


@pytest.mark.parametrize(
    "role",
    [
        "employee",
        "requested",
        "invited",
        "member",
        "moderator",
        "banned",
        "former",
        "steward",
        "superuser",
    ],
)
@pytest.mark.parametrize("group", MANAGED)
def test_nobody_but_managers_touches_people(
    client_of: Any, cast: Any, role: str, group: str
) -> None:
    client = client_of(role)
    before = list(Membership.objects.order_by("pk").values())
    for verb in ("role", "hand-over", "remove", "ban", "lift-ban"):
        address = on(cast, group, "author", verb)
        assert client.post(address, {"role": "manager"}).status_code == 404
        if verb != "lift-ban":
            assert client.get(address).status_code == 404
    for verb in ("accept", "decline"):
        address = at(cast, group, f"requests/{cast['requested'].pk}/{verb}/")
        assert client.post(address).status_code == 404
    assert list(Membership.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30, "x", "%00", "-1"])
def test_manager_acting_on_nobody_gets_a_404(client_of: Any, cast: Any, key: str) -> None:
    for verb in ("role", "hand-over", "remove", "ban", "lift-ban"):
        address = at(cast, "open", f"members/{key}/{verb}/")
        assert client_of("manager").post(address, {"role": "member"}).status_code == 404


@pytest.mark.parametrize("role", ["member", "manager"])
def test_list_asks_the_same_number_of_queries(
    client_of: Any, cast: Any, queries: Any, role: str
) -> None:
    page = at(cast, "open")
    client_of(role).get(page)
    with queries() as few:
        client_of(role).get(page)
    crew(cast.groups["open"], 45)
    with queries() as many:
        client_of(role).get(page)
    assert len(many) == len(few)


def test_invited_colleagues_get_an_invitation(client_of: Any, cast: Any) -> None:
    page = at(cast, "open", "invite/")
    typed = {"people": "@employee, FORMER;\n@marit member", "message": "Do come."}
    unknown = client_of("member").post(page, typed)
    assert unknown.status_code == 422
    assert "We know no colleague called “@marit”." in unknown.content.decode()
    assert "FORMER;" in unknown.content.decode() and "Do come." in unknown.content.decode()
    typed["people"] = "@employee, FORMER;\nmember @employee"
    response = client_of("member").post(page, typed, follow=True)
    assert "2 people are invited now." in response.content.decode()
    for role in ("employee", "former"):
        row = cast.membership(role, "open")
        assert (row.state, row.message, row.invited_by) == ("invited", "Do come.", cast["member"])
    assert cast.membership("member", "open").state == "active"
    again = client_of("member").post(page, {"people": "employee"}, follow=True)
    assert "Nobody new was invited" in again.content.decode()


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ("", "This field is required."),
        ("@", "We know no colleague"),
        ("deactivated", "“deactivated”"),
        ("a\x00b", "Null characters"),
        (" ".join(f"p{n}" for n in range(101)), "at most 100 people"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
    ],
)
def test_member_inviting_nobody_is_told_why(
    client_of: Any, cast: Any, people: str, told: str
) -> None:
    response = client_of("member").post(at(cast, "open", "invite/"), {"people": people})
    assert response.status_code == 422
    assert told in response.content.decode()


@pytest.mark.parametrize(
    ("role", "group", "status"),
    [
        ("member", "open", 200),
        ("employee", "open", 404),
        ("member", "closed", 404),
        ("moderator", "closed", 200),
        ("moderator", "secret", 200),
        ("member", "secret", 404),
        ("manager", "everyone", 404),
        ("manager", "archived", 404),
    ],
)
def test_only_who_may_invites(
    client_of: Any, cast: Any, role: str, group: str, status: int
) -> None:
    page = at(cast, group, "invite/")
    assert client_of(role).get(page).status_code == status
    sent = client_of(role).post(page, {"people": "former"}).status_code
    assert sent == (303 if status == 200 else 404)


def test_member_gets_suggestions_of_the_group_alone(client_of: Any, cast: Any) -> None:
    suggest = f"/community/suggest/people/group/{cast.groups['secret'].slug}/"
    inside = client_of("member").get(suggest, {"q": "ma"}).json()["results"]
    assert {"@moderator", "@manager", "@member", "@second.manager"} == {
        found["insert"] for found in inside
    }
    assert client_of("member").get(suggest, {"q": "emma"}).json() == {"results": []}
    assert client_of("employee").get(suggest, {"q": "ma"}).status_code == 404
