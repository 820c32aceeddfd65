"""Mail is stopped with one click by whoever holds it, and nothing else is done (class 10)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth import get_user_model
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from wagtail_social.notifications.models import ChoiceOfChannel, Mail, PersonalSettings
from wagtail_social.notifications.unsubscribing import DIGEST, token_for

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address(user: Any, kind: str = "mention") -> str:
    return reverse("wagtail_social:unsubscribe", args=[token_for(user, kind)])


@pytest.fixture
def server(db: None) -> Client:
    """Return a mail server: no cookies, and forgery is looked for."""
    return Client(enforce_csrf_checks=True)


def test_mail_server_stops_mail_of_a_kind_with_one_post(cast: Any, server: Client) -> None:
    """RFC 8058: a POST without cookies, answered with 200 and without a detour."""
    member = cast["member"]
    for _twice in range(2):
        response = server.post(address(member), ONE_CLICK)
        assert response.status_code == 200
    (choice,) = ChoiceOfChannel.objects.filter(user=member)
    assert (choice.category, choice.channel, choice.wanted) == ("mention", "mail", False)


def test_who_changes_their_mind_gets_mail_again(cast: Any, server: Client) -> None:
    member = cast["member"]
    server.post(address(member), ONE_CLICK)
    response = server.post(address(member), {"undo": "1"})
    assert response.status_code == 200
    assert not ChoiceOfChannel.objects.filter(user=member).exists()


def test_kind_that_was_switched_on_by_choice_is_stopped_too(cast: Any, server: Client) -> None:
    member = cast["member"]
    ChoiceOfChannel.objects.create(user=member, category="thread", channel="mail", wanted=True)
    server.post(address(member, "thread"), ONE_CLICK)
    assert not ChoiceOfChannel.objects.filter(user=member, wanted=True).exists()


def test_digest_is_stopped_and_comes_again(cast: Any, server: Client) -> None:
    member = cast["member"]
    url = address(member, DIGEST)
    assert "Digest" in server.get(url).content.decode()
    server.post(url, {"undo": "1"})
    assert not PersonalSettings.objects.filter(user=member).exists()
    for _twice in range(2):
        server.post(url, ONE_CLICK)
        assert PersonalSettings.objects.get(user=member).digest == "never"
    server.post(url, {"undo": "1"})
    assert PersonalSettings.objects.get(user=member).digest == "week"


def test_digest_that_was_never_stopped_stays_as_often_as_it_was(cast: Any, server: Client) -> None:
    PersonalSettings.objects.create(user=cast["member"], digest="day")
    server.post(address(cast["member"], DIGEST), {"undo": "1"})
    assert PersonalSettings.objects.get(user=cast["member"]).digest == "day"


def test_looking_changes_nothing(cast: Any, server: Client, queries: Any) -> None:
    """Class 11: programs that look for viruses follow every link."""
    for method in ("get", "head"):
        with queries() as found:
            response = getattr(server, method)(address(cast["member"]))
        assert response.status_code == 200
        assert found.writes == []
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert server.put(address(cast["member"])).status_code == 405


def test_page_tells_nothing_of_the_person_and_is_alike_for_a_closed_account(
    cast: Any, server: Client
) -> None:
    """Class 9: it names the kind of mail; whose it is and whether they are here, nobody learns."""
    gone = get_user_model().objects.create_user("gone", email="gone@example.org")
    tokens = {
        name: token_for(user, "mention")
        for name, user in [
            ("member", cast["member"]),
            ("closed", cast["deactivated"]),
            ("gone", gone),
        ]
    }
    gone.delete()
    pages = {}
    for name, token in tokens.items():
        url = reverse("wagtail_social:unsubscribe", args=[token])
        answers = server.get(url), server.post(url, ONE_CLICK), server.post(url, {"undo": "1"})
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        # The frame of the example site holds a form of its own, and the way back.
        texts = [re.sub(r"\b\w{64}\b", "", answer.content.decode()) for answer in answers]
        pages[name] = [unquote(text).replace(token, "") for text in texts]
    assert pages["member"] == pages["closed"] == pages["gone"]
    member = cast["member"]
    page = "".join(pages["member"])
    for word in (member.get_full_name(), member.username, member.email):
        assert word not in page
    assert not ChoiceOfChannel.objects.filter(user=cast["deactivated"]).exists()


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a:b",
        "W10:x",
        Signer().sign_object(["1", "mention"]),
        Signer(salt="wagtail_social.unsubscribe").sign_object(["1", "nonsense"]),
        Signer(salt="wagtail_social.unsubscribe").sign_object({"a": 1}),
        Signer(salt="wagtail_social.unsubscribe").sign_object("one"),
        "%00",
        "x" * 5000,
    ],
)
def test_address_that_is_none_of_ours_is_nothing(server: Client, token: str) -> None:
    """Class 10: only what we signed for this purpose is read."""
    url = reverse("wagtail_social:unsubscribe", args=[token])
    assert server.get(url).status_code == 404
    assert server.post(url, ONE_CLICK).status_code == 404
    assert not ChoiceOfChannel.objects.exists()


@pytest.mark.parametrize("key", ["0", "-1", "x", "9" * 40, "", "None"])
def test_key_of_nobody_changes_nothing(server: Client, key: str) -> None:
    token = Signer(salt="wagtail_social.unsubscribe").sign_object([key, "mention"])
    url = reverse("wagtail_social:unsubscribe", args=[token])
    assert server.post(url, ONE_CLICK).status_code == 200
    assert not ChoiceOfChannel.objects.exists()


def test_who_has_stopped_a_kind_gets_no_more_of_it(
    colleagues: dict[str, Any], post_about: Any, later: Any, server: Client, mailoutbox: Any
) -> None:
    post_about(colleagues["ada"], "@bo", title="Move")
    server.post(address(colleagues["bo"]), ONE_CLICK)
    later()
    post_about(colleagues["ada"], "@bo", title="Again")
    later()
    assert mailoutbox == []
    assert not Mail.objects.filter(state="waiting").exists()
