"""Preparing a meeting in the Wagtail admin: one form, saved by the actions of the site."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.cast import CANARY
from tests.conftest import counted_queries
from tests.meetings.files import PDF, upload
from tests.meetings.plans import meeting_of
from wagtail_social.meetings.actions.agenda import AddItem, DropItem, EditItem
from wagtail_social.meetings.actions.people import ChangeDuty, InvitePeople
from wagtail_social.meetings.models import (
    AgendaItem,
    Attendance,
    DocumentVersion,
    Duty,
    Meeting,
    MeetingDocument,
)
from wagtail_social.uploads import private_storage


class Form:
    """The form of a meeting as a browser shows it, to be filled in and sent."""

    def __init__(self, client: Any, meeting: Meeting) -> None:
        self.client, self.meeting = client, meeting
        self.url = reverse("wagtail_social_admin_meetings:edit", args=[meeting.pk])
        self.read(client.get(self.url))

    def read(self, answer: Any) -> None:
        """Take over what a page shows in its fields."""
        self.data: dict[str, Any] = {}
        bound = [answer.context["form"]]
        for panel in answer.context["panels"]:
            rows = panel["rows"]
            self.data[rows.shown_name] = rows.shown_keys
            bound += [rows.formset.management_form, *rows.formset.forms]
        for form in bound:
            for field in form:
                value = field.value()
                if value is not None and value is not False and field.name != "file":
                    self.data[field.html_name] = getattr(value, "isoformat", lambda v=value: v)()

    def rows(self, prefix: str) -> int:
        """Return how many rows a panel has."""
        return int(self.data[f"{prefix}-TOTAL_FORMS"])

    def adds(self, prefix: str, **values: Any) -> int:
        """Add a row; return its number."""
        number = self.rows(prefix)
        self.data[f"{prefix}-TOTAL_FORMS"] = number + 1
        values = {"items": {"purpose": "discuss"}, "people": {"duty": "attendee"}}.get(
            prefix, {}
        ) | values
        self.data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}
        return number

    def sets(self, prefix: str, number: int, **values: Any) -> None:
        """Write into a row."""
        self.data |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}

    def sends(self, **more: Any) -> Any:
        """Send it; return the answer, read again where it is the form."""
        answer = self.client.post(self.url, self.data | more)
        if answer.status_code == 200:
            self.read(answer)
        return answer

    def saves(self, **more: Any) -> None:
        """Send it; it must be taken."""
        answer = self.sends(**more)
        wrong = ""
        if answer.status_code == 200:
            panels = [panel["rows"] for panel in answer.context["panels"]]
            wrong = [answer.context["form"].errors, *(each.formset.errors for each in panels)]
        assert answer.status_code == 302, wrong


def said(answer: Any) -> str:
    """Return what is read on the page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def chair(cast: Any, sign_in: Any) -> Any:
    """Return the client of the manager, who chairs the meeting and may use the admin."""
    names = ["access_admin", "change_meeting"]
    cast["manager"].user_permissions.add(*Permission.objects.filter(codename__in=names))
    return sign_in(cast["manager"])


@pytest.fixture
def meeting(cast: Any) -> Meeting:
    """A meeting of the closed group with two items, a chair and a guest."""
    made = meeting_of(cast.groups["closed"], cast["manager"], cast["member"])
    for title in ("First", "Second"):
        AddItem(actor=cast["manager"], meeting=made, title=title).execute()
    return made


@pytest.fixture
def opened(chair: Any, meeting: Meeting) -> Form:
    """The form of that meeting."""
    return Form(chair, meeting)


def titles(meeting: Meeting) -> list[str]:
    """Return the agenda."""
    return [item.title for item in AgendaItem.objects.filter(meeting=meeting).on_agenda()]


def logged() -> list[str]:
    """Return what the audit log holds, oldest first."""
    entries = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    return [action.removeprefix("wagtail_social.") for action in entries]


