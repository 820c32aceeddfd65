"""What one person has chosen to hear, as a form shows it, and how a form's answer is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wagtail_social.groups.models import Group

from .actions import ChangePersonalSettings, ChooseChannels, ChooseGroupLevels
from .models import ChoiceOfChannel, GroupChoice, GroupLevel
from .readers import Reader
from .registry import CHANNELS, categories, subjects

#: How many groups and how many muted conversations stand on one page (count).
MOST_SHOWN = 50


def chosen_channels(user: Any) -> dict[tuple[str, str], bool]:
    """Return for each category and channel whether this user wants it: one query."""
    rows = ChoiceOfChannel.objects.filter(user=user)
    chosen = {(row.category, row.channel): row.wanted for row in rows}
    return {
        (category.name, channel): chosen.get((category.name, channel), getattr(category, channel))
        for category in categories().values()
        for channel in CHANNELS
    }


def groups_of(user: Any) -> QuerySet[Group]:
    """Return the groups that this user is in and in which something can still happen."""
    return Group.objects.of_member(user).alive()


def level_of(user: Any, group: Group) -> str:
    """Return how much this user wants to hear of a group: one query."""
    return levels_of(user, [group])[group.pk]


def levels_of(user: Any, groups: Iterable[Group]) -> dict[int, str]:
    """Return how much this user wants to hear of each of these groups, by key: one query."""
    keys = [group.pk for group in groups]
    rows = GroupChoice.objects.filter(user=user, group__in=keys)
    return dict.fromkeys(keys, GroupLevel.POSTS.value) | dict(rows.values_list("group", "level"))


@dataclass(frozen=True)
class Muted:
    """Something a person does not want to hear of. ``hear_url`` takes it back by POST."""

    title: str
    url: str
    place: str
    hear_url: str


def muted_by(user: Any) -> list[Muted]:
    """Return what this user has muted and may still see, newest first, at most so many a kind."""
    found = []
    for subject in subjects().values():
        addresses = subject.muted_for(user, MOST_SHOWN)
        seen = subject.seen_by(user, list(addresses)) if addresses else {}
        found += [
            Muted(seen[key].title, seen[key].url, seen[key].place, hear_url)
            for key, hear_url in addresses.items()
            if key in seen
        ]
    return found


@dataclass(frozen=True)
class Answer:
    """What a person answered: only what the form asked is kept, all of it or nothing."""

    wanted: dict[tuple[str, str], bool]
    personal: dict[str, Any]
    levels: dict[Group, str]

    def keep(self, reader: Reader) -> None:
        """Keep it. Raises ``Refused``."""
        user = reader.user
        with transaction.atomic():
            ChooseChannels(actor=user, wanted=self.wanted).execute()
            if self.personal:
                ChangePersonalSettings(actor=user, values=self.personal).execute()
            if self.levels:
                ChooseGroupLevels(actor=user, levels=self.levels).execute()
