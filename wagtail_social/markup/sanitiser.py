"""The last gate: an allowlist of elements, attributes and link targets, kept by nh3.

Whatever the parser lets through by mistake stops here. ``SAFE_TAGS``, ``SAFE_ATTRIBUTES`` and
``SAFE_SCHEMES`` are all that stored HTML may hold; tests read them.
"""

import re

import nh3
from markdown_it.common.utils import escapeHtml

from .links import safe_target
from .topics import MAX_LENGTH

SAFE_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre"}
    | {"s", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
SAFE_ATTRIBUTES = {
    "a": frozenset({"href"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"data-mention", "data-topic", "data-task"}),
}
SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Set on every link: no reputation is passed on, and the page behind it learns nothing of ours.
LINK_REL = "nofollow noopener noreferrer ugc"

# What the renderer makes is settled by the second pass.
_PASSES = 6

_DIGITS = re.compile(r"[0-9]{1,19}")
_TOPIC = re.compile(rf"[^\s<>\"'&]{{1,{MAX_LENGTH}}}")


def _checked(tag: str, attribute: str, value: str) -> str | None:
    """Return the value of an attribute as it may stay, or None to drop it."""
    match attribute:
        case "href":
            return safe_target(value)
        case "data-mention":
            return value if _DIGITS.fullmatch(value) else None
        case "start":
            return value if _DIGITS.fullmatch(value) else None
        case "data-topic":
            return value if _TOPIC.fullmatch(value) else None
        case "data-task":
            return value if value in ("open", "done") else None
        case "rel":
            return LINK_REL
    return None


_CLEANER = nh3.Cleaner(
    tags=set(SAFE_TAGS),
    clean_content_tags={"script", "style"},
    attributes={tag: set(names) for tag, names in SAFE_ATTRIBUTES.items()},
    attribute_filter=_checked,
    link_rel=LINK_REL,
    url_schemes=set(SAFE_SCHEMES),
)


def sanitise(html: str) -> str:
    """Return ``html`` with only what the allowlist holds. Doing it again changes nothing.

    HTML read, written and read again can be another tree; attacks on sanitisers live on that.
    So it is cleaned until it stays as it is. What never settles is shown as text.
    """
    for _ in range(_PASSES):
        cleaned = _CLEANER.clean(html)
        if cleaned == html:
            return html
        html = cleaned
    return escapeHtml(html)
