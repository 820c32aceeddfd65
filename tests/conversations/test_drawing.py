"""Rows drawn once per shape say what a template drawn for each would say."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Engine
from django.utils.translation import override

from wagtail_social.addresses import addresses
from wagtail_social.conversations.drawing import Pen, mark
from wagtail_social.conversations.opening import opening

ENGINE = Engine(
    loaders=[
        (
            "django.template.loaders.locmem.Loader",
            {
                "row.html": '<p title="{x}">{{ name }}{% if url %} <a href="{{ url }}">{{ pk }}</a>'
                "{% endif %}</p>",
                "form.html": "<form>{% csrf_token %}</form>",
            },
        )
    ]
)


def pen(**context: Any) -> Pen:
    frame = Context(context)
    frame.template = ENGINE.from_string("")
    return Pen(frame)


def draw(by: Pen, name: str, *, url: bool = False, **values: Any) -> str:
    def variables() -> dict[str, Any]:
        return {"name": mark("name"), "pk": mark("pk"), "url": mark("url") if url else ""}

    settled = {"url": f"/posts/{mark('pk')}/"}
    return by.draw("row.html", url, variables, {"name": name, **values}, settled)


def test_values_are_escaped_and_braces_stay() -> None:
    assert draw(pen(), "<b> {0} {name}") == '<p title="{x}">&lt;b&gt; {0} {name}</p>'


def test_mark_in_a_text_of_a_person_is_only_text() -> None:
    assert mark("pk") in draw(pen(), mark("pk"))


def test_what_rows_have_in_common_may_hold_marks() -> None:
    by = pen()
    assert draw(by, "a", url=True, pk=7) == '<p title="{x}">a <a href="/posts/7/">7</a></p>'
    assert draw(by, "b", url=True, pk=8) == '<p title="{x}">b <a href="/posts/8/">8</a></p>'


def test_each_rendering_has_its_own_token() -> None:
    for token, shown in (("one", "one"), ("<two>", "&lt;two&gt;")):
        form = pen(csrf_token=token).draw("form.html", (), dict, {})
        assert f'value="{shown}"' in form


def test_languages_are_drawn_apart() -> None:
    first = pen()._frame
    with override("nl"):
        assert pen()._frame != first


@pytest.mark.django_db
def test_addresses_take_any_key() -> None:
    assert addresses("post")(12) == "/community/posts/12/"
    assert (
        addresses("comment_reply", "page", 3)(4)
        == "/community/discussions/page/3/comments/4/reply/"
    )


@pytest.mark.parametrize(
    ("html", "limit", "begins", "left_out"),
    [
        ("<p>short</p>", 100, "<p>short</p>", False),
        ("<p>one</p><p>two</p>", 12, "<p>one</p>", True),
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", 30, "<ul><li>a</li><li>b</li></ul>", True),
        ("<p>a<br>b</p><hr><p>" + "c" * 50 + "</p>", 20, "<p>a<br>b</p><hr>", True),
        ("", 10, "", False),
    ],
)
def test_long_text_is_cut_between_blocks(
    html: str, limit: int, begins: str, left_out: bool
) -> None:
    assert opening(html, limit) == (begins, left_out)


def test_one_long_block_is_told_in_words_and_escaped() -> None:
    html = "<pre><code>" + "a &lt; b " * 100 + "</code></pre>"
    begins, left_out = opening(html, 200)
    assert left_out and begins.startswith("<p>a &lt; b") and begins.endswith("</p>")
    assert "<" not in begins[3:-4]
