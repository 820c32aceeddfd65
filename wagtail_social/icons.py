"""The icons of the set: one sprite among the static files, drawn by name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from django.conf import settings
from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SPRITE = "wagtail_social/icons.svg"
_SPRITE_FILE = Path(__file__).resolve().parent / "static" / SPRITE
_SVG = "{http://www.w3.org/2000/svg}"
_TURNS_WITH_DIRECTION = frozenset({"arrow-left", "chevron-left", "chevron-right", "leave", "reply"})


def icon_names() -> frozenset[str]:
    """The names that ``icon_markup`` knows."""
    return frozenset(_icon_shapes())


def icon_markup(name: str, label: str = "", extra_class: str = "") -> SafeString:
    """Draw one icon; without ``label`` it is decoration and assistive technology passes it by.

    Where static files come from another host the shapes stand in the page itself, since browsers
    refuse to take a part of a drawing from elsewhere. An unknown name raises ``ValueError`` with
    the known ones.
    """
    return _icon_markup(name, label, extra_class, settings.STATIC_URL)


@lru_cache(maxsize=1)
def _icon_shapes() -> dict[str, SafeString]:
    """Read the sprite once: the shapes of each icon by name."""
    shapes: dict[str, SafeString] = {}
    sprite = ElementTree.parse(_SPRITE_FILE)  # noqa: S314 (a file of this package)
    for symbol in sprite.getroot().iter(f"{_SVG}symbol"):
        shapes[symbol.attrib["id"]] = format_html_join(
            "",
            "<{} {}/>",
            (
                (
                    shape.tag.removeprefix(_SVG),
                    format_html_join(" ", '{}="{}"', shape.attrib.items()),
                )
                for shape in symbol
            ),
        )
    return shapes


@lru_cache(maxsize=512)
def _icon_markup(name: str, label: str, extra_class: str, static_url: str | None) -> SafeString:
    shapes = _icon_shapes()
    if name not in shapes:
        message = "There is no icon named %r. Known names: %s." % (name, ", ".join(sorted(shapes)))
        raise ValueError(message)
    classes = " ".join(
        filter(
            None,
            ["ws-icon", "ws-icon--turns" if name in _TURNS_WITH_DIRECTION else "", extra_class],
        )
    )
    naming = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else format_html('aria-hidden="{}"', "true")
    )
    address = static(SPRITE)
    if address.startswith(("http:", "https:", "//")):
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', classes, naming, shapes[name]
        )
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"/></svg>', classes, naming, address, name
    )


def _forget_icons(*, setting: str, **kwargs: object) -> None:
    if setting in {"STATIC_URL", "STORAGES", "STATIC_ROOT"}:
        _icon_markup.cache_clear()


setting_changed.connect(_forget_icons, dispatch_uid="wagtail_social_elements.icons")
