"""Documents of a meeting: put there, replaced, renamed, removed; what is new; who is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.meetings.actions.documents import RemoveDocument, ReplaceDocument
from wagtail_social.meetings.models import Attendance, DocumentVersion, Meeting, MeetingDocument
from wagtail_social.meetings.notifying_documents import happenings
from wagtail_social.uploads import clean_document, private_storage

from .files import GOOD, PDF, upload


def _stored() -> set[str]:
    root = Path(private_storage().path("meetings"))
    return {path.name for path in root.iterdir()} if root.exists() else set()


def test_manager_puts_a_document_to_the_meeting(meet: Any, client_of: Any, address: Any) -> None:
    """Without a title the name of the file is it; members get the very bytes."""
    data = {"file": upload("Roster options.pdf", PDF), "quiet": "on"}
    response = client_of("manager").post(address("meeting_document_new"), data)
    assert response["Location"] == f"{meet.meeting.get_absolute_url()}#documents"
    document = MeetingDocument.objects.get(title="Roster options")
    version = document.versions.get()
    assert (document.item, version.number, version.size) == (None, 1, len(PDF))
    page = client_of("member").get(meet.meeting.get_absolute_url()).content.decode()
    assert "Roster options" in page and version.get_absolute_url() in page
    assert client_of("member").get(version.get_absolute_url()).getvalue() == PDF


def test_manager_puts_a_document_to_an_item(meet: Any, client_of: Any, address: Any) -> None:
    """It stands at the item, on its page and on the agenda."""
    url = address("agenda_item_document_new", meet.item.pk)
    data = {"file": upload("a.txt", GOOD["txt"]), "title": "Wind rules"}
    response = client_of("manager").post(url, data)
    assert response["Location"] == f"{meet.item.get_absolute_url()}#documents"
    for page_url in (meet.meeting.get_absolute_url(), meet.item.get_absolute_url()):
        assert "Wind rules" in client_of("member").get(page_url).content.decode()
    assert MeetingDocument.objects.get(title="Wind rules").item == meet.item


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.svg", b"<svg/>", "Files of this kind are not accepted."),
        ("a.pdf", b"MZ", "not what its name says (pdf)"),
        ("a.pdf", b"", "This file is empty."),
    ],
)
def test_what_is_refused_is_said_at_the_form_and_nothing_is_kept(
    meet: Any, client_of: Any, address: Any, name: str, content: bytes, told: str
) -> None:
    """The sentence says what would be accepted; the title that was typed stays."""
    before = _stored(), MeetingDocument.objects.count()
    data = {"file": upload(name, content), "title": "Kept title"}
    response = client_of("manager").post(address("meeting_document_new"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert told in page and "Accepted are PDF" in page and "Kept title" in page
    assert (_stored(), MeetingDocument.objects.count()) == before


def test_file_is_asked_for_again_when_another_field_is_wrong(
    meet: Any, client_of: Any, address: Any
) -> None:
    """A browser forgets a chosen file; the form says so."""
    data = {"file": upload("a.pdf", PDF), "title": "x" * 201}
    response = client_of("manager").post(address("meeting_document_new"), data)
    assert response.status_code == 422
    assert "Please choose the file again." in response.content.decode()


def test_new_version_keeps_the_old_one(meet: Any, client_of: Any, address: Any, bring: Any) -> None:
    """Both can be had, each under its own name."""
    first = bring("Draft.pdf")
    url = address("meeting_document_replace", first.document.pk)
    client_of("manager").post(url, {"file": upload("Final.txt", GOOD["txt"])})
    second = first.document.versions.get(number=2)
    page = client_of("member").get(meet.meeting.get_absolute_url()).content.decode()
    assert "1 earlier version" in page
    for version, name, content in (
        (first, "Draft.pdf", PDF),
        (second, "Final.txt", GOOD["txt"]),
    ):
        assert version.get_absolute_url() in page
        response = client_of("member").get(version.get_absolute_url())
        assert response.getvalue() == content
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_document_is_renamed_and_its_file_keeps_its_name(
    client_of: Any, address: Any, bring: Any
) -> None:
    """The title is what people read; the file is what was given."""
    version = bring("Roster.pdf")
    url = address("meeting_document_rename", version.document.pk)
    assert client_of("manager").post(url, {"title": " "}).status_code == 422
    assert client_of("manager").post(url, {"title": "Rosters 2027"}).status_code == 303
    version.refresh_from_db()
    assert (version.document.title, version.name) == ("Rosters 2027", "Roster.pdf")


def test_removed_document_is_had_by_nobody_and_its_file_is_kept(
    meet: Any, client_of: Any, address: Any, bring: Any, cast: Any
) -> None:
    """Asked first; then neither list nor address gives it, to its manager neither."""
    version = bring("Roster.pdf")
    url = address("meeting_document_remove", version.document.pk)
    assert "Remove Roster?" in client_of("manager").get(url).content.decode()
    assert client_of("manager").post(url).status_code == 303
    for role in ("manager", "member"):
        assert client_of(role).get(version.get_absolute_url()).status_code == 404
        page = client_of(role).get(meet.meeting.get_absolute_url()).content.decode()
        assert version.get_absolute_url() not in page
    assert private_storage().exists(version.file.name)
    replace = ReplaceDocument(
        actor=cast["manager"],
        meeting=meet.meeting,
        document=version.document,
        file=clean_document(upload("b.pdf", PDF)),
    )
    with pytest.raises(NotVisible):
        replace.execute()


def test_removing_twice_removes_once(cast: Any, meet: Any, bring: Any) -> None:
    """The time at which it went stays."""
    version = bring()
    paper: dict[str, Any] = {"meeting": meet.meeting, "document": version.document}
    first = RemoveDocument(actor=cast["manager"], **paper).execute()
    again = RemoveDocument(actor=cast["manager"], **paper).execute()
    assert again.removed_at == first.removed_at


def test_a_storage_that_fails_leaves_no_row_and_the_person_is_told(
    meet: Any, client_of: Any, address: Any, monkeypatch: Any
) -> None:
    """Nothing is half saved; the form says what to do."""

    def full(*args: Any, **options: Any) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(type(private_storage()), "save", full, raising=False)
    before = MeetingDocument.objects.count(), DocumentVersion.objects.count()
    data = {"file": upload("a.pdf", PDF)}
    response = client_of("manager").post(address("meeting_document_new"), data)
    assert response.status_code == 422
    assert "The file could not be stored. Please try again." in response.content.decode()
    assert (MeetingDocument.objects.count(), DocumentVersion.objects.count()) == before


def test_a_database_that_fails_leaves_no_file(
    cast: Any, meet: Any, bring: Any, monkeypatch: Any
) -> None:
    """What was stored goes again when its row does not come to be, or its log entry."""
    first = bring()
    before = _stored()

    def broken(*args: Any, **options: Any) -> None:
        raise RuntimeError("the log is down")

    monkeypatch.setattr("wagtail_social.actions.log", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        bring("Second.pdf")
    assert _stored() == before
    replace = ReplaceDocument(
        actor=cast["manager"],
        meeting=meet.meeting,
        document=first.document,
        file=clean_document(upload("b.pdf", PDF)),
    )
    with pytest.raises(RuntimeError), transaction.atomic():
        replace.execute()
    assert _stored() == before
    assert list(first.document.versions.all()) == [first]


def test_uploads_are_throttled(bring: Any, settings: Any) -> None:
    """Nobody fills the disk."""
    settings.WAGTAIL_SOCIAL_THROTTLES = {"upload": "1/h"}
    bring()
    with pytest.raises(Refused) as refused:
        bring()
    assert refused.value.retry_after


def test_document_is_new_to_who_is_invited_until_they_have_looked(
    cast: Any, meet: Any, client_of: Any, bring: Any, queries: Any, time_machine: Any
) -> None:
    """Marked on the visit after it came, once; a new version is new again; one's own is not."""
    author, url = client_of("author"), meet.meeting.get_absolute_url()
    sign = '<span class="ws-chip ws-chip--good">new</span>'
    author.get(url)
    assert sign not in author.get(url).content.decode()
    version = bring("Roster.pdf")
    assert author.get(url).content.decode().count(sign) == 1
    assert sign not in author.get(url).content.decode()
    ReplaceDocument(
        actor=cast["manager"],
        meeting=meet.meeting,
        document=version.document,
        file=clean_document(upload("b.pdf", PDF)),
    ).execute()
    with queries() as found:
        page = author.get(url).content.decode()
    assert page.count(sign) == 1
    assert not found.writes
    marks = [sql for sql in found.sql if sql.startswith("UPDATE") and "attendance" in sql]
    assert len(marks) == 1
    with queries() as found:
        author.get(url)
    assert not [sql for sql in found.sql if sql.startswith("UPDATE") and "attendance" in sql]
    assert sign not in client_of("moderator").get(url).content.decode()


