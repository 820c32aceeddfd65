"""System checks of conversations: what of django-comments-xtd must be, and must not be, there."""

from pathlib import Path
from typing import Any

import django_comments_xtd
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from .receivers import thread_receiver_connected


@checks.register
def check_thread_receiver(**kwargs: Any) -> list[checks.CheckMessage]:
    """The base's receiver must be off: it rewrites whole threads at each save."""
    if not thread_receiver_connected():
        return []
    return [
        checks.Error(
            "django_comments_xtd still rewrites threads when one of our comments is saved.",
            hint=(
                "List django_comments and django_comments_xtd before wagtail_social in "
                "INSTALLED_APPS, as wagtail_social.apps_list() does."
            ),
            id="wagtail_social_conversations.E001",
        )
    ]


@checks.register
def check_sites(**kwargs: Any) -> list[checks.CheckMessage]:
    """The comments' base table needs django.contrib.sites."""
    if apps.is_installed("django.contrib.sites"):
        return []
    return [
        checks.Error(
            "django.contrib.sites is not installed; the table of comments needs it.",
            hint="Add 'django.contrib.sites' to INSTALLED_APPS and set SITE_ID.",
            id="wagtail_social_conversations.E002",
        )
    ]


def _foreign_modules(patterns: list[Any]) -> set[str]:
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = getattr(pattern.urlconf_module, "__name__", "")
            if name.startswith(("django_comments_xtd", "django_comments")):
                found.add(name)
            found |= _foreign_modules(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            module = getattr(pattern.callback, "__module__", "") or ""
            if module.startswith(("django_comments_xtd", "django_comments")):
                found.add(module)
    return found


@checks.register
def check_foreign_addresses(**kwargs: Any) -> list[checks.CheckMessage]:
    """The base's own addresses show comments of closed groups to anybody (measured)."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    found = _foreign_modules(get_resolver().url_patterns)
    if not found:
        return []
    return [
        checks.Error(
            f"The URL configuration includes {', '.join(sorted(found))}. Its views, feeds and API "
            "show comments of closed groups to visitors who are not signed in.",
            hint="Remove that include; wagtail_social has its own addresses.",
            id="wagtail_social_conversations.E003",
        )
    ]


@checks.register
def check_foreign_admin(**kwargs: Any) -> list[checks.CheckMessage]:
    """No list of comments in Django's own admin may show ours: it asks for no group."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib.admin.sites import all_sites

    from .host_admin import open_lists

    return [
        checks.Error(
            f"{model._meta.label} is registered with the admin site “{site.name}”: its list shows "
            "comments of secret groups to whoever has the permission.",
            hint=(
                "Derive its ModelAdmin from wagtail_social.conversations.host_admin."
                "HostCommentsOnly, or list django_comments and django_comments_xtd before "
                "wagtail_social in INSTALLED_APPS, as wagtail_social.apps_list() does."
            ),
            id="wagtail_social_conversations.E004",
        )
        for site in all_sites
        for model in open_lists(site)
    ]


@checks.register
def check_not_found_page(**kwargs: Any) -> list[checks.CheckMessage]:
    """The base brings a bare 404.html, which stands in for that of a host without one."""
    try:
        origin = getattr(get_template("404.html"), "origin", None)
    except TemplateDoesNotExist:
        return []
    base = Path(django_comments_xtd.__file__).parent
    if origin is None or base not in Path(origin.name).parents:
        return []
    return [
        checks.Warning(
            "What is not there, or not for the viewer, is answered with the 404.html of "
            "django_comments_xtd, which has nothing of your site.",
            hint=(
                "Write a 404.html: in a folder of TEMPLATES DIRS, or in an app that comes before "
                "django_comments_xtd in INSTALLED_APPS."
            ),
            id="wagtail_social_conversations.W002",
        )
    ]


@checks.register
def check_comments_of_the_host(**kwargs: Any) -> list[checks.CheckMessage]:
    """A host with comments of its own model keeps them; it must know what is shared."""
    model = getattr(settings, "COMMENTS_XTD_MODEL", None)
    if model in (None, "wagtail_social.conversations.models.Comment"):
        return []
    return [
        checks.Warning(
            f"COMMENTS_XTD_MODEL is {model}: comments of the host and of wagtail_social share "
            "the base tables.",
            hint="See the documentation, “A host with comments of its own”.",
            id="wagtail_social_conversations.W001",
        )
    ]
