"""What the tests of feeds share."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from django.test import Client
from django.urls import reverse

from tests.cast import CANARY
from wagtail_social.conversations.actions import PublishPost
from wagtail_social.conversations.models import Post
from wagtail_social.notifications.feeds.actions import MakeFeedAddress

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/community/notifications/feeds/"


def secret(cast: Any, role: str, kind: str = "mine", key: int = 0) -> str:
    """Make an address for a person and return its path."""
    made = MakeFeedAddress(actor=cast[role], kind=kind, key=key).execute()
    return reverse("wagtail_social:feed", args=[made.token])


def of_group(cast: Any, role: str, group: str = "open") -> str:
    return secret(cast, role, "group", cast.groups[group].pk)


def of_topic(cast: Any, role: str, group: str = "open") -> str:
    tag = Post.objects.get(pk=cast.talks[group].post.pk).tags.get(slug=CANARY[group]["topic"])
    return secret(cast, role, "topic", tag.pk)


def read(path: str, **headers: str) -> Any:
    """Fetch as a feed reader does: without a session."""
    return Client().get(path, headers=headers)


def entries(response: Any) -> list[Any]:
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def titles(response: Any) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


def say(cast: Any, role: str = "member", group: str = "open", **fields: Any) -> Any:
    fields = {"title": "Pumps", "source": "Words"} | fields
    return PublishPost(actor=cast[role], group=cast.groups[group], **fields).execute()


def as_nothing(response: Any) -> tuple[Any, ...]:
    return response.status_code, response.content, sorted(response.headers.items())
