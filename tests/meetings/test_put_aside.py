"""What is proposed or declined is for who decides on it; who is banned runs nothing any more."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from tests.cast import CANARY
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations.targets import place_for
from wagtail_social.groups.actions import BanMember
from wagtail_social.meetings.actions.documents import AddDocument
from wagtail_social.meetings.actions.planning import EditMeeting
from wagtail_social.meetings.models import AgendaItem, Attendance, Duty, Meeting
from wagtail_social.meetings.seat import seat_of
from wagtail_social.uploads import clean_document

from .files import PDF, upload


@pytest.fixture
def meet(cast: Any) -> Any:
    return cast.meetings["open"]


@pytest.mark.parametrize("state", ["proposed", "dropped"])
def test_proposal_and_its_papers_are_opened_by_who_decides_and_who_proposed_it(
    cast: Any, meet: Any, client_of: Any, state: str
) -> None:
    AgendaItem.objects.filter(pk=meet.proposal.pk).update(state=state)
    version = AddDocument(
        actor=cast["manager"],
        meeting=meet.meeting,
        item=meet.proposal,
        file=clean_document(upload("Sketch.pdf", PDF)),
    ).execute()
    places = (meet.proposal.get_absolute_url(), version.get_absolute_url())
    for role, code in (("member", 404), ("employee", 404), ("author", 200), ("manager", 200)):
        assert {client_of(role).get(place).status_code for place in places} == {code}, role
        with pytest.raises(Http404):
            place_for(cast[role], "agenda-item", meet.proposal.pk)
    readers = set(meet.proposal.audience().values_list("pk", flat=True))
    assert cast["author"].pk in readers and cast["member"].pk not in readers
    page = client_of("member").get(meet.meeting.get_absolute_url()).content.decode()
    assert CANARY["open"]["proposal"] not in page and "Sketch" not in page


def test_item_that_was_on_the_agenda_is_still_opened_by_its_address(
    cast: Any, meet: Any, client_of: Any
) -> None:
    AgendaItem.objects.filter(pk=meet.item.pk).update(state="dropped")
    assert client_of("member").get(meet.item.get_absolute_url()).status_code == 200


def test_chair_who_is_banned_from_the_group_reads_and_runs_nothing(cast: Any, meet: Any) -> None:
    Attendance.objects.filter(meeting=meet.meeting, user=cast["author"]).update(duty=Duty.CHAIR)
    before = seat_of(cast["author"], meet.meeting)
    assert before.can_run and before.can_propose
    BanMember(actor=cast["manager"], group=cast.groups["open"], user=cast["author"]).execute()
    seat = seat_of(cast["author"], meet.meeting)
    assert seat.can_see and not (seat.can_run or seat.can_propose or seat.can_answer)
    assert not Meeting.objects.run_by(cast["author"]).filter(pk=meet.meeting.pk).exists()
    assert cast["author"] not in meet.meeting.organisers()
    with pytest.raises((Refused, NotVisible)):
        EditMeeting(actor=cast["author"], meeting=meet.meeting, values={"place": "Mine"}).execute()


def test_draft_of_a_chair_who_is_banned_is_closed_to_them(
    cast: Any, meet: Any, client_of: Any
) -> None:
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    Attendance.objects.filter(meeting=meet.meeting, user=cast["author"]).update(duty=Duty.CHAIR)
    url = reverse("wagtail_social:meeting", args=[meet.meeting.pk])
    assert client_of("author").get(url).status_code == 200
    BanMember(actor=cast["manager"], group=cast.groups["open"], user=cast["author"]).execute()
    assert client_of("author").get(url).status_code == 404


def test_office_file_that_is_packed_as_no_office_program_does_is_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("mimetype", b"application/vnd.oasis.opendocument.text")
    content = bytearray(written.getvalue())
    content[45:60] = b"\xff" * 15
    with pytest.raises(ValidationError):
        clean_document(upload("a.odt", bytes(content)))


def test_guest_who_is_banned_from_an_open_group_is_neither_expected_nor_told(
    cast: Any, meet: Any
) -> None:
    assert cast["author"] in meet.meeting.guests()
    BanMember(actor=cast["manager"], group=cast.groups["open"], user=cast["author"]).execute()
    assert cast["author"] not in meet.meeting.guests()
    assert not Attendance.objects.expected_at(meet.meeting).filter(user=cast["author"]).exists()
