"""Topics as people meet them: the list, one topic, following, suggestions."""

from __future__ import annotations

from typing import Any

import pytest
from taggit.models import Tag

from tests.cast import ALL_ROLES, CANARY, hidden_from
from wagtail_social.groups.models import Group
from wagtail_social.topics.models import TopicFollow
from wagtail_social.topics.vocabulary import topic_slug, topics_named, written

LIST = "/community/topics/"


def page_of(name: str) -> str:
    return f"{LIST}{topic_slug(name)}/"


def test_visitor_asking_for_topics_is_sent_to_sign_in(client: Any, cast: Any) -> None:
    for address in (LIST, page_of("anything"), "/community/suggest/topics/?q=a"):
        response = client.get(address)
        assert response.status_code == 302
        assert "/sign-in/" in response["Location"]


@pytest.mark.parametrize("role", [r for r in ALL_ROLES if r not in ("anonymous", "deactivated")])
def test_everybody_sees_only_topics_of_what_they_read(client_of: Any, role: str) -> None:
    pages = [LIST, f"{LIST}?after={CANARY['everyone']['tag']}~1", "/community/suggest/topics/?q=zq"]
    text = "".join(client_of(role).get(page).content.decode().lower() for page in pages)
    met = [word for word in hidden_from(role) if word in text]
    assert not met


def test_employee_asking_for_a_private_topic_gets_what_absent_ones_give(client_of: Any) -> None:
    employee = client_of("employee")
    absent = employee.get(page_of("nothing of the kind"))
    for group in ("closed", "secret"):
        for field in ("tag", "topic"):
            response = employee.get(page_of(CANARY[group][field]))
            assert response.status_code == absent.status_code == 404
    assert client_of("member").get(page_of(CANARY["secret"]["tag"])).status_code == 200


def test_employee_does_not_learn_the_topics_of_a_closed_group(client_of: Any, cast: Any) -> None:
    cast.groups["closed"].tags.add(*topics_named(["shared subject"]))
    cast.groups["open"].tags.add(*topics_named(["shared subject"]))
    text = client_of("employee").get(page_of("shared subject")).content.decode().lower()
    assert CANARY["open"]["title"] in text
    assert CANARY["closed"]["title"] not in text


def test_member_sees_groups_posts_and_people_on_a_topic(client_of: Any, cast: Any) -> None:
    (tag,) = topics_named([CANARY["open"]["tag"]])
    cast["moderator"].social_profile.expertise.add(tag)
    text = client_of("member").get(page_of(tag.name)).content.decode()
    assert cast.groups["open"].title in text
    assert "Mats Lindholm" in text
    assert text.count("<h1") == 1


def test_member_follows_and_stops_following_a_topic(client_of: Any, cast: Any) -> None:
    member, page = client_of("member"), page_of(CANARY["open"]["tag"])
    response = member.post(f"{page}follow/")
    assert response.status_code == 303
    assert response["Location"] == page
    assert TopicFollow.objects.of(cast["member"]).count() == 1
    assert f"#{CANARY['open']['tag']}" in member.get("/community/people/").content.decode()
    assert CANARY["open"]["tag"] in member.get(f"{LIST}?show=mine").content.decode()
    member.post(f"{page}follow/")
    assert not TopicFollow.objects.of(cast["member"]).exists()


def test_member_following_by_htmx_gets_the_button_alone(client_of: Any, htmx: Any) -> None:
    follow = f"{page_of(CANARY['open']['tag'])}follow/"
    first = client_of("member").post(follow, headers=htmx).content.decode()
    second = client_of("member").post(follow, headers=htmx).content.decode()
    assert 'aria-pressed="true"' in first
    assert 'aria-pressed="false"' in second
    assert "<html" not in first


def test_employee_following_a_private_topic_gets_a_404(client_of: Any) -> None:
    follow = f"{page_of(CANARY['secret']['tag'])}follow/"
    assert client_of("employee").post(follow).status_code == 404
    assert not TopicFollow.objects.exists()


def test_follower_losing_sight_of_a_topic_no_longer_meets_it(client_of: Any, cast: Any) -> None:
    tag = Tag.objects.get(name=CANARY["secret"]["tag"])
    TopicFollow.objects.create(user=cast["former"], tag=tag)
    text = client_of("former").get(f"{LIST}?show=mine").content.decode()
    assert tag.name not in text


def test_member_reading_on_meets_every_topic_once(client_of: Any, cast: Any) -> None:
    names = [f"{word}-{number:03d}" for number in range(70) for word in ("Wharf", "quay")]
    cast.groups["open"].tags.add(*topics_named(names))
    address, met = LIST + "?q=-0", []
    while address:
        response = client_of("member").get(address)
        met += [tag.name for tag, _followed in response.context["topics"]]
        address = response.context["more_url"]
    assert sorted(met) == sorted(names)
    assert met == sorted(met, key=str.lower)


def test_more_topics_come_as_a_fragment(client_of: Any, cast: Any, htmx: Any) -> None:
    cast.groups["open"].tags.add(*topics_named(f"topic {number}" for number in range(70)))
    more = client_of("member").get(LIST).context["more_url"]
    text = client_of("member").get(more, headers=htmx).content.decode()
    assert "<html" not in text
    assert "ws-list__row" in text


