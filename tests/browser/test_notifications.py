"""Choosing what one hears of: with the mouse, by keyboard, on a phone without scripts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest

from wagtail_social.notifications.choosing import chosen_channels, level_of
from wagtail_social.notifications.models import PersonalSettings

from .person import MODES, Mode, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name),
]

Seat = Callable[..., Person]


def _sets(person: Person, label: str, morning: str) -> None:
    """Set a clock, which a browser may show with twelve hours, to a time of the morning."""
    field = person.field(label)
    if person.mode.keyboard:
        person.reaches(field)
        person.types(f"{morning.replace(':', '')}A")
    else:
        field.fill(morning)


def test_member_finds_her_settings_and_saves_them(
    seat: Seat, site: Any, watch: Any, mode: Mode
) -> None:
    """From her profile: a box, the digest, quiet hours by day, a group; what is wrong is said."""
    watch.expected.add(422)
    mila = seat("member", mode)
    mila.goes_to("/community/people/me/")
    mila.follows("Choose what you hear of")
    reactions = mila.page.get_by_role("group", name="Reactions")
    mila.ticks("By e-mail", reactions)
    mila.picks("Never")
    _sets(mila, "Quiet from", "08:00")
    mila.selects("Zqopentitle circle", "Nothing")
    mila.presses("Save")
    mila.sees(re.compile("Say from when and until when, or leave both empty"))
    _sets(mila, "Quiet until", "11:30")
    mila.presses("Save")
    mila.sees("Your choices are saved.")
    assert chosen_channels(site["member"])["reaction", "mail"]
    personal = PersonalSettings.objects.get(user=site["member"])
    assert (personal.digest, personal.quiet_from) == ("never", datetime.time(8))
    assert personal.quiet_until == datetime.time(11, 30)
    assert level_of(site["member"], site.groups["open"]) == "nothing"


def test_employee_joins_and_says_how_much_she_wants_to_hear(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """The welcome and the question are one page; the menu of the group leads back to it."""
    emma, group = seat("employee", mode), site.groups["open"]
    emma.goes_to(group.get_absolute_url())
    emma.presses("Join")
    emma.sees(f"Welcome to {group.title}")
    emma.sees(re.compile("zqopenwelcome"))
    emma.picks(re.compile("^Only what concerns me"))
    emma.presses("Save")
    emma.sees(f"Your choice for {group.title} is saved.")
    assert level_of(site["employee"], group) == "own"
    emma.opens("More about this group")
    emma.follows("What I hear of this group")
    emma.picks(re.compile("^Every post and comment"))
    emma.presses("Save")
    emma.sees(f"Your choice for {group.title} is saved.")
    assert level_of(site["employee"], group) == "all"


def test_member_mutes_a_conversation_and_hears_of_it_again(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """Muted from its menu, shown as muted, taken back in the settings."""
    mila = seat("member", mode)
    mila.goes_to(site.talks["open"].post.get_absolute_url())
    mila.opens("More actions on this post")
    mila.presses("Mute this conversation")
    mila.sees("You hear nothing more of this conversation, unless somebody names you.")
    mila.finds("button", "Muted")
    mila.goes_to("/community/notifications/settings/")
    mila.sees("Muted conversations")
    mila.presses("Hear of it again")
    mila.sees("You follow this discussion.")
    mila.misses("Muted conversations")
