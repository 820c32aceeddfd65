"""A group from opening to leaving, and a report answered; mouse, keyboard, without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from wagtail_social.groups.models import Group, Membership
from wagtail_social.moderation.models import Report

from .person import MODES, Mode, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name),
]

Seat = Callable[..., Person]


def picture() -> bytes:
    """Return a wide picture."""
    into = io.BytesIO()
    Image.new("RGB", (800, 200), "#2f6690").save(into, "PNG")
    return into.getvalue()


def place_of(user: Any, group: Any) -> Any:
    """Return what somebody is in a group, or nothing."""
    return Membership.objects.filter(user=user, group=group).values_list("state", "role").first()


def test_employee_asks_to_join_and_the_manager_lets_her_in(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """A closed group: the request with its message, the answer, and then the door is open."""
    closed = site.groups["closed"]
    emma = seat("employee", mode)
    emma.goes_to("/community/groups/")
    emma.follows("Zqclosedtitle circle")
    emma.sees("We talk of zqclosedpurpose here.")
    emma.follows("Ask to join")
    emma.writes("Why would you like to join?", "I plan the rosters from May.")
    emma.presses("Send the request")
    emma.sees("Your request has been sent to who runs the group.")
    emma.finds("button", "Take the request back")
    margot = seat("manager", mode)
    margot.goes_to(closed.get_absolute_url())
    margot.follows(re.compile("^Members"))
    margot.sees("I plan the rosters from May.")
    row = margot.page.get_by_role("listitem").filter(has_text="I plan the rosters from May.")
    margot.presses("Let in", row)
    margot.sees("Emma Visser is in the group now.")
    assert place_of(site["employee"], closed) == ("active", "member")
    emma.goes_to(closed.get_absolute_url())
    emma.finds("link", "About zqclosedposttitle")


def test_employee_opens_a_group_changes_it_and_invites(seat: Seat, site: Any, mode: Mode) -> None:
    """Whoever opens a group runs it on the site: text, cover, access, invitations."""
    emma = seat("employee", mode)
    emma.goes_to("/community/groups/")
    emma.follows("Open a group")
    emma.writes("Name", "Pump room")
    emma.writes("What is it for?", "Everything about pumps.")
    emma.picks(re.compile("^Closed"))
    emma.presses("Open the group")
    emma.sees("Pump room is open. Invite people, or write the first post.")
    emma.follows("Settings")
    emma.writes("What is it for?", "Pumps, sluices and who has the key.")
    emma.attaches("Cover picture", "quay.png", picture())
    emma.presses("Save")
    emma.sees("The settings are saved.")
    group = Group.objects.get(title="Pump room")
    assert group.purpose == "Pumps, sluices and who has the key." and group.cover
    cover = emma.page.locator("img").first
    expect(cover).to_have_js_property("complete", True)
    assert cover.evaluate("e => e.naturalWidth") > 0
    emma.follows("Settings")
    emma.follows("Access")
    emma.picks(re.compile("^Open"))
    emma.presses("Save")
    emma.sees("The access is changed.")
    emma.follows("Invite")
    if mode.scripts:
        emma.writes("Colleagues", "")
        emma.types("Marit Ba")
        expect(emma.page.get_by_role("option", name=re.compile("Marit Bakker"))).to_be_visible()
        emma.key("Enter")
    else:
        emma.writes("Colleagues", "@member")
    emma.writes("A word to them", "You know these pumps best.")
    emma.presses("Invite")
    expect(emma.page).to_have_url(re.compile("/groups/"))
    marit = seat("member", mode)
    marit.goes_to(group.get_absolute_url())
    marit.presses("Accept invitation")
    marit.sees("You are in Pump room now.")
    assert place_of(site["member"], group) == ("active", "member")


def test_manager_hands_a_group_over_and_leaves(seat: Seat, site: Any, mode: Mode) -> None:
    """Nobody leaves a group without somebody who runs it."""
    group = site.groups["open"]
    others = Membership.objects.filter(group=group, role="manager").exclude(user=site["manager"])
    others.update(role="member")
    more = "More about this group"
    margot = seat("manager", mode)
    margot.goes_to(group.get_absolute_url())
    margot.opens(more)
    margot.follows("Leave the group")
    margot.finds("heading", "Somebody else needs to run it first")
    margot.follows("Choose a member")
    row = margot.page.get_by_role("listitem").filter(has_text="Marit Bakker").first
    margot.opens("What to do with Marit Bakker", row)
    margot.follows("Hand over the group", row)
    margot.presses("Hand over")
    margot.sees("Marit Bakker runs the group now.")
    margot.goes_to(group.get_absolute_url())
    margot.opens(more)
    margot.follows("Leave the group")
    margot.presses("Leave")
    margot.sees("You have left Zqopentitle circle.")
    assert place_of(site["member"], group) == ("active", "manager")
    assert place_of(site["manager"], group) == ("left", "member")


def test_employee_reports_in_two_taps_and_the_moderator_answers(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """The report reaches who moderates, and the answer who reported."""
    emma = seat("employee", mode)
    emma.goes_to(site.talks["open"].post.get_absolute_url())
    said = emma.comment("I say zqopenreply.")
    emma.opens("More actions on this comment", said)
    emma.follows("Report")
    emma.picks("It is hurtful or rude")
    emma.presses("Send the report")
    emma.sees(re.compile("Your report has been sent"))
    report = Report.objects.get(reporter=site["employee"])
    assert report.comment_id == site.talks["open"].comments["reply"].pk
    mats = seat("moderator", mode)
    mats.goes_to(site.groups["open"].get_absolute_url())
    mats.follows(re.compile("^Reports"))
    card = mats.article("Emma Visser")
    mats.opens("Answer", card)
    mats.writes(re.compile("answer|Answer|say"), "I have spoken with them.", card)
    mats.presses("Mark as done", card)
    mats.sees("Answered. Who reported it can read your answer.")
    emma.goes_to("/community/reports/mine/")
    emma.sees("I have spoken with them.")
    report.refresh_from_db()
    assert report.state == "acted"
