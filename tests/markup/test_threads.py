"""The first texts of a process may come at once."""

from __future__ import annotations

import pytest
from markdown_it.ruler import Ruler

from wagtail_social.markup import render, rendering
from wagtail_social.markup.parser import build_parser


def test_the_first_text_of_a_server_finds_every_rule_gathered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A ruler that gathers its rules at the first text shows half of them to a second thread."""
    gathered: list[Ruler] = []
    gather = Ruler.__compile__

    def noted(ruler: Ruler) -> None:
        gathered.append(ruler)
        gather(ruler)

    monkeypatch.setattr(rendering, "_PARSER", build_parser())
    monkeypatch.setattr(Ruler, "__compile__", noted)
    rendered = render("**Now** #quay and [a link](https://example.org)", mentions={})
    assert rendered.topics == ("quay",)
    assert gathered == []
