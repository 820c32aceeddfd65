"""Who takes something on is told once they can read it, and of what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from wagtail_social import events
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.progress import (
    HandOverActionItem,
    RescheduleActionItem,
    UpdateActionItem,
)
from wagtail_social.meetings.actions.states import StateAction
from wagtail_social.meetings.models import ActionItem, Attendance, Meeting, MeetingState
from wagtail_social.meetings.seat import Seat
from wagtail_social.notifications.models import Activity, Delivery

from .doing import anew, held, task

Happens = Callable[[Any], Any]


@dataclass(kw_only=True)
class Step(StateAction):
    """Take a meeting from one state to another, as those who write and approve minutes do."""

    before = MeetingState.IN_SESSION
    after = MeetingState.DRAFTED
    to: str = ""

    def check(self) -> None:
        """Whoever may is asked elsewhere."""
        self.seat()

    def write(self) -> Meeting:
        """Set the state."""
        self.meeting.state = self.to
        self.meeting.save(update_fields=["state"])
        return self.meeting


@pytest.fixture
def happens(django_capture_on_commit_callbacks: Any) -> Happens:
    """Do an action and let what follows its commit happen too."""

    def do(action: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return action.execute()

    return do


def told(happening: str) -> list[tuple[Any, int]]:
    """Return (person, action item) of everybody who was told on site, in order."""
    rows = Delivery.objects.filter(activity__happening=happening).told()
    return sorted(rows.values_list("recipient_id", "activity__object_id"))


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Return a meeting of the open group that is in session; the author is invited to it."""
    return held(cast.groups["open"], cast["manager"], cast["author"], state="in_session")


def test_guests_are_told_of_the_draft_and_others_of_the_approval_each_once(
    cast: Any, happens: Happens, meeting: Meeting
) -> None:
    invited = task(meeting, cast["author"])
    own = task(meeting, cast["manager"])
    outside = task(meeting, cast["member"])
    done = task(meeting, cast["author"], status="done")
    for _time in range(2):
        happens(Step(actor=cast["manager"], meeting=meeting, to="drafted"))
    assert told("action_item_given") == [(cast["author"].pk, invited.pk)]
    later = task(meeting, cast["author"], text="Later")
    for state in ("approved", "closed"):
        happens(Step(actor=cast["manager"], meeting=meeting, to=state))
    everybody = [(cast["author"].pk, invited.pk), (cast["author"].pk, later.pk)]
    assert told("action_item_given") == sorted([*everybody, (cast["member"].pk, outside.pk)])
    # Who approved it knows.
    assert anew(own).told_to == cast["manager"]
    assert anew(done).told_to is None


def test_owner_finds_words_and_way_in_news_and_mail(
    cast: Any, client_of: Any, happens: Happens, meeting: Meeting, mailoutbox: list[Any]
) -> None:
    from django.utils import timezone

    from wagtail_social.notifications.sending import send_due

    items = [task(meeting, cast["author"], text=f"Zqtask {number}") for number in range(3)]
    happens(Step(actor=cast["manager"], meeting=meeting, to="approved"))
    page = client_of("author").get("/community/notifications/").content.decode()
    assert "You have taken something on" in page and items[0].get_absolute_url() in page
    send_due(timezone.now() + timezone.timedelta(minutes=5))
    (mail,) = [mail for mail in mailoutbox if mail.to == [cast["author"].email]]
    assert all(f"Zqtask {number} · Due " in mail.body for number in range(3))


def test_quiet_steps_tell_nobody_and_the_next_one_does(
    cast: Any, happens: Happens, meeting: Meeting
) -> None:
    item = task(meeting, cast["author"])
    happens(Step(actor=cast["manager"], meeting=meeting, to="drafted", quiet=True))
    assert not Activity.objects.exists() and anew(item).told_to is None
    happens(Step(actor=cast["manager"], meeting=meeting, to="approved"))
    assert told("action_item_given") == [(cast["author"].pk, item.pk)]


