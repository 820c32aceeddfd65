"""What is written down is neither lost, nor changed by what goes on, nor read too early."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import counted_queries
from wagtail_social.actions import NotVisible
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.action_items import AddActionItem
from wagtail_social.meetings.actions.corrections import (
    BeginCorrection,
    GiveUpCorrection,
    PublishCorrection,
)
from wagtail_social.meetings.actions.minutes import ApproveMinutes
from wagtail_social.meetings.actions.owners import RemindOwners
from wagtail_social.meetings.actions.people import WithdrawInvitation
from wagtail_social.meetings.actions.presence import AddWalkIn
from wagtail_social.meetings.actions.progress import (
    HandOverActionItem,
    RescheduleActionItem,
    UpdateActionItem,
)
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    Meeting,
    MinutesVersion,
    Outcome,
    Withdrawal,
)
from wagtail_social.notifications.models import Delivery

from .plans import anew, at, text_of
from .taken import DUE, change_note, taken

LATER = datetime.date(2033, 1, 1)


def of(name: str, meeting: Meeting, *arguments: Any) -> str:
    """Return an address of a meeting: ``of("draft", meeting)``."""
    return reverse(f"wagtail_social:meeting_{name}", args=[meeting.pk, *arguments])


def corrected_people(client: Any, meeting: Meeting) -> str:
    """Return what the page of the correction says."""
    return text_of(client.get(at(meeting, "minutes/correction/")))


def test_who_takes_minutes_finds_each_next_step_on_screen_and_meeting(
    cast: Any, client_of: Any
) -> None:
    client = client_of("member")
    meeting = taken(None, cast["member"], state="in_session")
    for part in ("", "session/"):
        html = client.get(at(meeting, part)).content.decode()
        assert f'href="{of("draft", meeting)}"' in html
    # The way to the screen stands there once, as the main step.
    assert client.get(at(meeting)).content.decode().count(f'href="{of("session", meeting)}"') == 1
    Meeting.objects.filter(pk=meeting.pk).update(state="drafted")
    html = client.get(at(meeting, "session/")).content.decode()
    assert f'href="{of("minutes", meeting)}"' in html and of("draft", meeting) not in html
    ApproveMinutes(actor=cast["member"], meeting=meeting).execute()
    BeginCorrection(actor=cast["member"], meeting=meeting).execute()
    html = client.get(at(meeting, "session/")).content.decode()
    assert f'href="{of("correction", meeting)}"' in html


def test_notes_on_an_item_that_was_taken_off_the_agenda_stay_in_the_minutes(
    cast: Any, client_of: Any
) -> None:
    meeting = taken(None, cast["member"])
    AgendaItem.objects.filter(meeting=meeting, title="Pumps").update(state="dropped")
    AgendaItem.objects.create(meeting=meeting, title="Zqunsaid", position=3, state="dropped")
    for _state in range(2):
        page = text_of(client_of("member").get(at(meeting, "minutes/")))
        assert page.index("Rosters") < page.index("Pumps") < page.index("We looked at three offers")
        assert page.index("Pumps") < page.index("We buy the blue one") < page.index("whole")
        assert "Zqunsaid" not in page
        ApproveMinutes(actor=cast["member"], meeting=meeting).execute()


@pytest.fixture
def correcting(cast: Any) -> Meeting:
    """Return a meeting of the closed group whose minutes the manager corrects."""
    people = [cast[role] for role in ("manager", "author")]
    meeting = taken(cast.groups["closed"], *people, state="approved")
    BeginCorrection(actor=cast["manager"], meeting=meeting).execute()
    return anew(meeting)


@pytest.fixture
def new_item(cast: Any, correcting: Meeting) -> ActionItem:
    """Return what a member has taken on by that correction, due today."""
    return AddActionItem(
        actor=cast["manager"],
        meeting=correcting,
        item=None,
        text="Zqcrane",
        owner=cast["member"],
        due_on=timezone.localdate(),
    ).execute()


def test_action_item_of_a_correction_is_read_and_told_once_it_is_published(
    cast: Any,
    client_of: Any,
    correcting: Meeting,
    new_item: ActionItem,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Class 1: before that neither its owner nor the group knows of it."""
    of_group = f"/community/groups/{correcting.group.slug}/actions/"  # type: ignore[union-attr]
    pages = (at(correcting), of_group, "/community/meetings/actions/")
    morning = timezone.now().replace(hour=8)
    for page in pages:
        assert b"Zqcrane" not in client_of("member").get(page).content
    assert b"Zqcrane" in client_of("manager").get(at(correcting)).content
    own = new_item.get_absolute_url()
    assert client_of("member").get(own).status_code == 404
    with pytest.raises(NotVisible):
        UpdateActionItem(
            actor=cast["member"], meeting=correcting, action_item=new_item, text="Hm"
        ).execute()
    assert not RemindOwners(actor=None, now=morning).execute().coming
    with django_capture_on_commit_callbacks(execute=True):
        PublishCorrection(actor=cast["manager"], meeting=correcting, reason="It").execute()
    for page in pages:
        assert b"Zqcrane" in client_of("member").get(page).content
    assert client_of("member").get(own).status_code == 200
    told = Delivery.objects.filter(activity__happening="action_item_given").told()
    assert [row.recipient_id for row in told if row.activity.object_id == new_item.pk] == [
        cast["member"].pk
    ]


