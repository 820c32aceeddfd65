"""Hostile text stays text (attacks 5, 16, 18: stored XSS, allowlist by suffix, sanitiser)."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.markup.hostile import HOSTILE
from tests.markup.tree import Tree
from wagtail_social.markup import excerpt, mentioned_ids, plain_words, present, render
from wagtail_social.markup.sanitiser import sanitise

PEOPLE = {"alice": 1, "bob.b": 2}
NASTY_PEOPLE = {
    1: ('"><script>alert(1)</script>\u202e', '/p/"onclick=alert(1)'),
    2: ("Bob & Söhne <b>", "javascript:alert(1)"),
}


def check(source: str) -> None:
    """Hold every promise about what is made of ``source``."""
    made = render(source, mentions=PEOPLE)
    assert Tree(made.html).problems == []
    assert sanitise(made.html) == made.html, "sanitising again changes it"
    assert len(made.html) <= 40 * len(source) + 2000, "out of proportion"
    made.html.encode()
    assert mentioned_ids(made.html) == {number for _, number in made.mentioned}
    for people in (NASTY_PEOPLE, {1: ("Alice", "/people/alice/")}, {}):
        shown = present(made.html, people=people, topic_url=lambda name: f"/topics/{name}/")
        problems = [each for each in Tree(shown, shown=True).problems if "invisible" not in each]
        assert problems == []
        assert "data-" not in "".join(name for _, found in Tree(shown).elements for name in found)
    assert len(excerpt(made.html, 60)) <= 60
    assert "".join(plain_words(made.html).split()) == "".join(Tree(made.html).text.split())


@pytest.mark.parametrize(("name", "text"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_an_attacker_writes_hostile_text_and_it_stays_harmless(name: str, text: str) -> None:
    check(text)
    if len(text) < 1000:
        for frame in ("# {}", "> {}", "- [ ] {}", "*{}*", "`{}`", "[{}](/x)", "|a|\n|-|\n|{}|"):
            check(frame.replace("{}", text))


def test_an_attacker_has_at_least_150_texts_of_every_technique() -> None:
    assert len(HOSTILE) >= 150
    assert len({name for name, _ in HOSTILE}) == len(HOSTILE)
    assert len({text for _, text in HOSTILE}) == len(HOSTILE)


def test_an_attacker_cannot_make_the_spans_of_mentions_and_topics() -> None:
    for text in (text for _, text in HOSTILE if len(text) < 6000):
        made = render(text, mentions={})
        named = [
            found["data-topic"] for tag, found in Tree(made.html).elements if "data-topic" in found
        ]
        assert {name.casefold() for name in named} == {name.casefold() for name in made.topics}
        assert all(f'data-topic="{name}">#{name}</span>' in made.html for name in named)
        assert "<span data-mention" not in made.html


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
@example("\r\n\r")
def test_an_attacker_writes_any_characters_and_they_stay_harmless(text: str) -> None:
    check(text)


_PIECES = st.one_of(
    st.sampled_from(
        [
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "[",
            "](",
            ")",
            "](/x)",
            "![",
            "<",
            ">",
            "<!--",
            "-->",
            "\n",
        ]
        + [
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "- [x] ",
            "# ",
            "|",
            "|-|-|\n",
            "    ",
            "\t",
            "\\",
            "&amp;",
            "&#x202E;",
        ]
        + [
            "@alice",
            "@",
            "#top",
            "#",
            ":tada:",
            ":",
            "http://a.b",
            "https://",
            "javascript:",
            "//",
            "<br>",
        ]
        + [
            "[a]: ",
            "[a]",
            '"',
            "'",
            "data-mention",
            "<span data-topic='x'>",
            "</span>",
            "\u202e",
            "é",
            "🎉",
        ]
    ),
    st.text(max_size=6),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_an_attacker_mixes_marks_of_markdown_and_they_stay_harmless(text: str) -> None:
    check(text)


_HTML = st.lists(
    st.sampled_from(
        [
            "<a href='",
            "<a ",
            "</a>",
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<table>",
            "<td>",
            "<p>",
            "</p>",
        ]
        + [
            '<span data-mention="1">',
            "<span data-mention='x'>",
            "</span>",
            "javascript:",
            "//e.e",
            "onload=x",
        ]
        + [
            "'>",
            '">',
            "<!--",
            "-->",
            "<b>",
            "<ol start='9x'>",
            "<li>",
            "<pre>\n\n",
            "<img src=x>",
            "&lt;",
            "\x00",
        ]
    ),
    max_size=25,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_HTML)
@example("<a href='<a href='</a><table><a href='<span data-mention='x'>")
@example("<pre>\n\n\n\n")
@example("<pre>" + "\n" * 50)
@example("<a><table><a>" * 40)
def test_the_sanitiser_alone_lets_only_the_allowlist_through(html: str) -> None:
    """The second line of defence holds without the first."""
    once = sanitise(html)
    problems = [each for each in Tree(once).problems if "invisible" not in each]
    assert [each for each in problems if not each.startswith(("closes", "left open", "link"))] == []
    assert sanitise(once) == once
