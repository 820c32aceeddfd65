"""The source keeps the rules of the house."""

from __future__ import annotations

import re

import pytest

from .python_rules import RULES as PYTHON_RULES
from .rule import Rule, source_files
from .template_rules import RULES as TEMPLATE_RULES
from .text_rules import RULES as TEXT_RULES

RULES = PYTHON_RULES + TEMPLATE_RULES + TEXT_RULES

pytestmark = pytest.mark.source


def cases(kind: str) -> list:
    """Return every sample of ``kind`` with its rule, as parameters."""
    return [
        pytest.param(rule, path, text, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, (path, text) in enumerate(getattr(rule, kind), start=1)
    ]


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """Return every text file of the repository."""
    return source_files()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_source_keeps_the_rule(rule: Rule, files: dict[str, str]) -> None:
    """Every file that the rule reads keeps it."""
    found = [finding for path, text in files.items() for finding in rule.findings(path, text)]
    assert not found, f"{rule.name}:\n" + "\n".join(found)


@pytest.mark.parametrize(("rule", "path", "text"), cases("bad"))
def test_rule_finds_what_breaks_it(rule: Rule, path: str, text: str) -> None:
    """A rule that finds nothing in a bad sample protects nothing."""
    assert rule.findings(path, text)


@pytest.mark.parametrize(("rule", "path", "text"), cases("good"))
def test_rule_lets_sound_text_be(rule: Rule, path: str, text: str) -> None:
    """A rule that cries at sound text is soon switched off."""
    assert rule.findings(path, text) == []


TEXTS = "wagtail_social/elements/script_texts.html"
FRAMES = ("templates/wagtail_social/layouts/frame.html",)
FRAMES += ("conversations/templates/wagtail_social/conversations/_on_page.html",)


def test_every_text_that_scripts_say_is_carried(files: dict[str, str]) -> None:
    """Numbers stand behind a colon: a browser knows no plural forms of a catalogue."""
    scripts = "".join(text for path, text in files.items() if path.endswith(".js"))
    wanted = {
        re.sub("([A-Z])", r"-\1", name).lower() for name in re.findall(r"\.(wsText\w+)", scripts)
    }
    html = files[f"wagtail_social/templates/{TEXTS}"]
    carried = dict(re.findall(r'data-(ws-text-\w+)="{% translate "([^"]*)" %}"', html))
    assert wanted == carried.keys()
    assert not [text for text in carried.values() if re.search(r"\d|\} \w", text)]


@pytest.mark.parametrize("frame", FRAMES)
def test_frame_carries_the_texts_that_scripts_say(files: dict[str, str], frame: str) -> None:
    """Once, within the element that holds what is ours."""
    assert files[f"wagtail_social/{frame}"].count('{% ws_still "script_texts" %}') == 1


def test_finding_names_the_line() -> None:
    """Whoever breaks a rule is led to the place."""
    rule = next(rule for rule in RULES if rule.name == "every form is protected against forgery")
    text = "\n\n@csrf_exempt\ndef view(request): ...\n"
    assert rule.findings("wagtail_social/a.py", text) == ["wagtail_social/a.py:3: csrf_exempt"]
