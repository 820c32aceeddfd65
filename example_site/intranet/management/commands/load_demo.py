"""Load the example organisation."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from example_site.intranet import demo
from example_site.intranet.demo_meetings import load_meetings
from example_site.intranet.demo_news import tell_the_latest

SIGN_INS = [
    ("sanne.bakker", "employee, opens the bridge at night"),
    ("joost.okafor", "manages the group Night shift"),
    ("jonas.becker", "chairs the works committee, a secret group that meets every month"),
    (demo.EDITOR, "editor in the Wagtail admin"),
    (demo.COMMUNITY_MANAGER, "community manager in the Wagtail admin"),
    ("henk.smit", "director"),
    (demo.ADMINISTRATOR, "administrator of the site"),
]


class Command(BaseCommand):
    """Make pages, people, conversations and meetings of Havenkant. Run again, it adds nothing."""

    help = "Load the example organisation; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add ``--address``."""
        parser.add_argument(
            "--address",
            default=settings.WAGTAILADMIN_BASE_URL,
            help="where the site is served: links in mails and feeds begin with it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything and say who to sign in as."""
        demo.make_site()
        demo.serve_at(options["address"])
        call_command("social_import", str(demo.FOLDER / "community"), quiet=True)
        demo.give_rights()
        demo.make_presentations()
        load_meetings()
        demo.make_events()
        demo.discuss_news()
        tell_the_latest()
        address = options["address"].rstrip("/")
        self.stdout.write(f"\nHavenkant is ready: {address}/")
        self.stdout.write(f"Sign in at {address}/sign-in/ (password: {demo.PASSWORD})")
        for name, role in SIGN_INS:
            self.stdout.write(f"  {name:14} {role}")
        self.stdout.write(f"The Wagtail admin is at {address}/admin/\n")
