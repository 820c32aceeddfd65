"""The people who read mails: their language, their clock, and when they want quiet."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.translation import get_supported_language_variant

from .models import PersonalSettings


@dataclass(frozen=True)
class Reader:
    """One person as a mail finds them. ``address`` is empty for who has none.

    ``account_language`` and ``account_zone`` are what the person has chosen in their Wagtail
    account, for who chooses nothing else; empty: as the site.
    """

    user: Any
    address: str
    language: str
    zone: datetime.tzinfo
    choices: PersonalSettings
    account_language: str = ""
    account_zone: str = ""

    def quiet_until(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when the person's quiet hours end, or ``None`` outside of them."""
        begin, end = self.choices.quiet_from, self.choices.quiet_until
        if begin is None or end is None or begin == end:
            return None
        local = now.astimezone(self.zone)
        clock = local.time().replace(tzinfo=None)
        spans_midnight = begin > end
        quiet = (clock >= begin or clock < end) if spans_midnight else begin <= clock < end
        if not quiet:
            return None
        day = local.date()
        if spans_midnight and clock >= begin:
            day += datetime.timedelta(days=1)
        return datetime.datetime.combine(day, end, tzinfo=self.zone).astimezone(datetime.UTC)

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Speak the person's language and go by their clock."""
        with translation.override(self.language), timezone.override(self.zone):
            yield

    def next_hour(self, hour: int, after: datetime.datetime) -> datetime.datetime:
        """Return the first time after ``after`` that the person's clock shows this hour."""
        local = after.astimezone(self.zone)
        clock = datetime.time(hour)
        day = local.date()
        while True:
            moment = datetime.datetime.combine(day, clock, tzinfo=self.zone)
            if moment > after:
                return moment.astimezone(datetime.UTC)
            day += datetime.timedelta(days=1)


def readers_of(user_ids: Collection[Any]) -> dict[Any, Reader]:
    """Return the active people among these users, by key: three queries whatever their number."""
    user_model: Any = get_user_model()
    users = user_model._default_manager.filter(pk__in=user_ids, is_active=True)
    choices = {row.user_id: row for row in PersonalSettings.objects.filter(user__in=user_ids)}
    accounts = _accounts(user_ids)
    email = user_model.get_email_field_name()
    return {
        user.pk: _reader(user, email, choices.get(user.pk), accounts.get(user.pk)) for user in users
    }


def reader_of(user: Any) -> Reader:
    """Return one person, whatever the state of their account."""
    choices = PersonalSettings.objects.filter(user=user).first()
    account = _accounts([user.pk]).get(user.pk)
    return _reader(user, user.get_email_field_name(), choices, account)


def _accounts(user_ids: Collection[Any]) -> dict[Any, Any]:
    """Return Wagtail's profiles: there editors choose language and time zone."""
    if not apps.is_installed("wagtail.users"):
        return {}
    from wagtail.users.models import UserProfile

    return {row.user_id: row for row in UserProfile.objects.filter(user__in=user_ids)}


def _reader(user: Any, email: str, choices: PersonalSettings | None, account: Any) -> Reader:
    choices = choices or PersonalSettings(user=user)
    account_language = getattr(account, "preferred_language", "")
    account_zone = getattr(account, "current_time_zone", "")
    language = choices.language or account_language
    zone = choices.time_zone or account_zone
    return Reader(
        user=user,
        address=str(getattr(user, email, "") or ""),
        language=_language(language),
        zone=_zone(zone),
        choices=choices,
        account_language=account_language,
        account_zone=account_zone,
    )


@lru_cache(maxsize=64)
def _supported(code: str, fallback: str) -> str:
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return fallback


def _language(code: str) -> str:
    fallback = django_settings.LANGUAGE_CODE
    return _supported(code, fallback) if code else fallback


def _zone(name: str) -> datetime.tzinfo:
    """Return the zone of this name, or the site's where there is none."""
    if name:
        try:
            return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            pass
    return timezone.get_default_timezone()
