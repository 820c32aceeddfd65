"""The panels of the form: which rows there are, how they were shown, and what came meanwhile.

A row names what it shows by its key and holds a fingerprint of it; a panel holds the keys that it
showed. So what somebody else changed, added or took away meanwhile is told, and nothing of what
was typed is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from ..actions.agenda import ITEM_FIELDS
from ..actions.meanwhile import fingerprint
from ..models import AgendaItem, Attendance, DocumentVersion, Meeting, MeetingDocument
from .forms import MOST_ROWS, DocumentRow, ItemRow, PersonRow, Row, label_of


class Panel:
    """Rows of one kind of a meeting; ``data`` and ``files`` are what was sent, else ``None``."""

    prefix: ClassVar[str]
    row_class: ClassVar[type[Row]]

    def __init__(self, meeting: Meeting, data: Any = None, files: Any = None) -> None:
        self.meeting, self.data, self.files = meeting, data, files
        #: What is said above the rows.
        self.note = ""

    def find(self) -> Iterable[Any]:
        """Return what there is, in order."""
        raise NotImplementedError

    def values(self, thing: Any) -> dict[str, Any]:
        """Return what a row shows of a thing."""
        raise NotImplementedError

    def mark(self, thing: Any) -> str:
        """Return the fingerprint of what a row shows."""
        raise NotImplementedError

    def prepare(self, row: Any) -> None:
        """Give a row what its fields need."""

    def name_of(self, thing: Any) -> str:
        """Return how the row of a thing is called."""
        return str(thing)

    def facts_of(self, thing: Any) -> str:
        """Return what stands below its name and cannot be changed there."""
        return ""

    @cached_property
    def things(self) -> dict[int, Any]:
        """What there is, by key."""
        return {thing.pk: thing for thing in self.find()}

    @cached_property
    def formset(self) -> Any:
        """The rows: as they were sent, or else what there is."""
        made = forms.formset_factory(
            self.row_class, extra=0, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        if self.data is not None:
            formset = made(self.data, self.files, prefix=self.prefix)
        else:
            initial = [self._shown(thing) for thing in self.things.values()]
            formset = made(prefix=self.prefix, initial=initial)
        for row in formset.forms:
            self._ready(row)
        return formset

    def _shown(self, thing: Any) -> dict[str, Any]:
        return {"key": thing.pk, "seen": self.mark(thing), **self.values(thing)}

    def _ready(self, row: Any) -> Any:
        row.thing = self.things.get(row.typed_key)
        row.fields["DELETE"].label = _("Remove")
        row.name = row.facts = ""
        if row.thing is not None:
            row.name, row.facts = self.name_of(row.thing), self.facts_of(row.thing)
        self.prepare(row)
        return row

    @cached_property
    def empty_row(self) -> Any:
        """A row to be copied for something new."""
        return self._ready(self.formset.empty_form)

    @property
    def shown_name(self) -> str:
        """The name of the field with the keys that are shown."""
        return f"{self.prefix}-shown"

    @property
    def shown_keys(self) -> str:
        """The keys that are shown now, for that field."""
        if self.data is not None:
            return str(self.data.get(self.shown_name, ""))
        return self._keys()

    def _keys(self) -> str:
        return " ".join(map(str, self.things))

    @property
    def kept(self) -> list[Any]:
        """The valid rows that stay, of what is there and new, without empty ones."""
        gone = self.formset.deleted_forms
        return [row for row in self.formset.forms if row not in gone and row.has_changed()]

    @property
    def removed(self) -> list[Any]:
        """What is to go, as far as it is still there."""
        return [row.thing for row in self.formset.deleted_forms if row.thing is not None]

    def add_row(self, values: Mapping[str, Any] | None = None) -> None:
        """Put one more row into what was sent, empty or with the values of a thing."""
        count = min(self.formset.total_form_count(), MOST_ROWS - 1)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(count + 1)
        for name, value in (values or {}).items():
            typed = getattr(value, "pk", value)
            if typed not in (None, False):
                self.data[f"{self.prefix}-{count}-{name}"] = str(typed)
        del self.formset

    def require_seen(self) -> bool:
        """Whether everything is as it was shown; else say at each row what is not, and catch up.

        What was typed stays; sent once more, it goes through.
        """
        fresh = type(self)(self.meeting)
        told: dict[int, str] = {}
        for number, row in enumerate(self.formset.forms):
            key = row.typed_key
            if key is None or row in self.formset.deleted_forms:
                continue
            thing = fresh.things.get(key)
            if thing is None:
                told[number] = _("Somebody has taken this away meanwhile. Please remove the row.")
            elif row.cleaned_data.get("seen") != fresh.mark(thing):
                self.data[f"{self.prefix}-{number}-seen"] = fresh.mark(thing)
                told[number] = _("Somebody has changed this meanwhile. It says now: %(text)s") % {
                    "text": fresh.says(thing)
                }
        listed = self.shown_keys == fresh._keys()
        if listed and not told:
            return True
        sent = {row.typed_key for row in self.formset.forms}
        self.data[self.shown_name] = fresh._keys()
        self.things = fresh.things
        for thing in fresh.things.values():
            if thing.pk not in sent:
                self.add_row(fresh._shown(thing))
        self.__dict__.pop("formset", None)
        self.formset.is_valid()
        for number, text in told.items():
            self.formset.forms[number].add_error(None, text)
        if not listed:
            self.note = _(
                "Somebody has added, moved or taken away something meanwhile. "
                "Look at it, then save."
            )
        return False

    def says(self, thing: Any) -> str:
        """Return in short what a thing says now."""
        return str(thing)


class ItemPanel(Panel):
    """The agenda."""

    prefix = "items"
    row_class = ItemRow

    def find(self) -> Iterable[Any]:
        """Return what is on the agenda."""
        rows = AgendaItem.objects.filter(meeting=self.meeting).on_agenda()
        return rows.select_related("presenter__social_profile")

    def values(self, thing: Any) -> dict[str, Any]:
        """Return the words of an item and its place."""
        place = list(self.things).index(thing.pk) + 1
        names = ("title", "purpose", "minutes", "text", "is_standing")
        shown = {name: getattr(thing, name) for name in names}
        return shown | {"presenter": label_of(thing.presenter), "order": place}

    def mark(self, thing: Any) -> str:
        """Return the fingerprint of its words."""
        return fingerprint(thing, ITEM_FIELDS)

    def prepare(self, row: Any) -> None:
        """Keep who presents it."""
        row.fields["presenter"].kept = row.thing.presenter if row.thing else None

    def says(self, thing: Any) -> str:
        """Return title and text."""
        return " – ".join(part for part in (thing.title, thing.text) if part)

    def in_order(self) -> list[Any]:
        """Return the rows that stay, by the place that was given; without one they come behind."""
        far = 10_001
        return sorted(self.kept, key=lambda row: row.cleaned_data.get("order") or far)


class DocumentPanel(Panel):
    """The documents of the meeting and of its items."""

    prefix = "documents"
    row_class = DocumentRow

    def find(self) -> Iterable[Any]:
        """Return what is there, with the number of the newest version."""
        versions = DocumentVersion.objects.filter(document=OuterRef("pk")).order_by("-number")
        rows = MeetingDocument.objects.present().filter(meeting=self.meeting)
        rows = rows.annotate(
            newest=Subquery(versions.values("number")[:1]),
            file_name=Subquery(versions.values("name")[:1]),
        )
        return rows.select_related("item").order_by("pk")

    def values(self, thing: Any) -> dict[str, Any]:
        """Return its title and where it belongs."""
        return {"title": thing.title, "item": thing.item_id}

    def mark(self, thing: Any) -> str:
        """Return the fingerprint of its title, with its version."""
        return f"{fingerprint(thing, ['title'])}.{thing.newest}"

    def prepare(self, row: Any) -> None:
        """Let a new one belong to an item; one that is there stays where it is."""
        if not row.is_new:
            del row.fields["item"]
            row.fields["title"].help_text = ""
            row.fields["file"].label = _("New version")
            row.fields["file"].help_text = _("The old one stays and can be had.")
            return
        row.fields["item"].queryset = AgendaItem.objects.filter(meeting=self.meeting).on_agenda()

    def facts_of(self, thing: Any) -> str:
        """Return file, version and item."""
        version = _("version %(number)s") % {"number": thing.newest}
        item = thing.item.title if thing.item else _("The whole meeting")
        return f"{thing.file_name}, {version} · {item}"

    def says(self, thing: Any) -> str:
        """Return title and version."""
        version = _("version %(number)s") % {"number": thing.newest}
        return f"{thing.title} ({version})"


class PersonPanel(Panel):
    """Who is invited."""

    prefix = "people"
    row_class = PersonRow

    def find(self) -> Iterable[Any]:
        """Return the places: who runs it first."""
        rows = Attendance.objects.filter(meeting=self.meeting).of_active_people()
        rows = rows.select_related("user__social_profile").order_by("pk")
        return sorted(rows, key=lambda row: row.duty == "attendee")

    def values(self, thing: Any) -> dict[str, Any]:
        """Return who it is and what they do."""
        return {"duty": thing.duty}

    def mark(self, thing: Any) -> str:
        """Return the fingerprint of the duty."""
        return fingerprint(thing, ["duty"])

    def prepare(self, row: Any) -> None:
        """Leave out the name of who is invited: it stands above the row."""
        if not row.is_new:
            del row.fields["person"]

    def name_of(self, thing: Any) -> str:
        """Return name and handle."""
        return label_of(thing.user)

    def facts_of(self, thing: Any) -> str:
        """Return what they answered."""
        return str(thing.get_answer_display())

    def says(self, thing: Any) -> str:
        """Return the duty."""
        return str(thing.get_duty_display())
