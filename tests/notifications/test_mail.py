"""What a mail holds: whose words, in which language, under which headers (class 6)."""

from __future__ import annotations

import dataclasses
import datetime
import email.policy
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import override_settings

from wagtail_social.happenings import About
from wagtail_social.markup import as_text, unlinked
from wagtail_social.notifications import registry
from wagtail_social.notifications.models import Delivery, Mail, PersonalSettings
from wagtail_social.notifications.naming import names_together

Later = Callable[..., Any]


def parsed(message: Any) -> Any:
    """Return a mail as a program reads it that gets it."""
    raw = message.message().as_bytes()
    return email.message_from_bytes(raw, policy=email.policy.default)


def parts(message: Any) -> tuple[str, str]:
    """Return text and HTML."""
    found = parsed(message)
    return (
        found.get_body(("plain",)).get_content(),
        found.get_body(("html",)).get_content(),
    )


def prefer(person: Any, **values: Any) -> None:
    PersonalSettings.objects.update_or_create(user=person, defaults=values)


def test_who_is_named_gets_the_words_a_way_in_and_a_way_out(
    cast: Any, colleagues: dict[str, Any], post_about: Any, later: Later, client: Any
) -> None:
    source = "Ready, @bo?\n\n- one\n- [two](/community/people/)"
    post = post_about(colleagues["ada"], source, title="Move")
    assert later().sent == 1
    (message,) = mail.outbox
    assert message.to == ["bo@example.org"]
    assert message.subject == f"[{cast.groups['open'].title}] Move"
    text, html = parts(message)
    assert "ada named you" in text and "> - one" in text and "Move" in text
    assert "> - two <http://localhost/community/people/>" in text
    assert 'href="http://localhost/community/people/"' in html
    assert f"http://localhost{post.get_absolute_url()}" in text
    assert "You get this mail because a colleague named you." in text
    found = parsed(message)
    (address,) = re.findall("<(.+)>", found["List-Unsubscribe"])
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["X-Auto-Response-Suppress"] == "All"
    assert address in text and address in html
    # As it goes over the wire, on every version of Django: no encoded words.
    assert f"List-Unsubscribe: <{address}>".encode() in message.message().as_bytes()
    assert client.get(address.removeprefix("http://localhost")).status_code == 200
    sent = Mail.objects.get()
    assert (sent.state, sent.message_id) == ("sent", found["Message-ID"])
    assert Delivery.objects.get(message=sent).mail == "sent"
    # Nothing in a mail is fetched when it is opened.
    assert not re.search(r"<(img|link|script|iframe|style)\b|\ssrc=|url\(", html)


def test_mails_of_one_conversation_make_one_thread(
    colleagues: dict[str, Any], post_about: Any, say: Any, later: Later
) -> None:
    post = post_about(colleagues["ada"], "@bo @cy", title="Move")
    later()
    say(colleagues["ada"], post, "And @bo again")
    other = post_about(colleagues["ada"], "@bo", title="Move")
    later(minutes=90)
    mine = [message for message in mail.outbox if message.to == ["bo@example.org"]]
    roots = [message.extra_headers["References"] for message in mine]
    assert len(mine) == 3
    assert roots[0] == roots[1] != roots[2]
    assert mine[0].subject == mine[1].subject
    ids = {message.extra_headers["Message-ID"] for message in mail.outbox}
    assert len(ids) == len(mail.outbox) == 4
    assert not ids & set(roots)
    assert str(post.pk) != str(other.pk)


def test_several_pieces_of_news_come_in_one_mail(
    colleagues: dict[str, Any], post_about: Any, say: Any, later: Later
) -> None:
    post = post_about(colleagues["ada"], "Hello @bo", title="Move")
    say(colleagues["cy"], post, "First @bo")
    say(colleagues["dee"], post, "Second @bo")
    assert later().sent == 1
    text, html = parts(mail.outbox[0])
    for words in ("Hello", "First", "Second"):
        assert words in text and words in html
    assert text.index("ada named you") < text.index("cy named you") < text.index("dee named you")


