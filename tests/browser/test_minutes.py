"""Two people take the minutes of one meeting: texts save themselves, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from wagtail_social.meetings.models import ActionItem, Attendance, Meeting, Note, Outcome

from .person import MODES, Mode, Person
from .watch import Watch

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
every_way = pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
SAVED = re.compile(r"Saved at \d\d:\d\d")


@pytest.fixture
def meeting(site: Any) -> Meeting:
    """The meeting of the open group, in session."""
    pk = site.meetings["open"].meeting.pk
    Meeting.objects.filter(pk=pk).update(state="in_session")
    return Meeting.objects.get(pk=pk)


def _screen(person: Person, meeting: Meeting) -> Any:
    """Open the screen; return the part about the item."""
    person.goes_to(f"{meeting.get_absolute_url()}session/")
    return person.part("region", re.compile("zqopenitem"))


def _notes(part: Any) -> Any:
    return part.get_by_label(re.compile("^Notes"))


def _stored(site: Any) -> str:
    return Note.objects.get(item=site.meetings["open"].item).text


def test_notes_save_themselves_and_wait_for_the_connection(
    seat: Seat, site: Any, meeting: Meeting, watch: Watch
) -> None:
    watch.offline = True
    margot = seat("manager")
    part = _screen(margot, meeting)
    _notes(part).fill("We begin late.")
    margot.sees(SAVED, part)
    assert _stored(site) == "We begin late."
    margot.page.context.set_offline(True)
    _notes(part).fill("We begin late. The lights are out.")
    _notes(part).blur()
    margot.sees(re.compile("there is no connection"), part)
    assert _stored(site) == "We begin late."
    margot.page.context.set_offline(False)
    margot.sees(SAVED, part)
    assert _stored(site) == "We begin late. The lights are out."
    # What was never sent is there again after the page was closed.
    margot.page.route("**/notes/", lambda route: route.abort())
    _notes(part).fill("Typed in the dark.")
    _notes(part).blur()
    margot.sees(re.compile("there is no connection"), part)
    part = _screen(margot, meeting)
    expect(_notes(part)).to_have_value("Typed in the dark.")


@every_way
def test_two_texts_that_crossed_are_both_shown_and_one_is_chosen(
    seat: Seat, site: Any, meeting: Meeting, mode: Mode, watch: Watch
) -> None:
    watch.expected.add(409)
    margot, other = seat("manager", mode), seat("second_manager", mode)
    theirs, mine = _screen(other, meeting), _screen(margot, meeting)
    _notes(theirs).fill("Theirs: the crane stays.")
    other.presses("Save", theirs)
    other.sees(SAVED)
    _notes(mine).fill("Mine: the crane goes.")
    margot.presses("Save", mine)
    margot.sees(re.compile("Nothing of yours is lost."))
    margot.reads("Yours, not saved yet", "Mine: the crane goes.")
    margot.reads(re.compile("^Saved by"), "Theirs: the crane stays.")
    assert _stored(site) == "Theirs: the crane stays."
    margot.writes("A third text out of both", "The crane stays until May.")
    margot.presses("Save the third text")
    margot.sees(SAVED)
    assert _stored(site) == "The crane stays until May."


@every_way
def test_presence_a_decision_and_an_action_are_written_down(
    seat: Seat, site: Any, meeting: Meeting, mode: Mode
) -> None:
    margot = seat("manager", mode)
    part = _screen(margot, meeting)
    row = margot.part("group", "Marit Bakker")
    margot.picks("Here", row)
    if mode.scripts:
        margot.sees(SAVED)
    else:
        margot.presses("Save who is here")
        margot.sees("It is written down who is there.")
    assert Attendance.objects.get(meeting=meeting, user=site["member"]).attended is True
    margot.follows(re.compile("^Decision"), part)
    margot.writes("What came of it", "The crane stays.")
    margot.presses("Save", margot.page.locator("form.ws-record__form"))
    margot.sees("The crane stays.", part)
    margot.follows(re.compile("^Action"), part)
    margot.writes("What is to be done", "Oil it")
    margot.writes("Who does it", "@member ")
    margot.field("Until when").fill("2031-05-06")
    margot.presses("Save", margot.page.locator("form.ws-record__form"))
    margot.sees("Oil it", part)
    assert Outcome.objects.filter(text="The crane stays.").count() == 1
    assert ActionItem.objects.get(text="Oil it").owner == site["member"]
