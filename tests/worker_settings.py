"""Settings of the workers that tests start: those of the suite, with tasks in the database.

``DATABASE_URL`` names the database of the test; the mail server, the lease and the rest come from
the environment too.
"""

import os

from .settings import *  # noqa: F403

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ.get("TEST_MAIL_PORT", "1"))
EMAIL_TIMEOUT = 30
WAGTAIL_SOCIAL_MAIL_DELAY = 0
WAGTAIL_SOCIAL_MAIL_LEASE = int(os.environ.get("TEST_MAIL_LEASE", "600"))