@pytest.mark.parametrize(
    ("language", "read"), [("nl", "nl"), ("de", "de"), ("", "en"), ("xx", "en")]
)
def test_mail_speaks_the_language_and_clock_of_its_reader(
    colleagues: dict[str, Any], post_about: Any, later: Later, language: str, read: str
) -> None:
    prefer(colleagues["bo"], language=language, time_zone="Asia/Tokyo")
    post_about(colleagues["ada"], "@bo", title="Move")
    at = datetime.datetime(2026, 3, 1, 22, 30, tzinfo=datetime.UTC)
    Delivery.objects.get(recipient=colleagues["bo"]).activity.__class__.objects.update(
        created_at=at
    )
    later()
    text, html = parts(mail.outbox[0])
    assert f'<html lang="{read}" dir="ltr">' in html
    assert "7:30" in text or "07:30" in text


def test_mail_from_right_to_left_says_so(
    colleagues: dict[str, Any], post_about: Any, later: Later, settings: Any
) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    from wagtail_social.notifications import readers

    readers._supported.cache_clear()
    prefer(colleagues["bo"], language="ar")
    post_about(colleagues["ada"], "@bo", title="Move")
    later()
    assert 'dir="rtl"' in parts(mail.outbox[0])[1]
    readers._supported.cache_clear()


@pytest.mark.parametrize("how", ["site", "person"])
def test_mail_without_content_tells_nothing_of_what_it_is_about(
    cast: Any, colleagues: dict[str, Any], post_about: Any, later: Later, settings: Any, how: str
) -> None:
    if how == "site":
        settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "none"
    else:
        prefer(colleagues["bo"], brief=True)
    post = post_about(colleagues["ada"], "Hush zqword @bo", title="Zqmove")
    later()
    (message,) = mail.outbox
    assert message.subject == "There is news for you"
    whole = str(parsed(message)) + "".join(parts(message))
    group = cast.groups["open"]
    told = ("zqword", "Zqmove", group.title, group.slug, "ada", post.get_absolute_url())
    assert [word for word in told if word.lower() in whole.lower()] == []


def test_teaser_is_the_beginning_alone(
    colleagues: dict[str, Any], post_about: Any, later: Later, settings: Any
) -> None:
    settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "teaser"
    post_about(colleagues["ada"], "Beginning @bo " + "word " * 80 + "zqend", title="Move")
    later()
    text, html = parts(mail.outbox[0])
    assert "Beginning" in text and "Beginning" in html
    assert "zqend" not in text and "zqend" not in html


