"""What readers see: today's names, boxes with words, and plain text for previews."""

import pytest
from django.utils.safestring import SafeString

from wagtail_social.markup import excerpt, mentioned_ids, plain_words, present, render

HTML = render("Hi @bob, see #R&D #plan", mentions={"bob": 7}).html


def shown(html: str, **people: tuple[str, str]) -> str:
    known = {int(key[1:]): value for key, value in people.items()}
    return present(html, people=known, topic_url=lambda name: f"/topics/{name}/?a=1&b=2")


def test_a_reader_sees_the_name_of_today_with_a_link() -> None:
    made = shown(HTML, n7=("Bob Söhne", "/people/bob/"))
    assert '<a class="ws-mention" href="/people/bob/">@Bob Söhne</a>, see' in made
    assert isinstance(made, SafeString)


def test_a_reader_sees_the_stored_handle_of_who_is_gone_without_link() -> None:
    made = shown(HTML)
    assert made.startswith("<p>Hi @bob, see")
    assert "data-mention" not in made


def test_a_reader_sees_topics_as_links() -> None:
    assert '<a class="ws-topic" href="/topics/plan/?a=1&amp;b=2">#plan</a>' in shown(HTML)


def test_a_reader_is_safe_from_names_and_addresses() -> None:
    made = shown(HTML, n7=("<b>\"B\" & 'b'</b>", '/x"onclick=y'))
    assert "<p>Hi @&lt;b&gt;&quot;B&quot; &amp; &#x27;b&#x27;&lt;/b&gt;, see" in made
    assert "<b>" not in made
    assert ">@Eve" not in shown(HTML, n7=("Eve", "javascript:alert(1)"))


def test_a_reader_hears_what_a_box_means() -> None:
    made = shown(render("- [ ] a\n- [x] b", mentions={}).html)
    assert '<span class="ws-task" role="img" aria-label="To do">☐</span> a' in made
    assert '<span class="ws-task" role="img" aria-label="Done">☑</span> b' in made


def test_a_reader_gets_text_without_spans_unchanged() -> None:
    html = render("plain & **simple**", mentions={}).html
    made = shown(html)
    assert made == html
    assert isinstance(made, SafeString)


def test_a_page_asks_once_for_all_people_it_mentions() -> None:
    batch = [
        render(text, mentions={"a": 1, "b": 2}).html for text in ("@a @b", "@b", "none", "`@a`")
    ]
    assert mentioned_ids(batch) == {1, 2}
    assert mentioned_ids(batch[1]) == {2}
    assert mentioned_ids("") == set()


@pytest.mark.parametrize(
    ("source", "length", "expected"),
    [
        ("One two three", 13, "One two three"),
        ("One two three", 12, "One two…"),
        ("One two three", 8, "One two…"),
        ("One two three", 7, "One…"),
        ("One, two", 6, "One…"),
        ("Donaudampfschiff", 6, "Donau…"),
        ("# Title\n\ntext\nnext\n\n- a\n- b", 50, "Title text next a b"),
        ("|a|b|\n|-|-|\n|1|2|", 50, "a b 1 2"),
        ("a **b**c `d  e` <x> &", 50, "a bc d e <x> &"),
        ("", 5, ""),
        ("ab", 1, "…"),
    ],
)
def test_a_preview_is_cut_at_a_word(source: str, length: int, expected: str) -> None:
    made = excerpt(render(source, mentions={}).html, length)
    assert made == expected
    assert len(made) <= length


def test_a_preview_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        excerpt("<p>a</p>", 0)


def test_words_of_blocks_do_not_run_together() -> None:
    html = render("a\n\n> b\n\n1. c\n2. *d*e\n\n```\nf\n```", mentions={}).html
    assert plain_words(html) == "a b c de f"
