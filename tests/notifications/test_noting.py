"""News stands with what happened: whatever becomes of the process after the commit, and once.

An action that is executed without ``happens`` is one whose process was killed right after its
commit: nothing that was to follow is done.
"""

from __future__ import annotations

import datetime
import logging
import signal
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.dispatch import Signal
from django.utils import timezone
from wagtail import hooks

from tests.cast import cast_on_stage
from wagtail_social.actions import Action
from wagtail_social.conversations.actions import (
    AcceptAnswer,
    CallColleagues,
    EditComment,
    EditPost,
    PostComment,
    PublishPost,
    React,
)
from wagtail_social.conversations.models import Post
from wagtail_social.extension_points import EventRecord, event_records, happenings
from wagtail_social.groups.actions import AcceptRequest, ChangeRole, InviteToGroup, RequestToJoin
from wagtail_social.groups.models import Group
from wagtail_social.happenings import Facts, Happening, Reason
from wagtail_social.models import DueSlot
from wagtail_social.moderation.actions import DecideReport, FileReport
from wagtail_social.moderation.models import Report
from wagtail_social.notifications import receivers, registry
from wagtail_social.notifications.models import Activity, Delivery, Notification
from wagtail_social.notifications.telling import tell_late

from .meeting_deeds import deeds_at_meetings
from .plant import Plant

HALF_A_MINUTE = datetime.timedelta(seconds=30)


@dataclass
class Scene:
    """What the deeds below are about. ``post`` and ``comment`` are those of the open group."""

    cast: Any

    @property
    def post(self) -> Post:
        return self.cast.talks["open"].post

    @property
    def comment(self) -> Any:
        return self.cast.talks["open"].comments["comment"]

    def place(self, role: str) -> Any:
        return self.cast.place(role, "open")

    def report(self) -> Report:
        return Report.objects.get(group=self.cast.groups["open"])


def _deeds() -> dict[str, Callable[[Scene], Action[Any]]]:
    """Each thing that people are told of, by the name of its happening."""
    return {
        "post": lambda it: PublishPost(
            actor=it.cast["author"], group=it.cast.groups["open"], source="Hello"
        ),
        "post_edited": lambda it: EditPost(
            actor=it.cast["author"], post=it.post, title="New", source="Words", minor=False
        ),
        "comment": lambda it: PostComment(
            actor=it.cast["member"], place=it.place("member"), source="Yes"
        ),
        "comment_edited": lambda it: EditComment(
            actor=it.cast["author"], comment=it.comment, source="No", minor=False
        ),
        "post_reaction": lambda it: React(
            actor=it.cast["member"], place=it.place("member"), kind="like"
        ),
        "comment_reaction": lambda it: React(
            actor=it.cast["member"], place=it.place("member"), kind="like", comment=it.comment
        ),
        "called": lambda it: CallColleagues(
            actor=it.cast["author"], place=it.place("author"), user_ids=[it.cast["member"].pk]
        ),
        "answer_accepted": lambda it: AcceptAnswer(
            actor=it.cast["moderator"],
            place=it.place("author"),
            comment=it.cast.talks["open"].comments["reply"],
        ),
        "invited": lambda it: InviteToGroup(
            actor=it.cast["manager"],
            group=it.cast.groups["closed"],
            user_ids=[it.cast["employee"].pk],
        ),
        "asked_to_join": lambda it: RequestToJoin(
            actor=it.cast["employee"], group=it.cast.groups["closed"]
        ),
        "let_in": lambda it: AcceptRequest(
            actor=it.cast["manager"], group=it.cast.groups["closed"], user=it.cast["requested"]
        ),
        "role_changed": lambda it: ChangeRole(
            actor=it.cast["manager"],
            group=it.cast.groups["open"],
            user=it.cast["member"],
            role="moderator",
        ),
        "reported": lambda it: FileReport(
            actor=it.cast["member"], place=it.place("member"), comment=it.comment, reason="other"
        ),
        "report_decided": lambda it: DecideReport(
            actor=it.cast["moderator"], report=it.report(), state="acted", decision="Done."
        ),
        **deeds_at_meetings(),
    }


def test_every_happening_is_among_the_deeds() -> None:
    assert set(_deeds()) == set(registry.all_happenings())


