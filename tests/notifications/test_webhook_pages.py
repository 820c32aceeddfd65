"""What managers see and do on the page of webhooks, and what members are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from wagtail_social.notifications.models import Webhook, WebhookCall

ClientOf = Callable[..., Client]
SENT = {"url": "https://hooks.test/T0/B0/x?sig=1", "format": "slack", "with_comments": "on"}


@pytest.fixture
def page(cast: Any) -> Callable[[str], str]:
    """The address of a group's page of webhooks."""
    return lambda kind: f"{cast.groups[kind].get_absolute_url()}webhooks/"


def read(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_manager_adds_a_webhook_and_reads_its_secret_once(
    cast: Any, client_of: ClientOf, page: Any
) -> None:
    client = client_of("manager")
    response = client.post(page("open"), SENT)
    assert response.status_code == 200
    webhook = Webhook.objects.filter(group=cast.groups["open"]).latest("pk")
    assert (webhook.url, webhook.format, webhook.with_comments) == (SENT["url"], "slack", True)
    assert len(webhook.secret) > 40
    first, second = response.content.decode(), read(client, page("open"))
    assert webhook.secret in first and webhook.secret not in second
    assert webhook.secret not in str(dict(client.session))
    assert "hooks.test" in second
    assert "sig=1" not in first + second and "zqopenwebhook" not in first + second


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("open", {"url": ""}, "required"),
        ("open", {"url": "https://evil.test/"}, "evil.test is not among the hosts"),
        ("open", {"url": "https://user@hooks.test/"}, "names no user"),
        ("open", {"url": "http://hooks.test/"}, "begins with https://"),
        ("open", {"url": "https://hooks.test:8443/"}, "names no port"),
        ("open", {"url": "<script>alert(1)</script>"}, "no address of a webhook"),
        ("open", {"format": "../../admin/base"}, "not one of the available choices"),
        ("closed", {}, "Say that you know it leaves the site"),
        ("secret", {"leaves_site": "on"}, "Nothing that is said in a secret group leaves the site"),
        ("archived", {}, "has been archived"),
    ],
)
def test_what_cannot_be_added_is_said_at_the_form(
    cast: Any, client_of: ClientOf, page: Any, kind: str, data: dict[str, str], told: str
) -> None:
    before = Webhook.objects.count()
    response = client_of("manager").post(page(kind), SENT | data)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert Webhook.objects.count() == before


def test_webhook_of_a_group_that_became_closed_says_that_it_is_mute(
    cast: Any, client_of: ClientOf, page: Any
) -> None:
    client, group = client_of("manager"), cast.groups["open"]
    client.post(page("open"), SENT)
    webhook = Webhook.objects.filter(group=group).latest("pk")
    type(group).objects.filter(pk=group.pk).update(visibility="listed", join_policy="request")
    shown = read(client, page("open"))
    assert "added while everyone could read the group" in shown
    response = client.post(f"{page('open')}{webhook.pk}/try/")
    assert response.status_code == 403 and not webhook.calls.exists()


def test_a_group_has_a_few_webhooks_at_most(cast: Any, client_of: ClientOf, page: Any) -> None:
    codes = [client_of("manager").post(page("open"), SENT).status_code for _time in range(6)]
    assert codes == [200, 200, 200, 200, 422, 422]


def test_where_no_host_is_allowed_there_are_no_webhooks(
    cast: Any, client_of: ClientOf, page: Any, settings: Any
) -> None:
    client = client_of("manager")
    group = cast.groups["open"].get_absolute_url()
    assert "webhooks/" in read(client, group)
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = []
    assert "webhook" not in read(client, group).lower()
    assert "hooks.test" not in read(client, f"{group}about/")
    webhook = Webhook.objects.get(group=cast.groups["open"])
    assert client.get(page("open")).status_code == 404
    assert client.post(page("open"), SENT).status_code == 404
    for verb in ("try", "pause", "resume", "delete"):
        assert client.post(f"{page('open')}{webhook.pk}/{verb}/").status_code == 404


