"""Editors of meeting pages: which meetings they can choose, and what they learn of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield

from tests.cast import CANARY, hidden_from
from wagtail_social.meetings.models import Meeting
from wagtail_social.meetings.pages.models import MeetingPage


def form(meeting: Any, **fields: Any) -> dict[str, Any]:
    """Return what the form of a page sends."""
    counts = dict.fromkeys(["TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS"], 0)
    return nested_form_data(
        {
            "title": "Our meeting",
            "slug": "our-meeting",
            "meeting": str(meeting.pk) if meeting else "",
            "body": streamfield([("heading", "Zqbody")]),
            "comments": counts,
            **fields,
        }
    )


def add_url(parent: Any) -> str:
    """Return the address where a meeting page is made."""
    label = "wagtail_social_meeting_pages"
    return reverse("wagtailadmin_pages:add", args=[label, "meetingpage", parent.pk])


def chooser(name: str, *args: Any) -> str:
    """Return an address of the chooser."""
    return reverse(f"wagtail_social_meeting_chooser:{name}", args=args)


def page_of(cast: Any, parent: Any, group: str, **fields: Any) -> Any:
    """Return a page of a group's meeting that somebody else made."""
    page = MeetingPage(
        title="Ours", slug=f"ours-{group}", meeting=cast.meetings[group].meeting, **fields
    )
    return parent.add_child(instance=page)


def doors(page: Any) -> list[str]:
    """Return the places of the admin where the page is worked on."""
    names = ("edit", "history", "usage", "copy", "move", "delete", "workflow_history")
    return [reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) for name in names]


def test_editor_publishes_a_page_of_a_meeting(cast: Any, client_of: Any, host_pages: Any) -> None:
    meeting = cast.meetings["open"].meeting
    sent = {**form(meeting), "action-publish": "1"}
    assert client_of("editor").post(add_url(host_pages.elsewhere), sent).status_code == 302
    page = MeetingPage.objects.get(slug="our-meeting")
    assert (page.live, page.meeting) == (True, meeting)


@pytest.mark.parametrize("role", ["editor", "superuser"])
def test_editor_cannot_present_a_meeting_by_sending_its_number(
    cast: Any, client_of: Any, host_pages: Any, role: str
) -> None:
    sent = form(cast.meetings["secret"].meeting)
    hidden = client_of(role).post(add_url(host_pages.elsewhere), sent)
    absent = client_of(role).post(add_url(host_pages.elsewhere), sent | {"meeting": "999999"})
    assert hidden.status_code == absent.status_code == 200
    assert not MeetingPage.objects.exists()
    assert not [word for word in hidden_from(role) if word in hidden.content.decode().lower()]
    assert hidden.context["form"].errors == absent.context["form"].errors


@pytest.mark.parametrize("role", ["editor", "superuser"])
@pytest.mark.parametrize("live", [True, False])
def test_editor_of_a_page_of_a_hidden_meeting_keeps_it_and_learns_nothing(
    cast: Any, client_of: Any, host_pages: Any, role: str, live: bool
) -> None:
    page = page_of(cast, host_pages.elsewhere, "secret", live=live)
    first = page.save_revision()
    if live:
        first.publish()
    page.refresh_from_db()
    page.meeting = cast.meetings["open"].meeting
    second = page.save_revision()
    compare = [page.pk, first.pk, second.pk]
    more = [
        reverse("wagtailadmin_pages:revisions_compare", args=compare),
        reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[host_pages.elsewhere.pk]),
    ]
    client = client_of(role)
    for door in [*doors(page), *more]:
        answer = client.get(door)
        assert answer.status_code in (200, 302, 403), door
        text = answer.content.decode().lower()
        assert not [word for word in hidden_from(role) if word in text], door
    page = MeetingPage.objects.get(pk=page.pk)
    page.save_revision()
    sent = form(page.meeting, slug=page.slug, title="Reworded")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.post(edit, {**sent, "action-publish": "1"}).status_code == 302
    page.refresh_from_db()
    assert (page.title, page.meeting) == ("Reworded", cast.meetings["secret"].meeting)


def test_preview_shows_an_editor_what_they_may_read(
    cast: Any, client_of: Any, host_pages: Any
) -> None:
    for group, shown in (("open", True), ("secret", False)):
        page = page_of(cast, host_pages.elsewhere, group, live=True)
        page.save_revision()
        preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        client = client_of("editor")
        sent = form(page.meeting, slug=page.slug, title="Reworded")
        assert client.post(preview, sent).json()["is_valid"]
        found = client.get(preview).content.decode().lower()
        assert "reworded" in found
        assert (CANARY[group]["meeting"] in found) is shown
        assert not [word for word in hidden_from("editor") if word in found]


def test_meeting_of_a_published_page_stays(cast: Any, client_of: Any, host_pages: Any) -> None:
    page = page_of(cast, host_pages.elsewhere, "open")
    page.save_revision().publish()
    other = cast.meetings["everyone"].meeting
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client_of("editor").post(edit, {**form(other, slug=page.slug), "action-publish": "1"})
    page.refresh_from_db()
    assert page.meeting == cast.meetings["open"].meeting


@pytest.mark.parametrize("role", ["editor", "steward", "superuser"])
def test_chooser_offers_what_one_may_read(cast: Any, client_of: Any, role: str) -> None:
    client = client_of(role)
    for url in (chooser("choose"), chooser("choose_results"), chooser("choose") + "?multiple=1"):
        found = client.get(url).content.decode().lower()
        assert CANARY["open"]["meeting"] in found
        assert not [word for word in hidden_from(role) if word in found]
    typed = {"q": CANARY["open"]["meeting"]}
    found = client.get(chooser("choose_results"), typed).content.decode().lower()
    assert CANARY["open"]["meeting"] in found and CANARY["everyone"]["meeting"] not in found
    open_, secret = (cast.meetings[name].meeting.pk for name in ("open", "secret"))
    assert client.get(chooser("chosen", open_)).status_code == 200
    for key in (secret, 999999, "x", "9" * 40):
        assert client.get(chooser("chosen", key)).status_code == 404
    many = client.get(f"{chooser('chosen_multiple')}?id={open_}&id={secret}&id=x")
    assert [row["id"] for row in many.json()["result"]] == [str(open_)]


@pytest.mark.parametrize("value", ["x", "9" * 40, "-1"])
def test_what_is_no_key_is_refused(client_of: Any, host_pages: Any, value: str) -> None:
    sent = form(None) | {"meeting": value}
    assert client_of("editor").post(add_url(host_pages.elsewhere), sent).status_code == 200
    assert not Meeting.objects.filter(title="x").exists()
