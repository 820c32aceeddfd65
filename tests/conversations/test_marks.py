"""Reacting, following, pinning, closing, and the menus that lead there."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from wagtail_social.conversations.actions import FollowDiscussion, React
from wagtail_social.conversations.models import Discussion, Reaction, Subscription
from wagtail_social.conversations.targets import place_for

from .test_home import page
from .test_thread import target


def test_member_reacts_and_takes_it_back_by_the_same_button(
    cast: Any, client_of: Any, post: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    client, address = client_of("member"), f"{target(where)}react/"
    first = client.post(address, {"kind": "thanks"}, headers=htmx).content.decode()
    assert f'id="post-{where.pk}-reactions"' in first
    assert 'aria-label="Thanks: 1"' in first and 'aria-pressed="true"' in first
    assert 'name="withdraw" value="thanks"' in first
    home = page(client, "/community/")
    assert 'aria-label="Thanks: 1"' in home and 'name="withdraw" value="thanks"' in home
    second = client.post(address, {"withdraw": "thanks"}, headers=htmx).content.decode()
    assert "Thanks" not in second and not Reaction.objects.filter(discussion__target_id=where.pk)
    response = client.post(address, {"kind": "like"})
    assert response.status_code == 303 and response["Location"] == where.get_absolute_url()


def test_button_sent_twice_does_what_it_said(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author")
    client = client_of("member")
    mine = Reaction.objects.filter(user=cast["member"], discussion__target_id=where.pk)
    follow = FollowDiscussion(
        actor=cast["member"], place=place_for(cast["member"], "post", where.pk), level=""
    )
    follow.execute()
    for there in (True, False):
        html = page(client, where.get_absolute_url())
        react = "kind" if there else "withdraw"
        assert f'name="{react}" value="like"' in html
        level = "following" if there else ""
        assert f'name="level" value="{level}"' in html
        for _ in range(2):
            assert client.post(f"{target(where)}react/", {react: "like"}).status_code == 303
            assert client.post(f"{target(where)}follow/", {"level": level}).status_code == 303
            assert mine.exists() == there
            assert Subscription.objects.followed_by(cast["member"]).exists() == there


@pytest.mark.parametrize("kind", ["", "hate", "\x00", "like" * 100])
def test_reaction_that_is_none_is_refused(client_of: Any, post: Any, kind: str) -> None:
    where = post("author")
    assert client_of("member").post(f"{target(where)}react/", {"kind": kind}).status_code == 403
    assert not Reaction.objects.filter(discussion__target_id=where.pk).exists()


def test_comment_is_reacted_to(
    client_of: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    said = comment("author", where)
    address = f"{target(where)}comments/{said.pk}/react/"
    html = client_of("member").post(address, {"kind": "like"}, headers=htmx).content.decode()
    assert 'aria-label="Like: 1"' in html and f'id="comment-{said.pk}-reactions"' in html
    plain = client_of("manager").post(address, {"kind": "like"})
    assert plain["Location"] == f"{where.get_absolute_url()}?at={said.pk}#comment-{said.pk}"
    assert 'aria-label="Like: 2"' in page(client_of("author"), where.get_absolute_url())


def test_choice_of_reactions_opens_in_place_and_on_a_page(
    client_of: Any, post: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    address = f"{target(where)}reactions/"
    bar = page(client_of("member"), address, headers=htmx)
    assert "<html" not in bar and "Celebrate" in bar and "<details" in bar
    assert "Celebrate" in page(client_of("member"), address)
    assert 'value="celebrate"' not in page(client_of("employee"), address)


def test_who_reacted_is_listed_for_who_may_read(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author")
    place = place_for(cast["member"], "post", where.pk)
    React(actor=cast["member"], place=place, kind="support").execute()
    html = page(client_of("employee"), f"{target(where)}reactions/")
    assert "Marit Bakker" in html and "Support" in html
    hidden = cast.talks["secret"].post
    assert client_of("employee").get(f"{target(hidden)}reactions/").status_code == 404


def test_many_reactions_are_listed_page_by_page(
    cast: Any, client_of: Any, post: Any, htmx: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from wagtail_social.conversations.views import discussions

    monkeypatch.setattr(discussions, "WHO", 2)
    where = post("author")
    names = ("member", "moderator", "manager")
    for role in names:
        place = place_for(cast[role], "post", where.pk)
        React(actor=cast[role], place=place, kind="like").execute()
    response = client_of("employee").get(f"{target(where)}reactions/")
    assert len(response.context["people"]) == 2
    more = page(client_of("employee"), response.context["more_url"], headers=htmx)
    assert cast["member"].first_name in more and "<html" not in more


def test_following_turns_and_muting_is_its_own(
    cast: Any, client_of: Any, post: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    client, address = client_of("employee"), f"{target(where)}follow/"

    def level() -> str:
        discussion = Discussion.objects.of("post", where.pk)
        return Subscription.objects.level_of(cast["employee"], discussion)

    html = client.post(address, headers=htmx).content.decode()
    assert 'aria-pressed="true"' in html and level() == "following"
    assert client.post(address).status_code == 303 and level() == ""
    client.post(f"{address}?level=muted")
    assert level() == "muted"
    again = f"{address}?level=following"
    assert "Hear of it again" in page(client, f"{target(where)}menu/")
    assert again in page(client, f"{target(where)}menu/")
    assert "Muted" in page(client, where.get_absolute_url())
    client.post(again)
    assert level() == "following"
    assert "Mute this conversation" in page(client, f"{target(where)}menu/")
    client.post(f"{address}?level=")
    assert level() == ""
    assert client.post(f"{address}?level=shouting").status_code == 403


def test_commenting_does_not_unmute(cast: Any, post: Any, comment: Any) -> None:
    where = post("author")
    place = place_for(cast["member"], "post", where.pk)
    FollowDiscussion(actor=cast["member"], place=place, level="muted").execute()
    comment("member", where)
    assert Subscription.objects.level_of(cast["member"], place.discussion) == "muted"


def test_moderator_pins_and_unpins(client_of: Any, post: Any) -> None:
    where = post("author", title="Keep me")
    pin, unpin = (
        reverse(f"wagtail_social:post_{name}", args=[where.pk]) for name in ("pin", "unpin")
    )
    assert client_of("member").post(pin).status_code == 403
    moderator = client_of("moderator")
    assert pin in page(moderator, f"{target(where)}menu/")
    assert moderator.post(pin).status_code == 303
    assert "Pinned" in page(client_of("member"), where.get_absolute_url())
    assert unpin in page(moderator, f"{target(where)}menu/")
    assert moderator.post(unpin).status_code == 303
    assert "Pinned" not in page(client_of("member"), where.get_absolute_url())


def test_author_closes_and_moderator_locks(client_of: Any, post: Any) -> None:
    where = post("member")
    state = f"{target(where)}state/"
    member, moderator = client_of("member"), client_of("moderator")
    assert client_of("author").post(f"{state}?state=closed").status_code == 403
    assert member.post(f"{state}?state=closed").status_code == 303
    assert "This discussion is closed." in page(member, where.get_absolute_url())
    assert member.post(f"{state}?state=open").status_code == 303
    assert member.post(f"{state}?state=locked").status_code == 403
    assert moderator.post(f"{state}?state=locked").status_code == 303
    assert "A moderator has locked this discussion." in page(member, where.get_absolute_url())
    assert member.post(f"{state}?state=open").status_code == 403
    for wrong in ("", "ajar", "\x00"):
        assert moderator.post(state, {"state": wrong}).status_code == 403


def test_menu_offers_what_one_may_do_and_no_more(
    cast: Any, client_of: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("member", kind="question")
    said = comment("author", where)
    menus = {
        role: page(client_of(role), f"{target(where)}menu/")
        for role in ("member", "author", "moderator", "employee")
    }
    assert "Edit" in menus["member"] and "Close the discussion" in menus["member"]
    assert "Pin to the top" not in menus["member"] and "Pin to the top" in menus["moderator"]
    assert "Remove" not in menus["author"] and "Remove" not in menus["employee"]
    assert all("Copy the link" in menu for menu in menus.values())
    fragment = page(client_of("author"), f"{target(where)}comments/{said.pk}/menu/", headers=htmx)
    assert "<html" not in fragment and "<details" in fragment and "Edit" in fragment
    assert "Edit" not in page(
        client_of("member"), f"{target(where)}comments/{said.pk}/menu/", headers=htmx
    )


def test_entries_of_other_rooms_stand_in_the_menus(client_of: Any, post: Any, comment: Any) -> None:
    where = post("author")
    said = comment("author", where)
    assert "Report" in page(client_of("member"), f"{target(where)}menu/")
    assert "Report" in page(client_of("member"), f"{target(where)}comments/{said.pk}/menu/")
    assert "Report" not in page(client_of("author"), f"{target(where)}menu/")


def test_suggestions_name_only_who_may_read(cast: Any, client_of: Any) -> None:
    def suggested(role: str, group: str, typed: str) -> list[str]:
        where = cast.talks[group].post
        address = f"/community/suggest/people/post/{where.pk}/"
        response = client_of(role).get(address, {"q": typed})
        assert response.status_code == 200
        return [row["insert"] for row in response.json()["results"]]

    assert suggested("member", "secret", "emma") == []
    assert "@employee" in suggested("member", "open", "emma")
    assert suggested("member", "secret", "anouk") == ["@author"]
    assert suggested("member", "open", "") == [] and suggested("member", "open", "\x00") == []
    assert len(suggested("member", "open", "e")) == 8
    assert "@deactivated" not in suggested("member", "open", "dirk")
    row = (
        client_of("member")
        .get(f"/community/suggest/people/post/{cast.talks['open'].post.pk}/?q=anouk")
        .json()["results"][0]
    )
    assert set(row) == {"insert", "label", "detail"} and row["label"] == "Anouk Terwiel"
    hidden = f"/community/suggest/people/post/{cast.talks['secret'].post.pk}/?q=a"
    assert client_of("employee").get(hidden).status_code == 404


def test_too_many_suggestions_are_slowed_down(cast: Any, client_of: Any, settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_THROTTLES = {"suggest": "1/h"}
    address = f"/community/suggest/people/post/{cast.talks['open'].post.pk}/?q=a"
    client = client_of("member")
    assert client.get(address).status_code == 200
    response = client.get(address)
    assert response.status_code == 429 and response.json() == {"results": []}
    assert int(response["Retry-After"]) > 0
