"""Who is told of what, once; and who is not, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from wagtail_social.conversations.actions import (
    FollowDiscussion,
    PostComment,
    PublishPost,
    React,
)
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import BanMember, InviteToGroup, JoinGroup
from wagtail_social.groups.models import Membership
from wagtail_social.notifications.models import (
    Activity,
    ChoiceOfChannel,
    Delivery,
    GroupChoice,
    Mail,
    Notification,
)
from wagtail_social.notifications.telling import tell

Happens = Callable[[Any], Any]


def comment(happens: Happens, user: Any, post: Any, text: str, parent: Any = None) -> Any:
    place = place_for(user, "post", post.pk)
    return happens(PostComment(actor=user, place=place, source=text, parent=parent))


def line_of(person: Any) -> Notification:
    return Notification.objects.get(recipient=person)


def delivery(person: Any, happening: str) -> Delivery:
    return Delivery.objects.get(recipient=person, activity__happening=happening)


def test_everybody_concerned_by_a_lively_post_gets_one_line_and_one_mail(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    ada, *others = colleagues.values()
    post = happens(
        PublishPost(
            actor=ada, group=cast.groups["open"], source="Ready? @bo @cy @dee", title="Move"
        )
    )
    for person in others[:5]:
        comment(happens, person, post, "Yes")
    for person in colleagues.values():
        assert Notification.objects.filter(recipient=person).count() == 1
        assert Mail.objects.filter(recipient=person).count() <= 1
    assert Mail.objects.filter(recipient=colleagues["bo"]).count() == 1
    assert Mail.objects.filter(recipient=ada).count() == 0
    assert not Delivery.objects.filter(recipient=ada, activity__actor=ada).exists()
    for activity in Activity.objects.all():
        assert activity.told_at is not None
        assert not activity.deliveries.filter(recipient=activity.actor).exists()


def test_the_strongest_reason_is_told(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    post = happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="@bo"))
    assert delivery(colleagues["bo"], "post").category == "mention"
    assert delivery(colleagues["cy"], "post").category == "group_activity"
    asked = comment(happens, colleagues["bo"], post, "What for?")
    comment(happens, colleagues["cy"], post, "For you", parent=asked)
    said = Activity.objects.filter(happening="comment").latest("pk")
    categories = dict(said.deliveries.values_list("recipient", "category"))
    assert categories[colleagues["bo"].pk] == "reply"
    assert categories[colleagues["ada"].pk] == "my_thread"


def test_telling_twice_changes_nothing(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="@bo"))
    activity = Activity.objects.get()
    before = list(Delivery.objects.values()), list(Notification.objects.values())
    assert tell(activity.pk) is False
    Activity.objects.update(told_at=None)
    tell(activity.pk)
    assert before == (list(Delivery.objects.values()), list(Notification.objects.values()))
    assert Mail.objects.count() == 1


def test_line_that_was_read_begins_anew_with_what_follows(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    post = happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="Hi"))
    comment(happens, colleagues["bo"], post, "One")
    line = line_of(colleagues["ada"])
    Notification.objects.filter(pk=line.pk).update(unread=False)
    comment(happens, colleagues["cy"], post, "Two")
    again = line_of(colleagues["ada"])
    assert again.pk == line.pk and again.unread
    assert again.first == again.last > line.last
    comment(happens, colleagues["dee"], post, "Three")
    assert line_of(colleagues["ada"]).first == again.first
    assert line_of(colleagues["ada"]).last > again.last


@pytest.mark.parametrize(
    ("level", "outcome"), [("own", "level"), ("nothing", "level"), ("posts", "told")]
)
def test_member_who_wants_less_of_a_group_is_not_told_of_its_posts(
    cast: Any, colleagues: dict[str, Any], happens: Happens, level: str, outcome: str
) -> None:
    GroupChoice.objects.create(user=colleagues["bo"], group=cast.groups["open"], level=level)
    happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="Hi"))
    assert delivery(colleagues["bo"], "post").site == outcome
    assert Notification.objects.filter(recipient=colleagues["bo"]).exists() is (outcome == "told")


def test_member_who_wants_everything_is_told_of_each_comment(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    GroupChoice.objects.create(user=colleagues["bo"], group=cast.groups["open"], level="all")
    post = happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="Hi"))
    comment(happens, colleagues["cy"], post, "Oh")
    said = Activity.objects.get(happening="comment")
    assert said.deliveries.filter(recipient=colleagues["bo"], site="told").exists()
    assert not said.deliveries.filter(recipient=colleagues["dee"]).exists()


def test_muted_conversation_says_nothing_but_when_one_is_named_and_sends_no_mail(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    post = happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="Hi"))
    comment(happens, colleagues["bo"], post, "Mine")
    place = place_for(colleagues["bo"], "post", post.pk)
    happens(FollowDiscussion(actor=colleagues["bo"], place=place, level="muted"))
    comment(happens, colleagues["cy"], post, "Unheard")
    muted = Activity.objects.latest("pk").deliveries.get(recipient=colleagues["bo"])
    assert (muted.site, muted.mail) == ("muted", "")
    comment(happens, colleagues["cy"], post, "@bo heard")
    named = Activity.objects.latest("pk").deliveries.get(recipient=colleagues["bo"])
    assert (named.category, named.site, named.mail) == ("mention", "told", "")


def test_who_switched_a_kind_off_is_told_by_the_other_channel_only(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    for name, channel in [("bo", "site"), ("cy", "mail")]:
        ChoiceOfChannel.objects.create(
            user=colleagues[name], category="mention", channel=channel, wanted=False
        )
    ChoiceOfChannel.objects.create(
        user=colleagues["dee"], category="group_activity", channel="mail", wanted=True
    )
    happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="@bo @cy Hello"))
    outcomes = {
        name: (delivery(colleagues[name], "post").site, delivery(colleagues[name], "post").mail)
        for name in ("bo", "cy", "dee", "eve")
    }
    assert outcomes == {
        "bo": ("off", "waiting"),
        "cy": ("told", "off"),
        "dee": ("told", "waiting"),
        "eve": ("told", "off"),
    }


def test_who_has_no_address_finds_everything_on_site(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    get_user_model().objects.filter(pk=colleagues["bo"].pk).update(email="")
    happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="@bo"))
    told = delivery(colleagues["bo"], "post")
    assert (told.site, told.mail) == ("told", "no_address")


def test_who_follows_and_was_banned_from_a_closed_group_is_logged_as_not_told(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    group = cast.groups["closed"]
    for name in ("ada", "bo"):
        Membership.objects.create(group=group, user=colleagues[name], state="active")
    post = happens(PublishPost(actor=colleagues["ada"], group=group, source="Closed"))
    comment(happens, colleagues["bo"], post, "Mine")
    happens(BanMember(actor=cast["manager"], group=group, user=colleagues["bo"]))
    comment(happens, colleagues["ada"], post, "Secret word")
    told = Activity.objects.filter(happening="comment").latest("pk")
    assert told.deliveries.get(recipient=colleagues["bo"]).site == "hidden"


def test_author_is_told_of_reactions_as_one_line(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    post = happens(PublishPost(actor=colleagues["ada"], group=cast.groups["open"], source="Hi"))
    for name in ("bo", "cy", "dee"):
        place = place_for(colleagues[name], "post", post.pk)
        happens(React(actor=colleagues[name], place=place, kind="like"))
    assert Delivery.objects.filter(recipient=colleagues["ada"]).count() == 3
    assert line_of(colleagues["ada"]).unread


def test_invitation_shows_on_site_whatever_was_switched_off(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    outsider = cast["employee"]
    for channel in ("site", "mail"):
        ChoiceOfChannel.objects.create(
            user=outsider, category="invitation", channel=channel, wanted=False
        )
    happens(
        InviteToGroup(actor=cast["manager"], group=cast.groups["closed"], user_ids=[outsider.pk])
    )
    told = delivery(outsider, "invited")
    assert (told.site, told.mail) == ("told", "off")


def test_who_joins_by_themselves_is_not_told_so(cast: Any, happens: Happens) -> None:
    happens(JoinGroup(actor=cast["employee"], group=cast.groups["open"]))
    assert not Delivery.objects.filter(recipient=cast["employee"]).exists()


def test_everybody_is_told_of_a_text_to_the_whole_group_but_who_wants_to_hear_nothing(
    cast: Any, colleagues: dict[str, Any], happens: Happens
) -> None:
    group = cast.groups["open"]
    GroupChoice.objects.create(user=colleagues["bo"], group=group, level="nothing")
    GroupChoice.objects.create(user=colleagues["cy"], group=group, level="own")
    post = happens(
        PublishPost(actor=colleagues["ada"], group=group, source="@group @dee!", tell_group="yes")
    )
    outcomes = {
        name: (delivery(colleagues[name], "post").category, delivery(colleagues[name], "post").site)
        for name in ("bo", "cy", "dee", "eve")
    }
    assert outcomes == {
        "bo": ("whole_group", "level"),
        "cy": ("whole_group", "told"),
        "dee": ("mention", "told"),
        "eve": ("whole_group", "told"),
    }
    place = place_for(colleagues["eve"], "post", post.pk)
    text = "@group see above"
    happens(PostComment(actor=colleagues["eve"], place=place, source=text, tell_group="no"))
    said = Activity.objects.get(happening="comment")
    assert not said.deliveries.filter(category="whole_group").exists()
