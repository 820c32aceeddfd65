"""Finds mentions, topics and emoji in the text between the marks of Markdown."""

import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

from markdown_it.token import Token

from .emoji import SHORTCODES, with_emoji
from .mentions import MAX_HANDLES, MENTION
from .topics import TOPIC

#: Keys of the parser's ``env`` with what was found, in the order of the text.
HANDLES, TOPICS = "handles", "topics"

# An address of another scheme (ftp://host/#part) is no place for a topic.
_ADDRESS = r"(?<![\w+.-])[A-Za-z][A-Za-z0-9+.-]{1,31}://\S+"
_WORDS = re.compile(f"{_ADDRESS}|{MENTION}|{TOPIC}|{SHORTCODES}")
_MARKERS = re.compile("[@#:]")


def mark_words(tokens: Sequence[Token], env: MutableMapping[str, Any]) -> Iterator[Token]:
    """Yield inline tokens with ``mention`` and ``topic`` tokens of their own, emoji replaced.

    Inside a link only emoji are replaced: a link cannot hold another one. What was escaped
    (``\\@name``) comes as a token of another type and is left alone.
    """
    links = 0
    before = ""
    for token in tokens:
        links += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and _MARKERS.search(token.content):
            yield from _split(before, token.content, links > 0, env)
        else:
            yield token
        before = token.content[-1:] if token.type in ("text", "text_special", "code_inline") else ""


def _split(
    before: str, content: str, in_link: bool, env: MutableMapping[str, Any]
) -> Iterator[Token]:
    """Split ``content``, which follows the character ``before``."""
    text = before + content
    end = len(before)
    parts: list[str] = []
    for match in _WORDS.finditer(text, end):
        found = None
        if match["handle"] and not in_link:
            found = _mention(match["handle"], env)
        elif match["topic"] and not in_link:
            found = _topic(match["topic"], env)
        elif match["shortcodes"]:
            parts += text[end : match.start()], with_emoji(match["shortcodes"])
            end = match.end()
        if found:
            parts.append(text[end : match.start()])
            yield Token("text", "", 0, content="".join(parts))
            yield found
            parts = []
            end = match.end()
    parts.append(text[end:])
    yield Token("text", "", 0, content="".join(parts))


def _mention(typed: str, env: MutableMapping[str, Any]) -> Token | None:
    handles = env.setdefault(HANDLES, {})
    handle = typed.lower()
    if handle not in handles and len(handles) >= MAX_HANDLES:
        return None
    handles[handle] = True
    return Token("mention", "", 0, content=f"@{typed}", meta={"handle": handle})


def _topic(name: str, env: MutableMapping[str, Any]) -> Token:
    env.setdefault(TOPICS, {}).setdefault(name.casefold(), name)
    return Token("topic", "", 0, content=f"#{name}", meta={"name": name})
