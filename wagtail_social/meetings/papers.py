"""The documents of a meeting as one person finds them: newest version, older ones, what is new."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.people.adapters import PersonCard

from .models import Attendance, DocumentVersion, Meeting, MeetingDocument
from .seat import Seat

_READ = "_wagtail_social_papers"


@dataclass
class Paper:
    """One document. ``is_new``: a version came since the viewer's last visit, by somebody else."""

    document: MeetingDocument
    newest: DocumentVersion
    older: list[DocumentVersion]
    is_new: bool

    @property
    def title(self) -> str:
        """What it is called."""
        return self.document.title


@dataclass
class Papers:
    """All documents of a meeting, by the item they belong to (``None``: to the meeting)."""

    by_item: dict[int | None, list[Paper]] = field(default_factory=dict)

    def of(self, item_id: int | None) -> list[Paper]:
        """Return the documents of one item, or of the meeting itself."""
        return self.by_item.get(item_id, [])

    @property
    def any_new(self) -> bool:
        """Whether the viewer has not seen one of them yet."""
        return any(paper.is_new for papers in self.by_item.values() for paper in papers)


def papers_in(rows: Iterable[DocumentVersion], seat: Seat) -> Papers:
    """Return the documents whose versions ``rows`` are, newest first, as this seat finds them."""
    found = Papers()
    by_document: dict[int, list[DocumentVersion]] = {}
    for version in rows:
        by_document.setdefault(version.document_id, []).append(version)
    for versions in by_document.values():
        newest = versions[0]
        paper = Paper(newest.document, newest, versions[1:], _is_new(seat, versions))
        found.by_item.setdefault(newest.document.item_id, []).append(paper)
    return found


def _is_new(seat: Seat, versions: list[DocumentVersion]) -> bool:
    if seat.attendance is None:
        return False
    since = seat.attendance.seen_at
    others = (version for version in versions if version.uploaded_by_id != seat.user.pk)
    return any(since is None or version.uploaded_at > since for version in others)


def remember_visit(seat: Seat, papers: Papers) -> None:
    """Keep that an invited person has looked: what was new to them is not new next time.

    Writes only where something was, since what comes later is new all the same. The mark is the
    time of the newest version that was shown: what is being stored at this moment stays new.
    """
    if seat.attendance is None or not papers.any_new:
        return
    shown = (paper.newest for found in papers.by_item.values() for paper in found)
    latest = max(version.uploaded_at for version in shown)
    place = Attendance.objects.filter(pk=seat.attendance.pk)
    place.filter(Q(seen_at__isnull=True) | Q(seen_at__lt=latest)).update(seen_at=latest)


def papers_on(request: HttpRequest, meeting: Meeting, seat: Seat) -> Papers:
    """Return the documents of a meeting, in one query: once for a page whose parts show some."""
    known: dict[int, Papers] = request.__dict__.setdefault(_READ, {})
    if meeting.pk not in known:
        known[meeting.pk] = papers_in(DocumentVersion.objects.at(seat), seat)
    return known[meeting.pk]


@dataclass
class PaperRow:
    """A document in a list: who brought each version, and what may be done with it."""

    paper: Paper
    versions: list[tuple[DocumentVersion, PersonCard | None]]
    menu: list[dict[str, Any]]

    @property
    def newest(self) -> tuple[DocumentVersion, PersonCard | None]:
        """The newest version and who brought it."""
        return self.versions[0]

    @property
    def older(self) -> list[tuple[DocumentVersion, PersonCard | None]]:
        """The versions before it, newest first."""
        return self.versions[1:]


def paper_rows(papers: list[Paper], seat: Seat) -> list[PaperRow]:
    """Return the rows of documents, with who brought them."""
    versions = {paper.document.pk: [paper.newest, *paper.older] for paper in papers}
    return [
        PaperRow(
            paper=paper,
            versions=[
                (version, seat.cards.of(version.uploaded_by_id))
                for version in versions[paper.document.pk]
            ],
            menu=_menu(paper.document) if seat.can_prepare else [],
        )
        for paper in papers
    ]


def _menu(document: MeetingDocument) -> list[dict[str, Any]]:
    args = [document.meeting_id, document.pk]
    entries = (
        ("meeting_document_replace", _("New version"), "restore", False),
        ("meeting_document_rename", _("Rename"), "edit", False),
        ("meeting_document_remove", _("Remove"), "trash", True),
    )
    return [
        {
            "label": label,
            "icon": icon,
            "danger": danger,
            "url": reverse(f"wagtail_social:{name}", args=args),
        }
        for name, label, icon, danger in entries
    ]
