"""What the tests of meetings can ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from wagtail_social.conversations.targets import place_for
from wagtail_social.meetings.actions.documents import AddDocument
from wagtail_social.meetings.models import DocumentVersion
from wagtail_social.meetings.targets import ITEM
from wagtail_social.uploads import clean_document

from .files import PDF, upload


@pytest.fixture
def meet(cast: Any) -> Any:
    """What comes before the next meeting of the closed group."""
    return cast.meetings["closed"]


@pytest.fixture
def address(meet: Any) -> Callable[..., str]:
    """Return an address of that meeting, by the name of its URL."""

    def url(name: str, *arguments: Any) -> str:
        return reverse(f"wagtail_social:{name}", args=[meet.meeting.pk, *arguments])

    return url


@pytest.fixture
def bring(cast: Any, meet: Any) -> Callable[..., DocumentVersion]:
    """Put a document to that meeting: ``bring("Roster.pdf")``."""

    def do(name: str = "Roster.pdf", content: bytes = PDF, **options: Any) -> DocumentVersion:
        options = {"actor": cast["manager"], "meeting": meet.meeting} | options
        return AddDocument(file=clean_document(upload(name, content)), **options).execute()

    return do


@pytest.fixture
def talk_about(cast: Any) -> Callable[..., Any]:
    """Return an item's discussion as a role finds it: ``talk_about("member", item)``."""

    def place(role: str, item: Any) -> Any:
        return place_for(cast[role], ITEM, item.pk)

    return place
