"""Lets the tests of the renderer run without pytest-django too: they need no database."""

import os

import django

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
