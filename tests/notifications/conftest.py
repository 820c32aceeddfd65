"""What the tests of notifications share."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail_social.conversations.actions import PostComment, PublishPost
from wagtail_social.conversations.models import Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Membership
from wagtail_social.notifications.models import Webhook
from wagtail_social.notifications.sending import SendReport, send_due

from .receiver import Receiver, receiving


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Callable[[Any], Any]:
    """Do an action and let what follows its commit happen too: ``happens(JoinGroup(…))``."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


@pytest.fixture
def colleagues(cast: Any) -> dict[str, Any]:
    """Seven people in the open group: their handles are their names."""
    user_model = get_user_model()
    people = {}
    for name in ("ada", "bo", "cy", "dee", "eve", "flo", "gus"):
        person = user_model.objects.create_user(name, email=f"{name}@example.org")
        Membership.objects.create(group=cast.groups["open"], user=person, state="active")
        people[name] = person
    return people


@pytest.fixture
def say(happens: Callable[[Any], Any]) -> Callable[..., Any]:
    """Comment below a post: ``say(user, post, "Yes")``."""

    def do(user: Any, post: Any, text: str, parent: Any = None) -> Any:
        place = place_for(user, "post", post.pk)
        return happens(PostComment(actor=user, place=place, source=text, parent=parent))

    return do


@pytest.fixture
def post_about(happens: Callable[[Any], Any], cast: Any) -> Callable[..., Any]:
    """Publish a post: ``post_about(user, "Hello @bo", title="Move", group=…)``."""

    def do(user: Any, source: str, title: str = "", group: Any = None) -> Any:
        group = group or cast.groups["open"]
        return happens(PublishPost(actor=user, group=group, source=source, title=title))

    return do


@pytest.fixture
def later() -> Callable[..., SendReport]:
    """Send what is due so many minutes from now: ``later()``, ``later(minutes=90)``."""

    def send(minutes: float = 5) -> SendReport:
        return send_due(timezone.now() + datetime.timedelta(minutes=minutes))

    return send


@pytest.fixture
def post(colleagues: dict[str, Any], post_about: Any) -> Post:
    """Return a post that names three colleagues: three mails wait."""
    return post_about(colleagues["ada"], "Zqword @bo @cy @dee", title="Zqtitle")


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = True
    with receiving() as found:
        yield found


@pytest.fixture
def add_webhook(cast: Any, receiver: Receiver) -> Callable[..., Webhook]:
    """Let a group of the cast send to the receiver: ``add_webhook("open", format="slack")``."""

    def make(group: str = "open", **fields: Any) -> Webhook:
        Webhook.objects.filter(group=cast.groups[group]).delete()
        return Webhook.objects.create(
            **{
                "group": cast.groups[group],
                "url": receiver.url,
                "format": "json",
                "secret": "a secret",
                **fields,
            }
        )

    return make


@pytest.fixture
def publish(cast: Any, happens: Callable[[Any], Any]) -> Callable[..., Any]:
    """Publish a post: ``publish("open", title="Move")``."""

    def do(group: str = "open", **texts: Any) -> Any:
        texts = {"title": "Move", "source": "We move in May.", **texts}
        return happens(PublishPost(actor=cast["member"], group=cast.groups[group], **texts))

    return do
