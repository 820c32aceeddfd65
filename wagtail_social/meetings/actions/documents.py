"""Documents of a meeting: putting them there, new versions, renaming, removing.

Files lie in private storage under names that tell nothing. A file is written before its row and
taken away again where the row does not come to be, so that nothing is half saved.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle
from wagtail_social.uploads import Document, private_storage, random_name

from ..models import AgendaItem, DocumentVersion, MeetingDocument
from .base import MeetingAction, T

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class _PaperAction(MeetingAction[T]):
    """What the actions on documents share."""

    def check(self) -> None:
        """Only who prepares the meeting."""
        self.require_organiser()

    def row(self, document: MeetingDocument) -> MeetingDocument:
        """Return the document as it is now. Raises ``NotVisible`` where it is not here."""
        rows = MeetingDocument.objects.present().filter(meeting=self.meeting, pk=document.pk)
        found = rows.first()
        if found is None:
            raise NotVisible
        found.meeting = self.meeting
        return found


@dataclass(kw_only=True)
class _BringFile(_PaperAction[DocumentVersion]):
    """An action that brings a checked file. The result is the version; ``quiet`` tells nobody."""

    file: Document
    quiet: bool = False

    event = events.meeting_document_added
    is_content = True

    _stored: str = ""

    def check(self) -> None:
        """Only who prepares the meeting, and not more files than the limit."""
        super().check()
        throttle("upload", self.actor)

    def execute(self) -> DocumentVersion:
        """Do it; where it fails, the file goes again."""
        try:
            return super().execute()
        except BaseException:
            self.take_back()
            raise

    def _settle(self) -> None:
        """Forget what was stored: its row is committed, so whatever fails now, it stays."""
        self._stored = ""

    def take_back(self) -> None:
        """Delete the file where its row does not come to be: also one that others roll back."""
        if not self._stored:
            return
        try:
            private_storage().delete(self._stored)
        except Exception:
            logger.exception("a file without a row stays in the private storage")

    def keep(self, document: MeetingDocument, number: int) -> DocumentVersion:
        """Store the file and make its row. Raises ``Refused`` where the storage does not take it.

        The time is that of the row, not that at which the file began to be stored.
        """
        storage = private_storage()
        self._stored = random_name("meetings", "bin")
        try:
            self._stored = storage.save(self._stored, self.file.file)
        except Exception as error:
            logger.exception("the private storage does not take a document")
            raise Refused(
                _("The file could not be stored. Please try again."),
                code="not_stored",
                field="file",
            ) from error
        transaction.on_commit(self._settle)
        return DocumentVersion.objects.create(
            document=document,
            number=number,
            file=self._stored,
            name=self.file.name,
            size=self.file.size,
            uploaded_by=self.actor,
            uploaded_at=timezone.now(),
        )

    def log_data(self, result: DocumentVersion) -> dict[str, Any]:
        """Log which meeting and document, and the number of the version."""
        return {
            "meeting": self.meeting.pk,
            "document": result.document_id,
            "version": result.number,
        }

    def subject(self, result: DocumentVersion) -> MeetingDocument:
        """Log it at the document."""
        return result.document

    def event_data(self, result: DocumentVersion) -> dict[str, Any]:
        """Tell document, version, and whether people are told."""
        return {"document": result.document, "version": result, "quiet": self.quiet}


@dataclass(kw_only=True)
class AddDocument(_BringFile):
    """Put a document to the meeting, or to one item of its agenda. Without a title: the name."""

    title: str = ""
    item: AgendaItem | None = None

    log_as = "wagtail_social.document.added"

    def write(self) -> DocumentVersion:
        """Make the document and its first version."""
        if self.item is not None:
            rows = AgendaItem.objects.filter(meeting=self.meeting, pk=self.item.pk)
            if not rows.exists():
                raise NotVisible
        document = MeetingDocument.objects.create(
            meeting=self.meeting, item=self.item, title=self.title.strip() or self.file.title
        )
        return self.keep(document, 1)


@dataclass(kw_only=True)
class ReplaceDocument(_BringFile):
    """Bring a new version of a document. The old ones stay and can be had."""

    document: MeetingDocument

    log_as = "wagtail_social.document.replaced"

    def write(self) -> DocumentVersion:
        """Make the next version; the meeting is locked, so that two at once are two."""
        document = self.row(self.document)
        last = document.versions.aggregate(last=Max("number"))["last"] or 0
        return self.keep(document, last + 1)


@dataclass(kw_only=True)
class RenameDocument(_PaperAction[MeetingDocument]):
    """Give a document another title; the names of its files stay."""

    document: MeetingDocument
    title: str

    log_as = "wagtail_social.document.renamed"
    is_content = True

    def write(self) -> MeetingDocument:
        """Save the title."""
        document = self.row(self.document)
        title = self.title.strip()
        if not title:
            raise Refused(_("A document needs a title."), code="no_title", field="title")
        if document.title == title:
            return self.unchanged(document)
        document.title = title
        document.save(update_fields=["title"])
        return document


@dataclass(kw_only=True)
class RemoveDocument(_PaperAction[MeetingDocument]):
    """Take a document away, all its versions: from now on nobody gets them."""

    document: MeetingDocument

    log_as = "wagtail_social.document.removed"

    def write(self) -> MeetingDocument:
        """Mark it as removed; twice removes it once."""
        rows = MeetingDocument.objects.filter(meeting=self.meeting, pk=self.document.pk)
        document = rows.first()
        if document is None:
            raise NotVisible
        if document.removed_at is not None:
            return self.unchanged(document)
        document.removed_at = timezone.now()
        document.save(update_fields=["removed_at"])
        return document
