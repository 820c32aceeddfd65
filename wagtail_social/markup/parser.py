"""The Markdown parser: CommonMark without HTML, with tables, strikethrough and our own rules.

Raw HTML is no markup here: it is shown as it was typed. The parser keeps no state between
texts and is shared by all threads.
"""

import re
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .comments import comment_block, comment_inline
from .links import MAX_TARGET, bare_link, safe_target, settle_links
from .words import mark_words

#: Key of the ``env`` with the ids of the people whose handles were found.
PEOPLE = "people"
#: Key of the ``env`` with the most characters that all addresses of links may have together.
ADDRESSES = "addresses"
#: Key of the ``env`` with the steps left for finding the partners of square brackets. Honest
#: text needs fewer steps than it has characters; when none is left, brackets are just text.
STEPS = "steps"

# Quotes count one, lists two (list and item). What is nested deeper is shown as it was typed.
_BLOCK_LEVELS = 16
_MAX_NESTING = 24
# Emphasis in emphasis: browsers and sanitisers walk trees, so trees stay low.
_INLINE_LEVELS = 12
# Empty cells cost time and space though nobody typed them.
_CELLS_PER_CHARACTER, _CELLS_ALLOWED = 2, 400
# Page and discussion own h1 and h2.
_HEADING_SHIFT = 2
_TASK = re.compile(r"\[([ xX])\](?=\s)")
_BOXES = {True: ("done", "☑"), False: ("open", "☐")}

_BlockRule = Callable[[StateBlock, int, int, bool], bool]
_InlineRule = Callable[[StateInline, bool], bool]


class TooLong(Exception):
    """The rendered text would be out of proportion to its source."""


