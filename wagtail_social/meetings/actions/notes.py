"""Notes of a meeting: one text an item, saved on the version that its writer was shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social.actions import Refused

from ..models import AgendaItem, Note
from .meanwhile import CHANGED_MEANWHILE
from .minutes_base import MinutesAction

#: Longest notes about one item (characters).
MOST_NOTES = 50_000


class NotesCrossed(Refused):
    """Somebody else has saved these notes meanwhile. ``note`` is what they saved."""

    def __init__(self, note: Note) -> None:
        super().__init__(
            _("Somebody else has changed these notes meanwhile. Nothing of yours is lost."),
            code=CHANGED_MEANWHILE,
            field="text",
        )
        self.note = note


@dataclass(kw_only=True)
class SaveNote(MinutesAction[Note]):
    """Save the notes about an item, or about the meeting as a whole where ``item`` is ``None``.

    ``version`` is the one that the text was written on, 0 where there was none. Raises
    ``NotesCrossed`` where another one is stored; nothing is written then. A text that is stored
    already is not written again. Who wrote last, and when, stands in the row, so no log is kept.
    """

    item: AgendaItem | None
    text: str
    version: int

    is_content = True

    def write(self) -> Note:
        """Write the next version."""
        item = self.about(self.item)
        text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST_NOTES:
            raise Refused(
                _("These notes are too long: at most %(most)s characters fit.")
                % {"most": MOST_NOTES},
                code="too_long",
                field="text",
            )
        note = Note.objects.filter(meeting=self.meeting, item=item).first()
        note = note or Note(meeting=self.meeting, item=item)
        if note.text == text:
            return self.unchanged(note)
        if note.version != self.version:
            raise NotesCrossed(note)
        note.text, note.version = text, note.version + 1
        note.edited_by, note.edited_at = self.actor, timezone.now()
        note.save()
        return note
