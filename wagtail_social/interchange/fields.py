"""How the lines of the interchange format are declared, read and written.

One dataclass a kind of line; its fields say how they are read. Reading and writing both go by
these, so that they cannot disagree.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from .values import BadValue, Reader, identifier, listed, written

L = TypeVar("L")


class BadLine(Exception):
    """A line that cannot be taken; ``reason`` is a translated sentence or phrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def length(model: Any, field: str) -> int | None:
    """Return how long a text may be that goes into this field (characters), ``None`` for any."""
    return model._meta.get_field(field).max_length


def person() -> Reader:
    """Return the reader of the name that a person signs in with."""
    model = get_user_model()
    return identifier(length(model, model.USERNAME_FIELD) or 255)


def objects(kind: type[Any]) -> Reader:
    """Return the reader of an object that is a part of a line."""

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise BadValue(_("must be an object in braces"))
        try:
            return parsed(kind, value)
        except BadLine as error:
            raise BadValue(error.reason) from error

    return read


def required(read: Reader, *, nullable: bool = False) -> Any:
    """Declare a field that every line has; with ``nullable`` it may be ``null``."""
    return dataclasses.field(metadata={"read": read, "required": True, "nullable": nullable})


def optional(read: Reader, default: Any, *, nested: type[Any] | None = None) -> Any:
    """Declare a field that may be left out; ``nested`` is the kind of its objects."""
    return dataclasses.field(default=default, metadata={"read": read, "nested": nested})


def parts(kind: type[Any]) -> Any:
    """Declare a list of objects that may be left out."""
    return optional(listed(objects(kind)), (), nested=kind)


def parsed(kind: type[L], data: Mapping[str, Any]) -> L:
    """Return the line that this object makes. Raises :class:`BadLine` for the first bad field.

    An optional field that is ``null`` counts as left out.
    """
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        rules = field.metadata
        if field.name not in data and rules.get("required"):
            raise BadLine(_("the field “%(field)s” is missing") % {"field": field.name})
        value = data.get(field.name)
        if value is None:
            if not rules.get("required"):
                continue
            if rules["nullable"]:
                values[field.name] = None
                continue
        try:
            values[field.name] = rules["read"](value)
        except BadValue as error:
            raise BadLine(
                _("“%(field)s”: %(reason)s") % {"field": field.name, "reason": error.reason}
            ) from error
    return kind(**values)


def unknown_fields(kind: type[Any], data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of fields that the format does not have, those of parts with a dot."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for key, value in data.items():
        if key not in fields:
            yield key
        elif nested := fields[key].metadata.get("nested"):
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, dict):
                    yield from (f"{key}.{inner}" for inner in unknown_fields(nested, part))


def as_object(line: Any) -> dict[str, Any]:
    """Return a line, or a part of one, as JSON holds it: fields in order, defaults left out."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(line):
        value = getattr(line, field.name)
        if not field.metadata.get("required") and value == field.default:
            continue
        if field.metadata.get("nested"):
            several = isinstance(value, tuple)
            inner = [as_object(part) for part in (value if several else [value])]
            found[field.name] = inner if several else inner[0]
        else:
            found[field.name] = written(value)
    return found


def as_text(line: Any) -> str:
    """Return a line as it stands in a file, with its line end."""
    return json.dumps(as_object(line), ensure_ascii=False) + "\n"
