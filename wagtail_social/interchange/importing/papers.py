"""The documents of meetings come in: files of the folder, checked like any that people bring."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from wagtail_social.meetings.models import AgendaItem, DocumentVersion, Meeting, MeetingDocument
from wagtail_social.uploads import Document, clean_document, private_storage, random_name

from ..fields import BadLine
from ..meeting_format import DocumentPart, MeetingLine
from .meeting_lines import versions_of
from .meeting_rows import Users

logger = logging.getLogger(__name__)


class Papers:
    """Brings the documents of one import. What was stored without its row goes again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._stored: list[str] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what is stored inside only if the transaction inside is committed."""
        self._stored = []
        try:
            yield
        except BaseException:
            self._take_back(0)
            raise

    def _take_back(self, first: int) -> None:
        for name in self._stored[first:]:
            try:
                private_storage().delete(name)
            except Exception:
                logger.exception("a file without a row stays in the private storage")
        del self._stored[first:]

    @contextmanager
    def _checked(self, file: str, name: str) -> Iterator[Document]:
        """Open a file of the folder and check it. Raises ``BadLine`` with its name."""
        try:
            path = (self._folder / file).resolve()
            if not path.is_relative_to(self._folder):
                raise BadLine(_("%(file)s: this is no file of the folder") % {"file": file})
            with path.open("rb") as opened:
                upload = UploadedFile(opened, name or path.name, size=path.stat().st_size)
                yield clean_document(upload)
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise BadLine(f"{file}: {reason}") from error
        except (OSError, ValueError) as error:
            raise BadLine(_("%(file)s: there is no such file") % {"file": file}) from error

    def check(self, part: DocumentPart) -> None:
        """Check every version of a document and write nothing. Raises ``BadLine``."""
        for version in versions_of(part):
            with self._checked(version.file, version.name):
                pass

    def bring(
        self,
        part: DocumentPart,
        line: MeetingLine,
        meeting: Meeting,
        item: AgendaItem | None,
        user: Users,
    ) -> int:
        """Store a document with all its versions; return its key. Raises ``BadLine``."""
        before = len(self._stored)
        try:
            with transaction.atomic():
                return self._made(part, line, meeting, item, user)
        except BadLine:
            self._take_back(before)
            raise
        except (DataError, IntegrityError) as error:
            self._take_back(before)
            raise BadLine(
                _("the database does not take this: %(error)s") % {"error": str(error).strip()}
            ) from error

    def _made(
        self,
        part: DocumentPart,
        line: MeetingLine,
        meeting: Meeting,
        item: AgendaItem | None,
        user: Users,
    ) -> int:
        row = MeetingDocument(meeting=meeting, item=item, removed_at=part.removed)
        for number, version in enumerate(versions_of(part), start=1):
            with self._checked(version.file, version.name) as document:
                if number == 1:
                    row.title = part.title.strip() or document.title
                    row.save()
                self._stored.append(
                    private_storage().save(random_name("meetings", "bin"), document.file)
                )
                DocumentVersion.objects.create(
                    document=row,
                    number=version.number or number,
                    file=self._stored[-1],
                    name=document.name,
                    size=document.size,
                    uploaded_by=user(version.by),
                    uploaded_at=version.at or _brought(part, line),
                )
        return row.pk


def _brought(part: DocumentPart, line: MeetingLine) -> datetime.datetime:
    """Return when a document was brought of which only the part of the meeting is known."""
    times: dict[str, Any] = {"before": line.created, "during": line.starts, "after": line.ends}
    return times[part.when]
