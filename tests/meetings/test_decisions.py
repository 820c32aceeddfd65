"""The register of a group's decisions: by approved minutes, searchable, newest first."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

import pytest

from tests.conftest import counted_queries
from wagtail_social.meetings.actions.corrections import BeginCorrection, PublishCorrection
from wagtail_social.meetings.actions.minutes import ApproveMinutes
from wagtail_social.meetings.models import Meeting, Outcome, RegisteredDecision

from .plans import at, of_group, text_of
from .taken import decide, taken

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def nothing_before(cast: Any) -> None:
    """Leave out what the cast has decided."""
    RegisteredDecision.objects.all().delete()


def register(cast: Any, group: str) -> str:
    return f"/community/groups/{cast.groups[group].slug}/decisions/"


def texts(response: Any) -> list[str]:
    found = re.findall(r'<p class="ws-decided__text">(.*?)</p>', response.content.decode())
    return [unescape(text) for text in found]


def held(cast: Any, title: str, *decisions: str, days: int = 0, group: str = "open") -> Meeting:
    """Return a meeting of the group, approved, that took these decisions on its second item."""
    meeting = taken(cast.groups[group], cast["manager"], title=title)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at + days * DAY, ends_at=meeting.ends_at + days * DAY
    )
    Outcome.objects.filter(meeting=meeting).delete()
    for text in decisions:
        decide(meeting, text)
    return ApproveMinutes(actor=cast["manager"], meeting=meeting).execute()


def test_register_has_decisions_newest_meeting_first_with_item_day_and_link(
    cast: Any, client_of: Any
) -> None:
    held(cast, "Earlier", "Old one", days=-30)
    last = held(cast, "Later", "First", "Second")
    response = client_of("employee").get(register(cast, "open"))
    assert texts(response) == ["First", "Second", "Old one"]
    page = text_of(response)
    assert "Tuesday 6 May 2031" in page and "Later" in page and "Rosters" in page
    assert f'href="{at(last, "minutes/#decision-2")}"' in response.content.decode()
    paper = client_of("employee").get(at(last, "minutes/")).content.decode()
    assert 'id="decision-2"' in paper
    link = f'href="{register(cast, "open")}"'
    assert link in client_of("employee").get(of_group(cast, "open")).content.decode()


def test_each_word_that_is_typed_must_stand_in_decision_item_or_meeting(
    cast: Any, client_of: Any
) -> None:
    held(cast, "Spring", "We buy a pump", "We sell a crane")
    held(cast, "Autumn", "We buy a boat")
    client = client_of("employee")
    for typed, found in (
        ("BUY", {"We buy a pump", "We buy a boat"}),
        ("pump we", {"We buy a pump"}),
        ("autumn", {"We buy a boat"}),
        ("rosters crane", {"We sell a crane"}),
        ("zeppelin", set()),
        ("%", set()),
        ("", {"We buy a pump", "We buy a boat", "We sell a crane"}),
    ):
        response = client.get(register(cast, "open"), {"q": typed})
        assert set(texts(response)) == found, typed
    assert "No decision found" in text_of(client.get(register(cast, "open"), {"q": "zeppelin"}))
    assert "Nothing has been decided yet" in text_of(
        client_of("member").get(register(cast, "closed"))
    )


def test_what_is_drafted_or_corrected_away_is_not_in_the_register(
    cast: Any, client_of: Any
) -> None:
    draft = taken(cast.groups["open"], cast["manager"], cast["author"])
    assert texts(client_of("author").get(register(cast, "open"))) == []
    ApproveMinutes(actor=cast["manager"], meeting=draft).execute()
    assert texts(client_of("member").get(register(cast, "open"))) == ["We buy the blue one."]
    BeginCorrection(actor=cast["manager"], meeting=draft).execute()
    Outcome.objects.filter(meeting=draft, kind="decision").update(text="We buy the red one.")
    assert texts(client_of("manager").get(register(cast, "open"))) == ["We buy the blue one."]
    PublishCorrection(actor=cast["manager"], meeting=draft, reason="Red").execute()
    assert texts(client_of("member").get(register(cast, "open"))) == ["We buy the red one."]
    assert texts(client_of("member").get(register(cast, "open"), {"q": "blue"})) == []


def test_register_of_a_private_group_is_nothing_to_others(cast: Any, client_of: Any) -> None:
    """Class 1: neither by its address, nor in the register of another group, nor by searching."""
    for group in ("closed", "secret"):
        held(cast, "Hidden", "Zqhidden decision", group=group)
        for role in ("employee", "former", "banned", "invited", "superuser", "editor"):
            response = client_of(role).get(register(cast, group), {"q": "zqhidden"})
            assert response.status_code == 404
            assert not RegisteredDecision.objects.visible_to(cast[role]).exists()
        assert texts(client_of("member").get(register(cast, group))) == ["Zqhidden decision"]
    assert texts(client_of("member").get(register(cast, "open"))) == []


def test_register_is_read_page_by_page_and_each_decision_once(cast: Any, client_of: Any) -> None:
    said = [f"Decision {number:02}" for number in range(60)]
    held(cast, "Long", *said[:40])
    held(cast, "Before", *said[40:], days=-1)
    client, address, seen = client_of("employee"), register(cast, "open"), []
    for _page in range(5):
        response = client.get(address, headers={"HX-Request": "true"})
        seen += texts(response)
        more = re.search(r'href="([^"]*after=[^"]*)"', response.content.decode())
        if more is None:
            break
        address = unescape(more[1])
    assert seen == said
    for wrong in ("x", "1.2", "1.2.3.4", "f" * 90, f"{2**90:x}.1.1", "-1.-1.-1", "\x00"):
        response = client.get(register(cast, "open"), {"after": wrong, "q": "decision"})
        assert response.status_code == 200


def test_register_asks_as_much_with_sixty_decisions_as_with_ten(cast: Any, client_of: Any) -> None:
    def asked() -> int:
        client_of("employee").get(register(cast, "open"))
        with counted_queries() as found:
            client_of("employee").get(register(cast, "open"))
        return len(found)

    for number in range(5):
        held(cast, f"Few {number}", "One", "Two")
    few = asked()
    for number in range(25):
        held(cast, f"Many {number}", "One", "Two", days=number)
    assert RegisteredDecision.objects.count() == 60
    assert asked() == few