def test_members_read_where_news_goes(cast: Any, client_of: ClientOf) -> None:
    def about(kind: str, role: str = "member") -> str:
        return read(client_of(role), f"{cast.groups[kind].get_absolute_url()}about/")

    assert "New posts are also sent to hooks.test" in about("open")
    assert "New posts are also sent to hooks.test" in about("closed")
    assert "hooks.test" not in about("closed", "employee")
    assert "hooks.test" not in about("secret") + about("archived")
    Webhook.objects.update(with_comments=True)
    assert "New posts and comments are also sent to hooks.test" in about("open")
    Webhook.objects.update(paused_at=timezone.now())
    assert "hooks.test" not in about("open")


def test_only_managers_find_the_way(cast: Any, client_of: ClientOf) -> None:
    group = cast.groups["open"].get_absolute_url()
    assert "webhooks/" not in read(client_of("moderator"), group)


@pytest.mark.parametrize("verb", ["try", "pause", "resume", "delete"])
def test_a_webhook_of_another_group_is_not_found(
    cast: Any, client_of: ClientOf, page: Any, verb: str
) -> None:
    """Class 2: the key is asked for together with the group that was checked."""
    webhook = Webhook.objects.get(group=cast.groups["closed"])
    for key in (webhook.pk, 0, "x", "9" * 40):
        assert client_of("manager").post(f"{page('open')}{key}/{verb}/").status_code == 404
    webhook.refresh_from_db()
    assert webhook.paused_at is None and not webhook.calls.exists()


def test_manager_tries_pauses_resumes_and_deletes(
    cast: Any, client_of: ClientOf, page: Any
) -> None:
    client = client_of("manager")
    webhook = Webhook.objects.get(group=cast.groups["open"])
    one = f"{page('open')}{webhook.pk}/"
    for _twice in range(2):
        assert client.post(f"{one}try/").status_code == 303
    assert list(webhook.calls.values_list("activity", "state")) == [(None, "waiting")]
    assert "Test" in read(client, page("open"))
    client.post(f"{one}pause/")
    assert "Resume" in read(client, page("open"))
    client.post(f"{one}resume/")
    assert "Resume" not in read(client, page("open"))
    assert "Delete the webhook to hooks.test?" in read(client, f"{one}delete/")
    assert client.post(f"{one}delete/").status_code == 303
    assert not WebhookCall.objects.exists()


def test_what_a_receiver_said_is_shown_as_text(cast: Any, client_of: ClientOf, page: Any) -> None:
    """Class 5: an answer is text of a stranger."""
    webhook = Webhook.objects.get(group=cast.groups["open"])
    said = "<img src=x onerror=alert(1)> {{ 7 }}"
    WebhookCall.objects.create(webhook=webhook, state="failed", failure=said, status_code=500)
    WebhookCall.objects.create(webhook=webhook, state="dropped", failure="gone")
    shown = read(client_of("manager"), page("open"))
    assert "&lt;img src=x onerror=alert(1)&gt; {{ 7 }}" in shown and "<img src=x" not in shown
    assert "It was removed before." in shown


def test_queries_do_not_grow_with_webhooks_and_calls(
    cast: Any, client_of: ClientOf, page: Any, queries: Any
) -> None:
    client = client_of("manager")
    webhook = Webhook.objects.get(group=cast.groups["open"])
    counts = []
    for more in (1, 4):
        for _time in range(more):
            webhook.pk = None
            webhook.save()
            for _call in range(3):
                WebhookCall.objects.create(webhook=webhook)
        client.get(page("open"))
        with queries() as found:
            client.get(page("open"))
        counts.append(len(found))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("hosts", "formats", "names"),
    [
        (["hooks.slack.com", ".webhook.office.com", "mattermost"], {}, []),
        ("hooks.slack.com", {}, ["wagtail_social.E030"]),
        (["https://hooks.slack.com/"], {}, ["wagtail_social.E030"]),
        ([".com", "*.org", 7], {}, ["wagtail_social.E030"] * 3),
        (["a.example"], {"mattermost": "Mattermost"}, ["wagtail_social.E031"]),
        ([], {"mattermost": "Mattermost"}, []),
    ],
)
def test_checks_name_what_is_set_wrongly(
    settings: Any, hosts: Any, formats: dict[str, str], names: list[str]
) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = hosts
    settings.WAGTAIL_SOCIAL_WEBHOOK_FORMATS = formats
    found = [message.id for message in run_checks()]
    assert [name for name in found if name.startswith("wagtail_social.E03")] == names
