"""What a person types and what becomes of it: one test for each rule of the text."""

import unicodedata
from collections.abc import Collection

import pytest

from wagtail_social.markup import RENDERER_VERSION, Rendered, render
from wagtail_social.markup.emoji import EMOJI

PEOPLE = {"bob": 7, "ann.b-c_d": 8, "x": 9}


def html(source: str) -> str:
    return render(source, mentions=PEOPLE).html


BOB = '<span data-mention="7">@bob</span>'


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("one\r\ntwo\rthree", "<p>one<br>\ntwo<br>\nthree</p>"),
        ("# a", "<h3>a</h3>"),
        ("## a", "<h4>a</h4>"),
        ("### a", "<h5>a</h5>"),
        ("#### a", "<h6>a</h6>"),
        ("###### a", "<h6>a</h6>"),
        ("a\n===", "<h3>a</h3>"),
        ("```python\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("    @bob #x", "<pre><code>@bob #x\n</code></pre>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("---", "<hr>"),
        ("<details>x</details>", "<p>&lt;details&gt;x&lt;/details&gt;</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_a_person_formats_text_and_gets_plain_elements(source: str, expected: str) -> None:
    assert html(source) == expected


def test_a_person_writes_a_table_and_it_has_no_styles() -> None:
    assert html("|a|b|\n|:-|-:|\n|1|2|").replace("\n", "") == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- [ ] a", '<li><span data-task="open">☐</span> a</li>'),
        ("- [x] a", '<li><span data-task="done">☑</span> a</li>'),
        ("1. [X] *a*", '<li><span data-task="done">☑</span> <em>a</em></li>'),
        ("- [y] a", "<li>[y] a</li>"),
        ("- [x]a", "<li>[x]a</li>"),
        ("- \\[x] a", "<li>[x] a</li>"),
    ],
)
def test_a_person_writes_a_task_list_and_gets_boxes(source: str, expected: str) -> None:
    assert expected in html(source)


def test_a_person_writes_boxes_outside_a_list_and_they_stay_text() -> None:
    assert html("[ ] a") == "<p>[ ] a</p>"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("@bob", f"<p>{BOB}</p>"),
        ("Hi @BOB, ok", '<p>Hi <span data-mention="7">@BOB</span>, ok</p>'),
        ("(@bob)", f"<p>({BOB})</p>"),
        ("@bob.", f"<p>{BOB}.</p>"),
        ("@bob-", f"<p>{BOB}-</p>"),
        ("@ann.b-c_d...", '<p><span data-mention="8">@ann.b-c_d</span>...</p>'),
        ("*@bob*", f"<p><em>{BOB}</em></p>"),
        ("_@bob_", f"<p><em>{BOB}</em></p>"),
        ("# @bob", f"<h3>{BOB}</h3>"),
        ("@bob @bob", f"<p>{BOB} {BOB}</p>"),
    ],
)
def test_a_person_mentions_a_colleague_and_the_id_is_stored(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "a@bob",
        "me@bob.example",
        "/@bob",
        "@@bob",
        "é@bob",
        "@bobé",
        "@nobody",
        "@ bob",
        "@-bob",
        "@.bob",
    ]
    + [
        "@_bob",
        "`@bob`",
        "\\@bob",
        "&#64;bob",
        "[@bob](/x)",
        "![@bob](/x)",
        "https://x.example/@bob",
    ]
    + [
        "<https://x.example/@bob>",
        "<me@bob>",
        "[x](https://x.example/@bob)",
        "ssh://@bob",
        "@bobby",
    ],
)
def test_a_person_writes_at_signs_that_mention_nobody(source: str) -> None:
    made = render(source, mentions=PEOPLE)
    assert "data-mention" not in made.html
    assert made.mentioned == ()


def test_a_caller_resolves_all_handles_at_once_and_only_when_there_are_any() -> None:
    asked: list[Collection[str]] = []

    def resolve(handles: Collection[str]) -> dict[str, int]:
        asked.append(list(handles))
        return {"bob": 7, "x": 9}

    render("Nobody here `@bob`", mentions=resolve)
    assert asked == []
    made = render("@X and @Bob, @bob, @who", mentions=resolve)
    assert asked == [["x", "bob", "who"]]
    assert made.mentioned == (("x", 9), ("bob", 7))


def test_a_person_mentions_more_people_than_anybody_would_and_the_rest_stays_text() -> None:
    made = render(" ".join(f"@u{n}" for n in range(300)), mentions={f"u{n}": n for n in range(300)})
    assert len(made.mentioned) == 100
    assert "@u299</p>" in made.html


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("#Budget", "Budget"),
        ("(#a-b_c2)", "a-b_c2"),
        ("see #plan.", "plan"),
        ("#plan-", "plan"),
        ("#Überblick", "Überblick"),
        ("#हिन्दी", "हिन्दी"),
        ("#東京", "東京"),
        ("**#plan**", "plan"),
        ("# #plan", "plan"),
        ("#" + "a" * 100, "a" * 100),
    ],
)
def test_a_person_names_a_topic_and_it_is_marked_as_typed(source: str, name: str) -> None:
    made = render(source, mentions={})
    assert f'<span data-topic="{name}">#{name}</span>' in made.html
    assert made.topics == (name,)


