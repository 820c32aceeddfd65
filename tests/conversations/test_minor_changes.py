"""Whether a change of a text is minor, so that nobody is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.cast import session_ends
from wagtail_social import events
from wagtail_social.conversations.actions import EditComment, EditPost

from .test_writing import form


@pytest.fixture
def told() -> Any:
    """What the events of changes say: a list of (name, minor)."""
    found: list[tuple[str, bool]] = []

    def of_post(minor: bool, **kwargs: Any) -> None:
        found.append(("post", minor))

    def of_comment(minor: bool, **kwargs: Any) -> None:
        found.append(("comment", minor))

    events.post_edited.connect(of_post)
    events.comment_edited.connect(of_comment)
    yield found
    events.post_edited.disconnect(of_post)
    events.comment_edited.disconnect(of_comment)


@pytest.fixture
def addresses(post: Any, comment: Any) -> tuple[str, str]:
    """The forms for changing a post and a comment of the member."""
    where = post("member")
    said = comment("member", where)
    return (
        reverse("wagtail_social:post_edit", args=[where.pk]),
        reverse("wagtail_social:comment_edit", args=["post", where.pk, said.pk]),
    )


def test_change_is_minor_unless_its_author_says_otherwise(
    client_of: Any, addresses: Any, told: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("member")
    for address in addresses:
        assert client.get(address).context["form"]["minor"].value() is True
        for ticked in ({"minor": "on"}, {}):
            with django_capture_on_commit_callbacks(execute=True):
                response = client.post(address, form(source="Better.", **ticked))
            assert response.status_code == 303
    assert told == [("post", True), ("post", False), ("comment", True), ("comment", False)]


def test_actions_call_a_change_minor_by_themselves(
    cast: Any, post: Any, comment: Any, told: Any, django_capture_on_commit_callbacks: Any
) -> None:
    where = post("member")
    said = comment("member", where)
    with django_capture_on_commit_callbacks(execute=True):
        EditPost(actor=cast["member"], post=where, title="", source="A").execute()
        EditComment(actor=cast["member"], comment=said, source="B", minor=False).execute()
    assert told == [("post", True), ("comment", False)]


@pytest.mark.parametrize("ticked", [True, False])
def test_box_stays_as_it_was_after_an_error(client_of: Any, addresses: Any, ticked: bool) -> None:
    for address in addresses:
        fields = form(source=" ", **({"minor": "on"} if ticked else {}))
        response = client_of("member").post(address, fields)
        assert response.status_code == 422
        assert response.context["form"]["minor"].value() is ticked


@pytest.mark.parametrize("ticked", [True, False])
def test_box_stays_as_it_was_when_the_session_ends(
    cast: Any, sign_in: Any, addresses: Any, ticked: bool
) -> None:
    client = sign_in(cast["member"])
    for address in addresses:
        client.get(address)
        session_ends(client)
        fields = form(source="Typed long.", **({"minor": "on"} if ticked else {}))
        assert client.post(address, fields).status_code == 302
        client.force_login(cast["member"])
        html = client.get(address).content.decode()
        box = html[html.index('name="minor"') :].partition(">")[0]
        assert "Typed long." in html and ("checked" in box) is ticked


def test_new_post_has_no_such_box(cast: Any, client_of: Any) -> None:
    new = reverse("wagtail_social:post_new", args=[cast.groups["open"].slug])
    assert 'name="minor"' not in client_of("member").get(new).content.decode()
