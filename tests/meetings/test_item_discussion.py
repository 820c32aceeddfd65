"""Each item of an agenda has a discussion of its own, from when the meeting is open."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from wagtail_social.conversations.actions import PostComment
from wagtail_social.conversations.models import Comment, Discussion
from wagtail_social.groups.actions import LeaveGroup
from wagtail_social.meetings.actions import agenda
from wagtail_social.meetings.models import AgendaItem, Meeting
from wagtail_social.meetings.seat import seat_of
from wagtail_social.meetings.targets import ITEM

from ..cast import ALL_ROLES, GROUPS


def _say(talk_about: Any, cast: Any, role: str, item: Any, text: str) -> Comment:
    place = talk_about(role, item)
    return PostComment(actor=cast[role], place=place, source=text).execute()


def test_member_comments_on_the_page_of_the_item(cast: Any, meet: Any, client_of: Any) -> None:
    """The form of the page posts, leads back to the page, and the page shows the comment."""
    client, url = client_of("member"), meet.item.get_absolute_url()
    page = client.get(url).content.decode()
    comments = f"/community/discussions/agenda-item/{meet.item.pk}/comments/"
    assert comments in page and "Nobody has said anything yet" in page
    response = client.post(comments, {"source": "Sundays are thin.", "next": url})
    assert response.status_code == 303 and response["Location"].startswith(url)
    assert "Sundays are thin." in client_of("moderator").get(url).content.decode()


def test_page_of_the_meeting_says_how_much_was_said_or_invites_to_begin(
    cast: Any, meet: Any, client_of: Any, talk_about: Any
) -> None:
    """The chip leads to the discussion; who may not write is not asked to begin."""
    meeting_url, link = meet.meeting.get_absolute_url(), f"{meet.item.get_absolute_url()}#talk"
    page = client_of("member").get(meeting_url).content.decode()
    assert "Start the discussion" in page and link in page
    open_url = cast.meetings["open"].meeting.get_absolute_url()
    assert "Start the discussion" not in client_of("employee").get(open_url).content.decode()
    _say(talk_about, cast, "member", meet.item, "One.")
    _say(talk_about, cast, "author", meet.item, "Two.")
    page = client_of("member").get(meeting_url).content.decode()
    assert "2 comments" in page and "Start the discussion" not in page


def test_comments_lead_to_the_page_of_the_item(
    cast: Any, meet: Any, client_of: Any, talk_about: Any
) -> None:
    """From news, mail and search one lands where the item is."""
    comment = _say(talk_about, cast, "member", meet.item, "Here.")
    response = client_of("author").get(comment.get_absolute_url())
    assert response["Location"].startswith(meet.item.get_absolute_url())
    assert response["Location"].endswith(f"#comment-{comment.pk}")


def test_items_of_a_draft_cannot_be_talked_about_yet(
    cast: Any, meet: Any, client_of: Any, talk_about: Any
) -> None:
    """Its page says so to who prepares it; nobody reaches a discussion by its address."""
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    page = client_of("manager").get(meet.item.get_absolute_url()).content.decode()
    assert "This meeting is a draft." in page and "/discussions/" not in page
    listed = client_of("manager").get(meet.meeting.get_absolute_url()).content.decode()
    assert "Start the discussion" not in listed
    comments = f"/community/discussions/agenda-item/{meet.item.pk}/comments/"
    assert client_of("manager").post(comments, {"source": "Hello"}).status_code == 404
    with pytest.raises(Http404):
        talk_about("manager", meet.item)
    assert client_of("member").get(meet.item.get_absolute_url()).status_code == 404
    assert not Discussion.objects.filter(target_type=ITEM).exists()


def test_thread_stays_with_its_item_whatever_becomes_of_the_agenda(
    cast: Any, meet: Any, client_of: Any, talk_about: Any
) -> None:
    """Moved, renamed, dropped and restored, an item keeps what was said about it."""
    agenda_of: dict[str, Any] = {"actor": cast["manager"], "meeting": meet.meeting}
    other = agenda.AddItem(**agenda_of, title="Other").execute()
    _say(talk_about, cast, "member", meet.item, "About the first.")
    _say(talk_about, cast, "member", other, "About the other.")
    on_item = agenda_of | {"item": meet.item}
    steps = (
        agenda.MoveItem(**on_item, step=1),
        agenda.EditItem(
            **on_item, title="Renamed", text="", purpose="inform", presenter=None, minutes=None
        ),
        agenda.DropItem(**on_item),
        agenda.RestoreItem(**on_item),
    )
    for step in steps:
        step.execute()
        page = client_of("member").get(meet.item.get_absolute_url()).content.decode()
        assert "About the first." in page and "About the other." not in page
    assert Discussion.objects.filter(target_type=ITEM).count() == 2
    assert AgendaItem.objects.get(pk=meet.item.pk).title == "Renamed"


@pytest.mark.parametrize("group", GROUPS)
def test_who_may_talk_by_the_seat_is_who_may_by_the_discussion(
    cast: Any, talk_about: Any, group: str
) -> None:
    """Two doors, one rule: what the meeting's page offers is what the discussion lets do."""
    item = cast.meetings[group].item
    for role in (*ALL_ROLES, "author"):
        try:
            may = talk_about(role, item).can_comment
        except Http404:
            may = False
        assert seat_of(cast[role], item.meeting).can_talk == may, role


def test_who_left_the_group_reads_no_item_and_no_comment_of_it(
    cast: Any, meet: Any, client_of: Any, talk_about: Any
) -> None:
    """Item, discussion and permalink close at once."""
    comment = _say(talk_about, cast, "member", meet.item, "Between us.")
    addresses = (
        meet.item.get_absolute_url(),
        f"/community/discussions/agenda-item/{meet.item.pk}/",
        f"/community/discussions/agenda-item/{meet.item.pk}/comments/",
        comment.get_absolute_url(),
    )
    client = client_of("member")
    assert all(client.get(address).status_code in (200, 302) for address in addresses)
    LeaveGroup(actor=cast["member"], group=cast.groups["closed"]).execute()
    assert {client.get(address).status_code for address in addresses} == {404}


def test_page_of_an_item_asks_the_same_at_any_length(
    cast: Any, meet: Any, client_of: Any, talk_about: Any, bring: Any, queries: Any
) -> None:
    """Comments and documents, few or many."""

    def counted() -> int:
        client_of("moderator").get(meet.item.get_absolute_url())
        with queries() as found:
            client_of("moderator").get(meet.item.get_absolute_url())
        assert not found.writes
        return len(found)

    bring("First.pdf", item=meet.item)
    _say(talk_about, cast, "member", meet.item, "One.")
    few = counted()
    for number in range(8):
        bring(f"Paper {number}.pdf", item=meet.item)
        _say(talk_about, cast, "author", meet.item, f"Comment {number}")
    assert counted() == few
