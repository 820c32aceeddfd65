"""Where webhooks may lead, and how the one client of ours connects."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest

from wagtail_social.notifications.webhooks import client
from wagtail_social.notifications.webhooks.hosts import (
    NotAllowed,
    is_allowed,
    may_connect,
    target_of,
)

from .receiver import CERTIFICATE, Receiver, Reply, receiving

HOSTS = ["hooks.slack.com", ".webhook.office.com", "bücher.example", "hooks.example.org"]


@pytest.fixture(autouse=True)
def _hosts(settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = HOSTS


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = True
    with receiving() as found:
        yield found


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", "hooks.slack.com"),
        ("https://HOOKS.Slack.com/x", "hooks.slack.com"),
        ("https://hooks.slack.com:443/x", "hooks.slack.com"),
        ("https://contoso.webhook.office.com/w", "contoso.webhook.office.com"),
        ("https://a.b.webhook.office.com/w", "a.b.webhook.office.com"),
        ("https://bücher.example/x", "xn--bcher-kva.example"),
        ("https://ｈooks.slack.com/x", "hooks.slack.com"),
    ],
)
def test_an_allowed_host_is_taken_in_one_form(url: str, host: str) -> None:
    target = target_of(url)
    assert (target.scheme, target.host, target.port) == ("https", host, 443)
    assert target.host_header == host


@pytest.mark.parametrize(
    "url",
    [
        "https://evil-slack.com/",
        "https://evilhooks.slack.com/",
        "https://x.hooks.slack.com/",
        "https://hooks.slack.com.evil.org/",
        "https://slack.com/",
        "https://webhook.office.com/",
        "https://evilwebhook.office.com/",
        "https://hooks.slack.com./",
        "https://hooks..slack.com/",
        "https://hooks.slack.com@evil.org/",
        "https://evil.org@hooks.slack.com/",
        "https://user:word@hooks.slack.com/",
        "https://@hooks.slack.com/",
        "https://hooks.slack.com\\@evil.org/",
        "https://evil.org\\.webhook.office.com/",
        "https://evil.org#.webhook.office.com/",
        "https://evil.org?.webhook.office.com/",
        "https://evil.org%2f.webhook.office.com/",
        "https://hooks.slack.com\r\nX-Evil: 1/",
        "https://hooks.slack.com/a b",
        "https://hooks.slack.com/\x00",
        "https://hooks.slack.com:8443/",
        "https://hooks.slack.com:0/",
        "https://hooks.slack.com:80/",
        "https://hooks.slack.com:x/",
        "http://hooks.slack.com/",
        "ftp://hooks.slack.com/",
        "file:///etc/passwd",
        "//hooks.slack.com/",
        "hooks.slack.com",
        "",
        "https://",
        "https://[::1/",
        "https://hooks.slack.com/" + "x" * 1000,
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://١٢٧.0.0.1/",
    ],
)
def test_another_address_is_refused(url: str) -> None:
    """Class 15, class 16: hosts are compared whole, or at a dot."""
    with pytest.raises(NotAllowed):
        target_of(url)


def test_without_hosts_nothing_is_allowed(settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = []
    with pytest.raises(NotAllowed):
        target_of("https://hooks.slack.com/x")


@pytest.mark.parametrize("entry", ["", ".", ".com", "*", "*.slack.com", "https://slack.com", "a b"])
def test_an_entry_that_is_no_host_allows_nothing(settings: Any, entry: str) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_HOSTS = [entry]
    assert not any(is_allowed(host) for host in ("slack.com", "hooks.slack.com", "com", ""))


LOCAL = [
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "240.0.0.1",
    "::1",
    "fc00::1",
    "fd12::1",
    "fec0::1",
    "2001:db8::1",
    "5f00::1",
]
NEVER = [
    "0.0.0.0",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a9fe:a9fe",
    "2001:0:7f00:1::",
    "fd00::1%",
    "2130706433",
    "0x7f.1",
    "",
]


@pytest.mark.parametrize("address", LOCAL + NEVER[:-4])
def test_private_addresses_are_refused(address: str) -> None:
    """Class 15: also where an IPv4 address hides in one of IPv6."""
    assert not may_connect(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "52.112.0.1", "2606:4700::1111", "2a00:1450::5"])
def test_addresses_of_the_internet_are_taken(address: str) -> None:
    assert may_connect(address)


def test_where_private_networks_are_allowed_some_addresses_are_still_refused(
    settings: Any,
) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = True
    assert [address for address in LOCAL if not may_connect(address)] == []
    refused = [address for address in NEVER if not may_connect(address)]
    assert set(NEVER) - set(refused) == {"fd00::1%"}


def test_where_private_networks_are_allowed_ports_and_plain_http_are(settings: Any) -> None:
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = True
    target = target_of("http://hooks.slack.com:8080/x?y=é#z")
    assert (target.port, target.path, target.host_header) == (
        8080,
        "/x?y=%C3%A9",
        "hooks.slack.com:8080",
    )
    with pytest.raises(NotAllowed):
        target_of("http://elsewhere.org/")


class Names:
    """A resolver of ours: gives the answers of a name in turn, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0
        monkeypatch.setattr(client.socket, "getaddrinfo", self)

    def __call__(self, host: str, port: int, **options: Any) -> list[Any]:
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port, 0, 0) if ":" in address else (address, port),
            )
            for address in found
        ]


