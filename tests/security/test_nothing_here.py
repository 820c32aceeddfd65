"""What one may not see is the same as nothing: same code, same bytes, same headers, same work."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from wagtail_social.notifications.feeds.actions import MakeFeedAddress

from ..conftest import Queries, counted_queries
from ..meetings.sequel import date_at
from .registry import ROWS, Row
from .verbs import Ask

ABSENT_ID = 987_654_321
ABSENT_SLUG = "zabsent-k7m2x"
OF_A_GROUP = [row for row in ROWS if not row.alone]


def _method(row: Row) -> str:
    return "get" if row.get else "post"


def _absent_url(row: Row, ask: Ask) -> str:
    """Return the address of something that does not exist: a slug or key that nobody has."""
    arguments = row.arguments(ask)
    if arguments[0] == "post":
        arguments = ["post", *[ABSENT_ID] * (len(arguments) - 1)]
    else:
        first = ABSENT_ID if isinstance(arguments[0], int) else ABSENT_SLUG
        arguments = [first, *arguments[1:]]
    return reverse(f"wagtail_social:{row.name}", args=arguments)


def _answer(client: Any, method: str, url: str, **options: Any) -> tuple[Any, Queries]:
    with transaction.atomic():
        with counted_queries() as found:
            response = getattr(client, method)(url, **options)
        transaction.set_rollback(True)
    return response, found


def _seen(response: Any, url: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return what a visitor sees of an answer, without the address that was asked for.

    The frame is the host's: its forms carry a token that is masked anew each time.
    """
    headers = [
        (name, value.replace(url, "…").replace(quote(url), "…"))
        for name, value in response.items()
        if name != "Content-Length"
    ]
    body = re.sub(rb'(name="csrfmiddlewaretoken" value=)"\w+"', rb"\1", response.content)
    return response.status_code, body.replace(url.encode(), b"..."), sorted(headers)


@pytest.mark.parametrize("row", OF_A_GROUP, ids=lambda row: row.name)
def test_outsider_gets_for_a_secret_what_he_gets_for_nothing(
    cast: Any, client_of: Any, row: Row
) -> None:
    """Class 9: code, body, headers byte for byte, and at most one query between them."""
    for role in ("employee", "former", "superuser"):
        ask = Ask(cast, role, "secret")
        client, method = client_of(role), _method(row)
        url, absent_url = row.url(ask), _absent_url(row, ask)
        _answer(client, method, absent_url)  # what is looked up once a process is looked up now
        forbidden, work = _answer(client, method, url)
        absent, work_for_nothing = _answer(client, method, absent_url)
        assert forbidden.status_code == 404
        assert _seen(forbidden, url) == _seen(absent, absent_url)
        assert abs(len(work) - len(work_for_nothing)) <= 1, "\n".join(
            [*work.sql, "—", *work_for_nothing.sql]
        )


def test_address_that_nothing_answers_looks_like_a_forbidden_one(cast: Any, client_of: Any) -> None:
    """Class 9: an unknown pattern is no different from an unknown thing."""
    client = client_of("employee")
    url = cast.groups["secret"].get_absolute_url()
    unknown = "/community/no/such/place/"
    forbidden, _work = _answer(client, "get", url)
    nothing, _work = _answer(client, "get", unknown)
    assert _seen(forbidden, url) == _seen(nothing, unknown)


@pytest.mark.parametrize("slug", ["secret", "open", "nothing"])
def test_missing_slash_is_added_whatever_is_there(
    cast: Any, client_of: Any, settings: Any, slug: str
) -> None:
    """Class 9: the form of the address decides, so who asks learns nothing."""
    client = client_of("employee")
    name = cast.groups[slug].slug if slug in cast.groups else slug
    path = f"/community/groups/{name}/about"
    answer, work = _answer(client, "get", f"{path}?q=a%0d%0ab")
    assert (answer.status_code, answer["Location"]) == (301, f"{path}/?q=a%0d%0ab")
    assert "no-store" in answer["Cache-Control"]
    assert not [sql for sql in work.sql if "wagtail_social" in sql]
    assert client.post(path).status_code == 404
    assert client.get("/community/no/such/place").status_code == 404
    assert client.get("/community//evil.example/x").status_code == 404
    assert "/sign-in/" in client_of("anonymous").get(path)["Location"]
    settings.APPEND_SLASH = False
    assert client.get(path).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("row", [row for row in ROWS if not row.signed], ids=lambda row: row.name)
@pytest.mark.parametrize("role", ["anonymous", "deactivated"])
def test_signed_out_visitor_is_sent_to_sign_in_whatever_the_address(
    cast: Any, client_of: Any, htmx: dict[str, str], row: Row, role: str
) -> None:
    """Class 9: there or not, secret or not: the same answer apart from the way back."""
    client = client_of(role)
    ask = Ask(cast, role, "secret")
    url = row.url(ask)
    unknown = "/community/no/such/place/"
    for headers in ({}, htmx):
        for method in ("get", "post"):
            answer, work = _answer(client, method, url, headers=headers)
            nothing, work_for_nothing = _answer(client, method, unknown, headers=headers)
            assert _seen(answer, url) == _seen(nothing, unknown)
            assert answer.status_code == (401 if headers else 302)
            assert abs(len(work) - len(work_for_nothing)) <= 1


