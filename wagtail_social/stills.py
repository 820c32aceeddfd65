"""Parts of a page that are the same for everybody: drawn once, kept while their template lives.

Style sheets, scripts and the texts that scripts say stand on every page. Nothing of a person, of
the request or of the page may stand in them: what they say follows the language alone. Where static
files lie with a storage of another kind, whose addresses may be signed for a time, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, cast
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage, staticfiles_storage
from django.core.signals import setting_changed
from django.template.base import Template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .addresses import address_frame

# Stands for the nonce of a page's content policy: a noncharacter of Unicode.
_NONCE = "\ufdd6"
#: Drawings kept of one template (count): languages times shapes.
_MOST = 500

_stills: WeakKeyDictionary[Template, dict[Hashable, str]] = WeakKeyDictionary()


def draw_still(
    context: Context,
    name: str,
    shape: Hashable = (),
    variables: Callable[[], Mapping[str, Any]] = dict,
) -> SafeString:
    """Draw the element ``name`` of ``wagtail_social/elements/``.

    It gets ``variables`` and, where there is one, ``csp_nonce``; nothing else of ``context``. Two
    calls with the same ``shape`` in one language give the same variables.
    """
    engine = cast(Template, context.template).engine
    template = engine.get_template(f"wagtail_social/elements/{name}.html")
    nonce = context.get("csp_nonce")
    nonce = None if nonce == "" else nonce
    if not isinstance(staticfiles_storage, StaticFilesStorage):
        return template.render(Context({**variables(), "csp_nonce": nonce}))
    key = (shape, address_frame(), settings.STATIC_URL, settings.DEBUG, nonce is None)
    stills = _stills.setdefault(template, {})
    still = stills.get(key)
    if still is None:
        if len(stills) >= _MOST:
            stills.clear()
        stand_in = None if nonce is None else _NONCE
        drawn = template.render(Context({**variables(), "csp_nonce": stand_in}))
        still = stills[key] = _form_of(drawn) if _NONCE in drawn else drawn
    return still if isinstance(still, SafeString) else format_html(still, nonce)


def _form_of(drawn: str) -> str:
    """Return the format string of a drawing, with a place for the nonce."""
    return drawn.replace("{", "{{").replace("}", "}}").replace(_NONCE, "{0}")


def _forget_stills(*, setting: str, **kwargs: object) -> None:
    if setting in {"STORAGES", "STATIC_ROOT"}:
        _stills.clear()


setting_changed.connect(_forget_stills, dispatch_uid="wagtail_social.stills")
