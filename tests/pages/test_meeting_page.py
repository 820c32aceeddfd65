"""A page that presents a meeting: what each viewer gets, and what copies of it do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page

from tests.cast import CANARY, hidden_from
from tests.conftest import counted_queries
from tests.meetings.plans import meeting_of
from tests.roles import INSIDERS
from wagtail_social.meetings.actions.planning import DeleteDraft
from wagtail_social.meetings.models import AgendaItem, Meeting
from wagtail_social.meetings.pages.models import MeetingPage

BODY = [
    {"type": "heading", "value": "What zqbody is about"},
    {"type": "upcoming_meetings", "value": {"heading": "Zqnext", "group": "", "count": 5}},
]


@pytest.fixture
def meeting_page(host_pages: Any, cast: Any) -> Any:
    """Return a function that puts a live page of a group's meeting below a page of the host."""

    def make(group: str | None, parent: Any = None, **fields: Any) -> Any:
        meeting = cast.meetings[group].meeting if group else None
        values = {"title": "Our meeting", "slug": f"meet-{group}", "meeting": meeting, "body": BODY}
        page = MeetingPage(**(values | fields))
        return (parent or host_pages.home).add_child(instance=page)

    return make


def seen(client: Any, page: Any) -> str:
    """Return what the client sees of a page."""
    answer = client.get(page.get_url())
    assert answer.status_code == 200
    # Forms of the host carry a token that is another one each time.
    return re.sub(r'n" value="\w{64}"', "", answer.content.decode().lower())


@pytest.mark.parametrize("role", INSIDERS)
def test_insider_reads_text_and_meeting(
    cast: Any, client_of: Any, meeting_page: Any, role: str
) -> None:
    found = seen(client_of(role), meeting_page("closed"))
    for field in ("meeting", "meetingpurpose", "item", "paper"):
        assert CANARY["closed"][field] in found
    assert "zqbody" in found and "zqnext" in found


@pytest.mark.parametrize("group", ["closed", "secret"])
@pytest.mark.parametrize("role", ["employee", "former", "editor", "superuser"])
def test_outsider_reads_the_text_as_if_there_were_no_meeting(
    cast: Any, client_of: Any, meeting_page: Any, role: str, group: str
) -> None:
    page = meeting_page(group)
    found = seen(client_of(role), page)
    assert "zqbody" in found
    assert not [word for word in hidden_from(role) if word in found]
    MeetingPage.objects.filter(pk=page.pk).update(meeting=None)
    if role == "employee":
        assert seen(client_of(role), page) == found


def test_visitor_reads_the_text_and_is_led_to_sign_in(meeting_page: Any, client: Any) -> None:
    page = meeting_page("open")
    found = seen(client, page)
    assert "zqbody" in found and "zqnext" not in found
    assert CANARY["open"]["meeting"] not in found
    assert reverse("login") in found


def test_what_is_shown_is_kept_by_no_cache(client_of: Any, meeting_page: Any) -> None:
    answer = client_of("member").get(meeting_page("closed").get_url())
    assert "no-store" in answer["Cache-Control"] and "Cookie" in answer["Vary"]


def test_draft_is_presented_to_who_prepares_it_only(
    cast: Any, client_of: Any, meeting_page: Any
) -> None:
    page = meeting_page("open")
    Meeting.objects.filter(pk=page.meeting_id).update(state="draft")
    assert CANARY["open"]["meeting"] in seen(client_of("manager"), page)
    assert CANARY["open"]["meeting"] not in seen(client_of("member"), page)


def test_deleted_meeting_leaves_the_page_and_editors_are_told(
    cast: Any, client_of: Any, host_pages: Any, meeting_page: Any
) -> None:
    draft = meeting_of(None, cast["manager"], title="Zqgone", state="draft")
    page = meeting_page(None, host_pages.elsewhere, meeting=draft, slug="lost")
    assert "zqgone" in seen(client_of("manager"), page)
    DeleteDraft(actor=cast["manager"], meeting=draft).execute()
    for role, told in (("editor", True), ("employee", False), ("manager", False)):
        found = seen(client_of(role), page)
        assert "zqbody" in found and "zqgone" not in found
        assert ("presents no meeting" in found) is told


def counts() -> tuple[int, int]:
    """Return how many meetings and items there are."""
    return Meeting.objects.count(), AgendaItem.objects.count()


@pytest.mark.parametrize("how", ["copy", "alias", "translation", "move"])
def test_other_pages_of_it_present_the_same_meeting_and_double_nothing(
    cast: Any, client_of: Any, host_pages: Any, meeting_page: Any, how: str
) -> None:
    page = meeting_page("closed")
    before = counts()
    if how == "copy":
        other = page.copy(update_attrs={"slug": "copied", "title": "Copied"})
    elif how == "alias":
        other = page.create_alias(update_slug="aliased")
    elif how == "translation":
        dutch, _made = Locale.objects.get_or_create(language_code="nl")
        other = page.copy_for_translation(dutch, copy_parents=True, alias=False)
        other.save_revision().publish()
    else:
        page.move(host_pages.elsewhere, pos="last-child")
        other = page
    other = MeetingPage.objects.get(pk=other.pk)
    assert other.meeting_id == cast.meetings["closed"].meeting.pk
    assert counts() == before
    context = other.meeting_context(_request(cast["member"]))
    assert context["meeting"] == cast.meetings["closed"].meeting
    assert other.meeting_context(_request(cast["employee"])) == {}
    other.delete()
    assert counts() == before


def _request(user: Any) -> Any:
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = user
    return request


def test_revision_published_again_shows_the_meeting(cast: Any, meeting_page: Any) -> None:
    page = meeting_page("closed")
    revision = page.save_revision()
    page.title = "Another"
    page.save_revision().publish()
    revision.publish()
    page = MeetingPage.objects.get(pk=page.pk)
    assert page.meeting_id == cast.meetings["closed"].meeting.pk
    assert CANARY["closed"]["meeting"] not in str(revision.content).lower()


def test_search_index_of_the_page_holds_nothing_of_the_meeting(
    cast: Any, meeting_page: Any
) -> None:
    page = meeting_page("open", title="Plain")
    assert list(MeetingPage.objects.search("zqbody")) == [page]
    for field in ("meeting", "meetingpurpose", "item"):
        assert not list(Page.objects.search(CANARY["open"][field]))
    indexed = {field.field_name for field in MeetingPage.get_search_fields()}
    assert "meeting" not in indexed


def test_queries_do_not_grow_with_the_meeting(cast: Any, client_of: Any, meeting_page: Any) -> None:
    page, client = meeting_page("closed"), client_of("member")

    def asked() -> int:
        with counted_queries() as found:
            seen(client, page)
        return len(found)

    asked()
    before = asked()
    for number in range(6):
        AgendaItem.objects.create(meeting=page.meeting, title=f"More {number}")
        meeting_of(cast.groups["closed"], cast["manager"], cast["member"])
    assert asked() == before
