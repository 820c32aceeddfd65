"""How several people, and the site itself, are named in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from django.conf import settings as django_settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_social.markup import unlinked

#: People who are named before the others are counted (count).
NAMED = 2
# What stands for names in a sentence that is remembered: a noncharacter of Unicode.
_NAMES = "\ufdd0"


def names_together(names: Sequence[str], count: int | None = None) -> str:
    """Return names as one speaks them: "Ada", "Ada and Bo", "Ada, Bo and 3 others".

    ``count`` is the number of people where only the first :data:`NAMED` are given.
    """
    count = len(names) if count is None else count
    if count < 2:
        return "".join(names)
    form = _together(count - NAMED, get_language())
    return form % {"first": names[0], "second": names[1]}


@lru_cache(maxsize=256)
def _together(others: int, language: str | None) -> str:
    if not others:
        return _("%(first)s and %(second)s")
    return ngettext(
        "%(first)s, %(second)s and %(count)s other",
        "%(first)s, %(second)s and %(count)s others",
        others,
    ).replace("%(count)s", str(others))


def told_of(names: Sequence[str], count: int, sentence: Callable[[str, int], str]) -> str:
    """Return the sentence of a reason, said of so many people, the first of whom are named."""
    form = _said_of(sentence, count, get_language())
    return form.replace(_NAMES, names_together(names, count))


@lru_cache(maxsize=1024)
def _said_of(sentence: Callable[[str, int], str], count: int, language: str | None) -> str:
    return sentence(_NAMES, count)


def site_name() -> str:
    """Return the name of the site, as people know it (one query)."""
    site = Site.objects.filter(is_default_site=True).first()
    name = site.site_name if site else ""
    name = name or getattr(django_settings, "WAGTAIL_SITE_NAME", "") or ""
    return unlinked(name or (site.hostname if site else ""))
