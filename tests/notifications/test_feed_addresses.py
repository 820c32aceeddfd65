"""Addresses of feeds: made, shown once, replaced, revoked, and written nowhere."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.cast import words
from wagtail_social.actions import NotVisible
from wagtail_social.groups import actions as groups
from wagtail_social.notifications.feeds.actions import RevokeFeedAddress
from wagtail_social.notifications.feeds.tokens import hash_of
from wagtail_social.notifications.models import FeedAddress
from wagtail_social.topics.actions import FollowTopic

from .feed_stage import LIST, of_group, of_topic, read, say, secret


def test_address_is_shown_once_and_kept_as_a_hash(cast: Any, client_of: Any, caplog: Any) -> None:
    client = client_of("member")
    slug = cast.groups["open"].slug
    page = f"/community/groups/{slug}/feed/"
    assert f'href="{page}"' in client.get(f"/community/groups/{slug}/").content.decode()
    with caplog.at_level(logging.DEBUG):
        shown = client.post(page).content.decode()
        path = re.search(r'value="[^"]*(/community/feeds/([\w-]{43})/)"', shown)
        assert path is not None
        assert read(path[1]).status_code == 200
        FeedAddress.objects.update(revoked_at=timezone.now())
        assert read(path[1]).status_code == 404
        FeedAddress.objects.update(revoked_at=None)
    token = path[2]
    assert token not in caplog.text
    row = FeedAddress.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == hash_of(token)
    assert token not in str(list(ModelLogEntry.objects.values()))
    assert token not in str(dict(client.session))
    for address in (page, LIST, "/community/notifications/settings/"):
        assert token not in client.get(address).content.decode()
    assert token.encode() not in read(path[1]).content


def test_new_address_takes_the_place_of_the_old_one(cast: Any) -> None:
    old, elsewhere = of_group(cast, "member"), secret(cast, "member")
    new = of_group(cast, "member")
    assert [read(path).status_code for path in (old, new, elsewhere)] == [404, 200, 200]
    assert FeedAddress.objects.visible_to(cast["member"]).count() == 2


def test_person_revokes_one_or_all_of_their_own(cast: Any, client_of: Any) -> None:
    paths = [of_group(cast, "member"), secret(cast, "member"), of_topic(cast, "member")]
    other = secret(cast, "author")
    first = FeedAddress.objects.get(user=cast["member"], kind="group")
    foreign = FeedAddress.objects.get(user=cast["author"])
    client = client_of("member")
    assert cast.groups["open"].title in client.get(LIST).content.decode()
    assert client.post(f"{LIST}{foreign.pk}/revoke/").status_code == 404
    assert client.post(f"{LIST}{first.pk}/revoke/").status_code == 303
    assert [read(path).status_code for path in paths] == [404, 200, 200]
    assert client.post(f"{LIST}{first.pk}/revoke/").status_code == 404
    assert (
        "2 addresses work no more." in client.post(f"{LIST}revoke/", follow=True).content.decode()
    )
    assert [read(path).status_code for path in paths] == [404, 404, 404]
    assert read(other).status_code == 200
    with pytest.raises(NotVisible):
        RevokeFeedAddress(actor=cast["member"], address=foreign).execute()


def test_page_lists_what_one_may_not_read_any_more_without_its_name(
    cast: Any, client_of: Any
) -> None:
    with override_settings(WAGTAIL_SOCIAL_FEEDS_OF_CLOSED_GROUPS=True):
        of_group(cast, "member", "secret")
    groups.LeaveGroup(actor=cast["member"], group=cast.groups["secret"]).execute()
    page = client_of("member").get(LIST).content.decode()
    assert "do not read any more" in page
    assert not [word for word in words("secret") if word in page.lower()]


def test_followed_topics_are_offered_and_their_page_makes_an_address(
    cast: Any, client_of: Any
) -> None:
    tag = say(cast, source="#solar").tags.get()
    FollowTopic(actor=cast["employee"], tag=tag).execute()
    client, page = client_of("employee"), f"/community/topics/{tag.slug}/feed/"
    assert f'href="{page}"' in client.get(LIST).content.decode()
    assert "/community/feeds/" in client.post(page).content.decode()
    assert f'href="{page}"' not in client.get(LIST).content.decode()
    assert client.get("/community/topics/none-such/feed/").status_code == 404


@override_settings(WAGTAIL_SOCIAL_THROTTLES={"feed": "2/h"})
def test_making_many_addresses_is_limited(cast: Any, client_of: Any) -> None:
    codes = [client_of("member").post(f"{LIST}mine/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]


def test_failure_is_logged_without_the_secret(
    cast: Any, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("no")

    path = of_group(cast, "member")
    monkeypatch.setattr("wagtail_social.notifications.feeds.serving.posts_of", fail)
    assert read(path).status_code == 500
    assert "A feed could not be written" in caplog.text
    assert path.split("/")[-2] not in caplog.text
