"""What stands in a digest: what one missed and may see, nothing twice, nothing empty."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import override_settings
from django.utils.translation import gettext_lazy
from wagtail import hooks

from wagtail_social.addresses import base_url
from wagtail_social.conversations.actions import FollowDiscussion, RemovePost
from wagtail_social.conversations.targets import place_for
from wagtail_social.extension_points import PostKind, post_kinds
from wagtail_social.groups.models import Group, Membership
from wagtail_social.notifications.digests.composing import compose_digests
from wagtail_social.notifications.digests.due import queue_digests
from wagtail_social.notifications.letters import Dropped, Letter, Postponed
from wagtail_social.notifications.models import (
    GroupChoice,
    Mail,
    Notification,
    PersonalSettings,
)
from wagtail_social.notifications.unsubscribing import read_token
from wagtail_social.people.models import Profile
from wagtail_social.topics.models import TopicFollow
from wagtail_social.topics.vocabulary import topics_named

from .digest_stage import (
    DAY,
    HOUR,
    MONDAY,
    answer,
    compose,
    letters,
    like,
    make_group,
    make_person,
    say,
    talk_of,
)


@pytest.fixture
def quay(db: Any) -> Group:
    """An open group."""
    return make_group("Quay")


@pytest.fixture
def writer(quay: Group) -> Any:
    """Somebody who writes in it and gets no digest."""
    return make_person("writer", quay, digest="never")


@pytest.fixture
def ada(quay: Group) -> Any:
    """A member of it who was away."""
    return make_person("ada", quay)


def follow_topic(user: Any, name: str) -> None:
    (tag,) = topics_named([name])
    TopicFollow.objects.create(user=user, tag=tag)


def know(user: Any, name: str) -> None:
    Profile.objects.get(user=user).expertise.set(topics_named([name]))


def test_nothing_new_is_no_digest(ada: Any, quay: Group) -> None:
    assert isinstance(compose()["ada"], Dropped)


def test_nothing_is_told_twice_in_two_weeks(quay: Group, writer: Any) -> None:
    daily = make_person("daily", quay, digest="day", digest_due_at=None)
    make_person("weekly", quay, digest_due_at=None)
    know(daily, "cranes")
    posts = 0
    told: dict[str, list[str]] = {"daily": [], "weekly": []}
    for hour in range(15 * 24):
        now = MONDAY + hour * HOUR
        if hour % 9 == 0:
            kind = "question" if posts % 3 else "update"
            topics = ["cranes"] if posts % 2 else []
            post = say(writer, quay, f"Word{posts:03}", at=now, kind=kind, topics=topics)
            posts += 1
            if posts % 4 == 0:
                answer(writer, post)
        for name, letter in letters(now).items():
            told[name] += re.findall(r"^Word\d+", letter.text, re.MULTILINE)
            assert re.search(r"^Word\d+", letter.text, re.MULTILINE)
    for found in told.values():
        assert len(found) == len(set(found))
    assert len(told["daily"]) > 30 and len(told["weekly"]) > 10


def test_what_was_mailed_read_or_muted_is_left_out(quay: Group, writer: Any, ada: Any) -> None:
    mailed, read, muted, unread, new = (
        say(writer, quay, title) for title in ("Mailed", "Read", "Muted", "Waits", "Fresh")
    )
    Mail.objects.create(
        recipient=ada,
        kind="news",
        subject_type="discussion",
        subject_id=talk_of(mailed),
        state="sent",
        due_at=MONDAY,
        created_at=MONDAY - DAY,
    )
    for post, is_unread in ((read, False), (unread, True)):
        Notification.objects.create(
            recipient=ada,
            subject_type="discussion",
            subject_id=talk_of(post),
            first=1,
            last=1,
            latest_at=MONDAY - DAY,
            unread=is_unread,
        )
    place = place_for(ada, "post", muted.pk)
    FollowDiscussion(actor=ada, place=place, level="muted").execute()
    text = letters()["ada"].text
    assert "Waits" in text and "Fresh" in text and talk_of(new)
    assert not re.search("Mailed|Read|Muted", text)


@pytest.mark.parametrize("state", ["left", "banned", "requested", "invited", None])
@pytest.mark.parametrize("preset", ["open", "closed", "secret"])
def test_posts_of_groups_one_is_not_in_are_left_out(
    quay: Group, writer: Any, ada: Any, state: str | None, preset: str
) -> None:
    other = make_group("Other", preset)
    Membership.objects.create(group=other, user=writer, state="active")
    place = Membership.objects.create(group=other, user=ada, state="active")
    say(writer, other, "Hidden", topics=["cranes"])
    say(writer, other, "Asked there", kind="question", topics=["cranes"])
    say(writer, quay, "Shown")
    queue_digests(MONDAY)
    if state:
        Membership.objects.filter(pk=place.pk).update(state=state)
    else:
        place.delete()
    text = letters()["ada"].text
    assert "Shown" in text
    assert "Hidden" not in text and "Asked" not in text and "Other" not in text


@pytest.mark.parametrize("preset", ["open", "closed", "secret"])
def test_followed_topic_and_expertise_reach_into_groups_one_reads(
    quay: Group, writer: Any, ada: Any, preset: str
) -> None:
    other = make_group("Other", preset)
    place = Membership.objects.create(group=other, user=writer, state="active")
    follow_topic(ada, "cranes")
    know(ada, "cranes")
    say(writer, other, "On cranes", topics=["cranes"])
    say(writer, other, "Why cranes?", kind="question", topics=["cranes"])
    say(writer, other, "On bridges", topics=["bridges"])
    say(writer, quay, "Shown")
    text = letters()["ada"].text
    assert ("On cranes" in text) is (preset == "open")
    assert ("Why cranes?" in text) is (preset == "open")
    assert "On bridges" not in text
    place.user = ada
    Membership.objects.create(group=other, user=ada, state="banned")
    PersonalSettings.objects.update(digest_due_at=MONDAY)
    Mail.objects.filter(kind="digest").delete()
    assert "cranes" not in letters()["ada"].text


def test_own_removed_and_archived_are_left_out(quay: Group, writer: Any, ada: Any) -> None:
    attic = make_group("Attic")
    for user in (writer, ada):
        Membership.objects.create(group=attic, user=user, state="active")
    say(writer, attic, "Old thing")
    say(ada, quay, "My own")
    say(ada, quay, "My question", kind="question")
    gone = say(writer, quay, "Gone")
    RemovePost(actor=writer, post=gone).execute()
    Group.objects.filter(pk=attic.pk).update(archived_at=MONDAY)
    assert isinstance(compose()["ada"], Dropped)


def test_best_of_the_window_come_first_and_no_more_than_six(
    quay: Group, writer: Any, ada: Any
) -> None:
    posts = [say(writer, quay, f"Word{n}", at=MONDAY - (10 - n) * HOUR) for n in range(9)]
    say(writer, quay, "Long ago", at=MONDAY - 9 * DAY)
    say(writer, quay, "Not yet", at=MONDAY + HOUR)
    answer(ada, posts[2])
    answer(writer, posts[2])
    like(ada, posts[4])
    letter = letters()["ada"]
    assert re.findall(r"^Word\d", letter.text, re.MULTILINE) == [
        f"Word{n}" for n in (2, 4, 8, 7, 6, 5)
    ]
    assert "2 comments" in letter.text and "1 reaction" in letter.text
    assert "Word2" in letter.subject
    assert "Long ago" not in letter.text and "Not yet" not in letter.text


def test_group_that_holds_everyone_is_in_unless_one_is_banned(
    quay: Group, writer: Any, ada: Any
) -> None:
    hall = make_group("Hall")
    Group.objects.filter(pk=hall.pk).update(join_policy="everyone")
    bo = make_person("bo")
    Membership.objects.create(group=hall, user=bo, state="banned")
    hall.refresh_from_db()
    say(writer, hall, "For everybody")
    assert set(letters()) == {"ada"}


@pytest.mark.parametrize(("level", "gets"), [("all", 2), ("posts", 2), ("own", 1), ("nothing", 0)])
def test_group_one_wants_less_of_is_left_out(
    quay: Group, writer: Any, ada: Any, level: str, gets: int
) -> None:
    GroupChoice.objects.create(user=ada, group=quay, level=level)
    follow_topic(ada, "cranes")
    say(writer, quay, "Word on cranes", topics=["cranes"])
    say(writer, quay, "Word on bridges")
    found = letters()
    assert (found["ada"].text.count("Word on") if found else 0) == gets


def test_questions_wait_a_day_and_are_in_ones_expertise_or_groups(
    quay: Group, writer: Any, ada: Any
) -> None:
    make_person("bo", quay)
    know(ada, "cranes")
    for title, hours, topics in [
        ("Old question", 50, ["cranes"]),
        ("Other question", 50, ["bridges"]),
        ("New question", 5, ["cranes"]),
    ]:
        say(writer, quay, title, at=MONDAY - hours * HOUR, kind="question", topics=topics)
    answered = say(writer, quay, "Answered question", kind="question", topics=["cranes"])
    answer(writer, answered)
    found = letters()
    heading = "Questions without an answer"
    posts, questions = found["ada"].text.split(heading)
    assert "Old question" in questions and "Other question" not in questions
    assert "Answered question" in posts and "Other question" in posts
    assert "New question" not in found["ada"].text
    _posts, questions = found["bo"].text.split(heading)
    assert "Old question" in questions and "Other question" in questions


def test_stories_have_a_section_where_a_host_knows_them(quay: Group, writer: Any, ada: Any) -> None:
    story = PostKind(name="story", label=gettext_lazy("Success story"))
    with hooks.register_temporarily(post_kinds.name, lambda: story):
        say(writer, quay, "We did it", kind="story")
        say(writer, quay, "Plain news")
        text = letters()["ada"].text
    assert text.index("Success stories") < text.index("We did it") < text.index("Plain news")


def test_quiet_hours_postpone(quay: Group, writer: Any) -> None:
    make_person("ada", quay, quiet_from="22:00", quiet_until="09:00")
    say(writer, quay, "Word")
    found = compose()["ada"]
    assert isinstance(found, Postponed) and found.until == MONDAY + HOUR * 1.5


@pytest.mark.parametrize("why", ["person", "site"])
def test_brief_digest_tells_nothing_but_that_there_is_news(
    quay: Group, writer: Any, why: str, settings: Any
) -> None:
    make_person("ada", quay, brief=why == "person")
    settings.WAGTAIL_SOCIAL_MAIL_CONTENT = "none" if why == "site" else "full"
    say(writer, quay, "Confidential")
    say(writer, quay, "Private")
    letter = letters()["ada"]
    assert "2 posts in your groups" in letter.text
    for part in (letter.subject, letter.text, letter.html):
        assert not re.search("Confidential|Private|Quay|Writer|Words", part)


def test_digest_speaks_the_language_of_its_reader(quay: Group, writer: Any, ada: Any) -> None:
    make_person("bo", quay, language="de")
    say(writer, quay, "Wort", kind="update")
    found = letters()
    assert "7 March" in found["ada"].text and 'lang="en"' in found["ada"].html
    assert "7. März" in found["bo"].text and 'lang="de"' in found["bo"].html


def test_hostile_words_make_no_links_no_lines_and_no_markup(quay: Group, writer: Any) -> None:
    ada = make_person("ada", quay)
    title = "Win <b>now</b> https://evil.example\r\nBcc: x@evil.example WWW.evil.example \u202etxt"
    post = say(writer, quay, "Title")
    type(post).objects.filter(pk=post.pk).update(title=title)
    type(writer).objects.filter(pk=writer.pk).update(
        first_name="Evil\n--\nhttp:://https://evil.example", last_name="<script>"
    )
    Group.objects.filter(pk=quay.pk).update(title="www.evil.example\nFake: line")
    letter = letters()[ada.username]
    assert "\n" not in letter.subject and "\r" not in letter.subject
    for part in (letter.subject, letter.text, letter.html):
        assert "://evil" not in part and not re.search(r"www\.", part, re.IGNORECASE)
        assert "\u202e" not in part
    assert not re.search("^(Bcc|Fake|--$)", letter.text.rpartition("\n--\n")[0], re.MULTILINE)
    assert "<b>" not in letter.html and "<script" not in letter.html
    assert "Win <b>now</b>" in letter.text


def test_digest_says_that_a_machine_sends_it(quay: Group, writer: Any, ada: Any) -> None:
    """So that nobody's absence note answers it."""
    say(writer, quay, "Word")
    headers = letters()["ada"].headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["X-Auto-Response-Suppress"] == "All"


