"""What the core registers with Wagtail: the menu "Community" of the admin."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from wagtail_social.extension_points import AdminPlace, admin_places


@lru_cache(maxsize=1)
def places() -> list[AdminPlace]:
    """Return the places of all rooms, in order; each viewset is made once."""
    return sorted(admin_places.all(), key=lambda place: place.order)


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Give Wagtail the viewsets of all rooms."""
    return [place.viewset for place in places() if place.viewset is not None]


@hooks.register("register_admin_menu_item")
def community_menu() -> SubmenuMenuItem:
    """One entry for all of the community; it is there for who may enter one of its places."""
    items = [place.menu_item(place.order) for place in places() if place.menu_item]
    return SubmenuMenuItem(
        _("Community"), Menu(items=items), name="community", icon_name="group", order=250
    )
