"""People as colleagues find and know them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from tests.cast import CANARY, PASSWORD, session_ends
from wagtail_social.people.models import Department, Profile
from wagtail_social.people.querysets import handle_from
from wagtail_social.topics.vocabulary import topics_named

DIRECTORY = "/community/people/"
EDIT = "/community/people/me/edit/"
SUGGEST = "/community/suggest/colleagues/"


def profile_page(user: Any) -> str:
    return f"{DIRECTORY}{user.pk}/"


def form(**changes: str) -> dict[str, str]:
    return {
        "job_title": "Harbour pilot",
        "bio": "I know the fairway.",
        "expertise": "Tides, VHF radio",
        "languages": "nl, German",
    } | changes


def test_visitor_asking_for_people_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    for address in (DIRECTORY, profile_page(cast["member"]), EDIT, SUGGEST, f"{DIRECTORY}999/"):
        assert "/sign-in/" in client.get(address)["Location"]


@pytest.mark.parametrize("typed", ["mats", "lindholm mats", "PILOT", "nautical", "vhf"])
def test_employee_finds_a_colleague_by_what_they_are_and_know(
    client_of: Any, cast: Any, typed: str
) -> None:
    profile = cast["moderator"].social_profile
    profile.job_title = "Harbour pilot"
    profile.department = Department.objects.create(name="Nautical affairs")
    profile.save()
    profile.expertise.add(*topics_named(["VHF radio"]))
    response = client_of("employee").get(DIRECTORY, {"q": typed})
    assert [card.name for card, _tags in response.context["people"]] == ["Mats Lindholm"]


def test_employee_finding_nobody_is_told_what_to_do(client_of: Any) -> None:
    text = client_of("employee").get(DIRECTORY, {"q": "nobody at all"}).content.decode()
    assert "Nobody found" in text


def test_employee_does_not_find_who_has_left(client_of: Any, cast: Any) -> None:
    assert "Dirk Janssen" not in client_of("employee").get(DIRECTORY).content.decode()
    assert client_of("employee").get(profile_page(cast["deactivated"])).status_code == 404
    results = client_of("employee").get(SUGGEST, {"q": "dirk"}).json()["results"]
    assert results == []


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30, "x", "%00", "-1", "1%00", "1.5"])
def test_employee_asking_for_nobody_gets_a_404(client_of: Any, key: str) -> None:
    assert client_of("employee").get(f"{DIRECTORY}{key}/").status_code == 404


def test_employee_reading_on_meets_every_colleague_once_in_order(client_of: Any, cast: Any) -> None:
    users = get_user_model().objects
    for number in range(90):
        users.create(username=f"crew{number}", first_name="Crew", last_name=f"Member {number % 7}")
    address, met = DIRECTORY, []
    while address:
        response = client_of("employee").get(address)
        met += [card for card, _tags in response.context["people"]]
        address = response.context["more_url"]
    names = [card.name.lower() for card in met]
    assert names == sorted(names)
    assert len({card.id for card in met}) == len(met) == users.filter(is_active=True).count()


def test_employee_reads_a_profile_with_what_the_person_knows(client_of: Any, cast: Any) -> None:
    profile = cast["moderator"].social_profile
    profile.bio = "- knots\n- **tides** <script>alert(1)</script> #nothing @marit"
    profile.languages = "nl, pt-br"
    profile.save()
    profile.expertise.add(*topics_named(["VHF radio"]))
    text = client_of("employee").get(profile_page(cast["moderator"])).content.decode()
    assert "<strong>tides</strong>" in text
    assert "<script>alert" not in text
    assert "/community/topics/nothing/" not in text
    assert "/community/topics/vhf-radio/" in text
    assert "Dutch, Brazilian Portuguese" in text
    assert text.count("<h1") == 1


def test_profile_lists_only_groups_that_the_reader_may_look_into(client_of: Any, cast: Any) -> None:
    page = profile_page(cast["moderator"])
    seen = client_of("employee").get(page).content.decode().lower()
    assert CANARY["open"]["title"] in seen
    for group in ("closed", "secret"):
        assert CANARY[group]["title"] not in seen
        assert CANARY[group]["title"] in client_of("member").get(page).content.decode().lower()


def test_employee_goes_to_the_own_profile(client_of: Any, cast: Any) -> None:
    response = client_of("employee").get(f"{DIRECTORY}me/")
    assert response["Location"] == profile_page(cast["employee"])
    assert EDIT in client_of("employee").get(response["Location"]).content.decode()


def test_employee_without_a_profile_gets_one(client_of: Any, cast: Any) -> None:
    Profile.objects.filter(user=cast["employee"]).delete()
    assert client_of("employee").get(EDIT).status_code == 200
    assert client_of("employee").get(profile_page(cast["employee"])).status_code == 200


@pytest.mark.parametrize("sign", ".-_")
def test_long_user_name_gives_a_handle_that_can_be_mentioned(db: None, sign: str) -> None:
    assert handle_from(f"{'a' * 49}{sign}bcd") == "a" * 49


def test_employee_edits_the_own_profile(client_of: Any, cast: Any) -> None:
    response = client_of("employee").post(EDIT, form())
    assert response.status_code == 303
    assert response["Location"] == profile_page(cast["employee"])
    profile = Profile.objects.get(user=cast["employee"])
    assert (profile.job_title, profile.languages) == ("Harbour pilot", "nl, de")
    assert sorted(tag.name for tag in profile.expertise.all()) == ["Tides", "VHF radio"]
    again = client_of("employee").get(EDIT).content.decode()
    assert "Tides, VHF radio" in again and "Dutch, German" in again


def test_nobody_changes_handle_level_or_department_by_the_form(client_of: Any, cast: Any) -> None:
    before = Profile.objects.values("handle", "level", "department").get(user=cast["employee"])
    extra = {"handle": "boss", "level": "board", "department": "1", "user": str(cast["member"].pk)}
    client_of("employee").post(EDIT, form(**extra))
    after = Profile.objects.values("handle", "level", "department").get(user=cast["employee"])
    assert after == before
    assert Profile.objects.get(user=cast["member"]).job_title == ""


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("languages", "nl, Klingonese", "Klingonese"),
        ("expertise", "x" * 101, "too long for a topic"),
        ("expertise", ",".join(f"t{n}" for n in range(21)), "more than 20 topics"),
        ("bio", "b" * 1001, "1000"),
        ("job_title", "j" * 121, "120"),
        ("job_title", "a\x00b", "Null characters"),
    ],
)
def test_employee_is_told_what_is_wrong_and_loses_nothing(
    client_of: Any, field: str, value: str, told: str
) -> None:
    response = client_of("employee").post(EDIT, form(**{field: value}))
    text = response.content.decode()
    assert response.status_code == 422
    assert told in text
    assert (value if field != "bio" else "Harbour pilot") in text
    assert "I know the fairway." in text or field == "bio"


@pytest.mark.parametrize(("next_person", "finds"), [("employee", True), ("member", False)])
def test_text_of_an_ended_session_is_back_for_who_typed_it_alone(
    client: Any, cast: Any, next_person: str, finds: bool
) -> None:
    client.force_login(cast["employee"])
    client.get(EDIT)
    session_ends(client)
    response = client.post(EDIT, form(bio="Typed before the session ended."))
    client.post(response["Location"], {"username": next_person, "password": PASSWORD, "next": EDIT})
    text = client.get(EDIT).content.decode()
    assert ("Typed before the session ended." in text) is finds
    assert "Typed before" not in client.get(EDIT).content.decode()


def test_employee_gets_suggestions_of_colleagues(client_of: Any, cast: Any) -> None:
    results = client_of("employee").get(SUGGEST, {"q": "@mats"}).json()["results"]
    assert results == [{"insert": "@moderator", "label": "Mats Lindholm", "detail": ""}]
    assert client_of("employee").get(SUGGEST, {"q": "@"}).json() == {"results": []}
    many = client_of("employee").get(SUGGEST, {"q": "e"}).json()["results"]
    assert len(many) == 8


def test_employee_asking_too_often_for_colleagues_has_to_wait(
    client_of: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"suggest": "2/h"}
    codes = [client_of("employee").get(SUGGEST, {"q": "a"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_directory_asks_the_same_number_of_queries(client_of: Any, cast: Any, queries: Any) -> None:
    employee = client_of("employee")
    cast["member"].social_profile.expertise.add(*topics_named(["knots"]))
    employee.get(DIRECTORY)
    with queries() as few:
        employee.get(DIRECTORY)
    for number in range(30):
        user = get_user_model().objects.create(username=f"crew{number}")
        user.social_profile.expertise.add(*topics_named([f"knot {number}", "knots"]))
    with queries() as many:
        employee.get(DIRECTORY)
    assert len(many) == len(few)
