"""Columns of our lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import quote
from wagtail.admin.ui.tables import ButtonsColumnMixin, Column, TitleColumn


class RowTitleColumn(ButtonsColumnMixin, TitleColumn):
    """The first column: what the row is, a link to all of it, and what can be done with it."""

    def __init__(self, *args: Any, buttons_of: Callable[[Any], list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, get_title_id=self._title_id, **kwargs)
        self._buttons_of = buttons_of

    @staticmethod
    def _title_id(row: Any) -> str:
        return f"row_{quote(row.pk)}_title"

    def get_buttons(self, instance: Any, parent_context: Any) -> list[Any]:
        """Return the buttons of this row."""
        return self._buttons_of(instance)


class NoteColumn(Column):
    """Short words about a row, "–" where there are none."""

    def __init__(self, name: str, *, value: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(name, accessor=value, **kwargs)
        self.value = value

    def get_value(self, instance: Any) -> Any:
        """Return the words."""
        value = super().get_value(instance)
        return "–" if value in (None, "") else value


class LinkColumn(NoteColumn):
    """Short words about a row that lead to the thing itself, where there is an address."""

    cell_template_name = "wagtail_social/admin/link_cell.html"

    def __init__(self, name: str, *, url: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self._url = url

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Return words and address."""
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"url": self._url(instance)}
