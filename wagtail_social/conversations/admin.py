"""Read by Django's own admin, where the host has it, after the same file of django-comments."""

from django.apps import apps

if apps.is_installed("django.contrib.admin"):
    from django.contrib import admin

    from .host_admin import close_lists

    close_lists(admin.site)
