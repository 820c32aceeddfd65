"""``@group``: asked before it tells everybody, with the number, and never more than the limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wagtail_social.conversations.models import Comment, Post


def _write_url(cast: Any, group: str) -> str:
    return f"/community/groups/{cast.groups[group].slug}/write/"


def test_member_who_names_the_group_is_asked_with_the_number_and_posts_what_was_typed(
    cast: Any, client_of: Callable[..., Client]
) -> None:
    client = client_of("member")
    typed = {"kind": "update", "title": "", "source": "@group the lift is out"}
    asked = client.post(_write_url(cast, "closed"), typed)
    people = cast.groups["closed"].memberships.filter(state="active", user__is_active=True)
    count = people.exclude(user=cast["member"]).count()
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f"With @group you tell {count} colleagues" in page and "the lift is out" in page
    assert not Post.objects.filter(source__contains="the lift").exists()
    assert client.post(_write_url(cast, "closed"), typed | {"tell_group": "yes"}).status_code == 303
    assert Post.objects.filter(source__contains="the lift").count() == 1


def test_form_without_the_word_asks_nothing(cast: Any, client_of: Callable[..., Client]) -> None:
    client = client_of("member")
    assert "Tell the whole group" not in client.get(_write_url(cast, "open")).content.decode()
    for source in ("Mail us at x@group.example", "In code: `@group`", "the @groups of us"):
        typed = {"kind": "update", "source": source}
        assert client.post(_write_url(cast, "open"), typed).status_code == 303


def test_member_who_names_the_group_in_a_comment_is_asked_too(
    cast: Any, client_of: Callable[..., Client]
) -> None:
    post = cast.talks["open"].post
    url = f"/community/discussions/post/{post.pk}/comments/"
    client = client_of("member")
    asked = client.post(url, {"source": "@group come"}, headers={"HX-Request": "true"})
    assert asked.status_code == 422 and b"Do you want that?" in asked.content
    sent = client.post(url, {"source": "@group come", "tell_group": "no"})
    assert sent.status_code == 303
    assert Comment.objects.filter(discussion=cast.talks["open"].discussion).count()


def test_group_with_more_people_than_the_limit_is_not_named(
    cast: Any, client_of: Callable[..., Client], settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_GROUP_MENTION_MOST = 1
    typed = {"kind": "update", "source": "@group hello", "tell_group": "yes"}
    refused = client_of("member").post(_write_url(cast, "open"), typed)
    assert refused.status_code == 422
    assert "1 can be told at once" in refused.content.decode()


def test_strange_answer_is_refused(cast: Any, client_of: Callable[..., Client]) -> None:
    typed = {"kind": "update", "source": "@group hello", "tell_group": "perhaps"}
    assert client_of("member").post(_write_url(cast, "open"), typed).status_code == 422


@pytest.mark.parametrize("answer", ["yes", "no", ""])
def test_word_on_a_page_without_a_group_is_a_word(
    cast: Any, client_of: Callable[..., Client], host_pages: Any, answer: str
) -> None:
    url = f"/community/discussions/page/{host_pages.news.pk}/comments/"
    sent = client_of("member").post(url, {"source": "@group hello", "tell_group": answer})
    assert sent.status_code == 303
