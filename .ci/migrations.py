"""Fail when a model of ours has changed without a migration."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = {"wagtail_social", "example_site", "tests"}


def main() -> None:
    """Ask Django for the migrations that are missing, on the settings of the tests."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

    import django
    from django.apps import apps
    from django.core.management import call_command

    django.setup()
    labels = [app.label for app in apps.get_app_configs() if app.name.partition(".")[0] in OURS]
    if not any(label.startswith("wagtail_social") for label in labels):
        raise SystemExit("No app of wagtail_social is installed: nothing was checked.")
    call_command("makemigrations", *labels, check=True, dry_run=True)
    print(f"{len(labels)} apps: {', '.join(labels)}")


if __name__ == "__main__":
    main()