@pytest.mark.parametrize(
    "source",
    [
        "#123",
        "#1a",
        "a#b",
        "#",
        "# ",
        "##a",
        "/#a",
        "&#a",
        "#-a",
        "#_a",
        "`#a`",
        "    #a",
        "\\#a",
        "#" + "a" * 101,
    ]
    + [
        "[#a](/x)",
        "[x](/y#a)",
        "https://x.example/#a",
        "<https://x.example/#a>",
        "ftp://x/?#a",
        "&amp;#a",
    ],
)
def test_a_person_writes_number_signs_that_name_no_topic(source: str) -> None:
    made = render(source, mentions={})
    assert "data-topic" not in made.html
    assert made.topics == ()


def test_a_person_names_topics_twice_and_each_is_listed_once_in_order() -> None:
    assert render("#b #a #B #a #c", mentions={}).topics == ("b", "a", "c")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (":tada:", "🎉"),
        ("well :+1:!", "well 👍!"),
        (":tada::tada:", "🎉🎉"),
        (":tada::no_such:", "🎉:no_such:"),
        ("std::tada::x", "std::tada::x"),
        ("10:100:5", "10:100:5"),
        (":nothing_known:", ":nothing_known:"),
        ("\\:tada:", ":tada:"),
    ],
)
def test_a_person_writes_shortcodes_and_known_ones_become_emoji(source: str, expected: str) -> None:
    assert html(source) == f"<p>{expected}</p>"


def test_a_person_writes_shortcodes_in_code_and_they_stay() -> None:
    assert html("`:tada:`") == "<p><code>:tada:</code></p>"
    assert ">🎉</a></p>" in html("[:tada:](/x)")


def test_the_table_of_emoji_holds_emoji_only() -> None:
    assert len(EMOJI) > 150
    for name, character in EMOJI.items():
        assert name.isascii()
        assert name == name.lower()
        assert not character.isascii()
        assert all(
            unicodedata.category(each) in ("So", "Mn", "Sm", "Po", "Cf") for each in character
        ), name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <!-- b --> c", "<p>a  c</p>"),
        ("<!-- a -->", ""),
        ("<!-- a\n\n# b\n\n- c -->\n\nd", "<p>d</p>"),
        ("<!-- a\n\nb --> c", "<p>c</p>"),
        ("a\n<!-- b -->\nc", "<p>a</p>\n<p>c</p>"),
        ("> <!-- a\n> b -->\n> c", "<blockquote>\n<p>c</p>\n</blockquote>"),
        ("- a\n  <!-- b\n\n  c -->\n- d", "<ul>\n<li>a</li>\n<li>d</li>\n</ul>"),
        ("`<!-- a -->`", "<p><code>&lt;!-- a --&gt;</code></p>"),
        ("```\n<!-- a -->\n```", "<pre><code>&lt;!-- a --&gt;\n</code></pre>"),
        ("    <!-- a -->", "<pre><code>&lt;!-- a --&gt;\n</code></pre>"),
        ("<!-- never closed", "<p>&lt;!-- never closed</p>"),
        ("<!-- never closed\n\n**b**", "<p>&lt;!-- never closed</p>\n<p><strong>b</strong></p>"),
        ("<!-- @bob #x -->", ""),
    ],
)
def test_a_person_pastes_html_comments_and_they_are_dropped(source: str, expected: str) -> None:
    assert html(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\x00b\x07c\x7fd\x85e", "abcde"),
        ("a\tb", "a\tb"),
        ("a\ud800b", "a\ufffdb"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u202eb\u2066c\u2069d\u202c", "abcd"),
        ("a&#x202E;b&#13;c", "abc"),
        ("a\u2028b", "a<br>\nb"),
        ("a" + "\u0323" * 100, "\u1ea1" + "\u0323" * 29),
    ],
)
def test_a_person_pastes_strange_characters_and_they_are_cleaned(
    source: str, expected: str
) -> None:
    assert html(source) == f"<p>{expected}</p>"


def test_a_person_quotes_very_deep_and_no_word_is_lost() -> None:
    deep = html(">" * 40 + " word")
    assert deep.count("<blockquote>") == 16
    assert "&gt;" * 24 + " word" in deep
    lists = html("- " * 40 + "word")
    assert lists.count("<ul>") == 8
    assert "word" in lists


def test_a_person_nests_emphasis_very_deep_and_the_marks_are_shown() -> None:
    deep = html("*a **b " * 30 + "word" + "** *" * 30)
    assert deep.count("<em>") + deep.count("<strong>") <= 13
    assert "word" in deep


def test_a_text_that_repeats_a_long_address_stays_in_proportion() -> None:
    source = "[a]: /" + "u" * 1900 + "\n\n" + "word [a] " * 800
    made = html(source)
    assert len(made) < 40 * len(source)
    assert made.count("word") == 800


def test_a_table_of_cells_nobody_typed_stays_the_text_it_was() -> None:
    source = "|a" * 150 + "\n" + "|-" * 150 + "\n" + "|\n" * 300
    assert "<table>" not in html(source)
    assert len(html(source)) < 40 * len(source)
    wide = "|a" * 20 + "\n" + "|-" * 20 + "\n" + "|b\n" * 10
    assert html(wide).count("<td>") == 200


def test_a_result_says_what_is_to_be_stored() -> None:
    made = render("@bob #x", mentions=PEOPLE)
    assert made == Rendered(
        html=f'<p>{BOB} <span data-topic="x">#x</span></p>', mentioned=(("bob", 7),), topics=("x",)
    )
    assert isinstance(RENDERER_VERSION, int)
