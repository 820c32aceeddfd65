"""The documents of a meeting, as one person sees them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ..models import Meeting
from ..papers import paper_rows, papers_on, remember_visit
from ..seat import Seat


def documents_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_documents.html`` shows: documents of the meeting itself.

    What was new to an invited person is marked once: whoever gets this has the page before them.
    """
    papers = papers_on(request, meeting, seat)
    remember_visit(seat, papers)
    new_url = ""
    if seat.can_prepare:
        new_url = reverse("wagtail_social:meeting_document_new", args=[meeting.pk])
    return {
        "papers": paper_rows(papers.of(None), seat),
        "add_document_url": new_url,
    }
