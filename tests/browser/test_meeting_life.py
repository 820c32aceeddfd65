"""The whole life of a meeting: four people, from the plan to the meeting after it.

Margot chairs, Anouk takes the minutes, Marit has no e-mail address, and Ingrid is invited when
papers and discussion are there already. The group is closed, so that there is something to hide.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Locator, expect

from wagtail_social.meetings.models import ActionItem, Meeting, MinutesVersion
from wagtail_social.notifications.sending import send_due

from .person import MODES, Mode, Person
from .watch import Watch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(
        "mode", [mode for mode in MODES if not mode.keyboard], ids=lambda mode: mode.name
    ),
]

Seat = Callable[..., Person]

TITLE = "The crane on quay two"
SAVED = re.compile(r"Saved at \d\d:\d\d")
#: Far enough ahead that nothing of it passes while the test runs.
DAY = timezone.localdate() + datetime.timedelta(days=21)
DUE = DAY + datetime.timedelta(days=10)
FIRST, SECOND = (DAY + datetime.timedelta(days=days) for days in (28, 29))


@dataclass
class Four:
    """Who is there, each at a browser of their own, and where the meeting is."""

    chair: Person
    scribe: Person
    member: Person
    late: Person
    path: str = ""

    def at_the_meeting(self, *people: Person) -> None:
        """Take people to the page of the meeting."""
        for person in people:
            person.goes_to(self.path)
            person.finds("heading", TITLE)


def test_a_meeting_from_the_plan_to_the_one_after_it(
    seat: Seat, site: Any, mode: Mode, watch: Watch
) -> None:
    # Ingrid asks for the meeting before she may have it.
    watch.expected.add(404)
    type(site["member"]).objects.filter(pk=site["member"].pk).update(email="")
    four = Four(*(seat(role, mode) for role in ("manager", "author", "member", "invited")))
    _is_planned(four, site)
    _gets_its_papers_and_people(four)
    _is_talked_about_beforehand(four)
    _somebody_comes_late(four, site)
    _fits_the_calendar(four)
    _takes_place(four)
    _its_draft_is_read(four)
    _its_minutes_are_approved(four, site)
    _goes_on_with_who_has_no_address(four, site)
    _is_followed_by_another(four, site)
    _nobody_is_written_to_without_address(site)


def _is_planned(four: Four, site: Any) -> None:
    chair = four.chair
    chair.goes_to(f"/community/groups/{site.groups['closed'].slug}/meetings/")
    chair.follows("Plan a meeting")
    chair.writes("Title", TITLE)
    chair.writes("What is it for?", "We know who moves the crane, and when.")
    chair.writes("Day", DAY.isoformat())
    chair.writes("Begins", "14:00")
    chair.writes("Ends", "15:00")
    chair.writes("Place", "Room with the stove")
    chair.presses("Plan the meeting")
    chair.sees("The meeting is planned. Nobody is told until you open it.")
    chair.finds("heading", TITLE)
    chair.sees("This is a draft.")
    four.path = chair.path()
    _adds_an_item(chair, "Where the crane stands", "Inform", "@author ", "10")
    _adds_an_item(chair, "Who moves it", "Decide", "@member ", "25")
    for fact in ("Marit Bakker", "25 min", "Decide"):
        expect(_item(chair, "Who moves it")).to_contain_text(fact)


def _adds_an_item(chair: Person, title: str, purpose: str, presenter: str, minutes: str) -> None:
    chair.follows("Add an item")
    chair.writes("Title", title)
    chair.picks(re.compile(f"^{purpose}"))
    chair.writes("Presented by", presenter)
    chair.writes("Minutes", minutes)
    chair.presses("Save")
    chair.sees("It is on the agenda.")
    expect(_item(chair, title)).to_be_visible()


def _item(person: Person, title: str) -> Locator:
    """Return an item in a list of the agenda."""
    heading = person.page.get_by_role("heading", name=title, exact=True)
    return person.page.get_by_role("listitem").filter(has=heading)


def _gets_its_papers_and_people(four: Four) -> None:
    chair = four.chair
    chair.follows("Add a document")
    chair.attaches("File", "plan.txt", b"The crane stands in the way.")
    chair.writes("Title", "Plan of the quay")
    chair.presses("Save")
    chair.sees("The document is there.")
    chair.follows("See and invite people")
    chair.follows("Invite colleagues")
    chair.writes("Colleagues", "@author @member ")
    chair.presses("Invite")
    chair.finds("link", "Anouk Terwiel")
    anouk = chair.page.get_by_role("listitem").filter(has_text="Anouk Terwiel")
    chair.opens("What to do with Anouk Terwiel", anouk)
    chair.follows("Change duty", anouk)
    chair.picks(re.compile("^Takes the minutes"))
    chair.presses("Save")
    chair.sees("The duty is changed.")
    four.at_the_meeting(chair)
    chair.follows("Open the meeting")
    chair.sees("2 people will be told.")
    chair.presses("Open the meeting")
    chair.sees("The meeting is open.")


def _is_talked_about_beforehand(four: Four) -> None:
    chair, member, scribe = four.chair, four.member, four.scribe
    four.at_the_meeting(member)
    member.presses("Maybe")
    member.writes("Why not, or what does it depend on?", "If the dentist lets me go.")
    member.presses("Save")
    member.sees("Your answer is kept.")
    for title in ("A name for the crane", "A song for the crane"):
        member.follows("Propose an item")
        member.writes("Title", title)
        member.picks(re.compile("^Discuss"))
        member.presses("Save")
        member.sees(re.compile("^Thank you."))
        expect(_item(member, title)).to_be_visible()
    member.follows("Who moves it")
    member.writes("Your comment", "Is the lorry of the yard free?")
    member.presses("Comment")
    expect(member.comment("Is the lorry of the yard free?")).to_be_visible()
    four.at_the_meeting(chair)
    chair.presses("Take on", _item(chair, "A name for the crane"))
    chair.sees("It is on the agenda.")
    chair.presses("Decline", _item(chair, "A song for the crane"))
    chair.sees("It does not come onto the agenda.")
    chair.opens("More actions on Plan of the quay")
    chair.follows("New version")
    chair.attaches("File", "plan-2.txt", b"The crane stands on quay two.")
    chair.presses("Save")
    chair.sees("1 earlier version")
    four.at_the_meeting(scribe)
    scribe.presses("I'm coming")
    scribe.sees("You have said that you come.")


def _somebody_comes_late(four: Four, site: Any) -> None:
    late, chair = four.late, four.chair
    late.goes_to(four.path)
    late.finds("heading", "Nothing here")
    late.goes_to(f"/community/groups/{site.groups['closed'].slug}/")
    late.presses("Accept invitation")
    late.sees("Welcome to zqclosedwelcome.")
    chair.goes_to(four.path)
    chair.follows("See and invite people")
    chair.sees("If the dentist lets me go.")
    chair.follows("Invite colleagues")
    chair.writes("Colleagues", "@invited ")
    chair.presses("Invite")
    chair.finds("link", "Ingrid Vogel")
    late.goes_to("/community/notifications/")
    late.follows(re.compile("invites you to a meeting"))
    late.finds("heading", TITLE)
    for title in ("Where the crane stands", "Who moves it", "A name for the crane"):
        expect(_item(late, title)).to_be_visible()
    paper = late.page.get_by_role("listitem").filter(has_text="Plan of the quay")
    late.sees("new", paper)
    late.opens("1 earlier version", paper)
    assert _fetched(late, late.part("link", "Plan of the quay", paper)) == (
        b"The crane stands on quay two."
    )
    assert _fetched(late, late.part("link", "plan.txt", paper)) == b"The crane stands in the way."
    late.misses("A song for the crane")
    late.misses(re.compile("dentist"))
    late.follows("See everybody")
    late.finds("link", "Marit Bakker")
    late.misses(re.compile("dentist"))
    four.at_the_meeting(late)
    late.misses("new", late.page.get_by_role("listitem").filter(has_text="Plan of the quay"))
    late.follows("Who moves it")
    expect(late.comment("Is the lorry of the yard free?")).to_be_visible()
    late.writes("Your comment", "It is, on Tuesdays.")
    late.presses("Comment")
    expect(late.comment("It is, on Tuesdays.")).to_be_visible()


def _fetched(person: Person, link: Locator) -> bytes:
    """Return what a link leads to, asked for as this person."""
    expect(link).to_be_visible()
    answer = person.page.context.request.get(person.address + (link.get_attribute("href") or ""))
    assert answer.ok
    return answer.body()


def _fits_the_calendar(four: Four) -> None:
    four.at_the_meeting(four.member)
    content = _fetched(four.member, four.member.part("link", "Add to calendar"))
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]) == TITLE
    assert event.decoded("DTSTART").date() == DAY
    assert event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(hours=1)


def _takes_place(four: Four) -> None:
    chair, scribe, late = four.chair, four.scribe, four.late
    four.at_the_meeting(chair)
    chair.follows("Start the meeting")
    chair.presses("Start the meeting")
    chair.sees("The meeting has begun.")
    four.at_the_meeting(scribe)
    scribe.follows("Take minutes")
    for name in ("Margot Claes", "Anouk Terwiel", "Marit Bakker", "Ingrid Vogel"):
        scribe.picks("Here", scribe.part("group", name))
    if scribe.mode.scripts:
        scribe.sees(SAVED)
    else:
        scribe.presses("Save who is here")
        scribe.sees("It is written down who is there.")
    part = scribe.part("region", re.compile("Who moves it"))
    scribe.sees("It is, on Tuesdays.", part)
    part.get_by_label(re.compile("^Notes")).fill("The yard lends us its lorry.")
    scribe.presses("Save", part)
    scribe.sees(SAVED)
    _writes_down(scribe, "Decision", {"What came of it": "The crane moves to quay three."})
    _writes_down(
        scribe,
        "Action",
        {"What is to be done": "Order the lorry", "Who does it": "@member "},
        {"Until when": DUE.isoformat()},
    )
    # As long as it is in session nobody but who runs it reads what is written.
    four.at_the_meeting(late)
    late.misses(re.compile("lends us its lorry"))
    late.misses("The crane moves to quay three.")
    late.misses("Order the lorry")
    for address in ("session/", "minutes/"):
        late.goes_to(four.path + address)
        late.finds("heading", "Nothing here")


def _writes_down(
    scribe: Person, kind: str, texts: dict[str, str], days: dict[str, str] | None = None
) -> None:
    """Write down what came of the second item, inside the screen or on a page of its own."""
    part = scribe.part("region", re.compile("Who moves it"))
    scribe.follows(re.compile(f"^{kind}"), part)
    for label, text in (texts | (days or {})).items():
        scribe.writes(label, text)
    scribe.presses("Save", scribe.page.locator("form.ws-record__form"))
    scribe.sees(next(iter(texts.values())), part)


def _hears(person: Person, *news: str) -> None:
    """Find news behind the bell: for who has no address there is no other way."""
    person.goes_to("/community/")
    person.follows(re.compile(r"^Notifications, \d+ unread"))
    for line in news:
        person.sees(re.compile(line))
    person.sees(re.compile(TITLE))


def _its_draft_is_read(four: Four) -> None:
    chair, scribe, member = four.chair, four.scribe, four.member
    scribe.follows("Show the draft of the minutes")
    scribe.sees("3 people will be told.")
    scribe.presses("Show the draft")
    scribe.sees("Who was invited can read the draft now.")
    _hears(member, "wrote a draft of the minutes", "You have taken something on")
    four.at_the_meeting(member)
    member.follows("Read the draft")
    member.sees("The yard lends us its lorry.")
    member.follows(re.compile("^Say something about this.*Who moves it"))
    member.writes("Your remark", "It is the lorry of the harbour, not of the yard.")
    member.ticks("I ask for a change")
    member.presses("Send")
    member.sees("Thank you. Who runs the meeting has been told.")
    four.at_the_meeting(scribe)
    scribe.opens("More about this meeting")
    scribe.follows("Take minutes")
    part = scribe.part("region", re.compile("Who moves it"))
    part.get_by_label(re.compile("^Notes")).fill("The harbour lends us its lorry.")
    scribe.presses("Save", part)
    scribe.sees(SAVED)
    chair.goes_to(f"{four.path}minutes/")
    chair.sees("The harbour lends us its lorry.")
    chair.sees(re.compile("^1 change that somebody asked for waits"))
    chair.follows(re.compile("^Answer.*Marit Bakker"))
    chair.picks(re.compile("^Changed"))
    chair.writes("A word to who said it", "You are right, thank you.")
    chair.presses("Answer")
    chair.sees("Who said it has been told.")


def _its_minutes_are_approved(four: Four, site: Any) -> None:
    chair, member = four.chair, four.member
    chair.follows("Approve the minutes")
    chair.presses("Approve the minutes")
    chair.sees("The minutes are approved.")
    for person in (chair, four.scribe, member, four.late):
        four.at_the_meeting(person)
        person.follows("Read the minutes")
        person.sees(re.compile("^Version 1, approved by Margot Claes"))
        person.sees("The harbour lends us its lorry.")
        person.sees("The crane moves to quay three.")
        person.sees(re.compile("Order the lorry"))
        person.sees(re.compile("Marit Bakker, Ingrid Vogel"))
    assert MinutesVersion.objects.filter(meeting__title=TITLE).count() == 1
    four.late.goes_to(f"/community/groups/{site.groups['closed'].slug}/meetings/")
    four.late.follows("What was decided")
    four.late.sees("The crane moves to quay three.")
    four.late.sees("About Who moves it")


def _goes_on_with_who_has_no_address(four: Four, site: Any) -> None:
    member = four.member
    _hears(member, "approved the minutes", "answered what you said of the minutes")
    member.goes_to("/community/meetings/")
    member.follows("My action items")
    member.follows("Order the lorry")
    member.selects("How far is it?", "In progress")
    member.writes("What is there to say?", "The lorry comes on Tuesday.")
    member.presses("Save")
    member.sees("It stands at: In progress.")
    member.sees("The lorry comes on Tuesday.")
    assert ActionItem.objects.get(text="Order the lorry").owner == site["member"]
    four.chair.goes_to(f"{four.path}minutes/")
    four.chair.sees("Today: In progress")


def _is_followed_by_another(four: Four, site: Any) -> None:
    chair, member, late = four.chair, four.member, four.late
    four.at_the_meeting(chair)
    chair.follows("Ask who can when")
    chair.follows("Propose dates")
    chair.writes("Day 1", FIRST.isoformat())
    chair.writes("Day 2", SECOND.isoformat())
    chair.presses("Propose")
    chair.sees("2 dates are proposed.")
    for person, first in ((member, "I cannot"), (late, "If need be")):
        four.at_the_meeting(person)
        person.follows("Say when you can")
        dates = person.page.locator(".ws-date")
        expect(dates).to_have_count(2)
        person.picks(first, dates.nth(0))
        person.picks("I can", dates.nth(1))
        person.presses("Save my answers")
        person.sees(re.compile("^Thank you. Your answers are saved"))
    chair.goes_to(f"{four.path}dates/")
    second = chair.page.locator(".ws-date").nth(1)
    chair.sees("suits most", second)
    chair.presses("Plan the meeting then", second)
    chair.sees("The next meeting is planned. Nobody is told until you open it.")
    # Nothing came of the third item yet, so it comes back; what is decided does not.
    expect(_item(chair, "A name for the crane")).to_be_visible()
    expect(_item(chair, "Who moves it")).to_have_count(0)
    chair.sees("Still to do from earlier meetings")
    chair.sees("Order the lorry")
    following = Meeting.objects.get(title=TITLE, starts_at__date=SECOND)
    people = set(following.attendances.values_list("user__username", flat=True))
    assert people == {"manager", "author", "member", "invited"}


def _nobody_is_written_to_without_address(site: Any) -> None:
    send_due(timezone.now() + datetime.timedelta(days=1))
    recipients = {address for message in mail.outbox for address in message.to}
    assert site["author"].email in recipients
    assert "" not in recipients and "member@example.org" not in recipients
