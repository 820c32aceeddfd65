"""Count anew what is stored, and set right what is wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_social.extension_points import repair_jobs


class Command(BaseCommand):
    """``social_repair_counters [--check]``: with ``--check`` it only says what is wrong."""

    help = "Count stored figures anew and set right what is wrong. With --check only say so."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; end with an error when a figure is wrong",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for job in repair_jobs.all():
            if options["check"]:
                lines = job.drift()
                wrong += len(lines)
                for line in lines:
                    self.stdout.write(f"{job.name}: {line}")
                continue
            changed = job.repair()
            self.stdout.write(f"{job.name}: {changed} set right")
        if wrong:
            raise CommandError(f"{wrong} figures are wrong. Run the command without --check.")
        if options["check"]:
            self.stdout.write("All figures are right.")
