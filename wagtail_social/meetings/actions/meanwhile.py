"""Changes that crossed: what somebody was shown, and what is there now."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import Model
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wagtail_social.actions import Refused

#: The code of what is refused because somebody else was first.
CHANGED_MEANWHILE = "changed_meanwhile"


def fingerprint(row: Model, names: Iterable[str]) -> str:
    """Return a short text that is another one as soon as one of these fields is."""
    values = [row._meta.get_field(name).value_to_string(row) for name in names]  # type: ignore[union-attr]
    made = salted_hmac("wagtail_social.seen", json.dumps(values), algorithm="sha256")
    return made.hexdigest()[:16]


def require_seen(seen: str, now: str) -> None:
    """Raise ``Refused`` where what was ``seen`` is not what is there; empty asks nothing."""
    if seen and seen != now:
        raise Refused(
            _("Somebody has changed this meanwhile. Look at it again, then save."),
            code=CHANGED_MEANWHILE,
        )
