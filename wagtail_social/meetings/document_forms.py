"""Forms of documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.groups.forms import LineField
from wagtail_social.uploads import ACCEPT, Document, clean_document

from .models import MeetingDocument

_TITLE = MeetingDocument._meta.get_field("title").max_length


class VersionForm(forms.Form):
    """A file, and whether people are told of it."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy("Only who reads the meeting gets it."),
    )
    quiet = forms.BooleanField(label=gettext_lazy("Tell nobody"), required=False)

    def clean_file(self) -> Document:
        """Return the checked document."""
        return clean_document(self.cleaned_data["file"])

    def clean(self) -> dict[str, Any]:
        """Say that a browser forgets a chosen file when another field is wrong."""
        data = super().clean() or {}
        if self.errors and data.get("file") is not None:
            self.add_error("file", _("Please choose the file again."))
        return data


class DocumentForm(VersionForm):
    """A new document."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=_TITLE,
        required=False,
        help_text=gettext_lazy("You may leave it empty: then it is the name of the file."),
    )
    field_order = ["file", "title", "quiet"]


class RenameForm(forms.Form):
    """Another title."""

    title = LineField(label=gettext_lazy("Title"), max_length=_TITLE)
