"""The forms of a meeting in the Wagtail admin: its facts, and one for each row of its panels."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser

from wagtail_social.access import can_view_page, page_model
from wagtail_social.groups.forms import LineField
from wagtail_social.groups.models import Group
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.finding import the_person
from wagtail_social.uploads import ACCEPT, Document, clean_document

from ..actions.agenda import MOST_MINUTES
from ..actions.fields import no_such_page
from ..choosing import KnownKeys, is_key
from ..event_facts import event_page_types
from ..forms import MeetingForm, SeenField
from ..models import AgendaItem, Duty, ItemPurpose, MeetingDocument

#: Rows that one panel takes at most (count).
MOST_ROWS = 300
_HANDLE = re.compile(r"\(@([^()\s]+)\)\s*$")


def label_of(user: Any) -> str:
    """Return a person as the form writes them, so that they are found again: name and handle."""
    if user is None:
        return ""
    profile = getattr(user, "social_profile", None)
    handle = profile.handle if profile is not None else user.get_username()
    return f"{get_adapter().name(user)} (@{handle})"


def as_before(typed: str, before: str) -> str:
    """Return what was typed; where only line ends differ, which a browser changes, the old text."""
    return before if _lines(typed) == _lines(before) else typed


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


class PersonField(LineField):
    """One colleague by name, handle or user name; gives the user, ``None`` for nobody.

    ``kept`` is who stands there already: they stay, even where the account is closed since.
    """

    kept: Any = None

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=200, **options)

    def clean(self, value: Any) -> Any:
        """Return the user. Raises ``ValidationError`` where it is nobody, or not clear who."""
        typed = super().clean(value)
        if not typed:
            return None
        if self.kept is not None and typed == label_of(self.kept):
            return self.kept
        named = _HANDLE.search(typed)
        found = the_person(named.group(1) if named else typed)
        if not found:
            raise forms.ValidationError(_("Nobody of that name works here."), code="nobody")
        if len(found) > 1:
            names = ", ".join(label_of(user) for user in found)
            text = _("Several people are called so. Please write one of these: %(names)s.")
            raise forms.ValidationError(text % {"names": names}, code="several")
        return found[0]


class PageChoice(KnownKeys, AdminPageChooser):
    """The button that opens the chooser of pages."""


class FactsForm(MeetingForm):
    """What a meeting is for, when and where; in the admin the page of the event is chosen."""

    event_page: Any = forms.ModelChoiceField(
        label=gettext_lazy("Page of the event"),
        queryset=None,
        required=False,
        help_text=gettext_lazy("If this site has a page for it."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["event_page"]
        field.queryset = page_model().objects.all()
        types = [page_type for page_type, _fields in event_page_types()]
        field.widget = PageChoice(target_models=types or None)
        for name in ("purpose", "introduction"):
            self.fields[name].widget = AdminAutoHeightTextInput()
        if "quiet" in self.fields:
            self.fields["quiet"].help_text = _(
                "Otherwise people are told that they are invited, of another time or place, and "
                "of new documents."
            )

    def clean_purpose(self) -> str:
        """Return it; untouched, with the line ends that it has."""
        return as_before(self.cleaned_data["purpose"], getattr(self.meeting, "purpose", ""))

    def clean_introduction(self) -> str:
        """Return it; untouched, with the line ends that it has."""
        typed = self.cleaned_data["introduction"]
        return as_before(typed, getattr(self.meeting, "introduction", ""))

    def clean_event_page(self) -> Any:
        """Return the page; the one there was where nobody touched it."""
        if self.meeting is not None and "event_page" not in self.changed_data:
            return self.meeting.event_page
        page = self.cleaned_data["event_page"]
        if page is not None and not can_view_page(self.request.user, page):
            raise forms.ValidationError(no_such_page(), code="no_page")
        return page


class NewFactsForm(FactsForm):
    """A new meeting: also of which group it is."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"),
        queryset=Group.objects.none(),
        required=False,
        help_text=gettext_lazy("Of the groups that you manage. It cannot be changed later."),
    )
    field_order = ["title", "group"]

    def offer(self, groups: Any, *, alone: bool) -> None:
        """Let one choose among ``groups``, or none where a meeting can stand ``alone``."""
        field: Any = self.fields["group"]
        field.queryset = groups.order_by("title", "pk")
        field.required = not alone


