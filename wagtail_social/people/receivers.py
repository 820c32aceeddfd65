"""Everybody has a profile: made with the user, at signing in, and after migrations."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import connections, router
from django.db.models.signals import post_migrate, post_save

from .models import Profile


def profile_for_new_user(
    sender: Any, instance: Any, created: bool, raw: bool, **kwargs: Any
) -> None:
    """Give a new user a profile."""
    if created and not raw:
        Profile.objects.ensure_for([instance])


def profile_at_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Give a profile to who was made without signals (bulk creation, synchronisation)."""
    Profile.objects.ensure_for([user])


def profiles_after_migration(sender: Any, using: str, **kwargs: Any) -> None:
    """Give profiles to the users that an existing intranet already has.

    Not where the table has just been taken away: a host that leaves migrates back to nothing.
    """
    if using != router.db_for_write(Profile):
        return
    if Profile._meta.db_table in connections[using].introspection.table_names():
        Profile.objects.ensure_for_all()


def connect(config: AppConfig) -> None:
    """Connect the receivers of this room."""
    uid = "wagtail_social_people"
    post_save.connect(profile_for_new_user, sender=settings.AUTH_USER_MODEL, dispatch_uid=uid)
    user_logged_in.connect(profile_at_sign_in, dispatch_uid=uid)
    post_migrate.connect(profiles_after_migration, sender=config, dispatch_uid=uid)