@pytest.mark.parametrize("name", list(_deeds()))
def test_news_of_a_killed_process_is_told_a_minute_later_once(cast: Any, name: str) -> None:
    _deeds()[name](Scene(cast)).execute()
    noted = Activity.objects.get()
    assert (noted.happening, noted.told_at) == (name, None)
    assert tell_late(timezone.now() + HALF_A_MINUTE) == ""
    late = timezone.now() + 3 * HALF_A_MINUTE
    assert tell_late(late) == "1 told"
    told = list(Delivery.objects.values_list("recipient", flat=True))
    assert told and len(told) == len(set(told))
    assert Notification.objects.exists()
    assert tell_late(late) == ""
    assert list(Delivery.objects.values_list("recipient", flat=True)) == told


@pytest.mark.parametrize("name", list(_deeds()))
def test_news_that_is_told_at_once_is_noted_once(cast: Any, happens: Any, name: str) -> None:
    happens(_deeds()[name](Scene(cast)))
    noted = Activity.objects.get()
    assert noted.happening == name and noted.told_at is not None
    assert tell_late(timezone.now() + 3 * HALF_A_MINUTE) == ""


def test_what_is_undone_is_no_news(cast: Any) -> None:
    with transaction.atomic():
        _deeds()["comment"](Scene(cast)).execute()
        assert Activity.objects.exists()
        transaction.set_rollback(True)
    assert not Activity.objects.exists()


def test_imports_and_what_is_taken_back_or_so_already_are_no_news(cast: Any, happens: Any) -> None:
    group, scene = cast.groups["open"], Scene(cast)
    PublishPost(actor=None, author=cast["author"], group=group, source="Long ago").execute()
    assert not Activity.objects.exists()
    for given in (True, True, False, False):
        place = scene.place("member")
        React(actor=cast["member"], place=place, kind="like", given=given).execute()
    assert Activity.objects.get().happening == "post_reaction"


def test_form_sent_twice_is_news_once(cast: Any, happens: Any) -> None:
    key = uuid.uuid4()
    for _time in range(2):
        happens(
            PublishPost(
                actor=cast["author"],
                group=cast.groups["open"],
                source="Once",
                submission=key,
            )
        )
    assert Activity.objects.count() == 1


