"""What must not leave the site by webhooks, and that no text breaks what does."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.conversations.actions import RemovePost
from wagtail_social.groups.actions import ArchiveGroup, ChangeAccess
from wagtail_social.groups.models import Group
from wagtail_social.notifications.models import Activity, CallState, Webhook, WebhookCall
from wagtail_social.notifications.telling import tell
from wagtail_social.notifications.webhooks import composing, sending

from ..cast import CANARY, GROUPS
from .receiver import Receiver

Happens = Callable[[Any], Any]
Add = Callable[..., Webhook]

#: Breaks JSON, HTML, templates, Slack's and Teams' markup, and header lines.
HOSTILE = (
    'Say "hi" \\" \\u0022 </script><b>&amp;\' {{ 7|add:7 }} {% now "Y" %} <!channel> '
    "<https://evil.test|here> [click](https://evil.test) *b* \u2028 \u202e }],"
)


def send(after: datetime.timedelta | None = None) -> int:
    return sending.send_due(timezone.now() + (after or datetime.timedelta()))


def only_call() -> WebhookCall:
    return WebhookCall.objects.get()


def _texts(data: Any) -> list[str]:
    match data:
        case dict():
            return [text for value in data.values() for text in _texts(value)]
        case list():
            return [text for value in data for text in _texts(value)]
        case str():
            return [data]
    return []


@pytest.mark.parametrize("name", ["json", "slack", "teams"])
def test_every_format_stays_json_whatever_people_write(
    cast: Any, add_webhook: Add, publish: Any, receiver: Receiver, name: str
) -> None:
    """Class 5, class 6: texts arrive as they were written, and as nothing but texts."""
    cast["member"].first_name = HOSTILE[:30]
    cast["member"].save()
    Group.objects.filter(pk=cast.groups["open"].pk).update(title=HOSTILE[:120])
    add_webhook(format=name)
    post = publish(title=HOSTILE[:140], source="`" + HOSTILE.replace("`", "") + "`")
    assert send() == 1
    texts = _texts(receiver.requests[0].data)
    assert post.title in texts
    if name == "json":
        return
    kept = json.dumps(receiver.requests[0].data)
    assert "mrkdwn" not in kept and '"TextBlock"' not in kept
    if name == "slack":
        assert "<" not in receiver.requests[0].data["text"]


def test_a_template_of_the_host_that_makes_no_json_is_a_failure_and_holds_up_nothing(
    add_webhook: Add, publish: Any, receiver: Receiver, settings: Any, tmp_path: Any, caplog: Any
) -> None:
    folder = tmp_path / "wagtail_social/notifications/webhooks"
    folder.mkdir(parents=True)
    (folder / "plain.json").write_text('{"title": "{{ news.title }}"}')
    (folder / "own.json").write_text(
        '{% load wagtail_social_webhooks %}{"t": {% ws_json news.title|upper %}}'
    )
    templates = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    settings.TEMPLATES = templates
    settings.WAGTAIL_SOCIAL_WEBHOOK_FORMATS = {"plain": "Plain", "own": "Own"}
    broken = add_webhook("open", format="plain")
    add_webhook("closed", format="own", leaves_site=True)
    publish(title="A\nline \\ more")
    publish("closed", title='"Well"')
    assert send() == 1
    assert receiver.requests[0].data == {"t": '"WELL"'}
    call = WebhookCall.objects.get(webhook=broken)
    assert (call.state, call.failure) == (CallState.FAILED, "template")
    assert "cannot be written" in caplog.text and "more" not in caplog.text


def test_texts_stay_on_the_site_where_mails_hold_none(
    cast: Any, add_webhook: Add, publish: Any, receiver: Receiver, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "none"
    for name in ("json", "slack", "teams"):
        add_webhook(format=name)
        publish(title="Zebra", source="Giraffe")
        send()
    assert len(receiver.requests) == 3
    for request in receiver.requests:
        told = request.body.decode()
        assert cast.groups["open"].title in told
        assert not [word for word in ("Zebra", "Giraffe", "Bakker") if word in told]


def test_a_secret_group_sends_nothing(add_webhook: Add, publish: Any, receiver: Receiver) -> None:
    add_webhook("secret", leaves_site=True)
    publish("secret")
    assert not WebhookCall.objects.exists()


def test_a_closed_group_sends_where_a_manager_knows_it(
    add_webhook: Add, publish: Any, receiver: Receiver
) -> None:
    add_webhook("closed")
    publish("closed")
    assert not WebhookCall.objects.exists()
    add_webhook("closed", leaves_site=True)
    publish("closed")
    assert send() == 1


def _becomes_secret(cast: Any, happens: Happens, group: Group, **rest: Any) -> None:
    happens(
        ChangeAccess(
            actor=cast["manager"],
            group=group,
            visibility="members",
            join_policy="invitation",
            posting="members",
            confirmed=True,
        )
    )


def _becomes_closed(cast: Any, happens: Happens, group: Group, **rest: Any) -> None:
    Group.objects.filter(pk=group.pk).update(visibility="listed")


def _is_archived(cast: Any, happens: Happens, group: Group, **rest: Any) -> None:
    happens(ArchiveGroup(actor=cast["manager"], group=group))


def _post_goes(cast: Any, happens: Happens, post: Any, **rest: Any) -> None:
    happens(RemovePost(actor=cast["moderator"], post=post, reason="Rude."))


def _host_goes(settings: Any, **rest: Any) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = ["hooks.test"]


def _plain_http_goes(settings: Any, **rest: Any) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = False


def _time_passes(**rest: Any) -> None:
    WebhookCall.objects.update(created_at=timezone.now() - composing.TOO_OLD * 1.1)


def _is_moved(cast: Any, post: Any, **rest: Any) -> None:
    type(post).objects.filter(pk=post.pk).update(group=cast.groups["secret"])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_becomes_secret, "silent"),
        (_becomes_closed, "silent"),
        (_is_archived, "silent"),
        (_post_goes, "gone"),
        (_is_moved, "gone"),
        (_host_goes, "host"),
        (_plain_http_goes, "host"),
        (_time_passes, "late"),
    ],
)
def test_it_is_asked_again_when_it_is_sent(
    cast: Any,
    add_webhook: Add,
    publish: Any,
    happens: Happens,
    receiver: Receiver,
    settings: Any,
    change: Any,
    why: str,
) -> None:
    """Class 7, class 8: what may not leave any more does not."""
    add_webhook()
    post = publish()
    change(cast=cast, happens=happens, group=cast.groups["open"], post=post, settings=settings)
    assert send() == 0
    assert receiver.requests == []
    assert (only_call().state, only_call().failure) == (CallState.DROPPED, why)


def test_where_no_host_is_allowed_nothing_is_put_down_and_nothing_sent(
    add_webhook: Add, publish: Any, receiver: Receiver, settings: Any
) -> None:
    add_webhook()
    publish()
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = []
    assert send() == 0
    publish()
    assert (only_call().state, receiver.requests) == (CallState.WAITING, [])


def test_no_private_word_leaves_by_any_webhook(
    cast: Any, add_webhook: Add, happens: Happens, receiver: Receiver
) -> None:
    """The leak sweep: everything that is said in every group, to a webhook of each."""
    for name in GROUPS:
        add_webhook(name, with_comments=True, leaves_site=name != "closed")
    Activity.objects.all().delete()
    for name, talk in cast.talks.items():
        group = cast.groups[name]
        for happening, thing in (
            ("post", talk.post),
            ("post", talk.gone),
            *(("comment", comment) for comment in talk.comments.values()),
            ("called", talk.discussion),
            ("post_edited", talk.post),
        ):
            activity = Activity.objects.create(
                happening=happening,
                subject_type="discussion",
                subject_id=talk.discussion.pk,
                object_id=thing.pk,
                group=group,
                actor=cast["author"],
            )
            tell(activity.pk)
            # Also where somebody put it down before the group became what it is.
            for webhook in Webhook.objects.all():
                if not webhook.calls.filter(activity=activity).exists():
                    WebhookCall.objects.create(webhook=webhook, activity=activity)
    while WebhookCall.objects.filter(state="waiting").exists():
        send()
    told = b"".join(request.body for request in receiver.requests).decode().lower()
    hidden = ("closed", "secret", "archived")
    assert not [word for name in hidden for word in CANARY[name].values() if word in told]
    for name in ("open", "everyone"):
        fields = {field for field, word in CANARY[name].items() if word in told}
        expected = {"title", "slug", "posttitle", "postbody", "topic", "comment", "reply", "deep"}
        assert fields <= expected | {"hermit"}, fields
        assert {"posttitle", "comment"} <= fields
