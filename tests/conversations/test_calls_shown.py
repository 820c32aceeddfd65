"""What is shown of calls, to whom, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from wagtail_social.actions import Refused
from wagtail_social.conversations.actions import (
    CallColleagues,
    ChangeDiscussionState,
    PostComment,
    React,
    RemovePost,
)
from wagtail_social.conversations.models import Call
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import ArchiveGroup, LeaveGroup

from .test_calls import SIDE, asking
from .test_home import page
from .test_thread import target


def test_nobody_else_knows_of_a_call(
    cast: Any, client_of: Any, post: Any, call: Any, answer: Any
) -> None:
    """Class 9: neither the author of the post, nor who moderates, nor who was asked as well."""
    where = post("author")
    call("member", where, "moderator", text="A quiet zqword")
    call("manager", where, "second_manager")
    for role in ("author", "second_manager", "employee", "superuser", "steward"):
        for address in (where.get_absolute_url(), f"{target(where)}menu/", "/community/"):
            html = page(client_of(role), address)
            assert "zqword" not in html and "Asked: " not in html
    own = page(client_of("manager"), where.get_absolute_url())
    assert "Asked: Selma Öztürk (not yet)" in own and "Mats Lindholm (" not in own
    assert "zqword" in page(client_of("moderator"), where.get_absolute_url())
    mine = {role: Call.objects.visible_to(cast[role]).count() for role in ("member", "author")}
    assert mine == {"member": 1, "author": 5}
    assert not Call.objects.visible_to(cast["anonymous"]).exists()


def test_answer_by_htmx_takes_the_line_away(
    cast: Any, client_of: Any, post: Any, call: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    call("member", where, "moderator")
    html = page(client_of("moderator"), where.get_absolute_url())
    assert f'id="thread-post-{where.pk}-asked"' in html
    fields = {"source": "My view.", "whole": "1"}
    response = client_of("moderator").post(f"{target(where)}comments/", fields, headers=htmx)
    line = f'<div id="thread-post-{where.pk}-asked" hidden hx-swap-oob="true"></div>'
    assert line in response.content.decode()


def test_text_is_shown_as_it_was_typed(client_of: Any, post: Any, call: Any) -> None:
    """Class 5: a line of text is text, at the discussion and beside the page."""
    where = post("author", title="<b>Bold</b> & more")
    call("member", where, "moderator", text='<script>alert("x")</script>')
    html = page(client_of("moderator"), where.get_absolute_url())
    assert "“&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;”" in html
    assert "<script>alert" not in html and "<b>Bold" not in html


@pytest.mark.parametrize("state", ["closed", "locked"])
def test_closed_discussion_asks_nobody(
    cast: Any, client_of: Any, post: Any, call: Any, state: str
) -> None:
    where = post("author")
    call("member", where, "author", text="Before")
    late = place_for(cast["member"], "post", where.pk)
    place = place_for(cast["moderator"], "post", where.pk)
    ChangeDiscussionState(actor=cast["moderator"], place=place, state=state).execute()
    client = client_of("member")
    html = page(client, where.get_absolute_url())
    assert asking(where) not in html and "Asked: Anouk Terwiel (not yet)" in html
    assert client.get(asking(where)).status_code == 403
    response = client.post(asking(where), {"people": "@manager"})
    assert response.status_code == 422
    with pytest.raises(Refused, match="has been closed") as refused:
        CallColleagues(actor=cast["member"], place=late, user_ids=[cast["manager"].pk]).execute()
    assert refused.value.code == "closed"
    waiting = page(client_of("author"), where.get_absolute_url())
    assert "Before" not in waiting
    assert f"/posts/{where.pk}/#talk" not in waiting


@pytest.mark.parametrize("how", ["leaves", "removed", "archived"])
def test_call_is_not_shown_beside_pages_where_no_answer_is_possible(
    cast: Any, client_of: Any, post: Any, call: Any, how: str
) -> None:
    """Class 8: neither the title of what one may not read any more, nor what is over."""
    where = post("author", "secret", title="About lanterns")
    call("manager", where, "member")
    client = client_of("member")
    assert "About lanterns" in page(client, "/community/topics/")
    secret = cast.groups["secret"]
    if how == "leaves":
        LeaveGroup(actor=cast["member"], group=secret).execute()
    elif how == "removed":
        RemovePost(actor=cast["author"], post=where).execute()
    else:
        ArchiveGroup(actor=cast["manager"], group=secret).execute()
    html = page(client, "/community/topics/")
    assert SIDE not in html and "About lanterns" not in html


def test_five_discussions_stand_beside_every_page_each_once(
    cast: Any, client_of: Any, post: Any, call: Any, queries: Any
) -> None:
    client = client_of("moderator")
    page(client, "/community/topics/")
    with queries() as none:
        assert SIDE not in page(client, "/community/topics/")
    asks = [sql for sql in none.sql if "conversations_call" in sql]
    assert len(asks) == 1
    posts = [post("author", title=f"Matter {number}") for number in range(7)]
    call("member", posts[0], "moderator")
    with queries() as one:
        page(client, "/community/topics/")
    for where in posts:
        call("author", where, "moderator")
        call("manager", where, "moderator")
    with queries() as many:
        html = page(client, "/community/topics/")
    assert len(many) == len(one)
    assert [n for n in range(7) if f"Matter {n}" in html] == [2, 3, 4, 5, 6]
    assert html.count(f'href="{posts[6].get_absolute_url()}#talk"') == 1


def test_discussion_costs_one_query_more_however_many_were_asked(
    cast: Any, client_of: Any, post: Any, comment: Any, call: Any, queries: Any
) -> None:
    where = post("author")
    comment("author", where)
    client = client_of("member")

    def asked() -> list[str]:
        page(client, where.get_absolute_url())
        with queries() as found:
            page(client, where.get_absolute_url())
        return found.sql

    before = asked()
    assert len([sql for sql in before if "conversations_call" in sql]) == 2  # one is the column's
    call("member", where, "moderator", "manager", "second_manager", "hermit_open")
    assert len(asked()) == len(before)


def test_asker_whose_account_is_gone_leaves_the_question(
    cast: Any, client_of: Any, post: Any, call: Any
) -> None:
    where = post("author")
    call("member", where, "moderator", text="Still open?")
    cast["member"].delete()
    html = page(client_of("moderator"), where.get_absolute_url())
    assert "Former colleague asks for your view: “Still open?”" in html


def test_reaction_or_comment_elsewhere_is_no_answer(
    cast: Any, post: Any, call: Any, answer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    where, other = post("author"), post("author")
    (row,) = call("member", where, "moderator")
    with django_capture_on_commit_callbacks(execute=True):
        place = place_for(cast["moderator"], "post", where.pk)
        React(actor=cast["moderator"], place=place, kind="like").execute()
    answer("moderator", other)
    answer("manager", where)
    row.refresh_from_db()
    assert row.answered_at is None
    answer("moderator", where)
    row.refresh_from_db()
    assert row.answered_at is not None


def test_old_comment_that_is_imported_is_no_answer(
    cast: Any, post: Any, call: Any, django_capture_on_commit_callbacks: Any
) -> None:
    where = post("author")
    (row,) = call("member", where, "moderator")
    place = place_for(cast["moderator"], "post", where.pk)
    with django_capture_on_commit_callbacks(execute=True):
        PostComment(
            actor=None,
            author=cast["moderator"],
            place=place,
            source="Long ago.",
            created_at=where.created_at.replace(year=2020),
        ).execute()
    row.refresh_from_db()
    assert row.answered_at is None
