"""Migrations: complete, there and back again, on the database in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from wagtail_social.groups.models import Group

from ..cast import cast_on_stage
from ..snapshot import BEYOND, begin_high

OURS = [
    config.label for config in apps.get_app_configs() if config.name.startswith("wagtail_social")
]


def _labels() -> list[str]:
    """Return our apps that have migrations, those that others stand on last."""
    loader = MigrationLoader(None)
    with_migrations = {label for label, _name in loader.graph.nodes}
    return [label for label in reversed(OURS) if label in with_migrations]


def _tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if "wagtail_social" in name}


def test_models_and_migrations_agree(db: None) -> None:
    """Nothing is waiting for ``makemigrations``."""
    call_command("makemigrations", *OURS, check=True, dry_run=True, verbosity=0)


def test_host_gets_no_migration_of_ours_and_none_names_the_host() -> None:
    """A migration of ours depends on Django, Wagtail, taggit, the comments and on ours alone."""
    loader = MigrationLoader(None)
    host = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("example_site", "tests"))
    }
    for (label, name), migration in loader.disk_migrations.items():
        if label in OURS:
            needs = {app for app, _name in migration.dependencies}
            assert not needs & host, (label, name)


def test_no_migration_names_a_folder_of_a_machine() -> None:
    """The private storage is asked for when the code runs, not when the migration was written."""
    loader = MigrationLoader(None)
    for (label, _name), migration in loader.disk_migrations.items():
        if label in OURS:
            text = "".join(map(repr, migration.operations))
            assert "/tmp" not in text and "/home" not in text and "/work" not in text


@pytest.fixture
def migrated_again(transactional_db: None) -> Iterator[None]:
    """Leave the database as it was, whatever happens in between."""
    yield
    call_command("migrate", verbosity=0)
    begin_high(BEYOND)


@pytest.mark.slow
def test_our_apps_migrate_back_to_nothing_and_forth_again(migrated_again: None) -> None:
    """Every table goes and comes, with rows in them, in the order the graph asks for."""
    cast_on_stage()
    before = _tables()
    assert before
    for label in _labels():
        call_command("migrate", label, "zero", verbosity=0)
    assert _tables() == set()
    call_command("migrate", verbosity=0)
    assert _tables() == before
    targets = MigrationExecutor(connection).loader.graph.leaf_nodes()
    assert MigrationExecutor(connection).migration_plan(targets) == []
    assert not Group.objects.exists()
