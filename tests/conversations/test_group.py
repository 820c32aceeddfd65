"""The page of a group: feed, pinned posts, welcome, and what an outsider gets of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from wagtail_social.conversations.actions import PinPost
from wagtail_social.extension_points import Presentation, presentations
from wagtail_social.groups.models import Group, Membership

from .test_home import nobody_is_in_everyone, page, shown


@pytest.fixture
def address(cast: Any) -> Any:
    """Return the address of a group."""
    return lambda name: cast.groups[name].get_absolute_url()


def test_pinned_posts_stand_first_and_once(
    cast: Any, client_of: Any, address: Any, post: Any
) -> None:
    later = post("member", title="Later")
    pinned = cast.talks["open"].post
    found = shown(page(client_of("member"), address("open")))
    assert found[0] == pinned.pk and found.count(pinned.pk) == 1 and later.pk in found


def test_pinned_posts_stand_on_the_first_page_only(
    cast: Any, client_of: Any, address: Any, post: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_FEED_PAGE_SIZE = 2
    posts = [post("member", title=str(n)) for n in range(5)]
    client = client_of("member")
    response = client.get(address("open"))
    more = response.context["feed"].more_url
    second = shown(page(client, more))
    assert cast.talks["open"].post.pk not in second
    assert second == [posts[2].pk, posts[1].pk]


def test_narrowed_feed_shows_pinned_posts_in_their_place(
    cast: Any, client_of: Any, address: Any, post: Any
) -> None:
    update = post("member", title="An update")
    PinPost(actor=cast["moderator"], post=update).execute()
    found = shown(page(client_of("member"), f"{address('open')}?kind=question"))
    assert found == [cast.talks["open"].post.pk]


def test_member_is_asked_to_write_and_stranger_to_join(
    cast: Any, client_of: Any, address: Any
) -> None:
    write = reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])
    assert write in page(client_of("member"), address("open"))
    html = page(client_of("employee"), address("open"))
    assert write not in html
    assert reverse("wagtail_social:group_join", args=[cast.groups["open"].slug]) in html


def test_where_moderators_post_members_are_not_asked_to_write(
    cast: Any, client_of: Any, address: Any
) -> None:
    Group.objects.filter(pk=cast.groups["open"].pk).update(posting="moderators")
    write = reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])
    assert write not in page(client_of("member"), address("open"))
    assert write in page(client_of("moderator"), address("open"))
    assert client_of("member").get(write).status_code == 403


def test_member_is_welcomed_for_a_week(cast: Any, client_of: Any, address: Any) -> None:
    assert "zqopenwelcome" in page(client_of("member"), address("open"))
    rows = Membership.objects.filter(user=cast["member"])
    rows.update(since=timezone.now() - datetime.timedelta(days=8))
    assert "zqopenwelcome" not in page(client_of("member"), address("open"))
    assert "zqopenwelcome" not in page(client_of("employee"), address("open"))


def test_outsider_gets_the_closed_card_and_no_feed(
    cast: Any, client_of: Any, address: Any, htmx: dict[str, str]
) -> None:
    for headers in ({}, htmx):
        html = page(client_of("employee"), address("closed"), headers=headers)
        assert cast.groups["closed"].title in html
        assert shown(html) == [] and "zqclosedposttitle" not in html
    assert client_of("employee").get(address("secret")).status_code == 404


def test_group_with_a_page_of_the_host_leads_there(
    cast: Any, client_of: Any, address: Any, htmx: dict[str, str]
) -> None:
    from wagtail import hooks

    def presented() -> Presentation:
        return Presentation(
            model=lambda: Group,
            url=lambda group, request: "/somewhere/" if group == cast.groups["open"] else None,
            pages=lambda group: [],
            retire=lambda group, user: [],
        )

    client = client_of("member")
    with hooks.register_temporarily(presentations.name, presented):
        response = client.get(f"{address('open')}?kind=question")
        assert response.status_code == 302 and response["Location"] == "/somewhere/?kind=question"
        assert client.get(f"{address('open')}?plain=1").status_code == 200
        assert client.get(address("open"), headers=htmx).status_code == 200
        assert client.get(address("closed")).status_code == 200


def test_choice_of_groups_names_who_will_read(cast: Any, client_of: Any) -> None:
    html = page(client_of("member"), "/community/write/")
    assert "Everyone at Havenkant can read this." in html
    assert f"Only members of {cast.groups['closed'].title} can read this" in html
    assert cast.groups["archived"].title not in html


def test_who_writes_in_one_group_only_is_there_at_once(cast: Any, client_of: Any) -> None:
    response = client_of("employee").get("/community/write/")
    assert response.status_code == 302
    assert response["Location"] == reverse(
        "wagtail_social:post_new", args=[cast.groups["everyone"].slug]
    )


def test_who_writes_nowhere_is_led_to_the_groups(cast: Any, client_of: Any) -> None:
    nobody_is_in_everyone(cast)
    html = page(client_of("employee"), "/community/write/")
    assert "First join a group" in html


def test_choice_of_a_group_by_name_tells_nothing_of_secret_ones(cast: Any, client_of: Any) -> None:
    client = client_of("employee")
    secret = client.get("/community/write/", {"group": cast.groups["secret"].slug})
    nothing = client.get("/community/write/", {"group": "nothing-here"})
    assert secret.status_code == nothing.status_code == 404
    leads = client_of("member").get("/community/write/", {"group": cast.groups["secret"].slug})
    assert leads.status_code == 302
