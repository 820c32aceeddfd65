"""Minutes as simple HTML for a mail, and as plain text."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from wagtail_social.markup import as_text

from .content import Content
from .showing import minutes_of

_LETTER = "wagtail_social/meetings/minutes/letter.html"


def letter_of(content: Content, *, note: str = "", reason: str = "") -> SafeString:
    """Return minutes as HTML of paragraphs, headings and lists alone.

    ``note`` stands above them, such as that they are a draft; ``reason`` is what was corrected.
    """
    found = {"minutes": minutes_of(content), "note": note, "reason": reason}
    return render_to_string(_LETTER, found)


def text_of(content: Content, *, note: str = "", reason: str = "", base_url: str = "") -> str:
    """Return minutes as plain text, in lines of at most 76 characters."""
    return as_text(letter_of(content, note=note, reason=reason), base_url) + "\n"
