"""The oracle of texts notices what would be wrong on a page."""

from __future__ import annotations

import pytest

from .oracle import Shown, expected

SOURCE = (
    "One\n\n- [x] two `#x`\n- @ann, see #12\n\n> three\n\n    four\n\n![five](https://h.example/5)"
)
GOOD = (
    "<p>One</p><ul><li>☑ two <code>#x</code></li>"
    '<li><a class="ws-mention" href="/p/1">@Ann Lee</a>, see #12</li></ul>'
    "<blockquote><p>three</p></blockquote><pre><code>four</code></pre>"
    '<p><a href="https://h.example/5">five</a></p>'
)


def agree(html: str) -> bool:
    shown = Shown(html, {"@Ann Lee": "@ann"})
    counts, words = expected(SOURCE)
    return shown.counts == counts and shown.words == words


def test_a_page_that_is_right_agrees() -> None:
    assert agree(GOOD)
    assert expected(SOURCE)[0] == {"li": 2, "blockquote": 1, "pre": 1, "a": 1}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("One", ""),
        ("<pre>", "<p>"),
        ("<blockquote>", ""),
        ("</code></li><li>", "</code> "),
        ("three", "four"),
        ('href="https://h.example/5"', 'class="ws-mention"'),
        ("see #12", 'see <a href="/t">#12</a>'),
    ],
)
def test_a_page_that_is_wrong_does_not(right: str, wrong: str) -> None:
    assert right in GOOD
    assert not agree(GOOD.replace(right, wrong))
