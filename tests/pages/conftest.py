"""A live page of a group, for every test of the page types."""

from __future__ import annotations

from typing import Any

import pytest

from wagtail_social.groups.pages.models import GroupPage

BODY = [
    {"type": "heading", "value": "What zqbody is about"},
    {"type": "text", "value": "<p>Words of the <b>editor</b>.</p>"},
    {"type": "quote", "value": {"text": "Well said.", "source": "Somebody"}},
]


@pytest.fixture
def group_page(host_pages: Any, cast: Any) -> Any:
    """Return a function that puts a live page of a group below a page of the host."""
    count = 0

    def make(group: str | None, parent: Any = None, **fields: Any) -> Any:
        nonlocal count
        count += 1
        page = GroupPage(
            title=fields.pop("title", f"Page of {group}"),
            slug=f"group-page-{count}",
            group=cast.groups[group] if group else None,
            body=fields.pop("body", BODY),
            **fields,
        )
        return (parent or host_pages.home).add_child(instance=page)

    return make
