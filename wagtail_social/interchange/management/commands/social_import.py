"""``manage.py social_import FOLDER``: bring conversations along from elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from wagtail_social.interchange.console import Console, summary
from wagtail_social.interchange.importing import import_folder

#: What a shell expects of a program that was stopped by Ctrl-C.
_INTERRUPTED = 130


class Command(BaseCommand):
    """Read a folder in the interchange format."""

    help = (
        "Import people, groups, posts, meetings and comments from a folder of JSON lines. "
        "Can be stopped and started again; a second run changes nothing. "
        "Exits with 1 when lines were refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the folder and the switches."""
        parser.add_argument("folder", type=Path, help="the folder with the .jsonl files")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and write nothing"
        )
        parser.add_argument(
            "--quiet", action="store_true", help="say nothing but which lines were refused"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and sum up."""
        folder: Path = options["folder"]
        console = Console(self.stdout, self.stderr, quiet=options["quiet"])  # type: ignore[arg-type]
        try:
            report = import_folder(folder, dry_run=options["dry_run"], listener=console)
        except FileNotFoundError as error:
            raise CommandError(
                _("%(folder)s is no folder with files of this format.") % {"folder": folder}
            ) from error
        except KeyboardInterrupt:
            console.clear()
            self.stdout.write(
                _("Stopped. What was read so far is kept; run the same command again to go on.")
            )
            sys.exit(_INTERRUPTED)
        console.clear()
        if not options["quiet"]:
            for line in summary(report):
                self.stdout.write(line)
        if not report.is_whole:
            sys.exit(1)
