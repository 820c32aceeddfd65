"""Reading a thread: order, parts, permalinks, what was removed, the accepted answer, print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from wagtail_social.conversations import threads
from wagtail_social.conversations.actions import (
    AcceptAnswer,
    EditComment,
    RemoveComment,
)
from wagtail_social.conversations.models import Comment
from wagtail_social.conversations.targets import place_for

from .test_home import page


def listed(html: str) -> list[int]:
    """Return the keys of the comments on a page, in order."""
    return [int(pk) for pk in re.findall(r'<li class="ws-comment[^"]*" id="comment-(\d+)"', html)]


def depths(html: str) -> list[int]:
    return [int(depth) for depth in re.findall(r'<li class="ws-comment ws-depth-(\d)', html)]


def target(where: Any) -> str:
    """Return the address that all of a post's discussion begins with."""
    return f"/community/discussions/post/{where.pk}/"


@pytest.fixture
def branch(post: Any, comment: Any) -> Any:
    """A post with one top-level comment and replies below each other."""
    where = post("author", title="A thread")
    root = comment("author", where, "Root")
    chain = [root]
    for level in range(1, 13):
        chain.append(comment("member", where, f"Level {level}", chain[-1]))
    return where, chain


def test_replies_stand_below_what_they_answer_oldest_first(
    client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    first, second = comment("author", where, "1"), comment("member", where, "2")
    late = comment("member", where, "1.1", first)
    later = comment("author", where, "1.2", first)
    below = comment("author", where, "1.1.1", late)
    html = page(client_of("employee"), where.get_absolute_url())
    assert listed(html) == [first.pk, late.pk, below.pk, later.pk, second.pk]
    assert depths(html) == [0, 1, 2, 1, 0]
    assert "5 comments" in html


def test_deep_replies_are_drawn_no_further_in(client_of: Any, branch: Any) -> None:
    where, _chain = branch
    found = depths(page(client_of("member"), where.get_absolute_url()))
    assert found == [*range(10), 9]


def test_more_replies_come_by_link_and_as_fragment(
    client_of: Any, branch: Any, htmx: dict[str, str]
) -> None:
    where, chain = branch
    client = client_of("member")
    html = page(client, where.get_absolute_url())
    assert "Show 2 more replies" in html
    more = re.search(r'<li class="ws-load-more"><a [^>]*href="([^"]+)"', html)
    assert more
    address = more[1].replace("&amp;", "&")
    rest = [comment.pk for comment in chain[11:]]
    assert listed(page(client, address, headers=htmx)) == rest
    alone = page(client, address)
    assert listed(alone) == [chain[0].pk, *rest] and "<h1" in alone


def test_long_thread_comes_in_parts_none_twice(
    client_of: Any, post: Any, comment: Any, htmx: dict[str, str], settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THREAD_PAGE_SIZE = 3
    where = post("author")
    roots = [comment("member", where, str(n)).pk for n in range(8)]
    client = client_of("member")
    html, found = page(client, where.get_absolute_url()), []
    while True:
        found += listed(html)
        more = re.search(r'<li class="ws-load-more"><a [^>]*href="([^"]+)" hx-get="([^"]+)"', html)
        if not more:
            break
        link, fragment = (address.replace("&amp;", "&") for address in more.groups())
        html = page(client, fragment, headers=htmx)
        whole = page(client, link)
        assert listed(html) == listed(whole)
        assert "Show from the beginning" in whole
    assert found == roots


def test_permalink_leads_to_the_part_that_holds_the_comment(
    client_of: Any, post: Any, comment: Any, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_THREAD_PAGE_SIZE = 3
    where = post("author")
    roots = [comment("member", where, str(n)) for n in range(8)]
    reply = comment("author", where, "far down", roots[6])
    client = client_of("member")
    for wanted, begins in ((roots[1], 0), (roots[6], 5), (reply, 5)):
        response = client.get(wanted.get_absolute_url())
        assert response.status_code == 302
        assert response["Location"].endswith(f"?at={wanted.pk}#comment-{wanted.pk}")
        html = page(client, response["Location"])
        assert wanted.pk in listed(html)
        assert listed(html)[0] == roots[begins].pk
        assert ("Show from the beginning" in html) == (begins > 0)


def test_permalink_into_a_long_branch_shows_what_it_answers(
    client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    root = comment("author", where, "Root")
    replies = [comment("member", where, str(n), root) for n in range(30)]
    below = comment("author", where, "deep", replies[25])
    html = page(client_of("member"), f"{where.get_absolute_url()}?at={below.pk}")
    found = listed(html)
    assert found[:3] == [root.pk, replies[25].pk, below.pk] and replies[0].pk not in found
    assert "Show the earlier replies" in html and "Show more replies" not in html
    early = page(client_of("member"), f"{where.get_absolute_url()}?at={replies[3].pk}")
    assert replies[0].pk in listed(early)


@pytest.mark.parametrize("at", ["x", "-1", "99999999999999999999999", "", "1.5", "\x00", "0"])
def test_place_that_is_none_shows_the_beginning(client_of: Any, branch: Any, at: str) -> None:
    where, chain = branch
    response = client_of("member").get(where.get_absolute_url(), {"at": at, "after": at})
    assert response.status_code == 200
    assert listed(response.content.decode())[0] == chain[0].pk


def test_comment_of_another_discussion_is_not_found(
    cast: Any, client_of: Any, branch: Any, htmx: dict[str, str]
) -> None:
    where, _chain = branch
    foreign = cast.talks["open"].comments["comment"]
    client = client_of("member")
    for name in ("reply", "edit", "remove", "menu", "reactions", "history"):
        assert client.get(f"{target(where)}comments/{foreign.pk}/{name}/").status_code == 404, name
    assert (
        client.get(f"{target(where)}comments/?root={foreign.pk}&after=", headers=htmx).status_code
        == 404
    )
    html = page(client, f"{where.get_absolute_url()}?at={foreign.pk}")
    assert foreign.pk not in listed(html)


def test_removed_comment_with_replies_stays_as_a_line(
    cast: Any, client_of: Any, branch: Any
) -> None:
    where, chain = branch
    RemoveComment(actor=cast["moderator"], comment=chain[0], reason="Names a resident").execute()
    others = page(client_of("employee"), where.get_absolute_url())
    assert chain[0].pk in listed(others)
    assert "Removed by a moderator" in others
    assert "Root" not in others and "Names a resident" not in others
    for role in ("author", "moderator", "manager"):
        html = page(client_of(role), where.get_absolute_url())
        assert "Root" in html and "Names a resident" in html
    assert "Anouk" not in others.split(f'id="comment-{chain[0].pk}"')[1].split("</li>")[0]


def test_removed_comment_without_replies_is_gone_for_others(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    said = comment("member", where, "Oops")
    RemoveComment(actor=cast["member"], comment=said).execute()
    for role, finds in (
        ("employee", False),
        ("author", False),
        ("member", True),
        ("moderator", True),
    ):
        html = page(client_of(role), where.get_absolute_url())
        assert (said.pk in listed(html)) == finds, role
        assert client_of(role).get(said.get_absolute_url()).status_code == (302 if finds else 404)
    assert "Removed by its author" in page(client_of("member"), where.get_absolute_url())


def test_edited_comment_says_so_and_links_to_history_for_who_may(
    cast: Any, client_of: Any, branch: Any
) -> None:
    where, chain = branch
    EditComment(actor=cast["author"], comment=chain[0], source="Root, mended").execute()
    history = f"{target(where)}comments/{chain[0].pk}/history/"
    for role, may in (
        ("author", True),
        ("moderator", True),
        ("member", False),
        ("employee", False),
    ):
        html = page(client_of(role), where.get_absolute_url())
        assert "Root, mended" in html and "edited" in html
        assert (history in html) == may
        assert client_of(role).get(history).status_code == (200 if may else 404)
    assert "Root</p>" in page(client_of("author"), history)


def test_accepted_answer_stands_below_the_question(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where = post("member", kind="question", title="Who?")
    comment("author", where, "Not me.")
    answer = comment("author", where, "Lena.")
    client = client_of("member")
    html = page(client, where.get_absolute_url())
    assert html.count("Accept as answer") == 2
    assert "Accept as answer" not in page(client_of("author"), where.get_absolute_url())
    accept = reverse("wagtail_social:post_answer", args=[where.pk])
    assert client.post(accept, {"comment": answer.pk}).status_code == 303
    html = page(client, where.get_absolute_url())
    assert html.index("Lena.") < html.index("Not me.")
    assert html.count("Accepted answer") == 2 and "ws-comment--accepted" in html
    assert client.post(accept, {"comment": ""}).status_code == 303
    assert "Accepted answer" not in page(client, where.get_absolute_url())


@pytest.mark.parametrize("named", ["x", "999999999999999999999999", "-1", "\x00"])
def test_answer_that_is_none_is_not_found(client_of: Any, post: Any, named: str) -> None:
    where = post("member", kind="question")
    accept = reverse("wagtail_social:post_answer", args=[where.pk])
    assert client_of("member").post(accept, {"comment": named}).status_code == 404


def test_answer_of_another_post_is_not_found(cast: Any, client_of: Any, post: Any) -> None:
    where = post("member", kind="question")
    foreign = cast.talks["open"].comments["comment"]
    accept = reverse("wagtail_social:post_answer", args=[where.pk])
    assert client_of("member").post(accept, {"comment": foreign.pk}).status_code == 404
    assert AcceptAnswer(
        actor=cast["member"], place=place_for(cast["member"], "post", where.pk), comment=None
    )


def test_print_view_has_everything_and_nothing_to_press(
    client_of: Any, branch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    where, chain = branch
    client = client_of("member")
    html = page(client, f"{where.get_absolute_url()}?print=1")
    assert listed(html) == [comment.pk for comment in chain]
    main = html.split('id="ws-main"')[1].split('class="ws-bar"')[0]
    assert "<form" not in main and "Reply" not in main
    monkeypatch.setattr(threads, "PRINTED", 5)
    first = page(client, f"{where.get_absolute_url()}?print=1")
    more = re.search(r'href="([^"]*print=1[^"]*)">Next part', first)
    assert more
    second = page(client, more[1].replace("&amp;", "&"))
    assert listed(first) + listed(second) == [comment.pk for comment in chain[:10]]


def test_stranger_reads_an_open_group_and_has_nothing_to_press(client_of: Any, branch: Any) -> None:
    where, chain = branch
    html = page(client_of("employee"), where.get_absolute_url())
    assert "Join the group to comment." in html
    assert f"{target(where)}comments/{chain[0].pk}/reply/" not in html
    assert (
        client_of("employee").get(f"{target(where)}comments/{chain[0].pk}/reply/").status_code
        == 403
    )


def test_orphaned_authors_are_former_colleagues(client_of: Any, branch: Any) -> None:
    where, chain = branch
    Comment.objects.filter(pk=chain[0].pk).update(author=None)
    assert "Former colleague" in page(client_of("employee"), where.get_absolute_url())
