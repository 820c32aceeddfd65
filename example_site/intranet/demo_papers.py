"""Small PDF files for the demo, made of plain text: one page, one typeface, nothing else."""

from __future__ import annotations

#: Width and height of A4, and where the text begins (points).
_WIDTH, _HEIGHT = 595, 842
_LEFT, _TOP = 64, 770
_LEADING = 17


def pdf_of(text: str) -> bytes:
    """Return a PDF of one page with these lines; the first is its title.

    What Latin-1 has no sign for becomes a question mark.
    """
    title, *lines = text.rstrip("\n").split("\n")
    shown = [f"BT /F2 17 Tf {_LEFT} {_TOP} Td ({_escaped(title)}) Tj ET"]
    for number, line in enumerate(lines, start=1):
        height = _TOP - 8 - number * _LEADING
        shown.append(f"BT /F1 10.5 Tf {_LEFT} {height} Td ({_escaped(line)}) Tj ET")
    content = "\n".join(shown).encode("latin-1", "replace")
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    return _written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 4 0 R "
            "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            font.format("Courier").encode(),
            font.format("Helvetica-Bold").encode(),
            f"<< /Title ({_escaped(title)}) >>".encode("latin-1", "replace"),
        ]
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _written(objects: list[bytes]) -> bytes:
    """Return a file of these objects, numbered from 1, the last of which is its information."""
    found = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(found)
    found += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        found += b"%010d 00000 n \n" % place
    found += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (
        len(objects) + 1,
        len(objects),
    )
    found += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(found)
