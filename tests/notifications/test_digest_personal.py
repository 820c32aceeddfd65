"""What a digest says of news for its reader alone: answers, mentions, and how much more waits."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from wagtail_social.conversations.actions import (
    FollowDiscussion,
    PostComment,
    PublishPost,
    React,
    RemoveComment,
    RemovePost,
)
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import InviteToGroup
from wagtail_social.groups.models import Group, Membership
from wagtail_social.notifications.letters import Dropped
from wagtail_social.notifications.models import (
    ChoiceOfChannel,
    Delivery,
    Mail,
    Notification,
    PersonalSettings,
)

from .digest_stage import DAY, MONDAY, compose, letters, make_group, make_person

Happens = Callable[[Any], Any]


@pytest.fixture
def quay(db: Any, time_machine: Any) -> Group:
    """An open group, on Saturday."""
    time_machine.move_to(MONDAY - 2 * DAY, tick=False)
    return make_group("Quay")


@pytest.fixture
def people(quay: Group) -> dict[str, Any]:
    """Four members of it: only Ada gets digests, and no mail of news."""
    found = {name: make_person(name, quay, digest="never") for name in ("bo", "cy", "dee")}
    found["ada"] = make_person("ada", quay)
    for category in ("mention", "reply", "invitation"):
        ChoiceOfChannel.objects.create(
            user=found["ada"], category=category, channel="mail", wanted=False
        )
    return found


def comment(happens: Happens, user: Any, post: Any, text: str) -> Any:
    place = place_for(user, "post", post.pk)
    return happens(PostComment(actor=user, place=place, source=text))


@pytest.fixture
def asked(people: dict[str, Any], quay: Group, happens: Happens) -> Any:
    """Ada's own post, on which three colleagues have commented."""
    post = happens(PublishPost(actor=people["ada"], group=quay, title="Roster", source="Ok?"))
    for name in ("bo", "cy", "dee"):
        comment(happens, people[name], post, "Fine")
    return post


def test_comments_on_my_post_are_told_as_one_line_with_names(asked: Any) -> None:
    letter = letters()["ada"]
    assert "For you" in letter.text
    assert "Dee, Cy and 1 other commented: Roster" in letter.text
    assert f"{asked.get_absolute_url()}" in letter.html
    assert letter.text.count("Roster") == 1
    assert letter.deliveries == ()


def test_nearest_news_is_what_the_line_says(
    people: dict[str, Any], asked: Any, happens: Happens
) -> None:
    comment(happens, people["bo"], asked, "@ada look")
    happens(React(actor=people["cy"], place=place_for(people["cy"], "post", asked.pk), kind="like"))
    assert "Bo named you: Roster" in letters()["ada"].text


def test_what_was_read_or_mailed_or_told_before_is_not_told(
    people: dict[str, Any], asked: Any
) -> None:
    lines = Notification.objects.filter(recipient=people["ada"])
    lines.update(unread=False)
    assert isinstance(compose()["ada"], Dropped)
    lines.update(unread=True)
    told = Delivery.objects.filter(recipient=people["ada"])
    for outcome in ("sent", "waiting"):
        told.update(mail=outcome)
        PersonalSettings.objects.update(digest_due_at=MONDAY)
        assert isinstance(compose()["ada"], Dropped)
    told.update(mail="off")
    PersonalSettings.objects.update(digest_due_at=MONDAY)
    assert "Roster" in letters()["ada"].text
    assert letters(MONDAY + 7 * DAY) == {}


def test_line_goes_with_the_right_to_read(
    people: dict[str, Any], quay: Group, asked: Any, happens: Happens
) -> None:
    Group.objects.filter(pk=quay.pk).update(visibility="listed", join_policy="request")
    Membership.objects.filter(user=people["ada"]).update(state="left")
    assert isinstance(compose()["ada"], Dropped)


def test_line_goes_with_the_post(people: dict[str, Any], asked: Any) -> None:
    RemovePost(actor=people["ada"], post=asked).execute()
    assert isinstance(compose()["ada"], Dropped)


def test_other_news_is_counted(people: dict[str, Any], happens: Happens) -> None:
    secret = make_group("Secretname", "secret")
    Membership.objects.create(group=secret, user=people["bo"], state="active", role="manager")
    ada = people["ada"]
    happens(InviteToGroup(actor=people["bo"], group=secret, user_ids=[ada.pk]))
    letter = letters()["ada"]
    assert "You have 1 unread notification." in letter.text
    assert "Secretname" not in letter.text and "Secretname" not in letter.html


def test_news_that_goes_on_in_the_group_is_told_as_a_post(
    people: dict[str, Any], quay: Group, happens: Happens
) -> None:
    happens(PublishPost(actor=people["bo"], group=quay, title="New crane", source="Look."))
    text = letters()["ada"].text
    assert "For you" not in text and "Most talked about" in text and "New crane" in text


def test_brief_digest_counts(people: dict[str, Any], asked: Any) -> None:
    PersonalSettings.objects.filter(user=people["ada"]).update(brief=True)
    letter = letters()["ada"]
    assert "You have 1 unread notification." in letter.text
    assert "Roster" not in letter.text and "Dee" not in letter.html


def test_mail_of_the_same_conversation_keeps_it_out(
    people: dict[str, Any], quay: Group, happens: Happens, time_machine: Any
) -> None:
    ChoiceOfChannel.objects.filter(user=people["ada"]).delete()
    post = happens(PublishPost(actor=people["bo"], group=quay, title="Crane", source="@ada"))
    assert Mail.objects.filter(recipient=people["ada"], kind="news").exists()
    time_machine.shift(datetime.timedelta(hours=1))
    comment(happens, people["cy"], post, "Oh")
    assert isinstance(compose()["ada"], Dropped)


def test_comment_that_was_removed_is_told_by_no_digest(
    people: dict[str, Any], quay: Group, happens: Happens
) -> None:
    post = happens(PublishPost(actor=people["ada"], group=quay, title="Roster", source="Ok?"))
    said = comment(happens, people["bo"], post, "@ada what nonsense")
    happens(RemoveComment(actor=people["bo"], comment=said))
    assert "ada" not in letters()


@pytest.mark.parametrize(("text", "told"), [("Oh", False), ("@ada come and see", True)])
def test_muted_conversation_is_told_by_no_digest_unless_one_is_named(
    people: dict[str, Any], quay: Group, happens: Happens, text: str, told: bool
) -> None:
    post = happens(PublishPost(actor=people["ada"], group=quay, title="Roster", source="Ok?"))
    comment(happens, people["bo"], post, text)
    place = place_for(people["ada"], "post", post.pk)
    happens(FollowDiscussion(actor=people["ada"], place=place, level="muted"))
    found = letters()
    assert ("ada" in found) is told
    assert not told or "Bo named you: Roster" in found["ada"].text
