"""Two people at one form: the later one is told, and overwrites nothing without knowing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model

from wagtail_social.meetings.actions.agenda import EditItem
from wagtail_social.meetings.models import AgendaItem, Duty, Meeting
from wagtail_social.people.models import Profile

from .plans import anew, at, form, meeting_of

TOLD = "Somebody has changed this meanwhile. Look at it again, then save."


def shown(response: Any) -> dict[str, Any]:
    """Return what a browser would send of a form that nobody touches."""
    fields = {field.html_name: field.value() for field in response.context["form"]}
    html = response.content.decode()
    assert f'type="hidden" name="seen" value="{fields["seen"]}"' in html
    fields = {name: field for name, field in fields.items() if field not in (None, False)}
    return {
        name: value.strftime("%H:%M") if name.endswith("s_at") and value != str(value) else value
        for name, value in fields.items()
    }


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """Return a meeting that the member chairs, the author takes minutes of, and one more visits."""
    made = meeting_of(None, cast["member"], cast["author"], cast["employee"])
    made.attendances.filter(user=cast["author"]).update(duty=Duty.MINUTES)
    return made


def test_minute_taker_with_an_older_form_does_not_put_the_time_back(
    client_of: Any, meeting: Meeting
) -> None:
    """The chair moved it meanwhile; the minute taker is told, and calendars hear of one move."""
    edit = at(meeting, "edit/")
    chair, minutes = client_of("member"), client_of("author")
    older = shown(minutes.get(edit))
    moved = shown(chair.get(edit)) | {"starts_at": "15:00", "ends_at": "16:00"}
    assert chair.post(edit, moved).status_code == 303
    response = minutes.post(edit, older | {"place": "Quay 4"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [TOLD]
    now = anew(meeting)
    assert (now.begins.hour, now.place, now.sequence) == (15, "Quay 3", 1)
    typed = shown(response)
    assert (typed["place"], typed["starts_at"]) == ("Quay 4", "10:00")
    assert minutes.post(edit, typed | {"starts_at": "15:00", "ends_at": "16:00"}).status_code == 303
    now = anew(meeting)
    assert (now.begins.hour, now.place, now.sequence) == (15, "Quay 4", 2)


def test_minute_taker_who_mends_a_mistake_is_still_told_of_the_change(
    client_of: Any, meeting: Meeting
) -> None:
    """A form that comes again for another reason still says what it was first shown with."""
    edit = at(meeting, "edit/")
    minutes = client_of("author")
    older = shown(minutes.get(edit))
    Meeting.objects.filter(pk=meeting.pk).update(purpose="Else")
    response = minutes.post(edit, older | {"title": ""})
    assert list(response.context["form"].errors) == ["title"]
    response = minutes.post(edit, shown(response) | {"title": "Other"})
    assert response.context["form"].non_field_errors() == [TOLD]


def test_chair_who_presses_save_twice_is_told_of_nobody(client_of: Any, meeting: Meeting) -> None:
    edit, chair = at(meeting, "edit/"), client_of("member")
    sent = shown(chair.get(edit)) | {"place": "Quay 4"}
    assert [chair.post(edit, sent).status_code for _press in range(2)] == [303, 303]
    assert anew(meeting).sequence == 1


def test_chair_whose_session_ended_gets_the_text_back_and_is_told_of_the_change(
    client_of: Any, cast: Any, meeting: Meeting
) -> None:
    edit, chair = at(meeting, "edit/"), client_of("member")
    sent = shown(chair.get(edit)) | {"place": "Quay 4"}
    del chair.cookies["sessionid"]
    assert chair.post(edit, sent).status_code in (302, 303)
    Meeting.objects.filter(pk=meeting.pk).update(title="Other")
    chair.force_login(cast["member"])
    back = shown(chair.get(edit))
    assert (back["place"], back["title"]) == ("Quay 4", "Cranes")
    response = chair.post(edit, back)
    assert response.context["form"].non_field_errors() == [TOLD]
    assert chair.post(edit, shown(response)).status_code == 303
    assert anew(meeting).place == "Quay 4"


@pytest.mark.parametrize("seen", ["", None])
def test_who_sends_no_fingerprint_is_not_asked(
    client_of: Any, meeting: Meeting, seen: str | None
) -> None:
    sent = form() if seen is None else form(seen=seen)
    assert client_of("member").post(at(meeting, "edit/"), sent).status_code == 303


@pytest.mark.parametrize("seen", ["\x00", "x" * 9000, "١٢"])
def test_who_sends_another_fingerprint_is_told(client_of: Any, meeting: Meeting, seen: str) -> None:
    response = client_of("member").post(at(meeting, "edit/"), form(seen=seen))
    assert response.context["form"].non_field_errors() == [TOLD]
    assert anew(meeting).title == "Cranes"


@pytest.mark.parametrize(
    "meanwhile",
    [{"title": "Other"}, {"text": "Else"}, {"purpose": "decide"}, {"minutes": 7}, {"presenter": 1}],
    ids=lambda change: next(iter(change)),
)
def test_manager_with_an_older_form_of_an_item_is_told(
    cast: Any, meet: Any, client_of: Any, address: Any, meanwhile: dict[str, Any]
) -> None:
    """Whatever another manager changed, it stays until the later one has been told."""
    if "presenter" in meanwhile:
        meanwhile = {"presenter": cast["manager"]}
    item, edit = meet.item, address("agenda_item_edit", meet.item.pk)
    manager = client_of("manager")
    older = shown(manager.get(edit))
    AgendaItem.objects.filter(pk=item.pk).update(**meanwhile)
    response = manager.post(edit, older | {"title": "Rosters"})
    assert response.status_code == 422
    assert response.context["form"].non_field_errors() == [TOLD]
    item.refresh_from_db()
    assert item.title != "Rosters"
    assert all(getattr(item, name) == value for name, value in meanwhile.items())
    assert manager.post(edit, shown(response)).status_code == 303
    item.refresh_from_db()
    assert item.title == "Rosters"


def test_item_moved_meanwhile_is_worded_all_the_same(
    meet: Any, client_of: Any, address: Any
) -> None:
    """Its place on the agenda is not in the form."""
    edit = address("agenda_item_edit", meet.item.pk)
    sent = shown(client_of("manager").get(edit)) | {"title": "Rosters"}
    AgendaItem.objects.filter(pk=meet.item.pk).update(position=9)
    assert client_of("manager").post(edit, sent).status_code == 303


def test_forms_of_what_is_new_have_no_fingerprint(client_of: Any, address: Any) -> None:
    for url in ("/community/meetings/new/", address("agenda_item_new")):
        response = client_of("manager").get(url)
        assert "seen" not in response.context["form"].fields
        assert 'name="seen"' not in response.content.decode()


def _close(user: Any) -> str:
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    return f"@{Profile.objects.get(user=user).handle}"


def _lose_profile(user: Any) -> str:
    Profile.objects.filter(user=user).delete()
    return str(user.get_username())


@pytest.mark.parametrize("leaves", [_close, _lose_profile])
def test_item_of_a_presenter_who_is_found_no_more_is_edited_and_keeps_them(
    cast: Any, meet: Any, client_of: Any, address: Any, leaves: Any
) -> None:
    """A manager rewords what a closed account, or one without a profile, presents."""
    item, edit = meet.item, address("agenda_item_edit", meet.item.pk)
    gone = cast["author"]
    AgendaItem.objects.filter(pk=item.pk).update(presenter=gone)
    name = leaves(gone)
    manager = client_of("manager")
    sent = shown(manager.get(edit))
    assert sent["presenter"] == name
    assert manager.post(edit, sent | {"title": "Rosters"}).status_code == 303
    item.refresh_from_db()
    assert (item.title, item.presenter) == ("Rosters", gone)
    sent = shown(manager.get(edit)) | {"presenter": ""}
    assert manager.post(edit, sent).status_code == 303
    item.refresh_from_db()
    assert item.presenter is None
    again = manager.post(edit, shown(manager.get(edit)) | {"presenter": f"@{name.lstrip('@')}"})
    assert list(again.context["form"].errors) == ["presenter"]


def test_program_without_a_fingerprint_words_an_item(cast: Any, meet: Any) -> None:
    words = {"title": "Rosters", "text": "", "purpose": "decide", "presenter": None, "minutes": 5}
    edit = EditItem(actor=cast["manager"], meeting=meet.meeting, item=meet.item, **words)
    assert edit.execute().title == "Rosters"
