"""Files of each kind that is accepted, as small as they go, and uploads of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ODF = "application/vnd.oasis.opendocument"


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as made:
        for name, content in parts.items():
            # A date of its own: processes that run the tests beside each other name them alike.
            made.writestr(zipfile.ZipInfo(name), content, compression)
    return written.getvalue()


def open_xml(folder: str, **more: bytes) -> bytes:
    """Return a file such as Word (``word``), Excel (``xl``) and PowerPoint (``ppt``) write."""
    return archive({"[Content_Types].xml": b"<Types/>", f"{folder}/main.xml": b"<x/>"} | more)


def open_document(kind: str) -> bytes:
    """Return a file such as LibreOffice writes."""
    return archive({"mimetype": f"{ODF}.{kind}".encode(), "content.xml": b"<x/>"})


def picture(form: str) -> bytes:
    """Return a picture of four pixels."""
    drawn = io.BytesIO()
    Image.new("RGB", (2, 2), "teal").save(drawn, form)
    return drawn.getvalue()


#: One good file by its ending.
GOOD: dict[str, bytes] = {
    "pdf": PDF,
    "docx": open_xml("word"),
    "xlsx": open_xml("xl"),
    "pptx": open_xml("ppt"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
    "txt": "Wind and weather, in Zürich too.\n".encode(),
    "csv": b"\xef\xbb\xbfday;hours\nMonday;8\n",
    "md": b"<div>centred</div>\n\n# Rosters\n",
    "png": picture("PNG"),
    "jpg": picture("JPEG"),
    "jpeg": picture("JPEG"),
    "webp": picture("WEBP"),
    "gif": picture("GIF"),
}


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """Return a file as a form brings it."""
    return SimpleUploadedFile(name, content)


class Again(io.BytesIO):
    """A file that a test client can send more than once."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name

    def read(self, *args: Any) -> bytes:
        """Return all of it, each time."""
        return self.getvalue()