def test_what_a_correction_added_goes_with_it_when_it_is_given_up(
    cast: Any, client_of: Any, correcting: Meeting, new_item: ActionItem
) -> None:
    AddWalkIn(actor=cast["manager"], meeting=correcting, user_ids=[cast["member"].pk]).execute()
    GiveUpCorrection(actor=cast["manager"], meeting=correcting).execute()
    assert [row.text for row in ActionItem.objects.filter(meeting=correcting)] == ["Order it"]
    assert Attendance.objects.filter(meeting=correcting).count() == 2
    BeginCorrection(actor=cast["manager"], meeting=correcting).execute()
    assert "Nothing is different" in corrected_people(client_of("manager"), correcting)


def test_correction_keeps_what_was_agreed_of_an_item_that_moved_on_since(
    cast: Any, client_of: Any, correcting: Meeting
) -> None:
    item, chair = ActionItem.objects.get(meeting=correcting), cast["manager"]
    about = {"actor": chair, "meeting": correcting, "action_item": item}
    RescheduleActionItem(**about, due_on=LATER).execute()
    HandOverActionItem(**about, owner=cast["member"]).execute()
    assert "Nothing is different" in corrected_people(client_of("manager"), correcting)
    for number in (2, 3):
        BeginCorrection(actor=chair, meeting=correcting).execute()
        change_note(correcting, f"Right {number}")
        PublishCorrection(actor=chair, meeting=correcting, reason="A word").execute()
        last = MinutesVersion.objects.get(meeting=correcting, number=number).content
        first = MinutesVersion.objects.get(meeting=correcting, number=1).content
        assert last["items"][0]["actions"] == first["items"][0]["actions"]
    # What the correction itself says of it is a correction.
    BeginCorrection(actor=chair, meeting=correcting).execute()
    day = DUE + datetime.timedelta(days=1)
    edit = {"text": "Order it", "owner": "@author", "due_on": day.isoformat()}
    assert (
        client_of("manager").post(of("action_edit", correcting, item.pk), edit).status_code == 303
    )
    PublishCorrection(actor=chair, meeting=correcting, reason="Who").execute()
    (action,) = MinutesVersion.objects.get(meeting=correcting, number=4).content["items"][0][
        "actions"
    ]
    assert action["due_on"] == day.isoformat()
    assert action["owner"] != first["items"][0]["actions"][0]["owner"]