@pytest.mark.parametrize("address", LOCAL + NEVER)
def test_an_allowed_name_of_a_private_address_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Class 15: an allowed name says nothing about the network it stands in."""
    Names(monkeypatch, ["8.8.8.8", address])
    monkeypatch.setattr(client, "_connected", lambda *args: pytest.fail("connected"))
    with pytest.raises(NotAllowed):
        client.post(target_of("https://hooks.slack.com/x"), b"{}", {})


def test_a_name_that_changes_its_address_is_asked_once(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Class 15: rebinding. What was checked is what is connected to."""
    names = Names(monkeypatch, ["8.8.8.8"], ["127.0.0.1"])
    connected: list[Any] = []

    class Wire:
        def __init__(self, *args: Any) -> None: ...
        def settimeout(self, seconds: float) -> None: ...
        def close(self) -> None: ...
        def connect(self, address: Any) -> None:
            connected.append(address)
            raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(client.socket, "socket", Wire)
    with pytest.raises(client.Unreachable, match="refused"):
        client.post(target_of("https://hooks.slack.com/x"), b"{}", {})
    assert connected == [("8.8.8.8", 443)]
    assert names.asked == 1


def test_the_request_arrives_and_the_answer_comes_back(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9/")
    receiver.answers(Reply(429, {"Retry-After": "7"}, b"slow down"))
    answer = client.post(target_of(receiver.url + "?a=1"), b'{"a": 1}', {"X-Id": "5"})
    assert answer == client.Answer(429, "slow down", "7")
    (request,) = receiver.requests
    assert (request.path, request.body, request.headers["X-Id"]) == ("/hook?a=1", b'{"a": 1}', "5")
    assert request.headers["Host"] == f"127.0.0.1:{receiver.port}"


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.answers(Reply(302, {"Location": receiver.url}))
    assert client.post(target_of(receiver.url), b"{}", {}).status == 302
    assert len(receiver.requests) == 1


def test_an_answer_that_drips_is_given_up_in_time(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PATIENCE", 0.3)
    receiver.answers(Reply(slow=0.1))
    began = time.monotonic()
    with pytest.raises(client.Unreachable, match="timeout"):
        client.post(target_of(receiver.url), b"{}", {})
    assert time.monotonic() - began < 1.5


def test_no_more_than_the_beginning_of_a_large_answer_is_kept(receiver: Receiver) -> None:
    receiver.answers(Reply(200, body=b"x" * 3_000_000))
    assert len(client.post(target_of(receiver.url), b"{}", {}).text) == client.MOST_KEPT


def test_an_endless_head_is_given_up(receiver: Receiver) -> None:
    receiver.answers(Reply(200, {f"X-{n}": "y" * 2000 for n in range(90)}))
    with pytest.raises(client.Unreachable):
        client.post(target_of(receiver.url), b"{}", {})


def test_a_header_cannot_begin_another_line(receiver: Receiver) -> None:
    with pytest.raises(client.Unreachable):
        client.post(target_of(receiver.url), b"{}", {"X-Id": "5\r\nX-Evil: 1"})
    assert not receiver.requests


def test_nobody_there_is_worth_another_try(receiver: Receiver, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    with pytest.raises(client.Unreachable):
        client.post(target_of(url), b"{}", {})


@pytest.fixture
def encrypted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A receiver that speaks HTTPS as hooks.example.org; all names lead to it."""
    settings.WAGTAIL_SOCIAL_WEBHOOK_PRIVATE_NETWORKS = True
    with receiving(encrypted=True) as found:
        Names(monkeypatch, ["127.0.0.1"])
        yield found


def _trust_receiver(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.create_default_context(cafile=str(CERTIFICATE))
    monkeypatch.setattr(client, "trust", lambda: context)


def test_encryption_names_the_host_and_believes_its_certificate(
    encrypted: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_receiver(monkeypatch)
    target = target_of(f"https://hooks.example.org:{encrypted.port}/x")
    assert client.post(target, b"{}", {}).status == 200
    assert encrypted.names == ["hooks.example.org"]


def test_a_certificate_of_another_host_or_of_nobody_is_refused(
    encrypted: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = target_of(f"https://hooks.example.org:{encrypted.port}/x")
    with pytest.raises(client.Unreachable, match="certificate"):
        client.post(own, b"{}", {})
    _trust_receiver(monkeypatch)
    other = target_of(f"https://hooks.slack.com:{encrypted.port}/x")
    with pytest.raises(client.Unreachable, match="certificate"):
        client.post(other, b"{}", {})
    assert not encrypted.requests