def test_import_tells_nobody(cast: Any, meeting: Meeting) -> None:
    task(meeting, cast["author"])
    Meeting.objects.filter(pk=meeting.pk).update(state="approved")
    meeting.refresh_from_db()
    events.meeting_state_changed.send_robust(
        sender=None, actor=None, meeting=meeting, before="drafted", quiet=False
    )
    assert not Activity.objects.exists()


@pytest.mark.parametrize("state", ["left", "banned"])
def test_owner_who_left_the_closed_group_is_told_nothing(
    cast: Any, happens: Happens, state: str
) -> None:
    group = cast.groups["closed"]
    meeting = held(group, cast["manager"], cast["author"], state="drafted")
    task(meeting, cast["author"])
    Membership.objects.filter(user=cast["author"], group=group).update(state=state)
    happens(Step(actor=cast["manager"], meeting=meeting, to="approved"))
    assert not Activity.objects.exists()


def test_new_owner_is_told_at_once_and_the_old_one_is_not_mailed(
    cast: Any, happens: Happens
) -> None:
    item = cast.meetings["closed"].action
    who = {"actor": cast["manager"], "meeting": item.meeting, "action_item": item}
    happens(HandOverActionItem(**who, owner=cast["member"]))
    assert told("action_item_handed") == [(cast["member"].pk, item.pk)]
    happens(HandOverActionItem(**who, owner=cast["manager"]))
    assert told("action_item_handed") == [(cast["member"].pk, item.pk)]


def test_new_owner_who_cannot_read_the_draft_is_told_with_the_approval(
    cast: Any, happens: Happens, meeting: Meeting
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="drafted")
    item = task(meeting, cast["author"], told_to=cast["author"])
    who = {"actor": cast["manager"], "meeting": meeting, "action_item": item}
    happens(HandOverActionItem(**who, owner=cast["member"]))
    assert not Activity.objects.exists()
    happens(Step(actor=cast["manager"], meeting=meeting, to="approved"))
    assert told("action_item_given") == [(cast["member"].pk, item.pk)]


def test_owner_hears_what_others_do_with_it_and_not_their_own_words(
    cast: Any, client_of: Any, happens: Happens
) -> None:
    item = cast.meetings["closed"].action
    who = {"meeting": item.meeting, "action_item": item}
    happens(UpdateActionItem(actor=cast["author"], **who, text="Soon"))
    assert not Activity.objects.exists()
    happens(UpdateActionItem(actor=cast["manager"], **who, text="How far is it?"))
    happens(RescheduleActionItem(actor=cast["manager"], **who, due_on=item.due_on.replace(day=1)))
    assert told("action_item_changed") == [(cast["author"].pk, item.pk)] * 2
    page = client_of("author").get("/community/notifications/").content.decode()
    assert "Margot Claes wrote about what you have taken on" in page


def test_owner_can_switch_it_off(cast: Any, client_of: Any, happens: Happens) -> None:
    client = client_of("author")
    page = client.get("/community/notifications/settings/").content.decode()
    assert "Action items" in page
    client.post("/community/notifications/settings/", {"digest": "never", "digest_hour": "7"})
    item = cast.meetings["closed"].action
    who = {"actor": cast["manager"], "meeting": item.meeting, "action_item": item}
    happens(UpdateActionItem(**who, text="How far is it?"))
    assert [(row.site, row.mail) for row in Delivery.objects.all()] == [("off", "off")]


def test_seat_and_rows_of_those_who_are_told_agree(cast: Any, meeting: Meeting) -> None:
    Attendance.objects.filter(user=cast["author"]).delete()
    item = task(meeting, cast["author"])
    assert not ActionItem.objects.filter(pk=item.pk).of_owners_who_read().exists()
    assert not Seat(meeting, cast["author"], None, None).can_update(item)
