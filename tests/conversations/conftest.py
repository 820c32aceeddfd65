"""Short ways to say things in a group, for the tests of conversations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from wagtail_social.conversations.actions import CallColleagues, PostComment, PublishPost
from wagtail_social.conversations.models import Call
from wagtail_social.conversations.targets import place_for


@pytest.fixture
def post(cast: Any) -> Callable[..., Any]:
    """Publish a post: ``post("member", "open", source="…", kind="question")``."""

    def publish(role: str, group: str = "open", **fields: Any) -> Any:
        fields.setdefault("source", "Something to say.")
        return PublishPost(actor=cast[role], group=cast.groups[group], **fields).execute()

    return publish


@pytest.fixture
def comment(cast: Any) -> Callable[..., Any]:
    """Comment on a post: ``comment("member", post, "…", parent=other)``."""

    def say(role: str, on: Any, source: str = "I see.", parent: Any = None) -> Any:
        place = place_for(cast[role], "post", on.pk)
        return PostComment(actor=cast[role], place=place, source=source, parent=parent).execute()

    return say


@pytest.fixture
def call(cast: Any) -> Any:
    """Ask by the action: ``call("member", post, "author", text="…")``. Returns the new rows."""

    def ask(role: str, on: Any, *people: str, text: str = "", kind: str = "post") -> list[Call]:
        place = place_for(cast[role], kind, on.pk)
        ids = [cast[name].pk for name in people]
        return CallColleagues(actor=cast[role], place=place, user_ids=ids, text=text).execute()

    return ask


@pytest.fixture
def answer(cast: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """Comment, and let what follows a comment happen: ``answer("author", post)``."""

    def say(role: str, on: Any, kind: str = "post") -> None:
        place = place_for(cast[role], kind, on.pk)
        with django_capture_on_commit_callbacks(execute=True):
            PostComment(actor=cast[role], place=place, source="My view.").execute()

    return say