@pytest.mark.parametrize("what", ["account", "membership"])
def test_who_was_listed_stays_listed_in_a_correction_after_leaving(
    cast: Any, client_of: Any, what: str
) -> None:
    people = [cast[role] for role in ("manager", "author", "member")]
    meeting = taken(cast.groups["closed"], *people, state="approved")
    if what == "account":  # What becomes of the places of somebody whose account goes.
        Attendance.objects.filter(meeting=meeting, user=cast["author"]).delete()
        ActionItem.objects.filter(meeting=meeting).update(owner=None)
    else:
        Membership.objects.filter(group=meeting.group, user=cast["member"]).delete()
    BeginCorrection(actor=cast["manager"], meeting=meeting).execute()
    assert "Nothing is different" in corrected_people(client_of("manager"), meeting)
    change_note(meeting, "Right")
    PublishCorrection(actor=cast["manager"], meeting=meeting, reason="A word").execute()
    versions = MinutesVersion.objects.filter(meeting=meeting).order_by("number")
    first, last = (row.content for row in versions)
    for kind in ("present", "absent"):
        assert last[kind] == first[kind]


def test_who_came_after_all_is_in_the_calendar_again(cast: Any) -> None:
    meeting = taken(None, cast["member"], cast["author"], state="in_session")
    WithdrawInvitation(actor=cast["member"], meeting=meeting, user=cast["author"]).execute()
    before = Withdrawal.objects.get(meeting=meeting).sequence
    AddWalkIn(actor=cast["member"], meeting=meeting, user_ids=[cast["author"].pk]).execute()
    assert not Withdrawal.objects.filter(meeting=meeting).exists()
    assert anew(meeting).sequence > before


@pytest.mark.parametrize("row", ["outcome", "action"])
def test_change_that_crosses_another_is_not_written_over_it_unseen(
    cast: Any, client_of: Any, row: str
) -> None:
    meeting, client = taken(None, cast["member"]), client_of("member")
    rows: Any = ActionItem.objects if row == "action" else Outcome.objects.filter(kind="decision")
    found = rows.get(meeting=meeting)
    sent = {"text": "Mine", "kind": "decision", "owner": "@member", "due_on": "2031-06-01"}
    address = of(f"{row}_edit", meeting, found.pk)

    def seen(response: Any) -> str:
        (value,) = re.findall(r'name="seen" value="([^"]+)"', response.content.decode())
        return str(value)

    shown = seen(client.get(address))
    rows.filter(pk=found.pk).update(text="Theirs")
    response = client.post(address, sent | {"seen": shown})
    assert response.status_code == 422 and "Somebody has changed this meanwhile" in text_of(
        response
    )
    assert rows.get(pk=found.pk).text == "Theirs"
    assert client.post(address, sent | {"seen": seen(response)}).status_code == 303
    assert rows.get(pk=found.pk).text == "Mine"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_action_item_is_due_on_a_day_that_calendars_have(
    cast: Any, client_of: Any, day: str
) -> None:
    meeting = taken(None, cast["member"], state="in_session")
    sent = {"text": "Paint it", "owner": "@member", "due_on": day}
    response = client_of("member").post(of("action_new", meeting), sent)
    assert response.status_code == 422 and "between 1970 and 2199" in text_of(response)


def test_script_is_told_why_nobody_can_be_ticked_any_more(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], state="approved")
    response = client_of("member").post(
        of("presence", meeting),
        {f"attended-{cast['member'].pk}": "no"},
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 422
    assert "cannot be changed now" in response.json()["message"]


def test_approving_costs_the_same_with_few_and_many_who_took_something_on(cast: Any) -> None:
    def asked(items: int) -> int:
        meeting = taken(cast.groups["open"], cast["manager"], cast["author"])
        for _number in range(items):
            ActionItem.objects.create(
                meeting=meeting, text="Do it", owner=cast["author"], due_on=DUE
            )
        with counted_queries() as found:
            ApproveMinutes(actor=cast["manager"], meeting=meeting).execute()
        return len(found)

    asked(2)
    assert asked(2) == asked(20)