def test_member_gets_at_most_eight_suggestions_that_can_be_written(
    client_of: Any, cast: Any
) -> None:
    names = [f"new building {number}" for number in range(9)]
    cast.groups["open"].tags.add(*topics_named(["New building", *names]))
    results = client_of("member").get("/community/suggest/topics/?q=new-bu").json()["results"]
    assert len(results) == 8
    assert results[0] == {"insert": "#new-building", "label": "#New building", "detail": ""}
    assert client_of("member").get("/community/suggest/topics/?q=").json() == {"results": []}


def test_member_asking_too_often_for_suggestions_has_to_wait(client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"suggest": "1/h"}
    first, second = (client_of("member").get("/community/suggest/topics/?q=a") for _ in range(2))
    assert first.status_code == 200
    assert second.status_code == 429
    assert int(second["Retry-After"]) > 0


@pytest.mark.parametrize("query", ["%00", "%00zq", "~", "a~b", "%F0%9F", "x" * 500])
def test_strange_searches_are_answered(client_of: Any, query: str) -> None:
    for name in ("q", "after", "show"):
        assert client_of("member").get(f"{LIST}?{name}={query}").status_code == 200
    assert client_of("member").get(f"{LIST}{query}/").status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [("New building", "#new-building"), ("C++", "#c-"), ("3D", ""), ("🚀", "#topic-")],
)
def test_topic_says_how_it_is_written(db: None, name: str, text: str) -> None:
    (tag,) = topics_named([name])
    assert written(tag).startswith(text) if text else written(tag) == ""


@pytest.fixture
def counted_slugs(db: None) -> tuple[Tag, Tag]:
    """Tags of the host as taggit makes them: two names that read the same as slugs."""
    return Tag.objects.create(name="C++", slug="c"), Tag.objects.create(name="C", slug="c_1")


@pytest.mark.parametrize("typed", ["C", "c"])
def test_employee_finds_a_tag_of_the_host_by_its_name_before_its_slug(
    cast: Any, counted_slugs: tuple[Tag, Tag], typed: str
) -> None:
    assert topics_named([typed], by=cast["employee"]) == [counted_slugs[1]]
    assert topics_named(["C++"], by=cast["employee"]) == [counted_slugs[0]]
    names = set(Tag.objects.filter(slug__in=["c", "c_1"]).values_list("name", flat=True))
    assert names == {"C++", typed}


def test_employee_wording_a_topic_as_another_tag_is_named_gets_that_tag(cast: Any) -> None:
    Tag.objects.create(name="rosters", slug="rosters")
    other = Tag.objects.create(name="Rosters", slug="rosters_1")
    assert topics_named(["Rosters"], by=cast["employee"]) == [other]
    assert topics_named(["new-quay", "New Quay!"], by=cast["employee"])


def test_topics_come_in_the_order_in_which_they_are_named(db: None) -> None:
    topics_named(["middle"])
    names = ["zebra", "middle", "Apple", "ZEBRA"]
    assert [tag.name for tag in topics_named(names)] == ["zebra", "middle", "Apple"]


def test_manager_saving_settings_keeps_a_topic_with_a_comma(client_of: Any, cast: Any) -> None:
    group = cast.groups["open"]
    names = {"Health, safety", 'The "old"; quay', '"Quoted', "Plain"}
    group.tags.set([Tag.objects.create(name=name, slug=f"s{n}") for n, name in enumerate(names)])
    address = f"/community/groups/{group.slug}/settings/"
    form = client_of("manager").get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "cover"}
    assert client_of("manager").post(address, {**sent, "purpose": "New"}).status_code == 303
    assert set(group.tags.names()) == names


def test_editor_cannot_tell_from_capitals_that_a_secret_group_uses_a_tag(
    client_of: Any, cast: Any, host_pages: Any
) -> None:
    from example_site.intranet.models import NewsPage

    cast.groups["open"].tags.add(*topics_named(["Known"]))
    page = NewsPage(title="News", slug="more-news", date="2026-03-02")
    host_pages.elsewhere.add_child(instance=page)
    form_class = NewsPage.get_edit_handler().get_form_class()
    typed = CANARY["secret"]["tag"].upper()
    form = form_class(
        {"tags": f"{typed}, KNOWN"}, instance=page, for_user=cast["editor"], parent_page=None
    )
    form.is_valid()
    assert "tags" in form.cleaned_data
    page.tags.set(form.cleaned_data["tags"])
    page.save()
    assert set(page.tags.names()) == {typed, "Known"}
    assert typed in cast.groups["secret"].tags.names()


def test_list_and_page_ask_the_same_number_of_queries(
    client_of: Any, cast: Any, queries: Any
) -> None:
    member, page = client_of("member"), page_of(CANARY["open"]["tag"])

    def count() -> list[int]:
        counts = []
        for address in (LIST, page):
            member.get(address)
            with queries() as found:
                member.get(address)
            counts.append(len(found))
        return counts

    tag = Tag.objects.get(name=CANARY["open"]["tag"])
    TopicFollow.objects.create(user=cast["member"], tag=tag)
    before = count()
    for number in range(10):
        group = Group.objects.create(title=f"Group {number}", slug=f"group-{number}")
        more = topics_named([f"topic {number}"])
        group.tags.add(tag, *more)
        TopicFollow.objects.create(user=cast["member"], tag=more[0])
    assert count() == before
