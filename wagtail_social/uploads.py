"""Files that people bring: checked, and kept in private storage.

Pictures are made anew without metadata (:func:`clean_picture`); documents stay as they are, and
come only where their content is what their name says (:func:`clean_document`). A document is
never shown in a page, only handed out as a file; yet one that poses as another, that unpacks to
more than a disk holds or that names a place outside itself harms who opens it.
"""

from __future__ import annotations

import codecs
import io
import re
import secrets
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import LazyObject
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .conf import settings
from .markup import one_line

STORAGE_ALIAS = "wagtail_social_private"
_FORMATS = {"JPEG", "PNG", "WEBP", "GIF"}
#: What Pillow raises for broken files and for those that unpack to too much, by format and chunk.
_BROKEN = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


class PrivateFolder(FileSystemStorage):
    """A folder whose files have no public address.

    Without one of its own Django would derive it from ``MEDIA_URL``, where nothing answers.
    """

    def url(self, name: str | None) -> str:
        """Raise ``ValueError``, as Django's storages do for files that have no address."""
        raise ValueError("A private file has no public address.")


class PrivateStorage(LazyObject):
    """Where private files lie: ``STORAGES["wagtail_social_private"]``, else a folder.

    The storage has no public address; a view asks at each request who may have the file.
    """

    def _setup(self) -> None:
        if STORAGE_ALIAS in storages.backends:
            self._wrapped = storages[STORAGE_ALIAS]
        else:
            self._wrapped = PrivateFolder(location=settings.PRIVATE_ROOT)


_private_storage = PrivateStorage()


def private_storage() -> Storage:
    """Return the private storage (a callable, so that migrations name no folder)."""
    return _private_storage  # type: ignore[return-value]


def random_name(folder: str, extension: str) -> str:
    """Return a name that tells nothing of the file: ``folder/<32 hex characters>.<extension>``."""
    return f"{folder}/{secrets.token_hex(16)}.{extension}"


def _refuse_large(upload: UploadedFile) -> None:
    limit = settings.UPLOAD_MAX_BYTES
    if upload.size is None or upload.size > limit:
        raise ValidationError(
            _("This file is larger than %(limit)s.") % {"limit": filesizeformat(limit)},
            code="too_large",
        )


def clean_picture(upload: UploadedFile, *, width: int, height: int) -> ContentFile[Any]:
    """Return the picture as a fresh WebP of at most ``width`` × ``height`` (px).

    Drawing it anew drops EXIF, GPS and whatever hides behind the pixels. Raises
    ``ValidationError`` with a sentence that says what would be accepted.
    """
    _refuse_large(upload)
    refused = ValidationError(
        _("This is not a picture we can show. JPEG, PNG, WebP and GIF are accepted."),
        code="not_a_picture",
    )
    try:
        upload.seek(0)
        with Image.open(upload, formats=sorted(_FORMATS)) as image:
            if image.width * image.height > settings.UPLOAD_MAX_PIXELS:
                raise ValidationError(
                    _("This picture has too many pixels. Please make it smaller first."),
                    code="too_many_pixels",
                )
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((width, height))
            mode = "RGBA" if "A" in upright.getbands() or "transparency" in image.info else "RGB"
            drawn = io.BytesIO()
            upright.convert(mode).save(drawn, "WEBP", quality=82)
    except _BROKEN as error:
        raise refused from error
    return ContentFile(drawn.getvalue(), name="picture.webp")


#: Longest name of a file (characters).
NAME_LENGTH = 200
#: How many parts an office file may have; a long book with its pictures has some hundreds.
_MOST_PARTS = 5000
#: How much an office file may unpack to, in multiples of the largest upload. Text packs to a tenth.
_MOST_UNPACKED = 20
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_PARENT = re.compile(r"(?:^|/)\.\.(?:/|$)")
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|svg|script|iframe|\?xml)\b", re.I)
#: What ``zipfile`` raises for what is no archive, or a broken one.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    RuntimeError,
    NotImplementedError,
)


@dataclass(frozen=True)
class Document:
    """A checked document: the file as it came, its clean name, and its size (bytes)."""

    file: UploadedFile
    name: str
    size: int

    @property
    def title(self) -> str:
        """The name without its ending."""
        return PurePosixPath(self.name).stem


@dataclass(frozen=True)
class _Kind:
    """What may be brought under one ending: how it is handed out, and what its content must be."""

    content_type: str
    fits: Callable[[UploadedFile], bool]


def _begins_with(*signs: bytes) -> Callable[[UploadedFile], bool]:
    def fits(upload: UploadedFile) -> bool:
        upload.seek(0)
        return upload.read(16).startswith(signs)

    return fits


def _picture(form: str) -> Callable[[UploadedFile], bool]:
    def fits(upload: UploadedFile) -> bool:
        upload.seek(0)
        try:
            with Image.open(upload, formats=[form]) as image:
                if image.width * image.height > settings.UPLOAD_MAX_PIXELS:
                    raise ValidationError(
                        _("This picture has too many pixels. Please make it smaller first."),
                        code="too_many_pixels",
                    )
                image.verify()
        except _BROKEN:
            return False
        return True

    return fits