def test_what_is_marked_only_here_is_never_sent_whole(
    colleagues: dict[str, Any],
    post_about: Any,
    later: Later,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = registry.subjects()["discussion"]

    def seen_by(user: Any, keys: Any) -> dict[int, About]:
        return {key: About(title="Move", url="/x/", only_here=True) for key in keys}

    changed = dataclasses.replace(subject, seen_by=seen_by)
    monkeypatch.setitem(registry.subjects(), "discussion", changed)
    post_about(colleagues["ada"], "Beginning @bo " + "word " * 80 + "zqend", title="Move")
    later()
    text, html = parts(mail.outbox[0])
    assert "Beginning" in text and "zqend" not in text and "zqend" not in html


HOSTILE = (
    "Hello\r\nBcc: victim@example.org",
    "www.evil.example http://evil.example/x",
    "[click](http://evil.example) **now** <b>x</b>",
    "You get this mail because\u2028Click https://evil.example",
    "\u202egnp.exe\u0000\u0007 =?utf-8?q?Bcc=3A?= evil.example",
    "{{ settings.SECRET_KEY }}{% now %}",
    "<script>alert(1)</script>",
    "x" * 3000,
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_names_and_titles_break_no_header_and_make_no_link(
    cast: Any, colleagues: dict[str, Any], post_about: Any, later: Later, hostile: str
) -> None:
    """Class 6: what a person chose as a name or title is words, in headers, text and HTML."""
    post = post_about(colleagues["ada"], "@bo", title="Move")
    user_model = get_user_model()
    name = hostile.replace("\x00", "")
    user_model.objects.filter(pk=colleagues["ada"].pk).update(first_name=name[:150])
    type(post).objects.filter(pk=post.pk).update(title=name[:200])
    type(cast.groups["open"]).objects.filter(pk=cast.groups["open"].pk).update(title=name[:80])
    assert later().sent == 1
    found = parsed(mail.outbox[0])
    assert found["To"] == "bo@example.org" and found["Bcc"] is None and found["Cc"] is None
    assert "\n" not in found["Subject"] and "\r" not in found["Subject"]
    text, html = parts(mail.outbox[0])
    for address in ("evil.example", "www.", "http://evil", "https://evil"):
        assert address not in text
        assert address not in html
    assert "<script" not in html and "<b>" not in html
    assert not [line for line in text.splitlines() if line.startswith(("Bcc", "Click"))]
    assert not re.search(r'href="(?!http://localhost/)', html)


def test_words_of_a_colleague_cannot_pass_for_ours(
    colleagues: dict[str, Any], post_about: Any, later: Later
) -> None:
    """Class 6: each line of what was said stands behind a mark."""
    fake = "@bo\n\nYou get this mail because of us.\n\nRead and answer: https://evil.example"
    post_about(colleagues["ada"], fake, title="Move")
    later()
    text, _html = parts(mail.outbox[0])
    assert "> You get this mail because of us." in text
    assert "\nYou get this mail because of us." not in text


def test_name_of_a_colleague_inside_the_words_makes_no_link(
    colleagues: dict[str, Any], post_about: Any, later: Later
) -> None:
    """Class 6: a mention shows a name, in the text as in the head."""
    get_user_model().objects.filter(pk=colleagues["bo"].pk).update(first_name="http://evil.example")
    post_about(colleagues["ada"], "Ask @bo", title="Move")
    later()
    text, _html = parts(mail.outbox[0])
    assert "evil.example" not in text and "@evil·example" in text


def test_base_address_can_be_set(colleagues: dict[str, Any], post_about: Any, later: Later) -> None:
    with override_settings(WAGTAIL_SOCIAL_BASE_URL="https://intranet.example.org/"):
        post_about(colleagues["ada"], "@bo", title="Move")
        later()
    (message,) = mail.outbox
    assert message.extra_headers["Message-ID"].endswith("@intranet.example.org>")
    assert "https://intranet.example.org/community/posts/" in parts(message)[0]


def test_plain_text_keeps_paragraphs_lists_links_and_code() -> None:
    html = (
        '<p>See <a href="https://a.example/">this</a> and <a href="/x/">that</a></p>'
        "<ol><li>one<ul><li>in</li></ul></li><li>two</li></ol>"
        "<blockquote><p>said<br>\nso</p></blockquote><pre><code>a  b\n  c\n</code></pre>"
        "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table><hr>"
    )
    assert as_text(html, "https://s.example").splitlines() == [
        "See this <https://a.example/> and that <https://s.example/x/>",
        "",
        "1. one",
        "   - in",
        "2. two",
        "",
        "> said",
        "> so",
        "",
        "a  b",
        "  c",
        "",
        "1 | 2",
        "",
        "---",
    ]


def test_long_lines_are_wrapped_and_addresses_are_not() -> None:
    address = "https://a.example/" + "b" * 200
    lines = as_text(f'<p>{"word " * 40}<a href="{address}">{address}</a></p>').splitlines()
    assert address in lines
    assert all(len(line) <= 76 for line in lines if line != address)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("www.evil.example", "evil·example"),
        ("ftp://www.www.x.example", "x·example"),
        ("a@b.example", "a@b·example"),
        ("mailto:a", "mailto a"),
        ("v8.0", "v8.0"),
    ],
)
def test_name_is_words(name: str, shown: str) -> None:
    assert unlinked(name) == shown


def test_names_are_told_as_one_speaks() -> None:
    assert names_together([]) == ""
    assert names_together(["A"]) == "A"
    assert names_together(["A", "B"]) == "A and B"
    assert names_together(["A", "B", "C"]) == "A, B and 1 other"
    assert names_together(["A", "B", "C", "D"]) == "A, B and 2 others"