#: Address, its arguments with a child of another parent, and what is sent.
FOREIGN: dict[str, Any] = {
    **{
        name: lambda cast: [
            "post",
            cast.talks["open"].post.pk,
            cast.talks["closed"].comments["comment"].pk,
        ]
        for name in (
            "comment_menu",
            "comment_reply",
            "comment_edit",
            "comment_remove",
            "comment_react",
            "comment_reactions",
            "comment_history",
            "report_comment",
        )
    },
    "comment_restore": lambda cast: [
        "post",
        cast.talks["open"].post.pk,
        cast.talks["closed"].comments["removed"].pk,
    ],
    **{
        name: lambda cast: [cast.groups["open"].slug, cast["hermit_closed"].pk]
        for name in ("member_role", "member_hand_over", "member_remove", "member_ban")
    },
    **{
        name: lambda cast: [cast.groups["everyone"].slug, cast["hermit_closed"].pk]
        for name in ("member_lift_ban", "request_accept", "request_decline")
    },
    **{
        name: lambda cast: [cast.meetings["open"].meeting.pk, cast.meetings["closed"].item.pk]
        for name in (
            "agenda_item",
            "agenda_item_edit",
            "agenda_item_move",
            "agenda_item_drop",
            "agenda_item_restore",
            "agenda_item_document_new",
        )
    },
    **{
        name: lambda cast: [cast.meetings["open"].meeting.pk, cast.meetings["closed"].proposal.pk]
        for name in ("agenda_item_take", "agenda_item_decline")
    },
    "meeting_document": lambda cast: [
        cast.meetings["open"].meeting.pk,
        cast.meetings["closed"].paper.pk,
        1,
    ],
    **{
        f"meeting_document_{verb}": lambda cast: [
            cast.meetings["open"].meeting.pk,
            cast.meetings["closed"].paper.pk,
        ]
        for verb in ("replace", "rename", "remove")
    },
    **{
        name: lambda cast: [cast.meetings["open"].meeting.pk, cast["hermit_closed"].pk]
        for name in ("meeting_duty", "meeting_withdraw")
    },
    **{
        f"meeting_{row}_{verb}": lambda cast, attribute=attribute: [
            cast.meetings["open"].meeting.pk,
            getattr(cast.meetings["closed"], attribute).pk,
        ]
        for row, attribute in {"outcome": "outcome", "action": "task"}.items()
        for verb in ("edit", "remove")
    },
    **{
        name: lambda cast: [
            cast.meetings["open"].meeting.pk,
            date_at(cast.meetings["closed"].meeting).pk,
        ]
        for name in ("meeting_date_withdraw", "meeting_date_choose")
    },
    "meeting_minutes_version": lambda cast: [cast.meetings["open"].held.pk, 2],
    "meeting_remark_answer": lambda cast: [
        cast.meetings["open"].held.pk,
        cast.meetings["closed"].remark.pk,
    ],
    # The name of a calendar behind the secret of a feed of posts.
    "feed_file": lambda cast: [
        MakeFeedAddress(actor=cast["author"], kind="mine").execute().token,
        "meetings.ics",
    ],
    "report_decide": lambda cast: [
        cast.groups["open"].slug,
        Ask(cast, "manager", "closed").report.pk,
    ],
    **{
        name: lambda cast: [
            cast.groups["open"].slug,
            Ask(cast, "manager", "closed").webhook.pk,
        ]
        for name in ("webhook_try", "webhook_pause", "webhook_resume", "webhook_delete")
    },
}


def test_every_address_with_a_child_is_tried_with_a_foreign_one() -> None:
    """Class 2: an address that names parent and child fails here until it is in the list."""
    with_child = {
        row.name
        for row in ROWS
        if _argument_count(get_resolver(), row.name) > (2 if row.name in _TARGETED else 1)
    }
    assert with_child == set(FOREIGN)


_TARGETED = {
    "call",
    "discussion",
    "discussion_menu",
    "react",
    "reactions",
    "follow_discussion",
    "discussion_state",
    "comments",
    "suggest_people",
    "report",
    "report_comment",
    *(row.name for row in ROWS if row.name.startswith("comment_")),
}


def _argument_count(resolver: Any, name: str) -> int:
    space = resolver.namespace_dict["wagtail_social"][1]
    return len(space.reverse_dict.getlist(name)[0][0][0][1])


@pytest.mark.parametrize("name", FOREIGN)
def test_child_of_another_parent_is_not_found_and_not_touched(
    cast: Any, client_of: Any, name: str
) -> None:
    """Class 2: parent and child are looked up together, also by who may reach both."""
    url = reverse(f"wagtail_social:{name}", args=FOREIGN[name](cast))
    row = next(row for row in ROWS if row.name == name)
    data = row.data(Ask(cast, "manager", "open"))
    for role in ("manager", "author"):
        for method in ("get", "post"):
            if not getattr(row, method):
                continue
            client = client_of(role)
            with transaction.atomic():
                with counted_queries() as found:
                    response = getattr(client, method)(url, data)
                transaction.set_rollback(True)
            refused = {404} if role == "author" or "comment" in name else {403, 404, 422}
            assert response.status_code in refused, (role, method)
            assert not found.writes, found.writes


@pytest.mark.parametrize(("name", "field"), [("post_answer", "comment"), ("comments", "parent")])
def test_comment_of_another_discussion_in_a_form_is_not_found(
    cast: Any, client_of: Any, name: str, field: str
) -> None:
    """Class 2: an id that comes in a form is looked up among its siblings, like one in a path."""
    row = next(row for row in ROWS if row.name == name)
    ask = Ask(cast, "author", "open")
    foreign = cast.talks["closed"].comments["comment"].pk
    client_of("author")
    with counted_queries() as found:
        response = client_of("author").post(row.url(ask), {"source": "Yes.", field: foreign})
    assert response.status_code == 404
    assert not [sql for sql in found.writes if "_comment" in sql or "_post" in sql]
