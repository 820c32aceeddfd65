"""Who gets a digest: the one place of this rule, asked when it is due and again when it is made."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wagtail_social.conf import settings

from ..models import DigestEvery, PersonalSettings, Presence
from ..wants import without_address

#: How often a digest comes, and so how long somebody must have been away to get it.
INTERVALS = {
    str(DigestEvery.DAY): datetime.timedelta(days=1),
    str(DigestEvery.WEEK): datetime.timedelta(days=7),
}


def who_was_away(user_ids: Any, now: datetime.datetime) -> QuerySet[Any]:
    """Return those of these users who get a digest now.

    Active, with a mail address, wanting one, not here since their last one was due, and not away
    for so long (``DIGEST_STOPS_AFTER``) that mail is of no use any more. When they were here last,
    as far as is known, they carry as ``here_at``.
    """
    users = get_user_model()._default_manager.filter(pk__in=user_ids, is_active=True)
    seen = Presence.objects.filter(user=OuterRef("pk")).values("seen_at")[:1]
    here_at: list[Any] = [Subquery(seen)]
    if _has_field("last_login"):
        here_at.append(F("last_login"))
    known: list[Any] = [F("here_at")]
    if _has_field("date_joined"):
        known.append(F("date_joined"))
    away = Q(pk__in=())
    for every, interval in INTERVALS.items():
        chosen = PersonalSettings.objects.filter(digest=every).values("user_id")
        gone = Q(here_at__isnull=True) | Q(here_at__lte=now - interval)
        away |= Q(pk__in=chosen) & gone
    stops = now - datetime.timedelta(days=settings.DIGEST_STOPS_AFTER)
    return (
        users.annotate(here_at=_first_known(here_at))
        .annotate(known_at=_first_known(known))
        .filter(away, known_at__gte=stops)
        .exclude(without_address())
    )


def _first_known(moments: list[Any]) -> Any:
    return Coalesce(*moments) if len(moments) > 1 else moments[0]


def _has_field(name: str) -> bool:
    """Whether the host's user model has this field."""
    return name in {field.name for field in get_user_model()._meta.concrete_fields}