def test_form_names_its_panels_and_who_is_in_them(cast: Any, chair: Any, meeting: Meeting) -> None:
    page = chair.get(Form(chair, meeting).url)
    text = said(page)
    for words in ("Agenda", "Add an item", "Documents", "Add a document", "Invite somebody"):
        assert words in text
    assert page.content.decode().count('data-ws-move="up"') == 3
    assert f"@{cast['member'].social_profile.handle}" in text


def test_form_sent_untouched_changes_nothing(opened: Form) -> None:
    AgendaItem.objects.filter(title="First").update(text="Two\nlines")
    Meeting.objects.filter(pk=opened.meeting.pk).update(purpose="Two\nlines")
    form = Form(opened.client, opened.meeting)
    before = logged()
    browser = {"purpose": "Two\r\nlines", "items-0-text": "Two\r\nlines"}
    form.saves(**browser)
    assert logged() == before


def test_chair_changes_all_of_a_meeting_at_once(
    cast: Any, opened: Form, django_capture_on_commit_callbacks: Any
) -> None:
    before = len(logged())
    opened.data |= {
        "title": "Cranes and pumps",
        "introduction": "Read the papers.",
        "place": "Quay 4",
    }
    opened.sets("items", 0, order=3, title="First, now last")
    opened.adds(
        "items",
        title="New",
        minutes=15,
        order=1,
        is_standing="on",
        purpose="decide",
        presenter=f"@{cast['member'].social_profile.handle}",
    )
    opened.adds("documents", file=upload("Plan.pdf", PDF))
    opened.adds("people", person=cast["moderator"].get_username(), duty="minutes")
    opened.saves()
    meeting = Meeting.objects.get(pk=opened.meeting.pk)
    assert (meeting.title, meeting.introduction) == ("Cranes and pumps", "Read the papers.")
    assert meeting.sequence == 1
    assert titles(meeting) == ["New", "Second", "First, now last"]
    new = AgendaItem.objects.get(title="New")
    assert (new.presenter, new.minutes, new.is_standing) == (cast["member"], 15, True)
    assert MeetingDocument.objects.get(meeting=meeting).title == "Plan"
    assert Attendance.objects.get(meeting=meeting, user=cast["moderator"]).duty == Duty.MINUTES
    assert logged()[before:] == [
        "meeting.edited",
        "agenda.added",
        "agenda.edited",
        "agenda.moved",
        "document.added",
        "meeting.people_invited",
        "meeting.duty_changed",
    ]


def test_rows_are_removed_and_a_document_gets_a_new_version(cast: Any, opened: Form) -> None:
    opened.adds("documents", title="Roster", file=upload("Roster.pdf", PDF))
    opened.saves()
    form = Form(opened.client, opened.meeting)
    form.sets("items", 0, DELETE="on")
    form.sets("people", 1, DELETE="on")
    form.sets("documents", 0, title="New roster", file=upload("Roster2.pdf", PDF))
    form.saves()
    assert titles(form.meeting) == ["Second"]
    assert AgendaItem.objects.get(title="First").state == "dropped"
    assert not Attendance.objects.filter(meeting=form.meeting, user=cast["member"]).exists()
    assert DocumentVersion.objects.filter(document__title="New roster").count() == 2
    last = Form(opened.client, opened.meeting)
    last.sets("documents", 0, DELETE="on")
    last.saves()
    assert not MeetingDocument.objects.present().filter(meeting=form.meeting).exists()


def test_chair_hands_the_meeting_over(cast: Any, opened: Form) -> None:
    opened.sets("people", 0, duty="attendee")
    opened.sets("people", 1, duty="chair")
    opened.saves()
    duties = Attendance.objects.filter(meeting=opened.meeting).values_list("user", "duty")
    assert dict(duties) == {cast["manager"].pk: "attendee", cast["member"].pk: "chair"}


