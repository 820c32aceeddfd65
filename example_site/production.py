"""The example intranet as one would put it on a network: PostgreSQL, workers, a mail server.

Everything that differs from one machine to the next comes from the environment; what has no sound
default has to be named. Run beside the web server ``manage.py db_worker`` and
``manage.py social_run_due --loop 60`` (see the documentation, "Mail and background work").
"""

import os
from urllib.parse import urlsplit

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
WAGTAIL_SOCIAL_BASE_URL = WAGTAILADMIN_BASE_URL = os.environ["BASE_URL"].rstrip("/")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", urlsplit(WAGTAIL_SOCIAL_BASE_URL).hostname).split()

# DATABASE_URL=postgres://user:password@host/name, read by the settings this begins with.
if "DATABASE_URL" not in os.environ:
    raise KeyError("DATABASE_URL")

# PostgreSQL would compile the queries that ask who may see what, for longer than it runs them.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"  # noqa: F405

# Tasks wait in the database until a worker takes them.
INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# One cache for all processes: limits are counted in it.
if "REDIS_URL" in os.environ:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "example_site_cache",
        }
    }

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_USE_SSL = os.environ.get("EMAIL_USE_SSL") == "1"
# A mail server that does not answer holds a sender no longer than this (seconds).
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT", "20"))
DEFAULT_FROM_EMAIL = os.environ.get(
    "DEFAULT_FROM_EMAIL", f"intranet@{urlsplit(WAGTAIL_SOCIAL_BASE_URL).hostname}"
)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
