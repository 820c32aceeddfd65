"""Approved minutes are corrected: by a new version, which nobody reads before it is published."""

from __future__ import annotations

from typing import Any

import pytest

from wagtail_social.actions import Refused
from wagtail_social.meetings.actions.corrections import (
    BeginCorrection,
    GiveUpCorrection,
    PublishCorrection,
)
from wagtail_social.meetings.actions.minutes import CloseMeeting
from wagtail_social.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    MinutesVersion,
    Note,
    Outcome,
)
from wagtail_social.meetings.seat import seat_of

from .plans import anew, at, text_of
from .taken import DUE, change_note, decide, taken

WRONG = "We looked at three offers."
RIGHT = "We looked at four offers."


@pytest.fixture(params=["approved", "closed"])
def meeting(cast: Any, request: pytest.FixtureRequest) -> Any:
    """A meeting of the closed group with approved minutes; the manager chairs it."""
    people = [cast[role] for role in ("manager", "author")]
    return taken(cast.groups["closed"], *people, state=request.param)


def test_correction_is_seen_by_who_runs_it_until_it_is_published(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    """Class 1: what is being written is read by nobody else, on no page and in no list."""
    chair = client_of("manager")
    assert chair.post(at(meeting, "minutes/correct/")).status_code == 303
    change_note(meeting, RIGHT)
    decide(meeting, "We meet in June.")
    decided = f"/community/groups/{meeting.group.slug}/decisions/"
    pages = [at(meeting, part) for part in ("", "minutes/", "minutes/text/")] + [decided]
    for role in ("author", "member"):
        for page in pages:
            html = client_of(role).get(page).content.decode()
            assert "four offers" not in html and "in June" not in html
            assert "correction is being" not in html
        for part in ("minutes/correct/", "minutes/correction/"):
            assert client_of(role).get(at(meeting, part)).status_code == 404
        for rows in (Note, Outcome):
            assert not rows.objects.visible_to(cast[role]).filter(meeting=meeting).exists()
        assert not seat_of(cast[role], anew(meeting)).can_take_minutes
    assert seat_of(cast["manager"], anew(meeting)).can_take_minutes
    assert Note.objects.visible_to(cast["manager"]).filter(meeting=meeting).exists()
    assert "A correction is being written." in text_of(chair.get(at(meeting, "minutes/")))
    assert WRONG in text_of(chair.get(at(meeting, "minutes/")))
    page = text_of(chair.get(at(meeting, "minutes/correction/")))
    assert "Pumps, Rosters" in page and RIGHT in page
    sent = {"reason": "It was four offers"}
    assert chair.post(at(meeting, "minutes/correction/"), sent).status_code == 303
    page = text_of(client_of("member").get(at(meeting, "minutes/")))
    for said in (
        RIGHT,
        "Corrected: It was four offers",
        "Version 2, approved by",
        "We meet in June.",
    ):
        assert said in page
    assert "We meet in June." in client_of("member").get(decided).content.decode()
    assert not seat_of(cast["manager"], anew(meeting)).can_take_minutes


def test_earlier_version_stays_to_read_and_says_that_it_was_corrected(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    chair = cast["manager"]
    for number, text in ((2, "four"), (3, "five")):
        BeginCorrection(actor=chair, meeting=meeting).execute()
        change_note(meeting, f"We looked at {text} offers.")
        version = PublishCorrection(actor=chair, meeting=meeting, reason=f"It was {text}").execute()
        assert version.number == number
    client = client_of("member")
    first = text_of(client.get(at(meeting, "minutes/1/")))
    assert "These minutes have been corrected. Version 3 holds now: It was five" in first
    assert WRONG in first
    assert "Corrected: It was four" in text_of(client.get(at(meeting, "minutes/2/")))
    newest = text_of(client.get(at(meeting, "minutes/")))
    assert "have been corrected" not in newest and "We looked at five offers." in newest
    assert "have been corrected" not in text_of(client.get(at(meeting, "minutes/3/")))
    for number in (0, 4, 99999999999):
        assert client.get(at(meeting, f"minutes/{number}/")).status_code == 404


def test_correction_needs_a_reason_and_a_difference(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    chair = client_of("manager")
    response = chair.post(at(meeting, "minutes/correction/"), {"reason": "Early"})
    assert response.status_code == 422 and "No correction is being written" in text_of(response)
    chair.post(at(meeting, "minutes/correct/"))
    response = chair.post(at(meeting, "minutes/correction/"), {"reason": "Nothing"})
    assert response.status_code == 422 and "Nothing is different" in text_of(response)
    change_note(meeting, RIGHT)
    response = chair.post(at(meeting, "minutes/correction/"), {"reason": " "})
    assert response.status_code == 422
    assert MinutesVersion.objects.filter(meeting=meeting).count() == 1


def test_correction_that_is_given_up_leaves_what_was_approved(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    chair = client_of("manager")
    before = chair.get(at(meeting, "minutes/text/")).content
    item = AgendaItem.objects.filter(meeting=meeting).on_agenda().last()
    chair.post(at(meeting, "minutes/correct/"))
    change_note(meeting, RIGHT)
    Note.objects.create(meeting=meeting, item=item, text="New")
    Note.objects.filter(meeting=meeting, item=None).delete()
    decide(meeting, "We meet in June.")
    Outcome.objects.filter(meeting=meeting, kind="decision", item__title="Pumps").delete()
    Outcome.objects.filter(meeting=meeting, kind="information").update(text="Three are leaking.")
    Attendance.objects.filter(meeting=meeting).update(attended=False)
    ActionItem.objects.filter(meeting=meeting).update(status="done")
    old = Note.objects.get(meeting=meeting, item__title="Pumps").version
    assert chair.post(at(meeting, "minutes/correction/end/")).status_code == 303
    assert anew(meeting).correcting_since is None
    notes = dict(Note.objects.filter(meeting=meeting).values_list("item__title", "text"))
    assert notes == {
        "Pumps": "We looked at **three** offers.",
        "Rosters": "",
        None: "A long evening.",
    }
    assert Note.objects.get(meeting=meeting, item__title="Pumps").version > old
    outcomes = Outcome.objects.filter(meeting=meeting).values_list("kind", "item__title", "text")
    assert set(outcomes) == {
        ("decision", "Pumps", "We buy the blue one."),
        ("information", "Pumps", "Two are leaking."),
    }
    places = Attendance.objects.filter(meeting=meeting).values_list("user__username", "attended")
    assert dict(places) == {"manager": True, "author": False}
    assert ActionItem.objects.get(meeting=meeting).status == "done"
    assert chair.get(at(meeting, "minutes/text/")).content == before
    # And the next correction begins from there.
    chair.post(at(meeting, "minutes/correct/"))
    page = text_of(chair.get(at(meeting, "minutes/correction/")))
    assert "Nothing is different" in page
    assert chair.post(at(meeting, "minutes/correction/end/")).status_code == 303


def test_correction_is_begun_and_ended_once(cast: Any, meeting: Any) -> None:
    chair = cast["manager"]
    first = BeginCorrection(actor=chair, meeting=meeting).execute().correcting_since
    again = BeginCorrection(actor=chair, meeting=meeting).execute()
    assert again.correcting_since == first
    for _time in range(2):
        GiveUpCorrection(actor=chair, meeting=meeting).execute()
    with pytest.raises(Refused):
        PublishCorrection(actor=chair, meeting=meeting, reason="Late").execute()


def test_meeting_is_not_closed_while_a_correction_is_written(cast: Any, client_of: Any) -> None:
    meeting = taken(None, cast["member"], state="approved")
    BeginCorrection(actor=cast["member"], meeting=meeting).execute()
    response = client_of("member").post(at(meeting, "close/"))
    assert response.status_code == 422 and "A correction is being written" in text_of(response)
    GiveUpCorrection(actor=cast["member"], meeting=meeting).execute()
    assert CloseMeeting(actor=cast["member"], meeting=meeting).execute().state == "closed"


def test_item_that_was_done_meanwhile_stays_as_it_was_in_the_first_version(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    BeginCorrection(actor=cast["manager"], meeting=meeting).execute()
    item = ActionItem.objects.get(meeting=meeting)
    item.text, item.status = "Order two", "done"
    item.save()
    PublishCorrection(actor=cast["manager"], meeting=meeting, reason="Two of them").execute()
    client = client_of("author")
    assert "Order it" in text_of(client.get(at(meeting, "minutes/1/")))
    newest = text_of(client.get(at(meeting, "minutes/")))
    assert "Order two" in newest and DUE.strftime("until %-d %B %Y") in newest
