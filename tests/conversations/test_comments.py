"""Commenting: with and without htmx, twice, too late, and what happens to what was typed."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest

from tests.cast import session_ends
from wagtail_social import events
from wagtail_social.actions import Refused
from wagtail_social.conversations.actions import (
    ChangeDiscussionState,
    EditComment,
    EditPost,
    PostComment,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.models import Comment, Mention
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import ArchiveGroup, BanMember

from .test_home import page
from .test_thread import listed, target


def sent(source: str = "I think so.", **fields: Any) -> dict[str, Any]:
    return {"source": source, "submission": str(uuid.uuid4())} | fields


def only(**lookup: Any) -> Comment:
    return Comment.objects.get(**lookup)


def test_member_comments_without_a_script_and_is_led_to_it(client_of: Any, post: Any) -> None:
    where = post("author")
    client = client_of("member")
    response = client.post(f"{target(where)}comments/", sent())
    said = only(comment="I think so.")
    assert response.status_code == 303
    assert response["Location"] == f"{where.get_absolute_url()}?at={said.pk}#comment-{said.pk}"
    html = page(client, response["Location"])
    assert said.pk in listed(html)
    assert f'data-ws-draft-clear="comment-post-{where.pk}"' in html


def test_comment_by_htmx_is_put_behind_the_others(
    client_of: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    comment("author", where)
    client = client_of("member")
    response = client.post(f"{target(where)}comments/", sent(whole="1"), headers=htmx)
    html = response.content.decode()
    said = only(comment="I think so.")
    assert response.status_code == 200 and "<html" not in html
    assert f'hx-swap-oob="beforeend:#thread-post-{where.pk}"' in html
    assert listed(html) == [said.pk] and "data-ws-focus" in html
    assert "2 comments" in html and f'id="thread-post-{where.pk}-form"' in html
    assert f'data-ws-draft-clear="comment-post-{where.pk}"' in html


def test_comment_by_htmx_on_a_part_of_the_thread_leads_to_its_place(
    client_of: Any, post: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    response = client_of("member").post(f"{target(where)}comments/", sent(), headers=htmx)
    said = only(comment="I think so.")
    assert response["HX-Redirect"].endswith(f"?at={said.pk}#comment-{said.pk}")


def test_reply_form_comes_as_a_fragment_and_goes_again(
    client_of: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    said = comment("author", where, "What do you think?")
    address = f"{target(where)}comments/{said.pk}/reply/"
    client = client_of("member")
    fragment = page(client, address, headers=htmx)
    assert "<html" not in fragment and f'id="comment-{said.pk}-form"' in fragment
    assert "<form" not in page(client, f"{address}?cancel=1", headers=htmx)
    alone = page(client, address)
    assert "What do you think?" in alone and "<h1" in alone


def test_reply_by_htmx_stands_below_its_comment(
    client_of: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    said = comment("author", where)
    address = f"{target(where)}comments/{said.pk}/reply/"
    response = client_of("member").post(address, sent(), headers=htmx)
    reply = only(comment="I think so.")
    assert response["HX-Retarget"] == f"#comment-{said.pk}" and response["HX-Reswap"] == "afterend"
    html = response.content.decode()
    assert listed(html) == [reply.pk] and f'id="comment-{said.pk}-reply" hx-swap-oob="true"' in html
    assert reply.reply_to_id == said.pk and reply.depth == 1


def test_reply_through_the_list_of_comments_names_its_parent(
    client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    said = comment("author", where)
    client = client_of("member")
    address = f"{target(where)}comments/"
    assert client.post(address, sent(parent=said.pk)).status_code == 303
    assert only(comment="I think so.").reply_to_id == said.pk
    for named in ("x", "99999999999999999999", "0", "\x00"):
        assert client.post(address, sent("Lost", parent=named)).status_code == 404
    assert not Comment.objects.filter(comment="Lost").exists()


def test_reply_to_a_comment_of_another_post_is_not_found(
    cast: Any, client_of: Any, post: Any
) -> None:
    where = post("author")
    foreign = cast.talks["open"].comments["comment"]
    response = client_of("member").post(f"{target(where)}comments/", sent(parent=foreign.pk))
    assert response.status_code == 404


def test_same_form_sent_twice_is_one_comment(client_of: Any, post: Any) -> None:
    where = post("author")
    client, fields = client_of("member"), sent()
    places = {client.post(f"{target(where)}comments/", fields)["Location"] for _ in range(2)}
    assert len(places) == 1 and Comment.objects.filter(comment="I think so.").count() == 1


def test_same_form_with_other_words_or_elsewhere_is_another_comment(
    client_of: Any, post: Any
) -> None:
    client, key = client_of("member"), str(uuid.uuid4())
    here, there = (f"{target(post('author'))}comments/" for _ in range(2))
    said = [(here, "Draft."), (here, "Better."), (there, "Draft.")]
    places = [client.post(to, sent(source, submission=key))["Location"] for to, source in said * 2]
    assert len(set(places)) == 3 and places[:3] == places[3:]


def test_empty_comment_is_said_at_the_form(client_of: Any, post: Any, htmx: dict[str, str]) -> None:
    where = post("author")
    client = client_of("member")
    fragment = client.post(f"{target(where)}comments/", sent("  "), headers=htmx)
    assert fragment.status_code == 422 and "Please write something." in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    alone = client.post(f"{target(where)}comments/", sent("  "))
    assert alone.status_code == 422 and "<html" in alone.content.decode()


def test_comment_in_a_discussion_closed_meanwhile_keeps_the_text(
    cast: Any, client_of: Any, post: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    place = place_for(cast["author"], "post", where.pk)
    ChangeDiscussionState(actor=cast["author"], place=place, state="closed").execute()
    client = client_of("member")
    for headers in ({}, htmx):
        response = client.post(f"{target(where)}comments/", sent("Too late"), headers=headers)
        html = response.content.decode()
        assert response.status_code == 422
        assert "This discussion has been closed." in html and "Too late" in html
    html = page(client, where.get_absolute_url())
    assert "This discussion is closed." in html and "ws-write" not in html


@pytest.mark.parametrize("what", ["removed", "banned", "archived"])
def test_comment_where_writing_ended_between_check_and_write_is_refused(
    cast: Any, post: Any, what: str
) -> None:
    where = post("author")
    place = place_for(cast["member"], "post", where.pk)
    assert place.can_comment
    action = PostComment(actor=cast["member"], place=place, source="Too late")
    if what == "removed":
        RemovePost(actor=cast["author"], post=where).execute()
    elif what == "banned":
        BanMember(actor=cast["manager"], group=cast.groups["open"], user=cast["member"]).execute()
    else:
        ArchiveGroup(actor=cast["manager"], group=cast.groups["open"]).execute()
    with pytest.raises(Refused) as refused:
        action.execute()
    assert refused.value.field == "source"
    assert not Comment.objects.filter(comment="Too late").exists()


def test_reply_to_what_was_just_removed_keeps_the_text(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    said = comment("author", where)
    comment("author", where, "below", said)
    RemoveComment(actor=cast["author"], comment=said).execute()
    response = client_of("moderator").post(
        f"{target(where)}comments/{said.pk}/reply/", sent("An answer")
    )
    html = response.content.decode()
    assert response.status_code == 422 and "An answer" in html and "removed meanwhile" in html


def test_stranger_does_not_comment(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author")
    for role in ("employee", "banned", "former"):
        response = client_of(role).post(f"{target(where)}comments/", sent())
        assert response.status_code == 422
    assert not Comment.objects.filter(comment="I think so.").exists()
    hidden = cast.talks["secret"].post
    assert client_of("employee").post(f"{target(hidden)}comments/", sent()).status_code == 404


def test_text_of_an_ended_session_comes_back_where_it_was_typed(
    cast: Any, sign_in: Any, post: Any, comment: Any, htmx: dict[str, str]
) -> None:
    where = post("author")
    said = comment("author", where)
    client = sign_in(cast["member"])
    here = f"http://testserver{where.get_absolute_url()}"
    reply = f"{target(where)}comments/{said.pk}/reply/"
    for address, lands in ((f"{target(where)}comments/", where.get_absolute_url()), (reply, reply)):
        client.get(where.get_absolute_url())
        session_ends(client)
        response = client.post(address, sent("Nearly lost"), headers={**htmx, "Referer": here})
        assert response.status_code == 401
        assert response["HX-Redirect"].endswith(f"?next={lands}")
        client.force_login(cast["member"])
        assert "Nearly lost" in page(client, lands)


def test_author_edits_and_the_thread_shows_it(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    said = comment("member", where, "Befor")
    address = f"{target(where)}comments/{said.pk}/edit/"
    client = client_of("member")
    assert "Befor" in page(client, address)
    response = client.post(address, {"source": "Before"})
    assert response["Location"].endswith(f"#comment-{said.pk}")
    assert "Before</p>" in page(client, where.get_absolute_url())
    for role in ("author", "moderator"):
        assert client_of(role).get(address).status_code == 403
        assert client_of(role).post(address, {"source": "Mine"}).status_code == 422


def test_editing_a_comment_that_was_just_removed_keeps_the_text(
    cast: Any, client_of: Any, post: Any, comment: Any
) -> None:
    where = post("author")
    said = comment("member", where)
    RemoveComment(actor=cast["moderator"], comment=said, reason="No").execute()
    address = f"{target(where)}comments/{said.pk}/edit/"
    response = client_of("member").post(address, {"source": "A better text"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "removed while you were writing" in html and "A better text" in html


def test_remove_and_restore_keep_the_count(client_of: Any, post: Any, comment: Any) -> None:
    where = post("author")
    said = comment("member", where)
    base = f"{target(where)}comments/{said.pk}/"
    member, moderator = client_of("member"), client_of("moderator")
    assert moderator.post(f"{base}remove/", {"reason": ""}).status_code == 422
    assert moderator.post(f"{base}remove/", {"reason": "Off topic"}).status_code == 303
    assert "Nobody has said anything yet" in page(client_of("author"), where.get_absolute_url())
    assert member.post(f"{base}restore/").status_code == 403
    assert moderator.post(f"{base}restore/").status_code == 303
    assert "1 comment<" in page(client_of("author"), where.get_absolute_url())
    assert member.post(f"{base}remove/").status_code == 303
    assert member.post(f"{base}restore/").status_code == 303


def test_only_who_may_see_is_mentioned(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author", "secret")
    client = client_of("member")
    client.post(f"{target(where)}comments/", sent("Ask @author, @employee and @nobody"))
    said = only(comment="Ask @author, @employee and @nobody")
    assert set(Mention.objects.filter(comment=said).values_list("user", flat=True)) == {
        cast["author"].pk
    }
    EditComment(actor=cast["member"], comment=said, source="Ask @moderator").execute()
    assert set(Mention.objects.filter(comment=said, named=True).values_list("user", flat=True)) == {
        cast["moderator"].pk
    }


def test_colleague_named_again_in_the_same_text_is_not_told_again(
    cast: Any, post: Any, comment: Any, django_capture_on_commit_callbacks: Any
) -> None:
    where = post("author", source="Nobody.")
    said = comment("member", where, "Nobody.")
    told: list[list[int]] = []

    def hear(mentioned: list[int], **kwargs: Any) -> None:
        told.append(mentioned)

    both = (events.comment_edited, events.post_edited)
    for event in both:
        event.connect(hear)
    try:
        for source in ("@moderator", "No.", "@moderator", "@moderator @manager"):
            with django_capture_on_commit_callbacks(execute=True):
                EditComment(actor=cast["member"], comment=said, source=source).execute()
                EditPost(actor=cast["author"], post=where, title="", source=source).execute()
    finally:
        for event in both:
            event.disconnect(hear)
    first, other = [cast["moderator"].pk], [cast["manager"].pk]
    assert told == [first, first, [], [], [], [], other, other]
    assert Mention.objects.filter(comment=said, named=True).count() == 2


def test_keys_in_a_form_belong_to_one_person(cast: Any, client_of: Any, post: Any) -> None:
    where = post("author")
    fields = sent("Same key")
    for role in ("member", "manager"):
        assert client_of(role).post(f"{target(where)}comments/", fields).status_code == 303
    assert Comment.objects.filter(comment="Same key").count() == 2
    assert re.fullmatch(r"[0-9a-z]{7}", only(comment="Same key", author=cast["member"]).path)
