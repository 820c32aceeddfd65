"""Read by Django's own admin, where the host has it."""

from django.apps import apps

if apps.is_installed("django.contrib.admin"):
    # taggit registers its list when this is read, which would else be after us.
    import taggit.admin  # noqa: F401
    from django.contrib import admin

    from .host_admin import close_list

    close_list(admin.site)
