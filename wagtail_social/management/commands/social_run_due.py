"""``manage.py social_run_due``: do what is due, and say what was done."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from wagtail_social.schedule import run_due


class Command(BaseCommand):
    """Do what is due: digests, mail, reminders, retries. Safe with several at once."""

    help = (
        "Do what is due: mail, digests, reminders, retries. Run it every minute by cron, or let it "
        "run with --loop. Several at once never do the same work twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add ``--loop``."""
        parser.add_argument(
            "--loop",
            type=int,
            metavar="SECONDS",
            help="go on for ever, with this many seconds between two rounds",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one round, or rounds without end."""
        while True:
            for name, done in run_due(timezone.now()):
                if done:
                    self.stdout.write(f"{name}: {done}")
            if not options["loop"]:
                return
            self.stdout.flush()
            close_old_connections()
            time.sleep(max(options["loop"], 1))