class Row(forms.Form):
    """A row of a panel. ``key`` is that of what it shows, empty for a new one."""

    key = forms.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
    )
    seen = SeenField()
    #: What the row shows, set by the view where it is there.
    thing: Any = None

    @property
    def typed_key(self) -> int | None:
        """The key as it came."""
        value = str(self["key"].value() or "")
        return int(value) if is_key(value) else None

    @property
    def is_new(self) -> bool:
        """Whether it shows nothing that is there already."""
        return self.typed_key is None

    def has_changed(self) -> bool:
        """A row of something that is there counts; a new one does once something is written."""
        return not self.is_new or bool({*self.changed_data} - {"order", "key", "seen"})


class ItemRow(Row):
    """An item of the agenda."""

    title = LineField(
        label=gettext_lazy("Title"), max_length=AgendaItem._meta.get_field("title").max_length
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it to lead to?"),
        choices=ItemPurpose.choices,
        initial=ItemPurpose.DISCUSS,
    )
    presenter = PersonField(
        label=gettext_lazy("Presented by"),
        required=False,
        help_text=gettext_lazy("Name, handle or user name of a colleague."),
        widget=forms.TextInput(attrs={"list": "meeting-people"}),
    )
    minutes = forms.IntegerField(
        label=pgettext_lazy("length of time", "Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
    )
    text = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=AgendaItem._meta.get_field("text").max_length,
        required=False,
        widget=AdminAutoHeightTextInput,
    )
    is_standing = forms.BooleanField(
        label=gettext_lazy("At every meeting"),
        required=False,
        help_text=gettext_lazy("Comes back on the agenda of the next meeting of the series."),
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place on the agenda"),
        min_value=1,
        max_value=10_000,
        required=False,
        widget=forms.NumberInput(attrs={"data-ws-order": "true"}),
    )

    def clean_text(self) -> str:
        """Return it; untouched, with the line ends that it has."""
        return as_before(self.cleaned_data["text"], getattr(self.thing, "text", ""))


class DocumentRow(Row):
    """A document: a new one with its file, or one that is there, perhaps with a new version."""

    title = LineField(
        label=gettext_lazy("Title"),
        max_length=MeetingDocument._meta.get_field("title").max_length,
        required=False,
        help_text=gettext_lazy("You may leave it empty: then it is the name of the file."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy("Only who reads the meeting gets it."),
    )
    item = forms.ModelChoiceField(
        label=gettext_lazy("Belongs to"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("The whole meeting"),
    )

    def clean_file(self) -> Document | None:
        """Return the checked document, ``None`` where none was chosen."""
        upload = self.cleaned_data["file"]
        return clean_document(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        """Ask a new row for its file, and one that is there for its title."""
        data = super().clean() or {}
        if self.is_new and not data.get("file") and "file" not in self.errors:
            self.add_error("file", _("Please choose a file."))
        if not self.is_new and not data.get("title") and "title" not in self.errors:
            self.add_error("title", _("A document needs a title."))
        return data


class PersonRow(Row):
    """Somebody who is invited, or is to be."""

    person = PersonField(
        label=gettext_lazy("Colleague"),
        help_text=gettext_lazy("Name, handle or user name."),
        widget=forms.TextInput(attrs={"list": "meeting-guests"}),
    )
    duty = forms.ChoiceField(
        label=gettext_lazy("Duty"), choices=Duty.choices, initial=Duty.ATTENDEE
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_new:
            self.fields["person"].required = False
