"""All addresses of the community, below the prefix that the host chooses."""

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path, re_path

from .views import NothingHereView

app_name = "wagtail_social"

_ROOMS = (
    "topics",
    "people",
    "groups",
    "conversations",
    "moderation",
    "meetings",
    "notifications",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"wagtail_social.{room}.urls"))
    for room in _ROOMS
    if apps.is_installed(f"wagtail_social.{room}")
]
urlpatterns.append(re_path(r"^.*$", NothingHereView.as_view(), name="nothing"))
