"""Nobody keeps a server busy with a text (attack 14: regex timing on 100 kB)."""

import time
import timeit
from collections.abc import Callable
from functools import partial

import pytest
from markdown_it.token import Token

from wagtail_social.markup import excerpt, mentioned_ids, plain_words, present, render
from wagtail_social.markup.links import bare_address, safe_target
from wagtail_social.markup.source import clean, strip_invisible
from wagtail_social.markup.words import mark_words

SIZE = 100_000
# Seconds of processor time on a slow, shared machine; what grows with the square takes minutes.
TO_RENDER, TO_SCAN = 8.0, 2.0

_MARKS = [
    *("[", "[a](", "[*a](*", "[a\n", "*", "*a **a ", "_a__b_ ", "`", ">", "- ", "-\n", "|", "\n"),
    *("<", "<a ", "</", "<!--\n", "> <!--\n", "&", "&#", "&amp;", "\x00", "\r", "\u202e", "\ud800"),
    *("http://", "https://a_b_c*", "https://a)", "https://a;", "https://a&b;", "a://", "<http://a"),
    *("@", "@a", "@a.", "@a-", "@a ", "#", "#a", "#a-", "#a ", ":", ":tada", ":tada:", ":tada: "),
    *("\u0301\u0316", "a\u0301", "\u0939\u093f", "é", '<span data-topic="a">', "<span data-"),
]
_SCANNERS: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "strip_invisible": strip_invisible,
    "words": lambda text: list(mark_words([Token("text", "", 0, content=text)], {})),
    "target": lambda text: safe_target(f"/{text}"[:2000]) or safe_target(f"mailto:{text}"[:2000]),
    "address": bare_address,
    "plain_words": plain_words,
    "excerpt": lambda text: excerpt(text, 100),
    "mentioned_ids": mentioned_ids,
    "present": lambda text: present(text, people={}, topic_url=lambda name: "/"),
}


def repeated(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


@pytest.mark.parametrize("piece", _MARKS, ids=ascii)
def test_a_person_repeats_a_mark_and_no_expression_backtracks(piece: str) -> None:
    text = repeated(piece)
    taken = {name: seconds(partial(scan, text)) for name, scan in _SCANNERS.items()}
    assert {name: spent for name, spent in taken.items() if spent > TO_SCAN} == {}


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[a](",
        "[a\n",
        "*",
        "*a **a ",
        ">",
        "`",
        "<!--\n",
        "http://",
        "https://a)",
        "@a ",
        "#a-",
    ],
    ids=ascii,
)
def test_a_person_repeats_a_mark_and_the_text_still_renders(piece: str) -> None:
    text = repeated(piece)
    assert seconds(lambda: render(text, mentions={"a": 1})) < TO_RENDER


def test_a_comment_of_sixty_words_renders_in_milliseconds() -> None:
    comment = (
        "Thanks @ann, this works for us as well. I have put the numbers into the sheet and will "
        "bring them on Thursday, so we can decide about #budget then. Could you ask the others for "
        "their part too? Two things are still open: who pays for the licences, and **when** the "
        "training begins. More in https://intranet.example/plan :tada:"
    )
    best = (
        min(timeit.repeat(lambda: render(comment, mentions={"ann": 1}), number=20, repeat=5)) / 20
    )
    assert best < 0.004, f"{best * 1000:.2f} ms"


def test_html_without_spans_is_presented_at_once() -> None:
    html = "<p>" + "word " * 60 + "</p>"
    shown = lambda: present(html, people={}, topic_url=str)  # noqa: E731
    assert min(timeit.repeat(shown, number=1000, repeat=5)) / 1000 < 0.00005