def _text(upload: UploadedFile) -> bool:
    """Whether it is text as it says: not markup that a browser would run under another name."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    start = ""
    upload.seek(0)
    try:
        for chunk in upload.chunks():
            text = decoder.decode(chunk)
            if "\x00" in text:
                return False
            start = start or text[:1000]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise ValidationError(
            _("This text is not in UTF-8. Please save it as UTF-8 and try again."),
            code="not_utf8",
        ) from None
    return not _MARKUP.match(start)


def _archive(is_of_kind: Callable[[zipfile.ZipFile], bool]) -> Callable[[UploadedFile], bool]:
    """Return the check of an office file, which is a ZIP archive; nothing of it is unpacked."""

    def fits(upload: UploadedFile) -> bool:
        if not _begins_with(b"PK\x03\x04")(upload):
            return False
        _refuse_many_parts(upload)
        try:
            upload.seek(0)
            with zipfile.ZipFile(upload) as archive:
                _refuse_bomb(archive)
                names = [part.orig_filename for part in archive.infolist()]
                if any(_is_hostile(name) for name in names):
                    raise ValidationError(
                        _("This file names places outside itself. It is not accepted."),
                        code="hostile_name",
                    )
                return is_of_kind(archive)
        except _BROKEN_ZIP:
            return False

    return fits


def _refuse_many_parts(upload: UploadedFile) -> None:
    """Count the entries of the directory before anything reads them into memory."""
    upload.seek(0)
    if sum(chunk.count(b"PK\x01\x02") for chunk in upload.chunks()) > _MOST_PARTS:
        raise _bomb()


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    packed = {part.compress_type for part in parts}
    if not packed <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile  # No office program packs otherwise.
    most = _MOST_UNPACKED * settings.UPLOAD_MAX_BYTES
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise _bomb()


def _bomb() -> ValidationError:
    return ValidationError(
        _("This file unpacks to far more than a document needs. It is not accepted."), code="bomb"
    )


def _is_hostile(name: str) -> bool:
    """Whether the name of a part leads out of the archive, or hides what it is."""
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name.split("/")[0]
        or bool(_PARENT.search(name))
        or any(unicodedata.category(sign) in ("Cc", "Cf") for sign in name)
    )


def _open_xml(folder: str) -> Callable[[UploadedFile], bool]:
    def is_of_kind(archive: zipfile.ZipFile) -> bool:
        names = archive.namelist()
        with_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        has_parts = any(name.startswith(f"{folder}/") for name in names)
        return "[Content_Types].xml" in names and has_parts and not with_macros

    return _archive(is_of_kind)


def _open_document(content_type: str) -> Callable[[UploadedFile], bool]:
    def is_of_kind(archive: zipfile.ZipFile) -> bool:
        with archive.open("mimetype") as told:
            return told.read(100).strip() == content_type.encode()

    return _archive(is_of_kind)


_KINDS: dict[str, _Kind] = {
    "pdf": _Kind("application/pdf", _begins_with(b"%PDF-")),
    "docx": _Kind(f"{_OPEN_XML}.wordprocessingml.document", _open_xml("word")),
    "xlsx": _Kind(f"{_OPEN_XML}.spreadsheetml.sheet", _open_xml("xl")),
    "pptx": _Kind(f"{_OPEN_XML}.presentationml.presentation", _open_xml("ppt")),
    **{
        ending: _Kind(f"{_ODF}.{kind}", _open_document(f"{_ODF}.{kind}"))
        for ending, kind in (("odt", "text"), ("ods", "spreadsheet"), ("odp", "presentation"))
    },
    "txt": _Kind("text/plain; charset=utf-8", _text),
    "csv": _Kind("text/csv; charset=utf-8", _text),
    "md": _Kind("text/markdown; charset=utf-8", _text),
    "png": _Kind("image/png", _picture("PNG")),
    "jpg": _Kind("image/jpeg", _picture("JPEG")),
    "jpeg": _Kind("image/jpeg", _picture("JPEG")),
    "webp": _Kind("image/webp", _picture("WEBP")),
    "gif": _Kind("image/gif", _picture("GIF")),
}
#: For the file field of a form, so that people are offered what will be accepted.
ACCEPT = ",".join(f".{ending}" for ending in _KINDS)


def accepted_text() -> str:
    """Return the sentence that says which documents are accepted."""
    return _(
        "Accepted are PDF, Word, Excel, PowerPoint and OpenDocument files, plain text, CSV, "
        "Markdown, and PNG, JPEG, WebP and GIF pictures."
    )


def content_type_of(name: str) -> str:
    """Return the content type under which a document of this name is handed out."""
    kind = _KINDS.get(_ending(name))
    return kind.content_type if kind else "application/octet-stream"


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def clean_name(name: str) -> str:
    """Return the name of a file as people see it: no folder, nothing invisible, 200 at most."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if sign.isspace() or unicodedata.category(sign)[0] != "C")
    shown = unicodedata.normalize("NFC", one_line(seen)).strip(" .")
    if len(shown) > NAME_LENGTH:
        path = PurePosixPath(shown)
        ending = path.suffix[:20]
        shown = (path.stem[: NAME_LENGTH - len(ending)].rstrip(" .") + ending).strip(" .")
    return shown or "document"


def clean_document(upload: UploadedFile) -> Document:
    """Return the document with a clean name.

    Raises ``ValidationError`` with a sentence that says what would be accepted: by size, by the
    ending of the name and by the content, which must fit it.
    """
    _refuse_large(upload)
    if not upload.size:
        raise ValidationError(_("This file is empty."), code="empty")
    name = clean_name(upload.name or "")
    kind = _KINDS.get(_ending(name))
    if kind is None:
        raise ValidationError(
            _("Files of this kind are not accepted.") + " " + accepted_text(), code="not_accepted"
        )
    if not kind.fits(upload):
        raise _disguised(name)
    upload.seek(0)
    return Document(upload, name, upload.size)


def _disguised(name: str) -> ValidationError:
    told = _("The content of this file is not what its name says (%(ending)s).")
    return ValidationError(
        told % {"ending": _ending(name)} + " " + accepted_text(), code="disguised"
    )