def test_letter_can_be_stopped_by_one_click(quay: Group, writer: Any, ada: Any) -> None:
    say(writer, quay, "Word")
    letter = letters()["ada"]
    url = letter.headers["List-Unsubscribe"].strip("<>")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url.startswith(f"{base_url()}/community/notifications/unsubscribe/")
    assert url in letter.text and url in letter.html
    found = read_token(url.removesuffix("/").rpartition("/")[2])
    assert found == (str(ada.pk), "digest")


@override_settings(WAGTAIL_SOCIAL_BASE_URL="https://intranet.example.org/")
def test_addresses_are_whole(quay: Group, writer: Any, ada: Any) -> None:
    post = say(writer, quay, "Word")
    letter = letters()["ada"]
    url = f"https://intranet.example.org{post.get_absolute_url()}"
    assert url in letter.text and f'href="{url}"' in letter.html


def test_queries_do_not_grow_with_people(quay: Group, writer: Any, queries: Any) -> None:
    for number in range(6):
        post = say(writer, quay, f"Word{number}", kind=("update", "question")[number % 2])
        like(writer, post)
    counts = []
    for size in (5, 40):
        for number in range(size):
            person = make_person(f"p{size}x{number}", quay, make_group(f"G{size}x{number}"))
            follow_topic(person, f"topic{number % 7}")
            if number % 2:
                know(person, f"topic{number % 5}")
        queue_digests(MONDAY)
        mails = list(Mail.objects.filter(state="waiting"))
        with queries() as found:
            composed = compose_digests(mails, MONDAY)
        assert len(composed) == size
        assert all(isinstance(letter, Letter) for letter in composed.values())
        counts.append(len(found))
        Mail.objects.update(state="sent")
    assert counts[0] == counts[1] <= 30
