"""Secret addresses of feeds: made, and revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import FeedAddress
from .places import place_of
from .tokens import hash_of, new_token


class Made(NamedTuple):
    """A new address. ``token`` is the secret in it, which nobody can be told again."""

    address: FeedAddress
    token: str


@dataclass(kw_only=True)
class MakeFeedAddress(Action[Made]):
    """Make an address of a feed for the actor; the one there was before works no more."""

    kind: str
    key: int = 0

    log_as = "wagtail_social.feed.made"

    def check(self) -> None:
        """Only of what the actor reads, where it has feeds; not too many in a short time."""
        place = place_of(self.actor, self.kind, self.key)
        if place is None:
            raise NotVisible
        if not place.offered:
            raise Refused(_("Closed and secret groups have no feeds."), code="no_feed")
        throttle("feed", self.actor)

    def write(self) -> Made:
        """Put the new one in the place of the old one."""
        # Two at once wait for each other here: only one address is live.
        people = get_user_model()._default_manager.select_for_update(of=("self",))
        people.get(pk=self.actor.pk)
        live = FeedAddress.objects.visible_to(self.actor)
        live.filter(kind=self.kind, key=self.key).update(revoked_at=timezone.now())
        token = new_token()
        address = FeedAddress.objects.create(
            user=self.actor, kind=self.kind, key=self.key, token_hash=hash_of(token)
        )
        return Made(address, token)

    def subject(self, result: Made) -> FeedAddress:
        """The entry is about the address."""
        return result.address

    def log_data(self, result: Made) -> dict[str, Any]:
        """Of what it is a feed."""
        return {"kind": self.kind, "key": self.key}


@dataclass(kw_only=True)
class RevokeFeedAddress(Action[FeedAddress]):
    """Let an address of one's own work no more."""

    address: FeedAddress

    log_as = "wagtail_social.feed.revoked"

    def check(self) -> None:
        """Only one's own."""
        if self.address.user_id != self.actor.pk:
            raise NotVisible

    def write(self) -> FeedAddress:
        """Revoke it, unless it is revoked."""
        now = timezone.now()
        rows = FeedAddress.objects.live().filter(pk=self.address.pk)
        if not rows.update(revoked_at=now):
            return self.unchanged(self.address)
        self.address.revoked_at = now
        return self.address

    def log_data(self, result: FeedAddress) -> dict[str, Any]:
        """Of what it was a feed."""
        return {"kind": result.kind, "key": result.key}


@dataclass(kw_only=True)
class RevokeAllFeedAddresses(Action[int]):
    """Let all addresses of one's own work no more. Returns how many there were."""

    def write(self) -> int:
        """Revoke each, with an entry of its own."""
        addresses = list(FeedAddress.objects.visible_to(self.actor))
        for address in addresses:
            RevokeFeedAddress(actor=self.actor, address=address).execute()
        return len(addresses)
