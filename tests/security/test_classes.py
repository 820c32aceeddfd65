"""Every class of hole that products of this kind really had is tested, by a test that names it.

The classes and where they were seen: SECURITY.md and the documentation on the security model. A
test names its class in its docstring ("Class 2: …"); what does not apply yet says why.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.source

TESTS = Path(__file__).resolve().parents[1]

CLASSES = {
    1: "reading a private thing through a side view",
    2: "child ids that are not bound to the parent that was checked",
    3: "power without the right to see",
    4: "privileged fields in a normal form",
    5: "stored script in what users write",
    6: "injection into mail and notifications",
    7: "notification to the wrong person",
    8: "stale access: cache, session, link",
    9: "leaks of existence and identity",
    10: "invitations and links",
    11: "forged requests, and reading that changes state",
    12: "confusion of states",
    13: "uploads",
    14: "exhaustion, and values of the wrong type",
    15: "requests of the server to addresses that users name",
    16: "allowing by suffix",
    17: "formulas in spreadsheets",
    18: "bugs of the sanitiser",
}
#: Classes without a test of their own, and why.
NOT_YET: dict[int, str] = {}


_CLASS = re.compile(r"\b(?:class|attack)(?:es|s)? ((?:\d+(?:, | and )?)+)", re.IGNORECASE)


def _named() -> set[int]:
    """Return the classes that docstrings of tests, or of whole modules of tests, name."""
    found: set[int] = set()
    for file in TESTS.rglob("test_*.py"):
        module = ast.parse(file.read_text())
        tests = [
            node
            for node in ast.walk(module)
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        ]
        for node in (module, *tests):
            for numbers in _CLASS.findall(ast.get_docstring(node) or ""):
                found |= {int(number) for number in re.findall(r"\d+", numbers)}
    return found


def test_every_class_is_named_by_a_test_or_says_why_not() -> None:
    """None of the eighteen is forgotten, and none is both."""
    named = _named()
    assert set(CLASSES) - named - set(NOT_YET) == set()
    assert named & set(NOT_YET) == set()
    assert named <= set(CLASSES)
