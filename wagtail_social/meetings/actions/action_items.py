"""What somebody takes on at a meeting: written down, worded anew, taken out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.access import is_employee
from wagtail_social.actions import NotVisible, Refused

from ..models import ActionItem, AgendaItem, Meeting
from .meanwhile import fingerprint, require_seen
from .minutes_base import MinutesAction

#: Longest text of an action item (characters).
MOST_TEXT = 500
#: What minutes say of an action item.
ACTION_FIELDS = ("text", "owner", "due_on")
#: What a calendar goes to (years).
FIRST_YEAR, LAST_YEAR = 1970, 2199


def require_owner(meeting: Meeting, owner: Any) -> None:
    """Refuse who could not be told of it. Raises ``Refused``.

    Who does it must have an account here and be able to read the meeting.
    """
    if owner is None:
        raise Refused(_("Please say who does it."), code="no_owner", field="owner")
    if not is_employee(owner):
        raise Refused(
            _("This colleague has left. Please name somebody else."),
            code="owner_left",
            field="owner",
        )
    if meeting.possible_guests().filter(pk=owner.pk).exists() and (
        meeting.readers().filter(pk=owner.pk).exists()
    ):
        return
    if meeting.group_id is not None:
        message = _(
            "This colleague cannot read the meeting: it is of a group that they do not read. "
            "Please name somebody else."
        )
    else:
        message = _(
            "This colleague cannot read the meeting. Please invite them first, or name somebody "
            "else."
        )
    raise Refused(message, code="owner_cannot_read", field="owner")


def require_year(due_on: datetime.date) -> None:
    """Raise ``Refused`` for a day that no calendar goes to."""
    if not FIRST_YEAR <= due_on.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        text = _("Please choose a year between %(first)s and %(last)s.") % years
        raise Refused(text, code="year", field="due_on")


def _require_words(text: str, due_on: datetime.date | None) -> tuple[str, datetime.date]:
    """Return the text on one line, and the day. Raises ``Refused`` where one is missing."""
    text = " ".join(text.split())
    if not text:
        raise Refused(_("Please write what is to be done."), code="no_text", field="text")
    if len(text) > MOST_TEXT:
        raise Refused(
            _("This is too long: at most %(most)s characters fit.") % {"most": MOST_TEXT},
            code="too_long",
            field="text",
        )
    if due_on is None:
        raise Refused(_("Please say until when."), code="no_due_date", field="due_on")
    require_year(due_on)
    return text, due_on


@dataclass(kw_only=True)
class AddActionItem(MinutesAction[ActionItem]):
    """Write down what ``owner`` does until ``due_on``; of no item where ``item`` is ``None``."""

    item: AgendaItem | None
    text: str
    owner: Any
    due_on: datetime.date | None

    log_as = "wagtail_social.minutes.action_added"
    is_content = True

    def write(self) -> ActionItem:
        """Make the row."""
        text, due_on = _require_words(self.text, self.due_on)
        require_owner(self.meeting, self.owner)
        return ActionItem.objects.create(
            meeting=self.meeting,
            item=self.about(self.item),
            text=text,
            owner=self.owner,
            due_on=due_on,
            created_by=self.actor,
        )


@dataclass(kw_only=True)
class _OnActionItem(MinutesAction[ActionItem]):
    """What is done with one action item, which must be of this meeting."""

    action_item: ActionItem

    def row(self) -> ActionItem:
        """Return it as it is now. Raises ``NotVisible``."""
        rows = ActionItem.objects.filter(meeting=self.meeting, pk=self.action_item.pk)
        found = rows.select_related("owner").first()
        if found is None:
            raise NotVisible
        return found


@dataclass(kw_only=True)
class EditActionItem(_OnActionItem):
    """Word it anew, give it to somebody else, or set another day.

    Whose it was may go on having it in the record, also after leaving. ``seen`` is the fingerprint
    of what the actor was shown, empty where nobody was shown it.
    """

    text: str
    owner: Any
    due_on: datetime.date | None
    seen: str = ""

    log_as = "wagtail_social.minutes.action_edited"
    is_content = True

    def write(self) -> ActionItem:
        """Save what is different."""
        text, due_on = _require_words(self.text, self.due_on)
        row = self.row()
        if self.owner is None or row.owner != self.owner:
            require_owner(self.meeting, self.owner)
        wanted = {"text": text, "owner": self.owner, "due_on": due_on}
        changed = [name for name, value in wanted.items() if getattr(row, name) != value]
        if not changed:
            return self.unchanged(row)
        require_seen(self.seen, fingerprint(row, ACTION_FIELDS))
        for name in changed:
            setattr(row, name, wanted[name])
        row.save(update_fields=changed)
        return row


@dataclass(kw_only=True)
class RemoveActionItem(_OnActionItem):
    """Take an action item out of the minutes. Returns what it was."""

    log_as = "wagtail_social.minutes.action_removed"

    def write(self) -> ActionItem:
        """Delete the row, with what was said about it."""
        row = self.row()
        ActionItem.objects.filter(pk=row.pk).delete()
        return row
