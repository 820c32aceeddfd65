"""Links: which targets are safe, bare addresses, and pictures that become links."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_SPECIAL = re.compile('[\x00-\x20\x7f-\xa0\\\\<>"`\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]')
_WEB = re.compile(
    r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?(?:[/?#]|$)", re.I
)
_MAIL = re.compile(r"mailto:[^@?]+@[^@?]+(?:\?[^@]*)?", re.I)
_PHONE = re.compile(r"tel:\+?[0-9][0-9().-]{1,30}", re.I)

#: Longer targets are refused; browsers and mail programs cut them anyway.
MAX_TARGET = 2000

# Brackets, quotes and the punctuation of East Asian scripts end an address in running text.
_BARE_CHARACTER = (
    '[^\\s<>"`\\[\\]\\\\^|\u201c-\u201f\u00ab\u00bb\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]'
)
_BARE = re.compile(
    f"https?://[\\w.\\[-]{_BARE_CHARACTER}{{0,{MAX_TARGET}}}+(?!{_BARE_CHARACTER})", re.I
)
_SCHEME_BEFORE = re.compile(r"(?<![\w+.-])https?$", re.I)
_ENTITY_AT_END = re.compile(r"&[a-z0-9#]{1,31};$", re.I)
_TRAILING = "?!.,:*_~'\u2019\u2026"
# A picture without a description is shown by its address, which may be a very long one.
_ADDRESS_SHOWN = 200


def safe_target(target: str) -> str | None:
    """Return ``target`` when a link in user text may point there, else None.

    Allowed are ``http://`` and ``https://`` with a plain host (no user or password in it),
    ``mailto:``, simple ``tel:`` numbers and paths of this site that begin with one ``/``.
    """
    if len(target) > MAX_TARGET or _SPECIAL.search(target):
        return None
    if target.startswith("/"):
        return None if target.startswith("//") else target
    if _WEB.match(target) or _MAIL.fullmatch(target) or _PHONE.fullmatch(target):
        return target
    return None


def bare_address(text: str) -> str:
    """Return ``text``, which begins with an address, without the punctuation that follows it.

    As in GitHub's extended autolinks: a closing parenthesis belongs to the address only when it
    was opened in it, and an entity at the end does not.
    """
    surplus = text.count(")") - text.count("(")
    end = len(text)
    while end:
        last = text[end - 1]
        if last in _TRAILING:
            end -= 1
        elif last == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif last == ";":
            entity = _ENTITY_AT_END.search(text, max(0, end - 34), end)
            end = entity.start() if entity else end - 1
        else:
            break
    return text[:end]


def bare_link(state: StateInline, silent: bool) -> bool:
    """Inline rule: turn ``http://…`` and ``https://…`` in running text into a link."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME_BEFORE.search(state.pending[-9:])
    if scheme is None or _follows_word(state, len(scheme.group())):
        return False
    start = state.pos - len(scheme.group())
    match = _BARE.match(state.src, start, state.posMax)
    if match is None:
        return False
    address = bare_address(match.group())
    target = safe_target(state.md.normalizeLink(address))
    if target is None or start + len(address) <= state.pos:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme.group())]
        state.push("link_open", "a", 1).attrs = {"href": target}
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1)
    state.pos = start + len(address)
    return True


def _follows_word(state: StateInline, length: int) -> bool:
    """Say whether the scheme is glued to a text token that was pushed before (an escape)."""
    if len(state.pending) > length or not state.tokens:
        return False
    return state.tokens[-1].type == "text_special" and state.tokens[-1].content[-1:].isalnum()


def settle_links(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield inline tokens with only safe links and without pictures.

    A refused link leaves its text, an automatic one also its angle brackets. A picture becomes
    a link to it, or just its description inside another link. A link always has a text.
    """
    opened: list[Token | None] = []
    empty = False
    for token in tokens:
        if token.type == "link_open":
            target = safe_target(str(token.attrs.get("href", "")))
            opened.append(token if target else None)
            empty = True
            if target:
                token.attrs = {"href": target}
                yield token
            elif token.markup == "autolink":
                yield _text("<")
        elif token.type == "link_close":
            link = opened.pop() if opened else None
            if link is not None:
                if empty:
                    yield _text(str(link.attrs["href"]))
                yield token
            elif token.markup == "autolink":
                yield _text(">")
        elif token.type == "image":
            empty = False
            yield from _picture(token, inside_link=any(opened))
        else:
            empty = empty and not token.content.strip()
            yield token


def _picture(token: Token, inside_link: bool) -> Iterator[Token]:
    address = str(token.attrs.get("src", ""))
    text = _plain(token.children or ()).strip() or address[:_ADDRESS_SHOWN]
    target = safe_target(address)
    if inside_link or target is None:
        yield _text(text)
        return
    yield Token("link_open", "a", 1, attrs={"href": target})
    yield _text(text)
    yield Token("link_close", "a", -1)


def _plain(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens, pictures by their description."""
    parts = []
    for token in tokens:
        if token.type == "image":
            parts.append(_plain(token.children or ()))
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        else:
            parts.append(token.content)
    return "".join(parts)


def _text(content: str) -> Token:
    """Return a token that is shown as it is: no mention, topic or emoji is looked for in it."""
    return Token("text_special", "", 0, content=content)