def test_looking_at_a_meeting_changes_nothing_but_the_mark(
    cast: Any, meet: Any, client_of: Any, bring: Any
) -> None:
    """The answer, the duty, everything else of an invitation stays as it was."""
    bring()
    mine = Attendance.objects.filter(meeting=meet.meeting, user=cast["author"])
    before = mine.values().get()
    client_of("author").get(meet.meeting.get_absolute_url())
    after = mine.values().get()
    assert after.pop("seen_at") is not None
    before.pop("seen_at")
    assert after == before


@pytest.fixture
def told(django_capture_on_commit_callbacks: Any) -> Any:
    """Return what people are told of, of what a function does: a list of facts."""
    (happening,) = happenings()

    def facts_of(do: Any) -> list[Any]:
        found: list[Any] = []

        def keep(sender: Any, signal: Any, **data: Any) -> None:
            found.append(happening.facts(sender=sender, **data))

        events.meeting_document_added.connect(keep)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                do()
        finally:
            events.meeting_document_added.disconnect(keep)
        return found

    return facts_of


def test_a_document_tells_who_is_invited(cast: Any, meet: Any, bring: Any, told: Any) -> None:
    """The meeting is the subject, the version the object; words only for who may have it."""
    (happening,) = happenings()
    (facts,) = told(lambda: bring("Roster.pdf"))
    version = DocumentVersion.objects.get(name="Roster.pdf")
    assert (facts.subject_type, facts.subject_id) == ("meeting", meet.meeting.pk)
    assert (facts.object_id, facts.actor_id) == (version.pk, cast["manager"].pk)
    assert facts.group_id == meet.meeting.group_id
    (reason,) = happening.reasons
    assert reason.category == "meeting"
    invited = Attendance.objects.filter(meeting=meet.meeting).values_list("user", flat=True)
    assert {person.pk for person in reason.people(facts)} == set(invited)
    assert cast["author"].pk in invited and cast["moderator"].pk not in invited
    words = happening.words(cast["author"], [version.pk])
    assert words[version.pk].html == "<p>Roster</p>"
    assert words[version.pk].url.startswith(meet.meeting.get_absolute_url())
    assert happening.words(cast["employee"], [version.pk]) == {}
    assert happening.still_there([version.pk]) == {version.pk}
    paper: dict[str, Any] = {"meeting": meet.meeting, "document": version.document}
    RemoveDocument(actor=cast["manager"], **paper).execute()
    assert happening.words(cast["author"], [version.pk]) == {}
    assert happening.still_there([version.pk]) == set()


def test_tell_nobody_tells_nobody_and_so_does_a_draft(meet: Any, bring: Any, told: Any) -> None:
    """The box on the form; and of a draft nobody hears."""
    assert told(lambda: bring(quiet=True)) == [None]
    Meeting.objects.filter(pk=meet.meeting.pk).update(state="draft")
    assert told(bring) == [None]
