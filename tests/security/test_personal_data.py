"""Every key from our models to a person is declared, so that export and erasure miss nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from wagtail_social.extension_points import PersonalData, personal_data


def _keys_to_people() -> set[tuple[str, str]]:
    """Return (model, field) of every key to the user model, keys of parent tables included.

    The keys of Wagtail's own page table are the host's, on every page alike.
    """
    user_model = get_user_model()
    return {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("wagtail_social")
        for field in (*model._meta.get_fields(), *model._meta.many_to_many)
        if field.concrete
        and field.is_relation
        and field.related_model is user_model
        and field.model._meta.app_label != "wagtailcore"
    }


def test_every_key_to_a_person_is_declared() -> None:
    """A new model with a key to a user fails here until somebody says what becomes of it."""
    assert settings.AUTH_USER_MODEL
    declared = {(entry.model, entry.field) for entry in personal_data.all()}
    assert _keys_to_people() - declared == set()
    assert declared - _keys_to_people() == set()


def test_no_key_is_declared_twice() -> None:
    """Two answers to what becomes of a row would contradict each other."""
    counts = Counter((entry.model, entry.field) for entry in personal_data.all())
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("entry", personal_data.all(), ids=lambda e: f"{e.model}.{e.field}")
def test_declaration_names_fields_that_exist_and_an_outcome_that_works(entry: PersonalData) -> None:
    """The fields are there; what is cleared can be empty; what is kept has a reason."""
    model: Any = apps.get_model(entry.model)
    key = model._meta.get_field(entry.field)
    for name in entry.export:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            pytest.fail(f"{entry.model} has no field {name}")
    assert entry.on_erase in ("delete", "clear", "keep")
    if entry.on_erase == "clear":
        assert key.null, f"{entry.model}.{entry.field} cannot be empty"
    if entry.on_erase == "keep":
        assert entry.why


def test_user_text_of_every_model_can_be_exported() -> None:
    """Who wrote a text gets it: an author's key exports every text the person worded there."""
    authors = ("author", "reporter", "edited_by")
    for entry in personal_data.all():
        model: Any = apps.get_model(entry.model)
        if entry.field in authors:
            texts = {
                field.name
                for field in model._meta.get_fields()
                if getattr(field, "max_length", None) is None
                and field.concrete
                and field.get_internal_type() == "TextField"
                and field.editable
                and field.name not in ("html", "followup")
            }
            assert texts - set(entry.export) <= {"removal_reason", "decision"}, entry
