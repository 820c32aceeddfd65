"""Hosts of other kinds, each in a process of its own with settings of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

_SETTINGS = """
import wagtail_social

SECRET_KEY = "a host of a test"
DEBUG = False
ALLOWED_HOSTS = ["*"]
HOST_APPS = [
    "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search",
    "wagtail.sites", "wagtail.admin", "wagtail", "modelcluster", "taggit",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles",
]
INSTALLED_APPS = [*wagtail_social.apps_list(), *HOST_APPS]
HOST_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
MIDDLEWARE = [*HOST_MIDDLEWARE, "django_htmx.middleware.HtmxMiddleware"]
ROOT_URLCONF = "host_urls"
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": ["FOLDER/templates"],
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "FOLDER/db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = "FOLDER/media"
LOGIN_URL = "/sign-in/"
SITE_ID = 1
WAGTAIL_SITE_NAME = "Host"
WAGTAILADMIN_BASE_URL = "http://localhost"
EMAIL_TIMEOUT = 20
TAGGIT_CASE_INSENSITIVE = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
"""

_URLS = """
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("community/", include("wagtail_social.urls")),
    path("", include(wagtail_urls)),
]
"""

_URLS_ALONE = """
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [path("admin/", include(wagtailadmin_urls)), path("", include(wagtail_urls))]
"""


@dataclass
class Host:
    """A host in a folder of its own. ``more`` is what its settings say beyond the usual."""

    folder: Path
    more: str = ""
    alone: bool = False

    def write(self) -> Host:
        """Write settings and addresses; ``alone`` leaves ours out of the addresses."""
        settings = _SETTINGS.replace("FOLDER", str(self.folder)) + textwrap.dedent(self.more)
        (self.folder / "host_settings.py").write_text(settings)
        (self.folder / "host_urls.py").write_text(_URLS_ALONE if self.alone else _URLS)
        (self.folder / "templates").mkdir(exist_ok=True)
        (self.folder / "templates" / "404.html").write_text("<h1>Not found</h1>")
        return self

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Django."""
        return self._python("-m", "django", *command)

    def script(self, text: str) -> subprocess.CompletedProcess[str]:
        """Run a script in the host, once Django is ready."""
        begin = (
            "import gc, django; django.setup(); gc.freeze(); gc.set_threshold(100_000, 20, 50)\n"
        )
        return self._python("-c", begin + textwrap.dedent(text))

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "host_settings",
            "PYTHONPATH": os.pathsep.join([str(self.folder), str(REPOSITORY)]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        environment.pop("DATABASE_URL", None)
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )


def succeeded(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a command said; fail with its words where it did not succeed."""
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
