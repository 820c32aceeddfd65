"""Text of people: Markdown with mentions, topics and emoji, rendered once to safe HTML.

``render`` makes the HTML that is stored with the text and ``RENDERER_VERSION``; ``present``
shows it with today's names and addresses. In stored HTML a mention is
``<span data-mention="12">@handle</span>``, a topic ``<span data-topic="name">#name</span>`` and
the box of a task ``<span data-task="open">☐</span>``.
"""

from .letters import absolute, as_text, unlinked
from .mentions import Mentions
from .plain import excerpt, plain_words
from .present import mentioned_ids, present
from .rendering import RENDERER_VERSION, Rendered, render
from .source import is_visible, one_line

__all__ = [
    "RENDERER_VERSION",
    "Mentions",
    "Rendered",
    "absolute",
    "as_text",
    "excerpt",
    "is_visible",
    "mentioned_ids",
    "one_line",
    "plain_words",
    "present",
    "render",
    "unlinked",
]
