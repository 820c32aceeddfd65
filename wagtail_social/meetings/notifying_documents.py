"""What people are told of documents: a new one, or a new version, of a meeting they come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.happenings import Facts, Happening, Reason, Words

from .models import DocumentVersion, MeetingDocument
from .notifying import CATEGORY, facts_of, guests


def _facts(
    document: MeetingDocument,
    version: DocumentVersion,
    actor: Any,
    quiet: bool = False,
    **data: Any,
) -> Facts | None:
    meeting = document.meeting
    if quiet or actor is None or meeting.is_draft:
        return None
    return dataclasses.replace(facts_of(meeting, actor), object_id=version.pk)


def _brought(names: str, count: int) -> str:
    return ngettext("%(names)s put a document there", "%(names)s put documents there", count) % {
        "names": names
    }


def _words(user: Any, ids: Collection[int]) -> dict[int, Words]:
    """Return the titles of documents that this user may have, by the key of the version."""
    versions = DocumentVersion.objects.visible_to(user).filter(pk__in=ids)
    return {
        version.pk: Words(
            html=format_html("<p>{}</p>", version.document.title),
            url=version.document.get_absolute_url(),
        )
        for version in versions.select_related("document")
    }


def _still_there(ids: Collection[int]) -> set[int]:
    versions = DocumentVersion.objects.filter(pk__in=ids, document__removed_at__isnull=True)
    return set(versions.values_list("pk", flat=True))


def happenings() -> list[Happening]:
    """A document of a meeting."""
    return [
        Happening(
            name="meeting_document",
            label=gettext_lazy("Document of a meeting"),
            event=events.meeting_document_added,
            facts=_facts,
            reasons=(Reason(CATEGORY, guests, _brought),),
            words=_words,
            still_there=_still_there,
        )
    ]
