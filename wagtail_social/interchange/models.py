"""Which of our rows came from which line of an import."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedRecord(models.Model):
    """The name that a thing had where it came from, so that nothing comes twice.

    ``kind`` is the file's name without its ending ("groups", "posts", "comments");
    ``external_id`` the id in the file; ``object_id`` the key of our row.
    """

    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=255)
    object_id = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("imported record")
        verbose_name_plural = _("imported records")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "external_id"], name="wagtail_social_imported_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "object_id"], name="wagtail_social_imported_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