def test_one_wrong_row_keeps_everything_and_saves_nothing(cast: Any, opened: Form) -> None:
    opened.data["title"] = "Never"
    opened.sets("items", 1, minutes=99999)
    opened.adds("items", title="Also never")
    opened.adds("people", person="nobody.at.all")
    answer = opened.sends()
    items, _documents, people = (panel["rows"].formset for panel in answer.context["panels"])
    assert "minutes" in items.forms[1].errors
    assert "person" in people.forms[2].errors
    assert 'value="Never"' in answer.content.decode()
    assert 'value="Also never"' in answer.content.decode()
    assert Meeting.objects.get(pk=opened.meeting.pk).title == "Cranes"
    assert titles(opened.meeting) == ["First", "Second"]


def test_what_an_action_refuses_undoes_all_and_leaves_no_file(cast: Any, opened: Form) -> None:
    opened.data["title"] = "Never"
    opened.adds("documents", file=upload("Never.pdf", PDF))
    opened.adds("people", person=cast["employee"].get_username())
    stored = set(private_storage().listdir("meetings")[1])
    answer = opened.sends()
    people = answer.context["panels"][2]["rows"].formset
    assert "cannot read this meeting" in str(people.forms[2].non_field_errors())
    assert "choose the files again" in said(answer)
    assert Meeting.objects.get(pk=opened.meeting.pk).title == "Cranes"
    assert not MeetingDocument.objects.filter(meeting=opened.meeting).exists()
    assert set(private_storage().listdir("meetings")[1]) == stored


def test_who_comes_second_is_told_what_changed_and_then_goes_through(
    cast: Any, opened: Form
) -> None:
    meeting, actor = opened.meeting, cast["second_manager"]
    first, second = AgendaItem.objects.filter(meeting=meeting).on_agenda()
    words = {"text": "", "purpose": "inform", "presenter": None, "minutes": 5}
    EditItem(actor=actor, meeting=meeting, item=first, title="Theirs", **words).execute()
    DropItem(actor=actor, meeting=meeting, item=second).execute()
    AddItem(actor=actor, meeting=meeting, title="Added").execute()
    ChangeDuty(actor=actor, meeting=meeting, user=cast["member"], duty="minutes").execute()
    InvitePeople(actor=actor, meeting=meeting, user_ids=[cast["moderator"].pk]).execute()
    opened.sets("items", 0, title="Mine")
    answer = opened.sends()
    items, _documents, people = (panel["rows"] for panel in answer.context["panels"])
    assert "Theirs" in str(items.formset.forms[0].non_field_errors())
    assert "taken this away" in str(items.formset.forms[1].non_field_errors())
    assert items.note and people.note
    assert "Takes the minutes" in str(people.formset.forms[1].non_field_errors())
    assert titles(meeting) == ["Theirs", "Added"]
    assert [opened.data[f"items-{n}-title"] for n in range(3)] == ["Mine", "Second", "Added"]
    opened.sets("items", 1, DELETE="on")
    opened.saves()
    assert titles(meeting) == ["Mine", "Added"]
    assert Attendance.objects.filter(meeting=meeting).count() == 3


def test_facts_changed_meanwhile_are_told(cast: Any, opened: Form) -> None:
    Meeting.objects.filter(pk=opened.meeting.pk).update(place="Elsewhere")
    opened.data["title"] = "Mine"
    answer = opened.sends()
    assert "changed this meanwhile" in said(answer)
    assert Meeting.objects.get(pk=opened.meeting.pk).place == "Elsewhere"
    opened.saves()
    meeting = Meeting.objects.get(pk=opened.meeting.pk)
    assert (meeting.title, meeting.place) == ("Mine", "Quay 3")


@pytest.mark.parametrize("quiet", [True, False])
def test_people_are_told_unless_one_says_otherwise(
    cast: Any, opened: Form, quiet: bool, django_capture_on_commit_callbacks: Any
) -> None:
    from wagtail_social.notifications.models import Delivery

    opened.data["place"] = "Quay 9"
    opened.adds("people", person=cast["moderator"].get_username())
    with django_capture_on_commit_callbacks(execute=True):
        opened.saves(**({"quiet": "on"} if quiet else {}))
    told = set(Delivery.objects.values_list("recipient", flat=True))
    expected = set() if quiet else {cast["member"].pk, cast["moderator"].pk}
    assert told & {cast["member"].pk, cast["moderator"].pk} == expected


