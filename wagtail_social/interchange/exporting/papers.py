"""The documents of meetings go out, as files beside the lines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from wagtail_social.meetings.models import DocumentVersion, MeetingDocument
from wagtail_social.uploads import private_storage

from ..meeting_format import DocumentPart, VersionPart

#: The folder of the files, within that of the export.
FOLDER = "files"


def papers_by_place(documents: Iterable[MeetingDocument]) -> dict[int | None, list[Any]]:
    """Return documents by the item they belong to, oldest first."""
    found: dict[int | None, list[Any]] = {}
    for document in sorted(documents, key=lambda document: document.pk):
        found.setdefault(document.item_id, []).append(document)
    return found


class PaperFiles:
    """Writes files under names made of what they hold, so that the same file stands there once.

    ``lost`` counts versions whose file is not in the storage any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.lost = 0

    def part(
        self,
        document: MeetingDocument,
        versions: Sequence[DocumentVersion],
        name: str,
        users: Mapping[Any, str],
    ) -> DocumentPart:
        """Write the versions of a document; return what the line says of it."""
        return DocumentPart(
            title=document.title,
            id=name,
            versions=tuple(
                VersionPart(
                    file=self._write(version),
                    name=version.name,
                    number=version.number,
                    by=users.get(version.uploaded_by_id),
                    at=version.uploaded_at,
                )
                for version in versions
            ),
            removed=document.removed_at,
        )

    def _write(self, version: DocumentVersion) -> str:
        """Write one file, unless it is there; return its path within the export."""
        folder = self._folder / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)
        ending = PurePosixPath(version.name).suffix.lower()
        unfinished = folder / f"{version.pk}.part"
        digest = hashlib.sha256()
        try:
            with private_storage().open(version.file.name or "") as stored:
                descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    for chunk in stored.chunks():
                        digest.update(chunk)
                        file.write(chunk)
        except FileNotFoundError:
            self.lost += 1
            return f"{FOLDER}/{version.pk}-lost{ending}"
        path = folder / f"{digest.hexdigest()}{ending}"
        unfinished.replace(path)
        return f"{FOLDER}/{path.name}"
