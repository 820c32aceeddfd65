"""Every field of every model of meetings goes out and comes back, or is left out on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from .folders import empty_the_database, export, run_import
from .meeting_lines import AFTER, BASE, LIVED, TALK, WHOLE
from .test_meetings import folder_with

pytestmark = pytest.mark.django_db

#: What does not travel, and why.
LEFT_OUT = {
    "Meeting.event_page": "pages of the site stay where they are",
    "Attendance.seen_at": "what comes with an import is new to nobody",
    "Note.version": "counts saves; begins anew, like the browsers that know it",
    "DocumentVersion.file": "stored under a new name; what it holds is compared byte for byte",
    "MinutesVersion.content": "its keys are those of the rows here; what it says is compared",
    "RegisteredDecision.position": "the same, by the order of the rows",
}


def fields() -> list[tuple[str, type[models.Model], Any]]:
    """Return each field of the room by name, without keys of rows."""
    room = apps.get_app_config("wagtail_social_meetings")
    return [
        (f"{model.__name__}.{field.name}", model, field)
        for model in room.get_models()
        for field in model._meta.local_concrete_fields
        if not field.primary_key
    ]


def called(row: Any) -> str:
    """Return what tells a row of the room from others of its kind, wherever it is."""
    names = ("uid", "title", "text", "starts_at", "created_at", "number")
    return " ".join(str(getattr(row, name)) for name in names if hasattr(row, name))


def said(row: Any, field: Any) -> Any:
    """Return what a field says; of another row, what that is called."""
    value = getattr(row, field.attname)
    if not field.is_relation or value is None:
        return value
    other = getattr(row, field.name)
    ours = other._meta.app_label == "wagtail_social_meetings"
    return called(other) if ours else str(other)


def everything() -> dict[str, list[str]]:
    """Return what each field that travels says, with the row that says it."""
    found: dict[str, list[str]] = {}
    for name, model, field in fields():
        if name not in LEFT_OUT:
            rows = model._base_manager.all()
            found[name] = sorted(f"{called(row)}: {said(row, field)!r}" for row in rows)
    return found


def says_something(model: type[models.Model], field: Any) -> bool:
    nothing = (None, "", field.get_default())
    return any(getattr(row, field.attname) not in nothing for row in model._base_manager.all())


def test_each_field_of_meetings_travels_or_is_named_as_left_out(tmp_path: Path) -> None:
    code, out = run_import(folder_with(tmp_path, *BASE, WHOLE, *LIVED, AFTER, comments=TALK))
    assert code == 0, out
    before = everything()
    names = {name for name, _model, _field in fields()}
    assert set(LEFT_OUT) <= names, "named as left out, and there is no such field"
    for name, model, field in fields():
        if name not in LEFT_OUT:
            assert says_something(model, field), (
                f"{name} says nothing here: let the format of meetings carry it and give it "
                "something to say in meeting_lines.py, or name it in LEFT_OUT"
            )
    first = export(tmp_path / "first")
    empty_the_database()
    code, out = run_import(tmp_path / "first")
    assert code == 0, out
    after = everything()
    for name, values in before.items():
        assert after[name] == values, name
    assert export(tmp_path / "second") == first
