"""The example site's settings for production, on a machine that is none: see ``deploy``."""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(64))
os.environ.setdefault("BASE_URL", "https://intranet.example.org")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")

from example_site.production import *  # noqa: F403
