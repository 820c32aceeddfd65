"""Lists as spreadsheets, without formulas: what people wrote must not run when it is opened."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

#: What makes a spreadsheet program take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

#: What XML, and so XLSX, cannot hold (https://www.w3.org/TR/xml/#charsets).
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


#: Rows for which things are fetched at once (count).
_PART = 500


class PreparedRows:
    """The rows of a queryset, part by part, each part made ready by ``prepare``."""

    def __init__(self, queryset: Any, prepare: Callable[[list[Any]], None]) -> None:
        self.model = queryset.model
        self._queryset = queryset
        self._prepare = prepare

    def __iter__(self) -> Iterator[Any]:
        rows = self._queryset.iterator(chunk_size=_PART)
        while part := list(islice(rows, _PART)):
            self._prepare(part)
            yield from part


def harmless(value: Any) -> Any:
    """Return text that a spreadsheet program shows as it is; other values unchanged."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def printable(value: Any) -> Any:
    """Return text without the signs that XLSX cannot hold; other values unchanged."""
    return _NOT_IN_XML.sub("", value) if isinstance(value, str) else value


class HarmlessExportMixin(SpreadsheetExportMixin):
    """Exports text as text: in XLSX by the type of the cell, in CSV by a sign before it."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Take out what a spreadsheet cannot hold, and in CSV the power of formulas."""
        prepared = printable(super().preprocess_field_value(field, value, export_format))
        return harmless(prepared) if export_format == self.FORMAT_CSV else prepared

    def generate_xlsx_row(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Write what looks like a formula as text (Wagtail does so from 8.0 on)."""
        for cell in super().generate_xlsx_row(*args, **kwargs):
            if getattr(cell, "data_type", "") == "f":
                cell.data_type = "s"
            yield cell
