"""Settings of the test suite: those of the example site, quick and without surprises.

``DATABASE_URL`` chooses the database; SQLite in memory by default.
"""

import tempfile

import dj_database_url

from example_site.settings import *  # noqa: F403

DEBUG = False
# Workers of the tests find their table; within the tests tasks run at once.
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]  # noqa: F405
DATABASES = {"default": dj_database_url.config(default="sqlite://:memory:")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"timeout": 20}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATA_DIR = tempfile.mkdtemp(prefix="wagtail-social-tests-")
MEDIA_ROOT = f"{DATA_DIR}/media"
STATIC_ROOT = f"{DATA_DIR}/static"
WAGTAIL_SOCIAL_PRIVATE_ROOT = f"{DATA_DIR}/private"
WAGTAIL_SOCIAL_WEBHOOK_HOSTS = ["hooks.test"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WAGTAIL_SOCIAL_THROTTLES = dict.fromkeys(
    [
        "post",
        "comment",
        "edit",
        "react",
        "call",
        "report",
        "invite",
        "group",
        "meeting",
        "propose",
        "join",
        "upload",
        "suggest",
        "feed",
        "feed_read",
        "feed_miss",
        "webhook",
    ]
)
