"""Decisions, information and actions written down while a meeting sits."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from wagtail_social.meetings.models import ActionItem, Attendance, Meeting, Outcome

from .plans import text_of
from .sitting import item_of, sit, url

DUE = "2031-06-01"


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """A meeting of the closed group that sits."""
    return sit(cast["manager"], cast["member"], group=cast.groups["closed"])


def _add(client: Any, meeting: Meeting, name: str = "action_new", **changes: Any) -> Any:
    headers = changes.pop("headers", {})
    fields = {"text": "Oil the crane", "owner": "@member", "due_on": DUE}
    if name == "outcome_new":
        fields = {"text": "The crane stays.", "kind": "decision"}
    return client.post(url(name, meeting), fields | changes, headers=headers)


def test_outcomes_of_items_and_of_the_meeting_are_written_changed_and_taken_out(
    client_of: Any, meeting: Meeting
) -> None:
    client, item = client_of("manager"), item_of(meeting)
    response = _add(client, meeting, "outcome_new", item=item.pk)
    assert response["Location"] == f"{url('session', meeting)}#item-{item.pk}"
    _add(client, meeting, "outcome_new", kind="information", text="It\nrains.")
    one, other = Outcome.objects.filter(meeting=meeting).order_by("pk")
    assert (one.item, one.kind, one.created_by.username) == (item, "decision", "manager")
    assert (other.item, other.kind, other.text) == (None, "information", "It\nrains.")
    text = text_of(client.get(url("session", meeting)))
    assert "Decision The crane stays." in text and "Information It rains." in text
    edit = url("outcome_edit", meeting, one.pk)
    assert "The crane stays." in client.get(edit).content.decode()
    client.post(edit, {"text": "The crane goes.", "kind": "information"})
    one.refresh_from_db()
    assert (one.text, one.kind, one.item) == ("The crane goes.", "information", item)
    remove = url("outcome_remove", meeting, one.pk)
    assert "The crane goes." in text_of(client.get(remove))
    assert client.post(remove)["Location"] == f"{url('session', meeting)}#item-{item.pk}"
    assert list(Outcome.objects.filter(meeting=meeting)) == [other]
    # Taken out by somebody else at the same time: it is not there.
    assert client.post(remove).status_code == 404


def test_link_of_an_item_opens_the_form_of_that_kind(client_of: Any, meeting: Meeting) -> None:
    item = item_of(meeting)
    page = client_of("manager").get(
        url("outcome_new", meeting), {"item": item.pk, "kind": "information"}
    )
    html = page.content.decode()
    assert f'name="item" value="{item.pk}"' in html and "Cranes" in text_of(page)
    assert 'value="information" id="id_kind_1" checked' in html or "checked" in html
    assert html.count("checked") == 1 and html.index('value="information"') < html.index("checked")


def test_action_has_text_owner_and_day_and_is_changed_and_taken_out(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    client, item = client_of("manager"), item_of(meeting)
    assert _add(client, meeting, item=item.pk).status_code == 303
    action = ActionItem.objects.get(meeting=meeting)
    assert (action.item, action.owner, action.status) == (item, cast["member"], "open")
    assert action.due_on == datetime.date(2031, 6, 1)
    assert action.created_by == cast["manager"]
    text = text_of(client.get(url("session", meeting)))
    assert "Action Oil the crane Marit Bakker · until 1 June 2031" in text
    edit = url("action_edit", meeting, action.pk)
    html = client.get(edit).content.decode()
    assert "@member</textarea>" in html and f'value="{DUE}"' in html
    client.post(edit, {"text": "Paint it", "owner": "moderator", "due_on": "2031-07-01"})
    action.refresh_from_db()
    assert (action.text, action.owner) == ("Paint it", cast["moderator"])
    client.post(url("action_remove", meeting, action.pk))
    assert not ActionItem.objects.filter(meeting=meeting).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " "}, "This field is required."),
        ({"owner": ""}, "Please say who does it."),
        ({"due_on": ""}, "Please say until when."),
        ({"due_on": "2031-02-31"}, "Enter a valid date."),
        ({"owner": "@nobody-at-all"}, "We know no colleague called"),
        ({"owner": "@member @moderator"}, "One colleague does it."),
        ({"owner": "@employee"}, "This colleague cannot read the meeting"),
        # Who has left the group, and who was put out of it.
        ({"owner": "@former"}, "This colleague cannot read the meeting"),
        ({"owner": "@banned"}, "This colleague cannot read the meeting"),
        ({"owner": "@deactivated"}, "We know no colleague called"),
    ],
)
def test_action_without_what_it_needs_is_refused_in_words_and_stays_typed(
    client_of: Any, meeting: Meeting, changes: dict[str, str], words: str
) -> None:
    response = _add(client_of("manager"), meeting, **({"text": "Zqtyped action"} | changes))
    assert response.status_code == 422
    assert words in text_of(response)
    html = response.content.decode()
    assert changes.get("text", "Zqtyped action").strip() in html
    assert changes.get("owner", "@member") in html
    assert not ActionItem.objects.filter(meeting=meeting).exists()


def test_banned_colleague_of_an_open_group_takes_nothing_on(cast: Any, client_of: Any) -> None:
    meeting = sit(cast["manager"], group=cast.groups["open"])
    assert _add(client_of("manager"), meeting, owner="@banned").status_code == 422
    assert _add(client_of("manager"), meeting, owner="@employee").status_code == 303


def test_owner_of_a_meeting_of_few_must_be_invited(cast: Any, client_of: Any) -> None:
    meeting = sit(cast["author"], cast["member"])
    client = client_of("author")
    response = _add(client, meeting, owner="@employee")
    assert "Please invite them first" in text_of(response)
    client.post(url("walk_in", meeting), {"people": "employee"})
    assert _add(client, meeting, owner="@employee").status_code == 303


def test_owner_who_left_meanwhile_stays_in_the_record_and_is_refused_anew(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    action = ActionItem.objects.create(
        meeting=meeting, text="Oil", owner=cast["former"], due_on=DUE
    )
    client, edit = client_of("manager"), url("action_edit", meeting, action.pk)
    for change in ({"text": "Oil it"}, {"due_on": "2031-08-08"}):
        fields = {"text": "Oil", "owner": "@former", "due_on": DUE} | change
        assert client.post(edit, fields).status_code == 303
    ActionItem.objects.update(owner=cast["member"])
    assert client.post(edit, {"text": "Oil", "owner": "@former", "due_on": DUE}).status_code == 422
    cast["member"].is_active = False
    cast["member"].save()
    html = client.get(edit).content.decode()
    assert "@member" in html
    assert client.post(edit, {"text": "B", "owner": "@member", "due_on": DUE}).status_code == 303
    assert client.post(edit, {"text": "B", "owner": "", "due_on": DUE}).status_code == 422


def test_form_inside_the_screen_answers_with_the_list_of_the_item(
    client_of: Any, meeting: Meeting, htmx: dict[str, str]
) -> None:
    client, item = client_of("manager"), item_of(meeting)
    form = client.get(url("action_new", meeting), {"item": item.pk}, headers=htmx)
    assert form.content.decode().lstrip().startswith("<form")
    wrong = _add(client, meeting, item=item.pk, owner="", headers=htmx)
    assert wrong.status_code == 422 and b"Please say who does it." in wrong.content
    assert b"<html" not in wrong.content
    done = _add(client, meeting, item=item.pk, headers=htmx)
    assert (done.status_code, done["HX-Retarget"]) == (200, f"#record-{item.pk}")
    assert b"Oil the crane" in done.content and b"<html" not in done.content
    back = client.get(url("action_new", meeting), {"item": item.pk, "cancel": 1}, headers=htmx)
    assert back["HX-Retarget"] == f"#record-{item.pk}"
    # Nothing waits to be said on the next page.
    assert "It is in the minutes." not in text_of(client.get(url("session", meeting)))


@pytest.mark.parametrize("state", ["open", "approved", "closed"])
def test_nothing_is_written_before_the_meeting_or_after_approval(
    cast: Any, client_of: Any, meeting: Meeting, state: str
) -> None:
    outcome = Outcome.objects.create(meeting=meeting, kind="decision", text="Stays")
    action = ActionItem.objects.create(
        meeting=meeting, text="Stays", owner=cast["member"], due_on=DUE
    )
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    client = client_of("manager")
    for name in ("action_new", "outcome_new"):
        response = _add(client, meeting, name, text="Zqlate words")
        assert response.status_code == 422
        assert "The minutes cannot be changed now." in text_of(response)
        assert "Zqlate words" in response.content.decode()
        assert client.get(url(name, meeting)).status_code == 303
    for name, row in (("outcome", outcome), ("action", action)):
        for verb in ("edit", "remove"):
            address = url(f"{name}_{verb}", meeting, row.pk)
            fields = {"text": "Zq", "kind": "decision", "owner": "@member", "due_on": DUE}
            assert client.post(address, fields).status_code in (404, 422)
    outcome.refresh_from_db()
    action.refresh_from_db()
    assert (outcome.text, action.text) == ("Stays", "Stays")


def test_who_only_comes_writes_nothing(cast: Any, client_of: Any, meeting: Meeting) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="drafted")
    for role in ("member", "moderator", "superuser"):
        for name in ("action_new", "outcome_new"):
            assert _add(client_of(role), meeting, name).status_code == 404
            assert client_of(role).get(url(name, meeting)).status_code == 404
    for model in (Outcome, ActionItem):
        assert not model.objects.filter(meeting=meeting).exists()
    Attendance.objects.filter(meeting=meeting, user=cast["member"]).update(duty="minutes")
    assert _add(client_of("member"), meeting).status_code == 303


def test_rows_and_items_of_another_meeting_are_not_found(
    cast: Any, client_of: Any, meeting: Meeting
) -> None:
    other = sit(cast["manager"])
    outcome = Outcome.objects.create(meeting=other, kind="decision", text="Theirs")
    action = ActionItem.objects.create(
        meeting=other, text="Theirs", owner=cast["member"], due_on=DUE
    )
    client = client_of("manager")
    for name, row in (("outcome", outcome), ("action", action)):
        for verb in ("edit", "remove"):
            assert client.get(url(f"{name}_{verb}", meeting, row.pk)).status_code == 404
            assert client.post(url(f"{name}_{verb}", meeting, row.pk)).status_code == 404
        about = {"item": item_of(other).pk}
        assert client.get(url(f"{name}_new", meeting), about).status_code == 404
        assert _add(client, meeting, f"{name}_new", **about).status_code == 404
