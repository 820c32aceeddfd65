"""Which documents are accepted: by size, by name, and by what is in them."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from wagtail_social.uploads import clean_document, clean_name, content_type_of

from .files import GOOD, PDF, archive, open_document, open_xml, picture, upload

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200


def _refusal(name: str, content: bytes) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        clean_document(upload(name, content))
    return refused.value


@pytest.mark.parametrize("ending", GOOD)
def test_each_kind_is_accepted_whole_and_unchanged(ending: str) -> None:
    """A file that is what its name says comes as it was, to be read from its beginning."""
    document = clean_document(upload(f"Roster options.{ending}", GOOD[ending]))
    assert document.name == f"Roster options.{ending}"
    assert document.title == "Roster options"
    assert document.size == len(GOOD[ending])
    assert document.file.read() == GOOD[ending]


def test_the_ending_may_be_in_capitals() -> None:
    """Scanners write PDF in capitals."""
    assert clean_document(upload("SCAN.PDF", PDF)).name == "SCAN.PDF"
    assert content_type_of("SCAN.PDF") == "application/pdf"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drawing.svg", SVG),
        ("page.html", HTML),
        ("page.xhtml", HTML),
        ("setup.exe", EXE),
        ("report.pdf.exe", EXE),
        ("run.sh", b"#!/bin/sh\n"),
        ("macro.docm", open_xml("word")),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("all.zip", archive({"a.txt": b"a"})),
        ("noending", PDF),
        (".pdf", PDF),
        ("script.js", b"alert(1)"),
    ],
)
def test_other_kinds_are_refused_with_what_would_be_accepted(name: str, content: bytes) -> None:
    """By the last ending, whatever stands before it and whatever is in the file."""
    refused = _refusal(name, content)
    assert refused.code == "not_accepted"
    assert "PDF, Word, Excel" in refused.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", EXE),
        ("a.pdf", HTML),
        ("a.pdf", b"x" + PDF),
        ("a.png", picture("JPEG")),
        ("a.jpg", picture("PNG")),
        ("a.gif", b"GIF89a" + b"\x00" * 20),
        ("a.webp", SVG),
        ("a.png", picture("PNG")[:40]),
        ("a.txt", SVG),
        ("a.md", b"\xef\xbb\xbf \n" + HTML),
        ("a.csv", b'<?xml version="1.0"?><svg/>'),
        ("a.txt", b"one\x00two"),
        ("a.docx", open_xml("xl")),
        ("a.xlsx", open_document("spreadsheet")),
        ("a.odt", open_document("presentation")),
        ("a.odt", archive({"content.xml": b"<x/>"})),
        ("a.docx", archive({"word/main.xml": b"<x/>"})),
        ("a.docx", open_xml("word", **{"word/vbaProject.bin": b"macro"})),
        ("a.docx", b"MZ" + open_xml("word")),
        ("a.docx", open_xml("word")[:60]),
        ("a.docx", b"PK\x03\x04 and nothing else"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500),
    ],
)
def test_a_file_that_poses_as_another_is_refused(name: str, content: bytes) -> None:
    """The content must fit the ending; macros do not belong into a file without them."""
    refused = _refusal(name, content)
    assert refused.code == "disguised"
    assert "PDF, Word, Excel" in refused.message


def test_text_that_is_not_utf8_is_refused_with_what_to_do() -> None:
    """Old spreadsheets write Latin-1 and UTF-16."""
    for content in ("Zürich".encode("latin-1"), "Zürich".encode("utf-16"), b"half \xe2\x82"):
        refused = _refusal("a.csv", content)
        assert refused.code == "not_utf8"
        assert "UTF-8" in refused.message


def test_size_is_limited_by_the_setting_and_nothing_is_no_file(settings: Any) -> None:
    """The site says how large; an empty file says nothing."""
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_BYTES = len(PDF)
    assert clean_document(upload("a.pdf", PDF)).size == len(PDF)
    assert _refusal("a.pdf", PDF + b" ").code == "too_large"
    assert _refusal("a.pdf", b"").code == "empty"


def test_a_picture_of_too_many_pixels_is_refused(settings: Any) -> None:
    """Few bytes that unpack to a wall."""
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_PIXELS = 3
    assert _refusal("a.png", picture("PNG")).code == "too_many_pixels"


def test_an_office_file_that_unpacks_to_too_much_is_refused(settings: Any) -> None:
    """A zip bomb: asked of the directory, without unpacking anything."""
    settings.WAGTAIL_SOCIAL_UPLOAD_MAX_BYTES = 100_000
    inside = b"\x00" * 1_100_000
    assert clean_document(upload("a.docx", open_xml("word", **{"word/1.bin": inside})))
    two = open_xml("word", **{"word/1.bin": inside, "word/2.bin": inside})
    assert _refusal("a.docx", two).code == "bomb"


def test_an_office_file_of_thousands_of_parts_is_refused() -> None:
    """A directory that takes longer to read than any document."""
    parts = {f"word/{number}.xml": b"" for number in range(5001)}
    assert _refusal("a.docx", open_xml("word", **parts)).code == "bomb"


@pytest.mark.parametrize(
    "hostile",
    ["../../etc/passwd", "/etc/passwd", "word/../../x", "..\\x", "C:/x", "word/\u202egpj.x", ".."],
)
def test_an_office_file_that_names_places_outside_is_refused(hostile: str) -> None:
    """Some program of some reader would unpack it there."""
    assert _refusal("a.docx", open_xml("word", **{hostile: b"x"})).code == "hostile_name"


def test_a_zero_byte_in_the_name_of_a_part_is_refused() -> None:
    """What comes behind it is hidden from those who look."""
    content = open_xml("word", **{"word/aXb.xml": b"x"}).replace(b"word/aXb", b"word/a\x00b")
    assert _refusal("a.docx", content).code == "hostile_name"


def test_a_directory_that_lies_about_its_place_is_no_error_of_the_server() -> None:
    """Offsets and lengths beyond the file."""
    content = bytearray(open_xml("word"))
    end = content.rindex(b"PK\x05\x06")
    for size, start in ((0xFFFFFFF0, 0), (10, 0xFFFFFFF0), (0, 0)):
        struct.pack_into("<II", content, end + 12, size, start)
        assert _refusal("a.docx", bytes(content)).code == "disguised"


def test_an_encrypted_office_file_is_no_error_of_the_server() -> None:
    """Marked as encrypted, a part cannot be read."""
    content = open_document("text")
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(sign) + flags
        content = content[:place] + b"\x01\x00" + content[place + 2 :]
    assert zipfile.is_zipfile(upload("a.odt", content))
    assert _refusal("a.odt", content).code == "disguised"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\u202efdp.exe.txt", "afdp.exe.txt"),
        ("a\r\nSet-Cookie: x.txt", "a Set-Cookie: x.txt"),
        ("  spaced   out .pdf ", "spaced out .pdf"),
        ("Zu\u0308rich.pdf", "Zürich.pdf"),
        ("\u200b.\u200b", "document"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_cleaned(typed: str, shown: str) -> None:
    """No folder, no control, nothing that turns the reading direction, 200 characters at most."""
    assert clean_name(typed) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_that_harms_nobody(typed: str) -> None:
    """Whatever a browser sends."""
    name = clean_name(typed)
    assert 0 < len(name) <= 200
    assert not set("/\\") & set(name)
    assert not [sign for sign in name if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    assert clean_name(name) == name
