"""From what a person typed to the HTML that is stored."""

from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from .mentions import WHOLE_GROUP, Mentions, resolve
from .parser import ADDRESSES, PEOPLE, STEPS, TooLong, build_parser
from .sanitiser import sanitise
from .source import clean, strip_invisible
from .words import HANDLES, TOPICS

#: Raised whenever the same source gives other HTML; ``social_rerender`` renders older texts again.
RENDERER_VERSION = 1

# No honest text comes near: HTML of 32 characters for one, before ``rel`` is added to links.
_GROWTH, _ALLOWANCE = 32, 1024
_STEPS_PER_CHARACTER = 3

_PARSER = build_parser()
_STRICT_PARSER = build_parser(tables_and_references=False)


class Rendered(NamedTuple):
    """HTML to store, and what it speaks of."""

    #: Safe to show after :func:`present`.
    html: str
    #: Lower-case handle and user id of each person mentioned, in order, none twice.
    mentioned: tuple[tuple[str, int], ...]
    #: Topic names as typed, without ``#``, in order; of names that differ in case the first.
    topics: tuple[str, ...]
    #: Whether the text names the whole group (``@group``), and no person has that handle.
    names_group: bool = False


def render(source: str, *, mentions: Mentions) -> Rendered:
    """Render Markdown ``source`` to HTML of a short allowlist.

    ``mentions`` maps lower-case handles to user ids, or is a callable that is asked once, with
    all handles of the text, when there are any. Handles it does not know stay plain text.

    Never fails on any text: one that would grow out of proportion (to more than 32 times its
    length) is rendered without tables and link references, and else as plain lines. Time is
    linear in the length of the source; how long a text may be is for the caller to say.
    """
    text = clean(source)
    env: dict[str, Any] = {}
    html = ""
    for parser in (_PARSER, _STRICT_PARSER):
        env = {ADDRESSES: _limit(text), STEPS: _STEPS_PER_CHARACTER * len(text) + _ALLOWANCE}
        try:
            html = _parse(parser, text, env, mentions)
        except TooLong:
            continue
        break
    else:
        env = {}
        html = f"<p>{escapeHtml(text).strip().replace(chr(10), '<br>')}</p>"
    return Rendered(
        html=sanitise(strip_invisible(html)).strip(),
        mentioned=tuple(env.get(PEOPLE, {}).items()),
        topics=tuple(env.get(TOPICS, {}).values()),
        names_group=WHOLE_GROUP in env.get(HANDLES, ()) and WHOLE_GROUP not in env.get(PEOPLE, {}),
    )


def _limit(text: str) -> int:
    return _GROWTH * len(text) + _ALLOWANCE


def _parse(parser: MarkdownIt, text: str, env: dict[str, Any], mentions: Mentions) -> str:
    """Return unsanitised HTML and leave the people and topics of the text in ``env``."""
    tokens = parser.parse(text, env)
    env[PEOPLE] = resolve(tuple(env.get(HANDLES, ())), mentions)
    html = str(parser.renderer.render(tokens, parser.options, env))
    if len(html) > _limit(text):
        raise TooLong
    return html