def test_news_that_no_task_can_be_begun_for_is_told_later_and_who_posted_sees_no_error(
    cast: Any, happens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class QueueIsAway:
        @staticmethod
        def enqueue(activity_id: int) -> None:
            raise ConnectionError

    with monkeypatch.context() as away:
        away.setattr(receivers, "tell_news", QueueIsAway)
        happens(_deeds()["post"](Scene(cast)))
    assert Activity.objects.get().told_at is None
    assert tell_late(timezone.now() + 3 * HALF_A_MINUTE) == "1 told"


@pytest.fixture
def lunch(cast: Any) -> Iterator[Signal]:
    """An event of the host's own, of which the member is told."""
    served = Signal()
    discussion = cast.talks["open"].discussion

    def facts(actor: Any, dish: str, **data: Any) -> Facts | None:
        if dish == "nothing":
            return None
        if dish == "bones":
            Group.objects.create(slug=cast.groups["open"].slug)
        return Facts("discussion", discussion.pk, 1, actor.pk, named=(cast["member"].pk,))

    def people(found: Facts) -> Any:
        return type(cast["member"])._default_manager.filter(pk__in=found.named)

    entry = Happening(
        name="lunch",
        event=served,
        facts=facts,
        reasons=(Reason("mention", people, lambda names, count: f"{names} cooked"),),
        words=lambda user, ids: {},
    )
    receivers.listen(served)
    with hooks.register_temporarily(happenings.name, lambda: entry):
        registry.forget()
        yield served
    registry.forget()


def test_event_that_a_host_sends_itself_is_noted_and_told_once(
    cast: Any, lunch: Signal, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        lunch.send(sender="kitchen", actor=cast["author"], dish="soup")
        lunch.send(sender="kitchen", actor=cast["author"], dish="nothing")
        lunch.send(sender="kitchen", actor=None, dish="soup")
    noted = Activity.objects.get()
    assert noted.happening == "lunch" and noted.told_at is not None
    assert Delivery.objects.get().recipient == cast["member"]


def _serve(lunch: Signal, cast: Any, dish: str) -> Action[Group]:
    """Return an action of the host's that sends the host's event."""

    class ServeLunch(Action[Group]):
        event = lunch

        def write(self) -> Group:
            Group.objects.filter(pk=cast.groups["open"].pk).update(purpose=dish)
            return cast.groups["open"]

        def event_data(self, result: Group) -> dict[str, Any]:
            return {"dish": dish}

    return ServeLunch(actor=cast["author"])


def test_event_of_an_action_of_the_host_is_noted_in_its_transaction_and_not_again(
    cast: Any, lunch: Signal, happens: Any
) -> None:
    _serve(lunch, cast, "soup").execute()
    assert Activity.objects.get().told_at is None
    happens(_serve(lunch, cast, "cake"))
    assert Activity.objects.count() == 2


def test_news_that_cannot_be_noted_is_logged_and_costs_nobody_their_words(
    cast: Any, lunch: Signal, happens: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """The statement that fails is undone alone; PostgreSQL would refuse the whole transaction."""
    heard: list[str] = []

    def hear(dish: str, **data: Any) -> None:
        heard.append(dish)

    lunch.connect(hear)
    with caplog.at_level(logging.ERROR):
        happens(_serve(lunch, cast, "bones"))
    assert Group.objects.get(pk=cast.groups["open"].pk).purpose == "bones"
    assert not Activity.objects.exists()
    assert heard == ["bones"]
    [record] = [found for found in caplog.records if found.name == "wagtail_social.actions"]
    assert "ServeLunch" in record.getMessage()
    assert record.exc_info and issubclass(record.exc_info[0], IntegrityError)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_action_whose_connection_breaks_while_it_is_noted_does_not_pass_for_done() -> None:
    cast = cast_on_stage()

    def breaks(**data: Any) -> None:
        connection.connection.close()
        raise RuntimeError

    entry = EventRecord(applies=lambda **data: True, write=breaks)
    with hooks.register_temporarily(event_records.name, lambda: entry), pytest.raises(RuntimeError):
        PublishPost(actor=cast["author"], group=cast.groups["open"], source="Zqgone").execute()
    connection.close()
    assert not Post.objects.filter(source="Zqgone").exists()


#: Does something and is killed between the commit and what follows it.
KILLED = """
import os, signal
from django.contrib.auth import get_user_model
from django.db import transaction
from wagtail_social.conversations.actions import PostComment, PublishPost, React
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.models import Group

def person(name):
    return get_user_model().objects.get(username=name)

def place(name):
    return place_for(person(name), "post", {post})

with transaction.atomic():
    transaction.on_commit(lambda: os.kill(os.getpid(), signal.SIGKILL))
    {action}.execute()
"""
POST = 'PublishPost(actor=person("author"), group=Group.objects.get(pk={group}), source="@member")'
COMMENT = 'PostComment(actor=person("author"), place=place("author"), source="@member")'
REACTION = 'React(actor=person("member"), place=place("member"), kind="like")'


@pytest.fixture
def plant() -> Iterator[Plant]:
    """Start what one test needs, and stop it."""
    found = Plant()
    yield found
    found.stop()


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("action", "told"),
    [(POST, "member"), (COMMENT, "member"), (REACTION, "author")],
    ids=["post", "comment", "reaction"],
)
def test_real_process_killed_right_after_its_commit_leaves_news_that_is_told_once(
    plant: Plant, action: str, told: str
) -> None:
    cast = cast_on_stage()
    post = cast.talks["open"].post
    action = action.format(group=post.group_id)
    process = plant.run("shell", "-c", KILLED.format(post=post.pk, action=action))
    said = process.communicate(timeout=60)[0].decode()
    assert process.returncode == -signal.SIGKILL, said
    noted = Activity.objects.get()
    assert noted.told_at is None and not Delivery.objects.exists()

    assert "news" not in plant.due()
    for said_of_news in (True, False):
        DueSlot.objects.update(due_at=timezone.now())
        Activity.objects.update(created_at=timezone.now() - 3 * HALF_A_MINUTE)
        assert ("news: 1 told" in plant.due()) is said_of_news
    assert Delivery.objects.filter(recipient=cast[told], site="told").count() == 1
    assert Notification.objects.filter(recipient=cast[told]).count() == 1
    assert Activity.objects.count() == 1


def test_happening_of_a_host_that_fails_keeps_no_other_news_from_being_told(
    cast: Any, caplog: Any
) -> None:
    def failing(**data: Any) -> Facts | None:
        raise ValueError("not today")

    theirs = Happening(
        name="theirs",
        event=registry.all_happenings()["post"].event,
        facts=failing,
        reasons=(),
        words=lambda user, ids: {},
    )
    with hooks.register_temporarily(happenings.name, lambda: theirs):
        registry.forget()
        PublishPost(actor=cast["author"], group=cast.groups["open"], source="Hello").execute()
    registry.forget()
    assert Activity.objects.get().happening == "post"
    assert "theirs could not be written down" in caplog.text
