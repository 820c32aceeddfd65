"""Folders to import, and what a database holds."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

SAMPLE = Path(__file__).parent / "sample"
#: Apps whose tables an import writes to, or could.
OURS = ("auth", "django_comments", "django_comments_xtd", "taggit", "wagtail_social")
_LATER = ("what it weighs", "what Hedda says", "more than a cat", "less than van 3", "a round sum")


def folders() -> list[Path]:
    """Return the folders of the sample gate: our own, and the one that the environment names."""
    named = os.environ.get("SOCIAL_SAMPLE_DATA")
    return [SAMPLE, *([Path(named)] if named else [])]


def guesses(count: int) -> list[dict[str, Any]]:
    """Return that many comments on the post "guess", each with words of its own."""
    authors = ("wim", "lotte", "yusuf", "nadja", "Marisol")
    lines = []
    for number in range(1, count + 1):
        line = {
            "id": f"guess-{number}",
            "post": "guess",
            "author": authors[number % 5],
            "created": f"2024-09-01T09:{number // 60:02}:{number % 60:02}Z",
            "body": f"Guess {number}: {1000 + 7 * number} grams, {_LATER[number % 5]}.",
        }
        if number % 10 == 0:
            line["parent"] = f"guess-{number - 1}"
        if number % 100 == 0:
            line["body"] += f"\n\n- not @{authors[(number + 1) % 5].lower()}'s guess\n- `{number}`"
        lines.append(line)
    return lines


def write(folder: Path, **kinds: list[Any]) -> Path:
    """Write lines (objects, or text as it is) into files of a folder, behind what is there."""
    folder.mkdir(exist_ok=True)
    for kind, lines in kinds.items():
        with (folder / f"{kind}.jsonl").open("a", encoding="utf-8", newline="\n") as file:
            for line in lines:
                file.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    return folder


def run_import(folder: Path, *switches: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it wrote."""
    out = io.StringIO()
    try:
        call_command("social_import", folder, *switches, stdout=out, stderr=out)
    except SystemExit as error:
        return int(error.code or 0), out.getvalue()
    return 0, out.getvalue()


def export(folder: Path, *switches: str) -> dict[str, bytes]:
    """Run the command; return the content of each file by its path in the folder."""
    call_command("social_export", folder, *switches, stdout=io.StringIO())
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def our_models() -> list[Any]:
    """Return every model, with those between two others, that an import could write to."""
    labels = ("wagtailcore.ModelLogEntry",)
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith(OURS) or model._meta.label in labels
    ]


def tables() -> dict[str, list[Any]]:
    """Return every row of every table of ours."""
    found = {}
    for model in our_models():
        names = [field.attname for field in model._meta.local_concrete_fields]
        rows = model._base_manager.order_by("pk").values_list(*names)
        found[model._meta.label] = [tuple(map(str, row)) for row in rows]
    return found


def empty_the_database() -> None:
    """Take every row of ours away, below the models: nobody's receivers run."""
    kept = {"auth.Permission", "auth.Group", "auth.Group_permissions"}
    with connection.cursor() as cursor:
        for model in our_models():
            if model._meta.label not in kept:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    assert not get_user_model().objects.exists()
