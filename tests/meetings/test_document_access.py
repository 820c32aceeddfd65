"""Who gets the file of a document: asked at each request, of every role, for every version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from wagtail_social.groups import actions as groups
from wagtail_social.meetings.actions.documents import ReplaceDocument
from wagtail_social.meetings.models import Attendance, Meeting
from wagtail_social.uploads import clean_document, private_storage

from ..cast import ALL_ROLES, CANARY, GROUPS
from .files import GOOD, PDF, upload

READERS = {"member", "moderator", "manager", "author", "second_manager"}
COLLEAGUES = {*ALL_ROLES, *READERS} - {"anonymous", "deactivated"}


@pytest.mark.parametrize("group", GROUPS)
def test_file_is_had_by_who_reads_the_group_and_by_nobody_else(
    cast: Any, client_of: Any, group: str
) -> None:
    """Every role: the bytes, or the same 404 as for a document that does not exist."""
    paper = cast.meetings[group].paper
    url = paper.versions.get().get_absolute_url()
    absent = reverse("wagtail_social:meeting_document", args=[paper.meeting_id, 999_999, 1])
    reads = READERS if group in ("closed", "secret") else COLLEAGUES
    secret = CANARY[group]["paperbytes"].encode()
    for role in (*ALL_ROLES, "author", "second_manager"):
        response = client_of(role).get(url)
        body = response.getvalue()
        if role in reads:
            assert (response.status_code, secret in body) == (200, True), role
        else:
            assert response.status_code == client_of(role).get(absent).status_code, role
            assert response.status_code == (404 if role in COLLEAGUES else 302), role
            assert f"zq{group}".encode() not in body, role


@pytest.mark.parametrize("ending", GOOD)
def test_file_is_handed_out_and_never_shown_in_a_page(
    client_of: Any, bring: Any, ending: str
) -> None:
    """As an attachment, with its type and nothing guessed, kept by no cache."""
    version = bring(f"Rösti “1”.{ending}", GOOD[ending])
    response = client_of("member").get(version.get_absolute_url())
    assert response.getvalue() == GOOD[ending]
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''R%C3%B6sti")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert "html" not in response["Content-Type"] and "svg" not in response["Content-Type"]


def _leave(cast: Any, group: Any) -> None:
    groups.LeaveGroup(actor=cast["member"], group=group).execute()


def _put_out(cast: Any, group: Any) -> None:
    groups.RemoveMember(actor=cast["manager"], group=group, user=cast["member"]).execute()


def _ban(cast: Any, group: Any) -> None:
    groups.BanMember(actor=cast["manager"], group=group, user=cast["member"]).execute()


def _deactivate(cast: Any, group: Any) -> None:
    cast["member"].is_active = False
    cast["member"].save()


@pytest.mark.parametrize("lose", [_leave, _put_out, _ban, _deactivate])
def test_who_has_lost_access_gets_no_file_any_more(
    cast: Any, meet: Any, client_of: Any, bring: Any, lose: Callable[..., None]
) -> None:
    """At the same session, of the newest and an old version; being invited opens nothing."""
    first = bring()
    second = ReplaceDocument(
        actor=cast["manager"],
        meeting=meet.meeting,
        document=first.document,
        file=clean_document(upload("b.pdf", PDF)),
    ).execute()
    assert Attendance.objects.filter(meeting=meet.meeting, user=cast["member"]).exists()
    client = client_of("member")
    addresses = [first.get_absolute_url(), second.get_absolute_url()]
    assert {client.get(url).status_code for url in addresses} == {200}
    lose(cast, cast.groups["closed"])
    expected = 302 if lose is _deactivate else 404
    assert {client.get(url).status_code for url in addresses} == {expected}


def test_who_is_no_longer_invited_gets_no_file_of_a_meeting_without_a_group(
    cast: Any, meet: Any, client_of: Any, bring: Any
) -> None:
    """There the invitation is all that lets one read."""
    version = bring()
    Meeting.objects.filter(pk=meet.meeting.pk).update(group=None)
    place = Attendance.objects.create(meeting=meet.meeting, user=cast["employee"])
    client, url = client_of("employee"), version.get_absolute_url()
    assert client.get(url).status_code == 200
    place.delete()
    assert client.get(url).status_code == 404


def test_document_of_another_meeting_does_not_exist_here(
    cast: Any, meet: Any, client_of: Any, address: Any
) -> None:
    """Also for who reads and runs both."""
    foreign, client = cast.meetings["open"].paper, client_of("manager")
    assert client.get(address("meeting_document", foreign.pk, 1)).status_code == 404
    for name in ("replace", "rename", "remove"):
        url = address(f"meeting_document_{name}", foreign.pk)
        assert client.get(url).status_code == 404
        assert client.post(url, {"title": "Mine"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.removed_at is None and foreign.title != "Mine"


def test_version_that_does_not_exist_is_not_found(client_of: Any, meet: Any, address: Any) -> None:
    """Nor is one beyond all numbers, nor a file that the storage has lost."""
    client, paper = client_of("member"), meet.paper
    for number in (0, 2, 2**15, 2**63):
        assert client.get(address("meeting_document", paper.pk, number)).status_code == 404
    private_storage().delete(paper.versions.get().file.name)
    assert client.get(address("meeting_document", paper.pk, 1)).status_code == 404


def test_documents_of_a_draft_are_had_by_who_prepares_it(
    meet: Any, client_of: Any, bring: Any
) -> None:
    """Members of the group get them once the meeting is open."""
    version = bring()
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    codes = {
        role: client_of(role).get(version.get_absolute_url()).status_code
        for role in ("manager", "second_manager", "member", "moderator", "author")
    }
    assert codes == {
        "manager": 200,
        "second_manager": 200,
        "member": 404,
        "moderator": 404,
        "author": 404,
    }


def test_files_have_no_address_but_ours(bring: Any, client_of: Any, settings: Any) -> None:
    """The folder of public files does not hold them, and their names tell nothing."""
    version = bring()
    assert not private_storage().path(version.file.name).startswith(str(settings.MEDIA_ROOT) + "/")
    with pytest.raises(ValueError, match="no public address"):
        version.file.url  # noqa: B018
    assert "Roster" not in version.file.name
    address = f"{settings.MEDIA_URL}{version.file.name}"
    assert client_of("manager").get(address).status_code == 404
    assert reverse("wagtail_social:home") in version.get_absolute_url()
