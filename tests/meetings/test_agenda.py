"""The agenda: who adds, words, orders, drops and proposes, and what each person is shown."""

from __future__ import annotations

from typing import Any

import pytest

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.meetings.actions import agenda
from wagtail_social.meetings.models import AgendaItem, Attendance, ItemState, Meeting
from wagtail_social.meetings.seat import seat_of

from ..cast import ALL_ROLES, CANARY

WORDS = {"title": "Rosters", "purpose": "decide"}


def _titles(meeting: Any) -> list[str]:
    items = AgendaItem.objects.filter(meeting=meeting).on_agenda()
    return [item.title for item in items]


def _add(cast: Any, meet: Any, *titles: str) -> list[AgendaItem]:
    return [
        agenda.AddItem(actor=cast["manager"], meeting=meet.meeting, title=title).execute()
        for title in titles
    ]


def test_manager_adds_an_item_and_everybody_of_the_group_reads_it(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """Title, purpose, presenter, minutes; the total counts it."""
    response = client_of("manager").post(
        address("agenda_item_new"),
        {**WORDS, "text": "Who *works* when", "presenter": "@author", "minutes": "30"},
    )
    item = AgendaItem.objects.get(title="Rosters")
    assert response.status_code == 303
    assert response["Location"] == f"{meet.meeting.get_absolute_url()}#item-{item.pk}"
    page = client_of("member").get(meet.meeting.get_absolute_url()).content.decode()
    assert page.index(CANARY["closed"]["item"]) < page.index("Rosters")
    assert "Anouk Terwiel" in page and "50 min" in page and "30 min" in page
    own = client_of("member").get(item.get_absolute_url()).content.decode()
    assert "Who <em>works</em> when" in own and "Decide" in own


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"title": " "}, "This field is required."),
        ({"purpose": "dance"}, "Select a valid choice"),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "9999"}, "less than or equal to 1440"),
        ({"presenter": "@employee"}, "This colleague cannot read the meeting."),
        ({"presenter": "@nobody"}, "We know no colleague called"),
        ({"presenter": "@author @member"}, "One colleague presents an item."),
        ({"text": "x" * 5001}, "at most 5000 characters"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_at_the_form(
    meet: Any, client_of: Any, address: Any, typed: dict[str, str], told: str
) -> None:
    """Nothing is written, and what was typed is still there."""
    before = AgendaItem.objects.count()
    response = client_of("manager").post(
        address("agenda_item_new"), {**WORDS, "text": "kept words", **typed}
    )
    assert response.status_code == 422
    assert told in response.content.decode()
    assert ("kept words" in response.content.decode()) is ("text" not in typed)
    assert AgendaItem.objects.count() == before


def test_presenter_of_a_draft_may_be_anybody_who_will_read_it(cast: Any, meet: Any) -> None:
    """A draft is read by who prepares it; its items are presented by the others."""
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    add = agenda.AddItem(
        actor=cast["manager"], meeting=meet.meeting, title="A", presenter=cast["member"]
    )
    assert add.execute().presenter == cast["member"]
    add.presenter = cast["employee"]
    with pytest.raises(Refused) as refused:
        add.execute()
    assert refused.value.field == "presenter"


def test_who_presented_and_left_stays_when_the_title_changes(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """The form of an item keeps working when its presenter reads the group no more."""
    item = meet.item
    AgendaItem.objects.filter(pk=item.pk).update(presenter=cast["former"])
    data = {"title": "Renamed", "purpose": "inform", "presenter": "@former", "minutes": "20"}
    url = address("agenda_item_edit", item.pk)
    assert 'value="@former"' in client_of("manager").get(url).content.decode()
    assert client_of("manager").post(url, data).status_code == 303
    item.refresh_from_db()
    assert (item.title, item.presenter) == ("Renamed", cast["former"])


def test_items_move_one_place_and_the_button_keeps_the_focus(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """Without a script: the answer leads back to the button, at the end to the one that is left."""
    one, two = _add(cast, meet, "One", "Two")
    client, first = client_of("manager"), meet.item.title
    url = address("agenda_item_move", two.pk)
    response = client.post(url, {"direction": "up"})
    assert response["Location"].endswith(f"#item-{two.pk}-up")
    assert _titles(meet.meeting) == [first, "Two", "One"]
    response = client.post(url, {"direction": "up"})
    assert response["Location"].endswith(f"#item-{two.pk}-down")
    assert _titles(meet.meeting) == ["Two", first, "One"]
    client.post(url, {"direction": "up"})
    assert _titles(meet.meeting) == ["Two", first, "One"]
    client.post(address("agenda_item_move", one.pk), {"direction": "down"})
    assert _titles(meet.meeting) == ["Two", first, "One"]
    assert client.post(url, {"direction": "sideways"}).status_code == 404
    page = client.get(meet.meeting.get_absolute_url()).content.decode()
    assert f'id="item-{two.pk}-down"' in page and f'id="item-{two.pk}-up"' not in page


def test_items_that_share_a_position_are_put_in_order_by_the_first_move(
    cast: Any, meet: Any
) -> None:
    """Gaps and equals, such as an import leaves, do no harm."""
    _add(cast, meet, "One", "Two", "Three")
    AgendaItem.objects.filter(meeting=meet.meeting).update(position=7)
    three = AgendaItem.objects.get(title="Three")
    agenda.MoveItem(actor=cast["manager"], meeting=meet.meeting, item=three, step=-1).execute()
    assert _titles(meet.meeting) == [meet.item.title, "One", "Three", "Two"]
    new = AgendaItem.objects.filter(meeting=meet.meeting).on_agenda()
    assert [item.position for item in new] == [1, 2, 3, 4]


def test_dropped_item_is_kept_and_comes_back_at_the_end(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """Organisers see it as not on the agenda; others still open it by its address."""
    _add(cast, meet, "Another")
    manager, member, url = client_of("manager"), client_of("member"), meet.item.get_absolute_url()
    manager.post(address("agenda_item_drop", meet.item.pk))
    page = manager.get(meet.meeting.get_absolute_url()).content.decode()
    assert page.index("Not on the agenda") < page.index(meet.item.title)
    assert meet.item.title not in member.get(meet.meeting.get_absolute_url()).content.decode()
    assert "Not on the agenda" in member.get(url).content.decode()
    manager.post(address("agenda_item_restore", meet.item.pk))
    assert _titles(meet.meeting) == ["Another", meet.item.title]


def test_proposal_waits_until_it_is_taken_or_declined(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """The backlog: who proposed it sees it, who prepares the meeting decides, others don't see."""
    member, manager = client_of("member"), client_of("manager")
    meeting_url = meet.meeting.get_absolute_url()
    response = member.post(address("agenda_propose"), {"title": "Bike shed", "purpose": "discuss"})
    mine = AgendaItem.objects.get(title="Bike shed")
    assert response["Location"].endswith(f"#item-{mine.pk}")
    assert (mine.state, mine.proposed_by) == (ItemState.PROPOSED, cast["member"])
    page = member.get(meeting_url).content.decode()
    assert "Your proposals" in page and "Bike shed" in page
    assert CANARY["closed"]["proposal"] not in page
    assert "Bike shed" not in client_of("moderator").get(meeting_url).content.decode()
    page = manager.get(meeting_url).content.decode()
    assert "Bike shed" in page and CANARY["closed"]["proposal"] in page
    assert "proposed by Marit Bakker" in page
    manager.post(address("agenda_item_take", mine.pk))
    manager.post(address("agenda_item_decline", meet.proposal.pk))
    assert _titles(meet.meeting) == [meet.item.title, "Bike shed"]
    meet.proposal.refresh_from_db()
    assert meet.proposal.state == ItemState.DROPPED


@pytest.mark.parametrize(
    ("kind", "state", "becomes"),
    [
        (agenda.DropItem, "on_agenda", "dropped"),
        (agenda.RestoreItem, "dropped", "on_agenda"),
        (agenda.TakeProposal, "proposed", "on_agenda"),
        (agenda.DeclineProposal, "proposed", "dropped"),
    ],
)
def test_button_pressed_twice_does_it_once_and_a_late_one_is_told_so(
    cast: Any,
    meet: Any,
    kind: Any,
    state: str,
    becomes: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Two organisers at once: the second is told that the item is elsewhere by now."""
    item = meet.item
    for stands in ItemState.values:
        AgendaItem.objects.filter(pk=item.pk).update(state=stands)
        put = kind(actor=cast["manager"], meeting=meet.meeting, item=item)
        with django_capture_on_commit_callbacks() as told:
            if stands in (state, becomes):
                assert put.execute().state == becomes
            else:
                with pytest.raises(Refused) as refused:
                    put.execute()
                assert refused.value.code == "moved"
        assert bool(told) is (stands == state)


def test_proposals_are_throttled(cast: Any, meet: Any, settings: Any) -> None:
    """Nobody fills the backlog of a meeting."""
    settings.WAGTAIL_SOCIAL_THROTTLES = {"propose": "1/h"}
    propose = agenda.ProposeItem(actor=cast["member"], meeting=meet.meeting, title="Again")
    propose.execute()
    with pytest.raises(Refused) as refused:
        propose.execute()
    assert refused.value.retry_after


def test_item_of_another_meeting_does_not_exist_here(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """Also for who runs both: the address names the meeting that the item must be of."""
    foreign, client = cast.meetings["open"].item, client_of("manager")
    for name in ("agenda_item", "agenda_item_edit", "agenda_item_document_new"):
        assert client.get(address(name, foreign.pk)).status_code == 404
    for name in ("move", "drop", "restore", "take", "decline", "edit"):
        response = client.post(address(f"agenda_item_{name}", foreign.pk), {"direction": "up"})
        assert response.status_code == 404
    with pytest.raises(NotVisible):
        agenda.DropItem(actor=cast["manager"], meeting=meet.meeting, item=foreign).execute()


@pytest.mark.parametrize("group", ["open", "closed", "secret", "everyone", "archived"])
def test_who_sees_prepares_proposes_and_talks_is_as_written(cast: Any, group: str) -> None:
    """Every role in every group, for a meeting that is open."""
    members = {"member", "moderator", "manager", "author"}
    colleagues = {*ALL_ROLES, "author"} - {"anonymous", "deactivated"}
    sees = members if group in ("closed", "secret") else colleagues
    writes = {"everyone": colleagues - {"banned"}, "archived": set()}.get(group, members)
    prepares = set() if group == "archived" else {"manager"}
    meeting = cast.meetings[group].meeting
    for role in (*ALL_ROLES, "author"):
        seat = seat_of(cast[role], meeting)
        found = (seat.can_see, seat.can_propose, seat.can_talk, seat.can_prepare)
        expected = (role in sees, role in writes, role in writes, role in prepares)
        assert found == expected, role


@pytest.mark.parametrize(
    "change", [{"state": "approved"}, {"state": "closed"}, {"cancelled_at": "2026-01-01T00:00Z"}]
)
def test_agenda_of_a_meeting_that_is_over_or_cancelled_stays_as_it_is(
    cast: Any, meet: Any, client_of: Any, address: Any, change: dict[str, str]
) -> None:
    """No form, no button; the item is still read."""
    Meeting.objects.filter(pk=meet.meeting.pk).update(**change)
    client = client_of("manager")
    for name in ("agenda_item_new", "agenda_propose", "meeting_document_new"):
        assert client.get(address(name)).status_code == 404
    assert client.post(address("agenda_item_drop", meet.item.pk)).status_code == 403
    page = client.get(meet.meeting.get_absolute_url()).content.decode()
    assert meet.item.title in page and address("agenda_item_new") not in page
    assert client.get(meet.item.get_absolute_url()).status_code == 200


def test_who_left_the_group_proposes_while_invited_and_reading(cast: Any, client_of: Any) -> None:
    """An open group is read by every colleague; of a closed one nothing is left to who has gone."""
    codes = {}
    for group in ("open", "closed"):
        meeting = cast.meetings[group].meeting
        Attendance.objects.get_or_create(meeting=meeting, user=cast["former"])
        url = f"{meeting.get_absolute_url()}agenda/propose/"
        codes[group] = client_of("former").post(url, WORDS).status_code
    assert codes == {"open": 303, "closed": 404}


def test_chair_of_a_meeting_without_a_group_runs_its_agenda(cast: Any, client_of: Any) -> None:
    """An attendee proposes; who is not invited finds nothing."""
    meeting = cast.meetings["open"].meeting
    meeting.pk, meeting.group, meeting.uid = None, None, "00000000-0000-4000-8000-000000000001"
    meeting.save()
    for role, duty in (("employee", "chair"), ("member", "attendee")):
        Attendance.objects.create(meeting=meeting, user=cast[role], duty=duty)
    new = f"{meeting.get_absolute_url()}agenda/new/"
    propose = f"{meeting.get_absolute_url()}agenda/propose/"
    assert client_of("employee").post(new, {**WORDS, "presenter": "@member"}).status_code == 303
    assert client_of("member").post(propose, WORDS).status_code == 303
    assert client_of("member").post(new, WORDS).status_code == 404
    assert client_of("manager").post(propose, WORDS).status_code == 404
    assert AgendaItem.objects.filter(meeting=meeting).count() == 2


def test_page_of_a_meeting_asks_the_same_at_any_length(
    cast: Any, meet: Any, bring: Any, client_of: Any, queries: Any
) -> None:
    """Items with presenters, documents and discussions: no query for each."""

    def counted() -> int:
        client_of("manager").get(meet.meeting.get_absolute_url())
        with queries() as found:
            client_of("manager").get(meet.meeting.get_absolute_url())
        return len(found)

    bring()
    few = counted()
    for number, item in enumerate(_add(cast, meet, *(f"Item {n}" for n in range(12)))):
        presenter = cast["author" if number % 2 else "member"]
        AgendaItem.objects.filter(pk=item.pk).update(presenter=presenter)
        bring(f"Paper {number}.pdf", item=item)
        agenda.ProposeItem(actor=cast["member"], meeting=meet.meeting, title="More").execute()
    assert counted() == few
