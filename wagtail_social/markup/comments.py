"""HTML comments, which come with templates of issues and mails, are dropped from the text.

They go when they stand as a block of their own or within a line, never inside code. A comment
that is never closed is no comment: it is shown as it was typed, so that no text gets lost.
Both rules cost linear time: a failed search for the end is remembered in the ``env``.
"""

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_OPEN, _CLOSE = "<!--", "-->"
_UNCLOSED_LINES = "comment_unclosed_lines"
_UNCLOSED_TEXT = "comment_unclosed_text"


def comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: skip the lines of a comment; text behind its end is parsed as usual."""
    if state.is_code_block(start):
        return False
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(_OPEN, first):
        return False
    found = _end_of_comment(state, start, end)
    if found is None:
        return False
    line, position = found
    rest = state.src[position : state.eMarks[line]]
    if rest.strip():
        # One line: the inline rule drops it. More lines: go on with the text behind the end.
        if line == start:
            return False
        if not silent:
            _begin_line_at(state, line, position)
            state.line = line
        return True
    if not silent:
        state.line = line + 1
    return True


def _end_of_comment(state: StateBlock, start: int, end: int) -> tuple[int, int] | None:
    """Return line and position behind the comment that opens in ``start``, or None."""
    known = state.env.get(_UNCLOSED_LINES)
    if known and known[0] <= start < known[1] and known[2] == state.blkIndent:
        return None
    position = state.bMarks[start] + state.tShift[start] + len(_OPEN)
    line = start
    while line < end and (
        line == start or state.isEmpty(line) or state.sCount[line] >= state.blkIndent
    ):
        if line > start:
            position = state.bMarks[line]
        found = state.src.find(_CLOSE, position, state.eMarks[line])
        if found >= 0:
            return line, found + len(_CLOSE)
        line += 1
    state.env[_UNCLOSED_LINES] = (start, line, state.blkIndent)
    return None


def _begin_line_at(state: StateBlock, line: int, position: int) -> None:
    """Make the block parser see ``line`` as if it began at ``position``."""
    text = state.src[position : state.eMarks[line]]
    state.bMarks[line] = position + len(text) - len(text.lstrip())
    state.tShift[line] = 0
    state.sCount[line] = state.blkIndent
    state.bsCount[line] = 0


def comment_inline(state: StateInline, silent: bool) -> bool:
    """Inline rule: drop a comment within a line or paragraph."""
    if not state.src.startswith(_OPEN, state.pos):
        return False
    if state.env.get(_UNCLOSED_TEXT) is state.src:
        return False
    found = state.src.find(_CLOSE, state.pos + len(_OPEN), state.posMax)
    if found < 0:
        if state.posMax == len(state.src):
            state.env[_UNCLOSED_TEXT] = state.src
        return False
    state.pos = found + len(_CLOSE)
    return True
