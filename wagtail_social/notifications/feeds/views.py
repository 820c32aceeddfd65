"""Pages on which a person makes and revokes the addresses of feeds."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from taggit.models import Tag

from wagtail_social.access import get_or_404
from wagtail_social.addresses import whole
from wagtail_social.conf import settings
from wagtail_social.groups.views.base import GroupPart
from wagtail_social.personal_feeds import PersonalFeed, personal_feeds
from wagtail_social.topics.models import TopicFollow
from wagtail_social.topics.querysets import topics_visible_to
from wagtail_social.topics.views import topic_or_404
from wagtail_social.views import ActionView, SocialPageView

from ..models import FeedAddress, FeedKind
from .actions import MakeFeedAddress, RevokeAllFeedAddresses, RevokeFeedAddress
from .places import (
    Place,
    place_of_group,
    place_of_own,
    place_of_personal,
    place_of_topic,
    places_of,
)

#: How many followed topics the page offers (count).
_TOPICS = 50


class FeedAddressesView(SocialPageView):
    """One's own addresses, and what else one could make one of."""

    template_name = "wagtail_social/notifications/feeds.html"

    def context(self) -> dict[str, Any]:
        user = self.request.user
        rows = list(FeedAddress.objects.visible_to(user))
        places = places_of(user, [(row.kind, row.key) for row in rows])
        return {
            "rows": [(row, places.get((row.kind, row.key))) for row in rows],
            "personal": self.personal({row.kind for row in rows}),
            "has_own": any(row.kind == FeedKind.MINE for row in rows),
            "topics": self.topics({row.key for row in rows if row.kind == FeedKind.TOPIC}),
            "closed_too": settings.FEEDS_OF_CLOSED_GROUPS,
        }

    def personal(self, made: set[str]) -> list[dict[str, str]]:
        """Return what rooms give a person's programs, of which there is no address yet."""
        return [
            {
                "title": str(feed.heading),
                "url": reverse("wagtail_social:personal_feed", args=[feed.name]),
            }
            for feed in personal_feeds.all()
            if feed.name not in made
        ]

    def topics(self, made: set[int]) -> list[Tag]:
        """Return topics that the viewer follows, without those of which there is an address."""
        user = self.request.user
        followed = TopicFollow.objects.of(user).exclude(tag__in=made).values("tag_id")
        return list(topics_visible_to(user).filter(pk__in=followed).order_by("name")[:_TOPICS])


class MakeAddressView(SocialPageView):
    """The page of one feed. POST makes an address and shows it, this once.

    It is shown in answer to the POST: led on to another page, it would have to be kept somewhere.
    """

    template_name = "wagtail_social/notifications/feed.html"

    @property
    def place(self) -> Place:
        """What the feed is of. Raises ``Http404`` for what the viewer may not read."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        place = self.place
        live = FeedAddress.objects.visible_to(self.request.user)
        return {
            "place": place,
            "address": live.filter(kind=place.kind, key=place.key).first(),
            "is_own": place.kind == FeedKind.MINE,
            "closed_too": settings.FEEDS_OF_CLOSED_GROUPS,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a new address, in the place of the one there was."""
        place = self.place
        made = MakeFeedAddress(actor=request.user, kind=place.kind, key=place.key).execute()
        return self.show(**(self.context() | self.addresses(made.token)))

    def addresses(self, token: str) -> dict[str, str]:
        """Return the secret address, as text and, where there is such a thing, as a link."""
        return {"secret_url": whole(reverse("wagtail_social:feed", args=[token]))}


class OwnAddressView(MakeAddressView):
    """The feed of one's own groups and topics."""

    @cached_property
    def place(self) -> Place:
        return place_of_own()


class PersonalAddressView(MakeAddressView):
    """What a room gives a person's programs, such as their meetings for their calendar."""

    template_name = "wagtail_social/notifications/personal_feed.html"

    @cached_property
    def feed(self) -> PersonalFeed:
        """What it is. Raises ``Http404`` where there is no such thing."""
        found = personal_feeds.named(self.kwargs["name"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def place(self) -> Place:
        return place_of_personal(self.feed)

    def context(self) -> dict[str, Any]:
        return super().context() | {"feed": self.feed}

    def addresses(self, token: str) -> dict[str, str]:
        """Return the address with a name at its end, and the link that opens such a program."""
        url = whole(reverse("wagtail_social:feed_file", args=[token, self.feed.file_name]))
        link = f"{self.feed.scheme}:{url.partition(':')[2]}" if self.feed.scheme else ""
        return {"secret_url": url, "open_url": link}


class GroupAddressView(GroupPart, MakeAddressView):
    """The feed of a group. Of one that has none the page says so."""

    may = "can_read"

    @cached_property
    def place(self) -> Place:
        return place_of_group(self.standing.group)


class TopicAddressView(MakeAddressView):
    """The feed of a topic."""

    @cached_property
    def place(self) -> Place:
        return place_of_topic(topic_or_404(self.request.user, self.kwargs["slug"]))


class _RevokeView(ActionView):
    def target(self, result: Any) -> str:
        return reverse("wagtail_social:feed_addresses")


class RevokeView(_RevokeView):
    """Revoke one address."""

    def action(self) -> RevokeFeedAddress:
        address = get_or_404(FeedAddress.objects, self.request.user, pk=self.kwargs["pk"])
        return RevokeFeedAddress(actor=self.request.user, address=address)

    def done(self, result: FeedAddress) -> str:
        return _("The address works no more.")


class RevokeAllView(_RevokeView):
    """Revoke all addresses."""

    def action(self) -> RevokeAllFeedAddresses:
        return RevokeAllFeedAddresses(actor=self.request.user)

    def done(self, result: int) -> str:
        if not result:
            return ""
        return ngettext(
            "%(count)s address works no more.", "%(count)s addresses work no more.", result
        ) % {"count": result}
