"""Who a person is to others. A host with profiles of its own replaces the class by a setting."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from wagtail_social.addresses import addresses
from wagtail_social.conf import settings

from .models import Profile

#: How many avatar colours the style sheet has.
TONES = 12


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What stands beside a colleague's words.

    ``tone`` (0 to 11) is the steady colour of the initials; ``active`` is false for somebody who
    has left; ``url`` is empty where there is no profile to go to.
    """

    id: int | None
    name: str
    url: str
    initials: str
    tone: int
    avatar_url: str | None = None
    job_title: str = ""
    department: str = ""
    active: bool = True


def initials_of(name: str) -> str:
    """Return one or two capital letters for a name."""
    words = [word for word in name.replace(".", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    picked = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return picked.upper()


class PeopleAdapter:
    """Answers from our own profiles. Override single methods, or all of it."""

    def name(self, user: Any) -> str:
        """Return the name that colleagues know."""
        full = user.get_full_name() if hasattr(user, "get_full_name") else ""
        return full or user.get_username()

    def url(self, user: Any) -> str:
        """Return the address of the person's profile."""
        if isinstance(user.pk, int):
            return addresses("person")(user.pk)
        return reverse("wagtail_social:person", args=[user.pk])

    def avatar_url(self, user: Any) -> str | None:
        """Return the address of a picture, or ``None`` for initials."""
        return None

    def card(self, profile: Any) -> PersonCard:
        """Return the card of one profile (fetched with user and department)."""
        user = profile.user
        name = self.name(user)
        return PersonCard(
            id=user.pk,
            name=name,
            url=self.url(user) if user.is_active else "",
            initials=initials_of(name),
            tone=zlib.crc32(str(user.pk).encode()) % TONES,
            avatar_url=self.avatar_url(user),
            job_title=profile.job_title,
            department=profile.department.name if profile.department else "",
            active=user.is_active,
        )

    def cards(self, user_ids: Collection[Any]) -> dict[Any, PersonCard]:
        """Return cards by user id, in one query; ids without a user are left out."""
        wanted = {pk for pk in user_ids if pk is not None}
        if not wanted:
            return {}
        profiles = Profile.objects.for_cards().filter(user__in=wanted)
        return {profile.user_id: self.card(profile) for profile in profiles}


class PageCards:
    """Cards for the parts of one page: all that were asked for come in one query.

    It is made when the first of them is looked at, so the parts ask and the templates look.
    """

    def __init__(self) -> None:
        self._asked: set[Any] = set()
        self._found: dict[Any, PersonCard | None] = {}

    def of(self, user_id: Any) -> PersonCard | None:
        """Return somebody's card; it is false where there is no such user."""
        if user_id is None:
            return None
        self._asked.add(user_id)
        return cast("PersonCard", SimpleLazyObject(lambda: self._card(user_id)))

    def _card(self, user_id: Any) -> PersonCard | None:
        if user_id not in self._found:
            missing = self._asked - self._found.keys()
            self._found |= dict.fromkeys(missing) | get_adapter().cards(missing)
        return self._found[user_id]


def unknown_person() -> PersonCard:
    """Return the card of somebody whose account is gone."""
    return PersonCard(
        id=None, name=_("Former colleague"), url="", initials="–", tone=0, active=False
    )


@lru_cache(maxsize=4)
def _adapter(path: str) -> PeopleAdapter:
    return import_string(path)()


def get_adapter() -> PeopleAdapter:
    """Return the adapter that the host's settings name."""
    return _adapter(settings.PEOPLE_ADAPTER)
