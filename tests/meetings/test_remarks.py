"""What people say of the draft of minutes, and what they are answered."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.groups.models import Membership
from wagtail_social.meetings.actions.remarks import AnswerRemark, MakeRemark
from wagtail_social.meetings.models import AgendaItem, Meeting, Remark

from .plans import at, meeting_of, text_of
from .taken import taken

DAY = datetime.timedelta(days=1)


@pytest.fixture
def meeting(cast: Any) -> Any:
    """A meeting of the closed group whose minutes are drafted; the manager chairs it."""
    return taken(cast.groups["closed"], cast["manager"], cast["author"], cast["moderator"])


def item_of(meeting: Any, title: str = "Pumps") -> Any:
    return AgendaItem.objects.get(meeting=meeting, title=title)


def test_guest_asks_for_a_change_and_is_answered(cast: Any, client_of: Any, meeting: Any) -> None:
    guest, chair, item = client_of("author"), client_of("manager"), item_of(meeting)
    page = guest.get(at(meeting, "minutes/")).content.decode()
    assert f'href="{at(meeting, "minutes/remark/")}?item={item.pk}"' in page
    form = guest.get(at(meeting, f"minutes/remark/?item={item.pk}")).content.decode()
    assert f'<option value="{item.pk}" selected>' in form
    sent = {"item": item.pk, "text": "It was four.\nI counted.", "wants_change": "on"}
    response = guest.post(at(meeting, "minutes/remark/"), sent)
    remark = Remark.objects.get(meeting=meeting)
    assert response["Location"] == at(meeting, f"minutes/#remark-{remark.pk}")
    assert (remark.author, remark.item, remark.wants_change) == (cast["author"], item, True)
    page = text_of(chair.get(at(meeting, "minutes/")))
    assert "1 change that somebody asked for waits for an answer." in page
    assert "Asks for a change" in page and "About Pumps It was four. I counted." in page
    answer = at(meeting, f"minutes/remark/{remark.pk}/")
    assert "I counted." in text_of(chair.get(answer))
    response = chair.post(answer, {"outcome": "left", "answer": ""})
    assert response.status_code == 422 and "why it is left as it is" in text_of(response)
    assert chair.post(answer, {"outcome": "left", "answer": "It was three."}).status_code == 303
    page = text_of(guest.get(at(meeting, "minutes/")))
    assert "Left as it is" in page and "It was three." in page
    assert chair.post(answer, {"outcome": "changed", "answer": ""}).status_code == 303
    assert "Changed" in text_of(guest.get(at(meeting, "minutes/")))
    assert "waits for an answer" not in text_of(chair.get(at(meeting, "minutes/")))


def test_remark_on_the_whole_needs_words(client_of: Any, meeting: Any) -> None:
    guest = client_of("author")
    assert guest.post(at(meeting, "minutes/remark/"), {"text": " "}).status_code == 422
    assert guest.post(at(meeting, "minutes/remark/"), {"text": "Well done"}).status_code == 303
    assert Remark.objects.get(meeting=meeting).item is None


def test_item_of_another_meeting_or_off_the_agenda_is_refused(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    """Class 2: a key in a form is looked up among what the meeting has."""
    other = cast.meetings["secret"].item
    dropped = AgendaItem.objects.create(meeting=meeting, title="Off", state="dropped")
    for item in (other, dropped):
        sent = {"item": item.pk, "text": "Hm"}
        assert client_of("author").post(at(meeting, "minutes/remark/"), sent).status_code == 422
        with pytest.raises(Refused):
            MakeRemark(actor=cast["author"], meeting=meeting, text="Hm", item=item).execute()
    assert not Remark.objects.filter(meeting=meeting).exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"remarks_until": timezone.now() - DAY}, "Remarks were taken until"),
        ({"state": "approved"}, "The minutes have been approved meanwhile."),
    ],
)
def test_who_comes_too_late_is_told_so_and_keeps_what_was_typed(
    client_of: Any, meeting: Any, fields: dict[str, Any], said: str
) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(**fields)
    guest = client_of("author")
    response = guest.get(at(meeting, "minutes/remark/"))
    assert (response.status_code, response["Location"]) == (303, at(meeting, "minutes/"))
    response = guest.post(at(meeting, "minutes/remark/"), {"text": "Zq typed long ago"})
    assert response.status_code == 422
    page = text_of(response)
    assert said in page and "Your text is still here" in page
    assert "Zq typed long ago" in response.content.decode()
    assert not Remark.objects.filter(meeting=meeting).exists()
    if "remarks_until" in fields:
        page = text_of(guest.get(at(meeting, "minutes/")))
        assert "Remarks were taken until" in page and "Say something about this" not in page


def test_only_who_was_invited_can_say_something(cast: Any, client_of: Any, meeting: Any) -> None:
    """Class 3: who runs it without being invited changes the draft; members do not know it yet."""
    for role in ("member", "employee", "former"):
        assert client_of(role).get(at(meeting, "minutes/remark/")).status_code == 404
        sent = {"text": "Hm"}
        assert client_of(role).post(at(meeting, "minutes/remark/"), sent).status_code == 404
        with pytest.raises(NotVisible):
            MakeRemark(actor=cast[role], meeting=meeting, text="Hm").execute()
    second = client_of("second_manager")
    response = second.post(at(meeting, "minutes/remark/"), {"text": "Hm"})
    assert response.status_code == 422 and "Who was invited" in text_of(response)
    membership = Membership.objects.get(user=cast["author"], group=meeting.group)
    membership.state = "banned"
    membership.save()
    code = client_of("author").post(at(meeting, "minutes/remark/"), {"text": "Hm"}).status_code
    assert code == 404
    assert not Remark.objects.filter(meeting=meeting).exists()


def test_remarks_are_not_read_by_all_who_read_the_approved_minutes(
    cast: Any, client_of: Any
) -> None:
    """Class 1: what was said of a draft stays between those who were invited."""
    meeting = taken(cast.groups["open"], cast["manager"], cast["author"], state="approved")
    Remark.objects.create(meeting=meeting, author=cast["author"], text="Zqprivate")
    for role, reads in (("manager", 1), ("author", 1), ("member", 0), ("employee", 0)):
        page = client_of(role).get(at(meeting, "minutes/"))
        assert page.status_code == 200
        assert ("Zqprivate" in page.content.decode()) == bool(reads), role
        rows = Remark.objects.visible_to(cast[role]).filter(meeting=meeting)
        assert rows.count() == reads, role


def test_answer_is_given_by_who_runs_it_before_approval(
    cast: Any, client_of: Any, meeting: Any
) -> None:
    remark = Remark.objects.create(meeting=meeting, author=cast["author"], text="Hm")
    address = at(meeting, f"minutes/remark/{remark.pk}/")
    sent = {"outcome": "changed", "answer": "Yes"}
    for role in ("author", "member", "employee"):
        assert client_of(role).get(address).status_code == 404
        assert client_of(role).post(address, sent).status_code == 404
    other = meeting_of(cast.groups["closed"], cast["manager"], state="drafted")
    chair = client_of("manager")
    assert chair.post(at(other, f"minutes/remark/{remark.pk}/"), sent).status_code == 404
    with pytest.raises(NotVisible):
        AnswerRemark(actor=cast["manager"], meeting=other, remark=remark, changed=True).execute()
    Meeting.objects.filter(pk=meeting.pk).update(state="approved")
    assert chair.get(address).status_code == 303
    response = chair.post(address, sent)
    assert response.status_code == 422 and "approved meanwhile" in text_of(response)
    remark.refresh_from_db()
    assert remark.state == "open"
