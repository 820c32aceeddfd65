"""Who gets no mail any more: asked at the moment of sending (class 7, class 8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail

from wagtail_social.conversations.actions import FollowDiscussion, RemovePost
from wagtail_social.conversations.models import Discussion, Post
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import BanMember, LeaveGroup, RemoveMember
from wagtail_social.groups.models import PRESETS, Membership
from wagtail_social.notifications.models import (
    ChoiceOfChannel,
    GroupChoice,
    Mail,
    Notification,
)

from .log import mail_to, outcome

Later = Callable[..., Any]


def _ban(cast: Any, person: Any, post: Post) -> None:
    BanMember(actor=cast["manager"], group=post.group, user=person).execute()


def _remove(cast: Any, person: Any, post: Post) -> None:
    RemoveMember(actor=cast["manager"], group=post.group, user=person).execute()


def _leave(cast: Any, person: Any, post: Post) -> None:
    LeaveGroup(actor=person, group=post.group).execute()


def _close_account(cast: Any, person: Any, post: Post) -> None:
    get_user_model().objects.filter(pk=person.pk).update(is_active=False)


def _move_to_secret(cast: Any, person: Any, post: Post) -> None:
    """The post goes to a group that this person is not in."""
    Post.objects.filter(pk=post.pk).update(group=cast.groups["secret"])
    rows = Discussion.objects.filter(target_type="post", target_id=post.pk)
    rows.update(group=cast.groups["secret"])


@pytest.mark.parametrize("happens_to", [_ban, _remove, _leave, _close_account, _move_to_secret])
def test_who_may_not_see_it_any_more_gets_nothing(
    cast: Any,
    colleagues: dict[str, Any],
    post_about: Any,
    later: Later,
    happens_to: Callable[..., None],
) -> None:
    """Class 7, class 8: asked again at the moment of sending, for each recipient."""
    group, person = cast.groups["closed"], colleagues["bo"]
    for name in ("ada", "bo", "cy"):
        Membership.objects.create(group=group, user=colleagues[name], state="active")
    post = post_about(colleagues["ada"], "Zqword @bo @cy", title="Zqtitle", group=group)
    assert Mail.objects.filter(state="waiting").count() == 2
    happens_to(cast, person, post)
    later()
    assert [message for message in mail.outbox if message.to == [person.email]] == []
    assert outcome(person) == "hidden"
    assert mail_to(person).state == "dropped"


def test_group_that_became_secret_is_told_to_its_members_alone(
    cast: Any, colleagues: dict[str, Any], post_about: Any, later: Later
) -> None:
    """Class 7: of an open group a guest was named; then it becomes secret."""
    group = cast.groups["open"]
    Membership.objects.filter(group=group, user=colleagues["bo"]).delete()
    post_about(colleagues["ada"], "Zqword @bo @cy", title="Zqtitle")
    visibility, join_policy = PRESETS["secret"]
    rows = type(group).objects.filter(pk=group.pk)
    rows.update(visibility=visibility, join_policy=join_policy)
    later()
    assert [message.to for message in mail.outbox] == [["cy@example.org"]]
    assert outcome(colleagues["bo"]) == "hidden"


def test_who_left_an_open_group_gets_no_mail_of_its_life(
    cast: Any, colleagues: dict[str, Any], post_about: Any, later: Later
) -> None:
    """Class 7: they may see it still, but it is not theirs any more."""
    person = colleagues["eve"]
    ChoiceOfChannel.objects.create(
        user=person, category="group_activity", channel="mail", wanted=True
    )
    post = post_about(colleagues["ada"], "Hello", title="Move")
    assert mail_to(person).state == "waiting"
    _leave(cast, person, post)
    later()
    assert mail.outbox == []
    assert outcome(person) == "unwanted"


def test_what_was_removed_is_not_sent(
    cast: Any, colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    RemovePost(actor=cast["moderator"], post=post, reason="No").execute()
    later()
    assert mail.outbox == []
    assert outcome(colleagues["bo"]) in ("gone", "hidden")


def test_what_was_read_on_site_is_not_sent(
    colleagues: dict[str, Any], post: Post, say: Any, later: Later
) -> None:
    Notification.objects.filter(recipient=colleagues["bo"]).update(unread=False)
    later()
    assert outcome(colleagues["bo"]) == "read"
    assert len(mail.outbox) == 2
    say(colleagues["ada"], post, "More @bo")
    later(minutes=90)
    assert "More" in mail.outbox[-1].body and "Zqword" not in mail.outbox[-1].body


def test_what_was_switched_off_or_muted_meanwhile_is_not_sent(
    colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    ChoiceOfChannel.objects.create(
        user=colleagues["bo"], category="mention", channel="mail", wanted=False
    )
    place = place_for(colleagues["cy"], "post", post.pk)
    FollowDiscussion(actor=colleagues["cy"], place=place, level="muted").execute()
    GroupChoice.objects.create(user=colleagues["dee"], group=post.group, level="nothing")
    later()
    assert mail.outbox == []
    assert {outcome(colleagues[name]) for name in ("bo", "cy", "dee")} == {"unwanted"}


def test_address_that_went_away_is_logged(
    colleagues: dict[str, Any], post: Post, later: Later
) -> None:
    get_user_model().objects.filter(pk=colleagues["bo"].pk).update(email="")
    later()
    assert outcome(colleagues["bo"]) == "no_address"
    assert len(mail.outbox) == 2
