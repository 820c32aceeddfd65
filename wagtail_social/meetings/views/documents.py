"""Documents: the file itself, and putting, replacing, renaming and removing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.actions import Action
from wagtail_social.uploads import accepted_text, content_type_of
from wagtail_social.views import SocialPageView

from ..actions.documents import AddDocument, RemoveDocument, RenameDocument, ReplaceDocument
from ..document_forms import DocumentForm, RenameForm, VersionForm
from ..models import AgendaItem, DocumentVersion, MeetingDocument
from .agenda import ItemPart
from .base import MeetingActionView, MeetingFormView, MeetingPart


class DocumentPart(MeetingPart):
    """A view of one document, looked up only among those of the meeting in the address."""

    @cached_property
    def document(self) -> MeetingDocument:
        """The document, unless it was removed. Raises ``Http404``."""
        documents = MeetingDocument.objects.filter(meeting=self.meeting)
        found: MeetingDocument = get_or_404(
            documents, self.request.user, pk=self.kwargs["document"]
        )
        found.meeting = self.meeting
        return found


class DocumentFileView(DocumentPart):
    """A version of a document as a file, for who may read the meeting; asked at each request."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file, never to be shown in a page of the site."""
        self.enter()
        versions = DocumentVersion.objects.filter(document=self.document)
        version = get_or_404(versions, request.user, number=self.kwargs["number"])
        try:
            file = version.file.open("rb")
        except OSError as error:
            raise Http404 from error
        response = FileResponse(
            file,
            as_attachment=True,
            filename=version.name,
            content_type=content_type_of(version.name),
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class _FileFormView(DocumentPart, MeetingFormView):
    """A form with a file."""

    template_name = "wagtail_social/meetings/document_form.html"

    def title(self) -> str:
        """Return what the page is called."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return super().context() | {
            "heading": self.title(),
            "accepted": accepted_text(),
            "cancel_url": self.meeting.get_absolute_url(),
        }

    def done(self, result: DocumentVersion) -> str:
        return _("The document is there.")

    def target(self, result: DocumentVersion) -> str:
        """Go to where the document is listed."""
        return result.document.get_absolute_url()


class AddDocumentView(_FileFormView):
    """Put a document to the meeting."""

    form_class = DocumentForm

    def about(self) -> AgendaItem | None:
        """Return the item that the document is for; ``None``: the whole meeting."""
        return None

    def title(self) -> str:
        return _("Add a document")

    def save(self, form: DocumentForm) -> DocumentVersion:
        return AddDocument(
            actor=self.request.user, meeting=self.meeting, item=self.about(), **form.cleaned_data
        ).execute()


class AddItemDocumentView(ItemPart, AddDocumentView):
    """Put a document to an item of the agenda."""

    def about(self) -> AgendaItem:
        """Return the item."""
        return self.item

    def context(self) -> dict[str, Any]:
        """Return the item too."""
        back = self.item.get_absolute_url()
        return super().context() | {"item": self.item, "cancel_url": back}


class ReplaceDocumentView(_FileFormView):
    """Bring a new version."""

    form_class = VersionForm

    def title(self) -> str:
        return _("New version of %(document)s") % {"document": self.document.title}

    def context(self) -> dict[str, Any]:
        """Return the document too."""
        back = self.document.get_absolute_url()
        return super().context() | {"document": self.document, "cancel_url": back}

    def save(self, form: VersionForm) -> DocumentVersion:
        return ReplaceDocument(
            actor=self.request.user,
            meeting=self.meeting,
            document=self.document,
            **form.cleaned_data,
        ).execute()


class RenameDocumentView(DocumentPart, MeetingFormView):
    """Give a document another title."""

    template_name = "wagtail_social/meetings/document_form.html"
    form_class = RenameForm

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return super().context() | {
            "heading": _("Rename the document"),
            "cancel_url": self.document.get_absolute_url(),
        }

    def initial(self) -> dict[str, Any]:
        return {"title": self.document.title}

    def save(self, form: RenameForm) -> MeetingDocument:
        return RenameDocument(
            actor=self.request.user,
            meeting=self.meeting,
            document=self.document,
            title=form.cleaned_data["title"],
        ).execute()

    def target(self, result: MeetingDocument) -> str:
        """Go to where the document is listed."""
        return result.get_absolute_url()


class RemoveDocumentView(DocumentPart, MeetingActionView, SocialPageView):
    """Ask whether one is sure, then take a document away."""

    http_method_names = ["get", "head", "post"]
    template_name = "wagtail_social/meetings/document_remove.html"

    def context(self) -> dict[str, Any]:
        """Return the question."""
        self.enter()
        return {
            "meeting": self.meeting,
            "title": _("Remove %(document)s?") % {"document": self.document.title},
            "text": _("Nobody gets it any more, nor its earlier versions."),
            "action_label": _("Remove"),
            "cancel_url": self.document.get_absolute_url(),
            "danger": True,
        }

    def action(self) -> Action[MeetingDocument]:
        return RemoveDocument(actor=self.request.user, meeting=self.meeting, document=self.document)

    def done(self, result: MeetingDocument) -> str:
        return _("The document has been removed.")

    def target(self, result: MeetingDocument) -> str:
        """Go to where it was listed."""
        return result.get_absolute_url()
