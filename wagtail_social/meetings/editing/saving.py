"""Saving what was prepared: each change by the action of the site, all of them or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from wagtail_social.actions import Action, NotVisible, Refused

from ..actions.agenda import AddItem, DropItem, EditItem
from ..actions.documents import AddDocument, RemoveDocument, RenameDocument, ReplaceDocument
from ..actions.fields import FIELDS
from ..actions.meanwhile import CHANGED_MEANWHILE, fingerprint
from ..actions.ordering import OrderAgenda
from ..actions.people import ChangeDuty, InvitePeople, WithdrawInvitation
from ..actions.planning import EditMeeting
from ..models import Duty, Meeting
from .panels import DocumentPanel, ItemPanel, PersonPanel


class NotSaved(Exception):
    """Something was refused, or has changed meanwhile; the forms say what."""


@dataclass
class Preparation:
    """What one person has typed into the form of one meeting. All forms are valid.

    :meth:`save` does it by the actions of the site, so that rules, log, events and news are the
    same as there. Raises ``NotSaved`` where one was refused; then nothing has been done.
    """

    actor: Any
    meeting: Meeting
    facts: Any
    items: ItemPanel
    documents: DocumentPanel
    people: PersonPanel
    quiet: bool
    _files: list[Any] = field(default_factory=list)

    def save(self) -> None:
        """Save all of it."""
        try:
            with transaction.atomic():
                # Who comes at the same time waits here, and is then told what changed.
                list(Meeting.objects.select_for_update(of=("self",)).filter(pk=self.meeting.pk))
                panels = (self.items, self.documents, self.people)
                # Each says what is not as it was shown.
                seen = [panel.require_seen() for panel in panels]
                if not all(seen):
                    raise NotSaved
                self._save_facts()
                self._save_agenda()
                self._save_documents()
                self._save_people()
        except BaseException:
            for action in self._files:
                action.take_back()
            raise

    def _do(self, form: Any, kind: Callable[..., Action[Any]], **options: Any) -> Any:
        """Execute an action; what it refuses stands at the form. Raises ``NotSaved``."""
        action: Any = kind(actor=self.actor, meeting=self.meeting, **options)
        if "file" in options:
            self._files.append(action)
        try:
            return action.execute()
        except Refused as refusal:
            at = refusal.field if refusal.field in form.fields else None
            form.add_error(at, str(refusal.message))
            if refusal.code == CHANGED_MEANWHILE:
                now = Meeting.objects.get(pk=self.meeting.pk)
                form.data["seen"] = fingerprint(now, FIELDS)
            raise NotSaved from refusal
        except NotVisible as error:
            # Taken away at this moment, or the right to it was.
            raise NotSaved from error

    def _save_facts(self) -> None:
        self._do(
            self.facts,
            EditMeeting,
            values=self.facts.values(),
            quiet=self.quiet,
            seen=self.facts.cleaned_data["seen"],
        )

    def _save_agenda(self) -> None:
        names = ("title", "text", "purpose", "presenter", "minutes", "is_standing")
        order = []
        for row in self.items.in_order():
            words = {name: row.cleaned_data[name] for name in names}
            if row.thing is None:
                order.append(self._do(row, AddItem, **words).pk)
            else:
                self._do(row, EditItem, item=row.thing, **words)
                order.append(row.thing.pk)
        for item in self.items.removed:
            self._do(self.facts, DropItem, item=item)
        if order:
            self._do(self.facts, OrderAgenda, keys=order)

    def _save_documents(self) -> None:
        for document in self.documents.removed:
            self._do(self.facts, RemoveDocument, document=document)
        for row in self.documents.kept:
            data = row.cleaned_data
            told = {"file": data["file"], "quiet": self.quiet}
            if row.thing is None:
                self._do(row, AddDocument, title=data["title"], item=data["item"], **told)
                continue
            self._do(row, RenameDocument, document=row.thing, title=data["title"])
            if data["file"] is not None:
                self._do(row, ReplaceDocument, document=row.thing, **told)

    def _save_people(self) -> None:
        """Invite first, then give duties before taking them, so that somebody always runs it."""
        new = [row for row in self.people.kept if row.thing is None]
        if new:
            users = [row.cleaned_data["person"].pk for row in new]
            self._do(new[0], InvitePeople, user_ids=users, quiet=self.quiet)
        changes = [
            (row, row.thing.user if row.thing else row.cleaned_data["person"])
            for row in self.people.kept
            if row.thing is not None or row.cleaned_data["duty"] != Duty.ATTENDEE
        ]
        for row, user in sorted(changes, key=self._own_last):
            self._do(row, ChangeDuty, user=user, duty=row.cleaned_data["duty"])
        gone = [place.user for place in self.people.removed]
        for user in sorted(gone, key=lambda user: user == self.actor):
            self._do(self.facts, WithdrawInvitation, user=user, quiet=self.quiet)

    def _own_last(self, change: tuple[Any, Any]) -> tuple[bool, bool]:
        row, user = change
        return row.cleaned_data["duty"] == Duty.ATTENDEE, user == self.actor
