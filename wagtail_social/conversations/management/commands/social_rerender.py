"""Render stored texts again, after an update that changes what texts may hold."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...rerendering import BATCH, rerender_comments, rerender_posts


class Command(BaseCommand):
    """``social_rerender [--all]``: texts that an older renderer made, or all of them."""

    help = "Render posts and comments again whose HTML an older version of the renderer made."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", dest="everything", help="render all texts again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        everything = options["everything"]
        for name, batches in (
            ("posts", rerender_posts(everything=everything)),
            ("comments", rerender_comments(everything=everything)),
        ):
            changed = 0
            for number, found in enumerate(batches, start=1):
                changed += found
                if options["verbosity"] > 1:
                    self.stdout.write(f"{name}: {number * BATCH} read")
            self.stdout.write(f"{name}: {changed} changed")
