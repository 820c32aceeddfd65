"""Changes to who follows which topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wagtail_social.access import NotVisible
from wagtail_social.actions import Action

from .models import TopicFollow
from .querysets import topics_visible_to


@dataclass(kw_only=True)
class FollowTopic(Action[TopicFollow]):
    """Follow a topic. Following twice changes nothing."""

    tag: Any

    def check(self) -> None:
        """Only what one may know can be followed."""
        if not topics_visible_to(self.actor).filter(pk=self.tag.pk).exists():
            raise NotVisible

    def write(self) -> TopicFollow:
        """Keep one row a person and topic."""
        follow, _created = TopicFollow.objects.get_or_create(user=self.actor, tag=self.tag)
        return follow


@dataclass(kw_only=True)
class UnfollowTopic(Action[int]):
    """Stop following a topic; returns how many rows went (0 or 1)."""

    tag: Any

    def write(self) -> int:
        """Forget it."""
        deleted, _by_model = TopicFollow.objects.of(self.actor).filter(tag=self.tag).delete()
        return deleted
