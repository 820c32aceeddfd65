"""``manage.py social_export FOLDER``: take conversations out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from wagtail_social.groups.models import Group
from wagtail_social.interchange.exporting import export_folder, not_carried
from wagtail_social.interchange.format import file_name
from wagtail_social.interchange.names import Names


class Command(BaseCommand):
    """Write a folder in the interchange format."""

    help = (
        "Export people, groups, posts, meetings and comments into a folder of JSON lines. "
        "The folder then holds everything of all groups, closed and secret ones too."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the folder and the group."""
        parser.add_argument("folder", type=Path, help="the folder to write into")
        parser.add_argument("--group", metavar="SLUG", help="only this group and who appears in it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, and say what is in the folder and what is not."""
        group = self._group(options["group"]) if options["group"] else None
        try:
            counts = export_folder(options["folder"], group=group)
        except FileExistsError as error:
            raise CommandError(
                _("%(file)s is there already. Name an empty folder.") % {"file": error}
            ) from error
        for kind, count in counts.items():
            self.stdout.write(f"{file_name(kind):<18} {count:>9}")
        self.stdout.write(_("Not carried by this format:"))
        for line in not_carried(group):
            self.stdout.write(f"- {line}")

    def _group(self, slug: str) -> Group:
        """Return the group of this address, or that came under this name."""
        key = Group.objects.filter(slug=slug).values_list("pk", flat=True).first()
        key = key or Names.imported("groups", slug)
        group = Group.objects.filter(pk=key).first() if key else None
        if group is None:
            raise CommandError(_("There is no group “%(slug)s”.") % {"slug": slug})
        return group