def test_draft_does_not_ask_who_is_told_and_leads_to_its_opening(cast: Any, chair: Any) -> None:
    draft = meeting_of(None, cast["manager"], state="draft")
    answer = chair.get(Form(chair, draft).url)
    assert "quiet" not in answer.context["form"].fields
    assert f"/community/meetings/{draft.pk}/open/" in answer.content.decode()


def test_one_more_row_comes_without_a_script(opened: Form) -> None:
    opened.data["title"] = "Typed"
    answer = opened.sends(add="items")
    items = answer.context["panels"][0]["rows"].formset
    assert len(items.forms) == 3
    assert opened.data["title"] == "Typed"
    opened.sets("items", 2, title="Third", purpose="discuss")
    opened.saves()
    assert titles(opened.meeting) == ["First", "Second", "Third"]


@pytest.mark.parametrize("pressed", [{"add": "items"}, {"take": "event"}])
def test_chosen_files_are_asked_for_again_wherever_the_form_comes_back(
    opened: Form, pressed: dict[str, str]
) -> None:
    opened.adds("documents", title="Plan", file=upload("Plan.pdf", PDF))
    answer = opened.sends(**pressed)
    assert "choose the files again" in said(answer)
    assert 'value="Plan"' in answer.content.decode()


@pytest.mark.parametrize("state", ["drafted", "approved", "closed"])
def test_meeting_that_is_over_is_looked_at_and_changed_no_more(
    chair: Any, meeting: Meeting, state: str
) -> None:
    opened = Form(chair, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    opened.data["title"] = "Too late"
    answer = opened.client.post(opened.url, opened.data, follow=True)
    assert "can change it" in said(answer)
    assert Meeting.objects.get(pk=meeting.pk).title == "Cranes"
    listed = opened.client.get(reverse("wagtail_social_admin_meetings:index"))
    assert opened.url not in listed.content.decode()


def test_rows_of_another_meeting_are_not_reached_by_their_key(cast: Any, opened: Form) -> None:
    secret = cast.meetings["secret"]
    opened.sets("items", 0, key=secret.item.pk, title="Taken over")
    answer = opened.sends()
    assert answer.status_code == 200
    assert CANARY["secret"]["item"] not in answer.content.decode().lower()
    opened.adds("documents", item=secret.item.pk, file=upload("Plan.pdf", PDF))
    answer = opened.sends()
    assert "item" in answer.context["panels"][1]["rows"].formset.forms[0].errors
    secret.item.refresh_from_db()
    assert secret.item.title != "Taken over"


@pytest.mark.parametrize(
    "change",
    [
        {"items-TOTAL_FORMS": "9" * 30},
        {"items-TOTAL_FORMS": ""},
        {"items-0-key": "x"},
        {"items-0-key": "9" * 40},
        {"items-shown": "\x00"},
        {"items-0-title": "a\x00b"},
        {"event_page": "x"},
        {"day": "0001-01-01"},
        {"add": "nothing"},
        {"take": "event"},
    ],
)
def test_hostile_values_are_refused_or_harmless(opened: Form, change: dict[str, str]) -> None:
    assert opened.client.post(opened.url, opened.data | change).status_code in (200, 302)
    assert len(titles(opened.meeting)) == 2


def test_queries_of_the_form_do_not_grow(cast: Any, chair: Any, meeting: Meeting) -> None:
    url = Form(chair, meeting).url

    def asked() -> int:
        with counted_queries() as found:
            chair.get(url)
        return len(found)

    def more(*roles: str) -> None:
        for role in roles:
            Attendance.objects.create(meeting=meeting, user=cast[role])
            AgendaItem.objects.create(meeting=meeting, title=role, presenter=cast[role])
            document = MeetingDocument.objects.create(meeting=meeting, title=role)
            DocumentVersion.objects.create(document=document, name="a.txt", size=1)

    more("moderator")
    asked()
    before = asked()
    more("author", "second_manager", "superuser")
    assert asked() == before
