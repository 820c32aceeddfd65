"""Addresses: of what stands on a page many times, and whole ones for what is read elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from .conf import settings

_STAND_IN = 987654321

Address = Callable[[Any], str]


@lru_cache(maxsize=256)
def _parts(name: str, count: int, frame: tuple[Any, ...]) -> tuple[str, ...]:
    """Return an address with ``count`` arguments, cut where they stand."""
    keys = [str(_STAND_IN + number) for number in range(count)]
    rest = reverse(f"wagtail_social:{name}", args=keys)
    parts = []
    for key in keys:
        before, _key, rest = rest.partition(key)
        parts.append(before)
    return (*parts, rest)


def address_frame() -> tuple[Any, ...]:
    """Return what addresses depend on: URL configuration, where it is mounted, and language."""
    return get_urlconf(), get_script_prefix(), get_language()


def addresses(name: str, *fixed: Any) -> Address:
    """Return the addresses called ``wagtail_social:<name>`` as a function of their last argument.

    ``fixed`` are the arguments before it. Arguments are keys and names of targets, which need no
    quoting. Which parts an address has is remembered, for each :func:`address_frame`.
    """
    *parts, end = _parts(name, len(fixed) + 1, address_frame())
    before = "".join(f"{part}{value}" for part, value in zip(parts, fixed, strict=False))
    before += parts[-1]
    return lambda key: f"{before}{key}{end}"


def base_url() -> str:
    """Return the address of the site without a slash at its end: a query, unless it is set."""
    return (settings.BASE_URL or _default_site()).rstrip("/")


def _default_site() -> str:
    from wagtail.models import Site

    site = Site.objects.filter(is_default_site=True).first() or Site.objects.first()
    return str(site.root_url) if site else "http://localhost"


def whole(path: str, base: str = "") -> str:
    """Return a path of this site as a whole address; one that is whole already stays."""
    return f"{base or base_url()}{path}" if path.startswith("/") else path
