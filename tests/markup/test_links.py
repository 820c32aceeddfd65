"""Where a person may link to, and what stays of a link that is refused (attack 16)."""

import pytest

from wagtail_social.markup import render


def html(source: str) -> str:
    return render(source, mentions={}).html


def link(target: str, text: str) -> str:
    return f'<a href="{target}" rel="nofollow noopener noreferrer ugc">{text}</a>'


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("https://a.example/b", "https://a.example/b", "https://a.example/b"),
        ("(see http://a.example/b).", "http://a.example/b", "http://a.example/b"),
        ("http://a.example/b_(c)", "http://a.example/b_(c)", "http://a.example/b_(c)"),
        ("**http://a.example/**, x", "http://a.example/", "http://a.example/"),
        ("http://a.example/_x_*y*z!", "http://a.example/_x_*y*z", "http://a.example/_x_*y*z"),
        ("HTTP://A.example", "HTTP://A.example", "HTTP://A.example"),
        ("http://localhost:8000/", "http://localhost:8000/", "http://localhost:8000/"),
        (
            "http://a.example?x=1&y=2",
            "http://a.example?x=1&amp;y=2",
            "http://a.example?x=1&amp;y=2",
        ),
        ("http://a.example/。", "http://a.example/", "http://a.example/"),
        ("<https://a.example>", "https://a.example", "https://a.example"),
        ("<me@a.example>", "mailto:me@a.example", "me@a.example"),
        ("[x](/people/bob/?a=b#c)", "/people/bob/?a=b#c", "x"),
        ("[x](/)", "/", "x"),
        ("[call](tel:+31-20-1234567)", "tel:+31-20-1234567", "call"),
        ("[m](mailto:a@b.example?subject=x)", "mailto:a@b.example?subject=x", "m"),
        ('[x](https://a.example "title")', "https://a.example", "x"),
        ("[x]\n\n[x]: https://a.example", "https://a.example", "x"),
        ("[](https://a.example)", "https://a.example", "https://a.example"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/", "https://münchen.example/"),
        ("![cat](https://a.example/c.png)", "https://a.example/c.png", "cat"),
        ("![](https://a.example/c.png)", "https://a.example/c.png", "https://a.example/c.png"),
        ("[![cat](https://a.example/c.png)](/cats)", "/cats", "cat"),
    ],
)
def test_a_person_links_somewhere_safe_and_gets_a_link(source: str, target: str, text: str) -> None:
    assert link(target, text) in html(source)
    assert html(source).count("<a ") == 1


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "/\\a.example",
        "vbscript:x",
        "ftp://a.example",
    ]
    + [
        "https:a.example",
        "https:/a.example",
        "https:///a",
        "https://u@a.example",
        "https://u:p@a.example",
    ]
    + [
        "page",
        "./page",
        "#part",
        "?x",
        "tel:*1#",
        "mailto:",
        "https://",
        "http://a%2eb/",
        "x" * 2001,
    ]
    + ["https://a.example/" + "x" * 2000, "HTTPS://a.example:port/"],
)
def test_a_person_links_somewhere_unsafe_and_the_text_stays(target: str) -> None:
    assert html(f"one [two *three*](<{target}>) four") == "<p>one two <em>three</em> four</p>"


@pytest.mark.parametrize(
    "typed", ["<javascript:x>", "<foo:bar>", "<ftp://a.example>", "<//a.example>"]
)
def test_a_person_writes_angle_brackets_and_they_stay(typed: str) -> None:
    assert html(typed) == f"<p>{typed.replace('<', '&lt;').replace('>', '&gt;')}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "www.a.example",
        "a.example",
        "ftp://a.example",
        "xhttp://a.example",
        "http://",
        "http:// a",
        "http:/a.example",
    ]
    + ["`http://a.example`", "http\\://a.example", "http://u:p@a.example/"],
)
def test_a_person_writes_what_is_no_address_and_it_stays_text(source: str) -> None:
    assert "<a " not in html(source)


def test_a_person_notes_a_word_like_a_reference_and_it_is_not_lost() -> None:
    assert html("[update]: done") == "<p>[update]: done</p>"


def test_a_person_refuses_to_be_lost_in_a_picture_that_cannot_be_shown() -> None:
    assert html("![a cat](cat.png)") == "<p>a cat</p>"
    assert html("![](cat.png)") == "<p>cat.png</p>"