class _Parser(MarkdownIt):
    """Takes every target for one: the unsafe ones are refused later, and their text is kept."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (its name there)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (its name there)
        # Browsers read a backslash as a slash; nobody needs one in an address.
        return super().normalizeLink(url) if len(url) <= MAX_TARGET and "\\" not in url else ""

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (its name there)
        return link


def build_parser(*, tables_and_references: bool = True) -> MarkdownIt:
    """Return a parser; without tables and references nothing repeats what was written once."""
    parser = _Parser("commonmark", {"html": False, "breaks": True, "maxNesting": _MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    parser.disable(["html_block", "html_inline"])
    if not tables_and_references:
        parser.disable(["table", "reference"])
    parser.inline.skipToken = _counted(parser.inline.skipToken)  # type: ignore[method-assign, assignment]
    _bound_blocks(parser)
    for name in ("link", "image"):
        _replace(parser.inline.ruler, name, _bounded_brackets)
    _replace(parser.block.ruler, "reference", _safe_reference)
    _replace(parser.block.ruler, "table", _proportionate_table)
    parser.inline.ruler.before("newline", "bare_link", bare_link)
    parser.inline.ruler.before("autolink", "comment", comment_inline)
    parser.block.ruler.before(
        "html_block", "comment", comment_block, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.core.ruler.before("text_join", "wagtail_social", _rewrite)
    parser.add_render_rule("mention", _render_mention)
    parser.add_render_rule("topic", _render_topic)
    parser.add_render_rule("task", _render_task)
    _compile(parser)
    return parser


def _compile(parser: MarkdownIt) -> None:
    """Let each ruler gather its rules now.

    It would do so at the first text, and a second thread that comes meanwhile finds half of them:
    its text would be stored without topics, mentions or marks (seen, markdown-it-py 4).
    """
    inline = parser.inline
    for ruler in (parser.core.ruler, parser.block.ruler, inline.ruler, inline.ruler2):
        ruler.getRules()


def _bound_blocks(parser: MarkdownIt) -> None:
    for name in ("blockquote", "list"):
        _replace(parser.block.ruler, name, _bounded_level)


def _replace(ruler: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    """Wrap the rule ``name`` of a ruler, which keeps its place and its alternatives."""
    rule = next(rule for rule in ruler.__rules__ if rule.name == name)
    ruler.at(name, wrap(rule.fn), {"alt": rule.alt})


def _bounded_level(rule: _BlockRule) -> _BlockRule:
    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < _BLOCK_LEVELS and rule(state, start, end, silent)

    return bounded


def _proportionate_table(rule: _BlockRule) -> _BlockRule:
    """Refuse a table of cells that nobody typed: short rows are filled up to its width."""

    def proportionate(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not rule(state, start, end, True):
            return False
        last = start
        while last < end and not state.isEmpty(last):
            last += 1
        columns = state.src.count("|", state.bMarks[start], state.eMarks[start]) + 1
        typed = state.eMarks[last - 1] - state.bMarks[start]
        if columns * (last - start) > _CELLS_PER_CHARACTER * typed + _CELLS_ALLOWED:
            return False
        return silent or rule(state, start, end, False)

    return proportionate


def _safe_reference(rule: _BlockRule) -> _BlockRule:
    """Let ``[note]: word`` be text when it does not name a safe target, so that nothing is lost."""

    def safe(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.env.get("references", ()))
        if not rule(state, start, end, silent):
            return False
        references = state.env.get("references", {})
        if len(references) > before:
            label = next(reversed(references))
            if safe_target(references[label]["href"]) is None:
                del references[label]
                state.line = start
                return False
        return True

    return safe


def _bounded_brackets(rule: _InlineRule) -> _InlineRule:
    def bounded(state: StateInline, silent: bool) -> bool:
        return state.src[state.pos] in "![" and state.env.get(STEPS, 1) > 0 and rule(state, silent)

    return bounded


def _counted(skip: Callable[[StateInline], None]) -> Callable[[StateInline], None]:
    def counted(state: StateInline) -> None:
        if STEPS in state.env:
            state.env[STEPS] -= 1
        skip(state)

    return counted


def _rewrite(state: StateCore) -> None:
    """Core rule: what this package makes of the tokens of CommonMark."""
    left = state.env.get(ADDRESSES)
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type == "inline":
            children = list(settle_links(_low(token.children or [])))
            if left is not None:
                left -= sum(
                    len(str(child.attrs["href"])) for child in children if child.type == "link_open"
                )
                if left < 0:
                    raise TooLong
            children = list(mark_words(children, state.env))
            if index > 1 and tokens[index - 2].type == "list_item_open":
                _box(children)
            token.children = children
        elif token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + _HEADING_SHIFT, 6)}"
        elif token.type in ("th_open", "td_open"):
            token.attrs = {}
        elif token.type == "fence":
            token.info = ""


def _low(tokens: list[Token]) -> list[Token]:
    """Turn emphasis that is nested too deep back into the marks that were typed."""
    for token in tokens:
        if token.level >= _INLINE_LEVELS and token.nesting and token.tag in ("em", "strong", "s"):
            token.type, token.tag, token.nesting, token.content = "text", "", 0, token.markup
    return tokens


def _box(children: list[Token]) -> None:
    """Make ``[ ]`` or ``[x]`` at the beginning of a list item a box."""
    if not children or children[0].type != "text":
        return
    first = children[0]
    if match := _TASK.match(first.content):
        first.content = first.content[match.end() :]
        children.insert(0, Token("task", "", 0, meta={"done": match[1] != " "}))


def _render_mention(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    person = env.get(PEOPLE, {}).get(token.meta["handle"])
    text = escapeHtml(token.content)
    return text if person is None else f'<span data-mention="{person}">{text}</span>'


def _render_topic(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    return f'<span data-topic="{escapeHtml(token.meta["name"])}">{escapeHtml(token.content)}</span>'


def _render_task(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: Any,
    env: MutableMapping[str, Any],
) -> str:
    name, character = _BOXES[tokens[index].meta["done"]]
    return f'<span data-task="{name}">{character}</span>'
