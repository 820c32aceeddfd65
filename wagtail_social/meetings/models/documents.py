"""Documents of a meeting, in private storage; a new version keeps the old."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_social.uploads import private_storage, random_name

from ..querysets import DocumentQuerySet, DocumentVersionQuerySet
from .agenda import AgendaItem
from .meetings import Meeting


def file_name(version: Any, filename: str) -> str:
    """Return where a file is stored: a name that tells nothing of the meeting."""
    return random_name("meetings", "bin")


class MeetingDocument(models.Model):
    """A document of a meeting, or of one item of its agenda."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="documents", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("agenda item"),
    )
    title = models.CharField(_("title"), max_length=200)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    wagtail_reference_index_ignore = True

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a meeting")
        verbose_name_plural = _("documents of meetings")
        indexes = [models.Index(fields=["meeting", "item"], name="wagtail_social_meeting_papers")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return where it is listed: on the page of its item, or of the meeting."""
        name, args = "meeting", [self.meeting_id]
        if self.item_id is not None:
            name, args = "agenda_item", [self.meeting_id, self.item_id]
        return reverse(f"wagtail_social:{name}", args=args) + "#documents"


class DocumentVersion(models.Model):
    """One version of a document. Served by a view that asks at each request who may have it."""

    document = models.ForeignKey(MeetingDocument, on_delete=models.CASCADE, related_name="versions")
    #: 1, 2, 3 …
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    file = models.FileField(storage=private_storage, upload_to=file_name)
    #: The name under which it was given, and is had again.
    name = models.CharField(_("file name"), max_length=200)
    #: Bytes.
    size = models.PositiveBigIntegerField(_("size"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("put here by"),
    )
    uploaded_at = models.DateTimeField(_("put here"), default=timezone.now)

    wagtail_reference_index_ignore = True

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"], name="wagtail_social_document_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address at which who may read the meeting gets the file."""
        document = self.document
        args = [document.meeting_id, document.pk, self.number]
        return reverse("wagtail_social:meeting_document", args=args)
