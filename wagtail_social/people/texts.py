"""Short texts that people write of themselves and of their groups, as they are shown."""

from __future__ import annotations

from django.utils.safestring import SafeString

from wagtail_social.markup import present, render


def shown(text: str) -> SafeString:
    """Return a text of ours with its lists, emphasis and links; names and topics stay plain.

    For the few short texts of a page that are stored as typed (at most 5,000 characters).
    """
    html = render(text, mentions={}).html
    return present(html, people={}, topic_url=lambda name: "")
