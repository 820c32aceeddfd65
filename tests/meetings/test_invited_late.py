"""Who comes late to a meeting of no group, and who is taken out of it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import Http404

from wagtail_social.access import audience_of
from wagtail_social.conversations.actions import FollowDiscussion, PostComment
from wagtail_social.conversations.models import Comment, Discussion
from wagtail_social.conversations.targets import place_for
from wagtail_social.meetings.actions.people import InvitePeople, WithdrawInvitation
from wagtail_social.meetings.models import AgendaItem, Meeting, MeetingState

from .gathering import plan, url


def item_of(meeting: Meeting) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting, title="Zqitem of the few")


def talk_at(item: AgendaItem, person: Any) -> Comment:
    place = place_for(person, "agenda-item", item.pk)
    return PostComment(actor=person, place=place, source="Zqsaid among the few").execute()


def sees(person: Any, meeting: Meeting) -> set[bool]:
    """Return what each way to ask says of whether somebody reads a meeting and its talk."""
    item = meeting.items.first()
    found = {
        Meeting.objects.visible_to(person).filter(pk=meeting.pk).exists(),
        AgendaItem.objects.visible_to(person).filter(pk=item.pk).exists(),
        Discussion.objects.visible_to(person).filter(target_id=item.pk).exists(),
        Comment.objects.visible_to(person).filter(discussion__target_id=item.pk).exists(),
        audience_of(meeting).filter(pk=person.pk).exists(),
        audience_of(item).filter(pk=person.pk).exists(),
    }
    try:
        place_for(person, "agenda-item", item.pk)
    except Http404:
        return found | {False}
    return found | {True}


def test_late_guest_sees_the_meeting_from_then_on_and_no_other(cast: Any, client_of: Any) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting, other = plan(chair), plan(chair)
    for each in (meeting, other):
        talk_at(item_of(each), chair)
    client = client_of("editor")
    assert sees(guest, meeting) == {False}
    assert client.get(meeting.get_absolute_url()).status_code == 404
    client_of("employee").post(url("invite", meeting), {"people": "@editor"})
    assert sees(guest, meeting) == {True}
    assert "Zqmeeting of the few" in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(url("people", meeting)).status_code == 200
    assert sees(guest, other) == {False}
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(url("people", other)).status_code == 404
    assert client.get(url("invite", meeting)).status_code == 404


def test_guest_of_a_draft_sees_nothing_before_it_is_open(cast: Any, client_of: Any) -> None:
    meeting = plan(cast["employee"], state=MeetingState.DRAFT)
    client_of("employee").post(url("invite", meeting), {"people": "@editor"})
    client = client_of("editor")
    for address in (meeting.get_absolute_url(), url("people", meeting), url("answer", meeting)):
        assert client.get(address).status_code == 404
    answer = client.post(url("answer", meeting), {"answer": "yes"})
    assert answer.status_code == 404
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN)
    assert client.get(url("answer", meeting)).status_code == 200


def test_guest_who_is_taken_out_meets_nothing_at_any_address_seen_before(
    cast: Any, client_of: Any
) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting = plan(chair, guest)
    item = item_of(meeting)
    comment = talk_at(item, chair)
    FollowDiscussion(actor=guest, place=place_for(guest, "agenda-item", item.pk)).execute()
    client = client_of("editor")
    target = f"/community/discussions/agenda-item/{item.pk}"
    addresses = [
        meeting.get_absolute_url(),
        url("people", meeting),
        url("answer", meeting),
        f"{target}/menu/",
        f"{target}/comments/{comment.pk}/menu/",
    ]
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    answer = client_of("employee").post(url("withdraw", meeting, guest.pk), follow=True)
    assert "Eline Dekker is no longer invited." in answer.content.decode()
    assert [client.get(address).status_code for address in addresses] == [404] * 5
    assert sees(guest, meeting) == {False}
    posted = client.post(f"{target}/comments/", {"source": "Still here?"})
    assert posted.status_code == 404
    for name in ("/community/", "/community/notifications/", "/community/?show=following"):
        page = client.get(name).content.decode()
        assert "Zqmeeting" not in page and "Zqitem" not in page and "Zqsaid" not in page


def test_guest_who_is_invited_again_begins_without_the_old_answer(cast: Any) -> None:
    chair, guest = cast["employee"], cast["editor"]
    meeting = plan(chair, guest)
    meeting.attendances.filter(user=guest).update(answer="no", reason="Not with you.")
    WithdrawInvitation(actor=chair, meeting=meeting, user=guest).execute()
    InvitePeople(actor=chair, meeting=meeting, user_ids=[guest.pk]).execute()
    again = meeting.attendances.get(user=guest)
    assert (again.answer, again.reason) == ("", "")


def test_member_who_is_taken_out_of_a_groups_meeting_still_reads_it(
    cast: Any, client_of: Any
) -> None:
    meeting = cast.meetings["closed"].meeting
    WithdrawInvitation(actor=cast["manager"], meeting=meeting, user=cast["member"]).execute()
    client = client_of("member")
    assert client.get(meeting.get_absolute_url()).status_code == 200
    assert client.get(url("answer", meeting)).status_code == 404


@pytest.mark.parametrize("role", ["employee", "editor", "superuser", "steward"])
def test_meeting_of_no_group_is_nothing_to_who_is_not_invited(
    cast: Any, client_of: Any, role: str
) -> None:
    meeting = plan(cast["manager"])
    absent = url("people", meeting).replace(str(meeting.pk), "999999")
    for address in (url("people", meeting), url("answer", meeting), url("invite", meeting)):
        assert client_of(role).get(address).status_code == 404
    assert client_of(role).get(absent).status_code == 404
