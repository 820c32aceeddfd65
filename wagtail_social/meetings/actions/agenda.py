"""The agenda: adding, wording, ordering and dropping items, and what people propose for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Max
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import AgendaItem, ItemPurpose, ItemState
from .base import MeetingAction
from .meanwhile import fingerprint, require_seen

#: Longest time that an item may be given (minutes): a day.
MOST_MINUTES = 1440
#: What is worded of an item.
ITEM_FIELDS = ("title", "text", "purpose", "presenter", "minutes", "is_standing")


@dataclass(kw_only=True)
class _AgendaAction(MeetingAction[AgendaItem]):
    """What the actions on an agenda share. The result is the item."""

    event = events.agenda_changed

    def check(self) -> None:
        """Only who prepares the meeting."""
        self.require_organiser()

    def changed(self) -> Collection[str]:
        """Return the names of what changed, for the event."""
        return ["state"]

    def event_data(self, result: AgendaItem) -> dict[str, Any]:
        """Tell the item and what changed."""
        return {"item": result, "changed": list(self.changed())}

    def at_the_end(self) -> int:
        """Return the position behind the last item of the agenda."""
        items = AgendaItem.objects.filter(meeting=self.meeting).on_agenda()
        return (items.aggregate(last=Max("position"))["last"] or 0) + 1


@dataclass(kw_only=True)
class _ItemAction(_AgendaAction):
    """An action on one item, which must be of this meeting."""

    item: AgendaItem

    def row(self) -> AgendaItem:
        """Return the item as it is now. Raises ``NotVisible`` for one of another meeting."""
        found = AgendaItem.objects.filter(meeting=self.meeting, pk=self.item.pk).first()
        if found is None:
            raise NotVisible
        # Its address and its discussion ask the meeting, which is at hand.
        found.meeting = self.meeting
        self.item = found
        return found


def _require_words(title: str, purpose: str, minutes: int | None) -> None:
    if not title.strip():
        raise Refused(_("An item needs a title."), code="no_title", field="title")
    if purpose not in ItemPurpose.values:
        raise Refused(_("Please say what it is to lead to."), code="purpose", field="purpose")
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise Refused(
            _("Please give it between 1 and %(most)s minutes.") % {"most": MOST_MINUTES},
            code="minutes",
            field="minutes",
        )


@dataclass(kw_only=True)
class AddItem(_AgendaAction):
    """Put a new item at the end of the agenda. ``minutes`` is its time, ``None`` where open.

    With ``is_standing`` it comes back at the next meetings of the series.
    """

    title: str
    text: str = ""
    purpose: str = ItemPurpose.DISCUSS
    presenter: Any = None
    minutes: int | None = None
    is_standing: bool = False

    log_as = "wagtail_social.agenda.added"
    is_content = True

    def write(self) -> AgendaItem:
        """Make the row."""
        _require_words(self.title, self.purpose, self.minutes)
        require_reader(self, self.presenter)
        return AgendaItem.objects.create(
            meeting=self.meeting,
            title=self.title,
            text=self.text,
            purpose=self.purpose,
            presenter=self.presenter,
            minutes=self.minutes,
            is_standing=self.is_standing,
            position=self.at_the_end(),
        )


def require_reader(action: MeetingAction[Any], presenter: Any) -> None:
    """Refuse somebody who could not read what they present. Raises ``Refused``."""
    if presenter is None:
        return
    if not action.meeting.readers().filter(pk=presenter.pk).exists():
        raise Refused(
            _("This colleague cannot read the meeting."), code="presenter", field="presenter"
        )


@dataclass(kw_only=True)
class EditItem(_ItemAction):
    """Change the words, purpose, presenter or time of an item. Its discussion stays its own.

    Who presented it before may go on doing so in the record, also after leaving. ``seen`` is the
    fingerprint of the item that the actor was shown, empty where nobody was shown one.
    ``is_standing`` is ``None`` where it stays as it is.
    """

    title: str
    text: str
    purpose: str
    presenter: Any
    minutes: int | None
    is_standing: bool | None = None
    seen: str = ""

    log_as = "wagtail_social.agenda.edited"
    is_content = True

    _changed: Collection[str] = ()

    def write(self) -> AgendaItem:
        """Save what is different."""
        _require_words(self.title, self.purpose, self.minutes)
        item = self.row()
        wanted: dict[str, Any] = {
            "title": self.title,
            "text": self.text,
            "purpose": self.purpose,
            "presenter_id": self.presenter.pk if self.presenter else None,
            "minutes": self.minutes,
        }
        if self.is_standing is not None:
            wanted["is_standing"] = self.is_standing
        changed = [name for name, value in wanted.items() if getattr(item, name) != value]
        if not changed:
            return self.unchanged(item)
        require_seen(self.seen, fingerprint(item, ITEM_FIELDS))
        if "presenter_id" in changed:
            require_reader(self, self.presenter)
        for name in changed:
            setattr(item, name, wanted[name])
        self._changed = [name.removesuffix("_id") for name in changed]
        item.save(update_fields=self._changed)
        return item

    def changed(self) -> Collection[str]:
        """Return the fields."""
        return self._changed

    def log_data(self, result: AgendaItem) -> dict[str, Any]:
        """Log which fields changed, not their text."""
        return {"meeting": self.meeting.pk, "changed": list(self._changed)}


@dataclass(kw_only=True)
class MoveItem(_ItemAction):
    """Move an item one place up (``step`` -1) or down (1); at the end of the agenda it stays."""

    step: int

    log_as = "wagtail_social.agenda.moved"

    def write(self) -> AgendaItem:
        """Change places with the neighbour, and number the agenda anew from 1."""
        item = self.row()
        order = list(AgendaItem.objects.filter(meeting=self.meeting).on_agenda())
        place = next((place for place, row in enumerate(order) if row.pk == item.pk), None)
        if place is None:
            raise Refused(_("This item is not on the agenda."), code="not_on_agenda")
        other = place + (1 if self.step > 0 else -1)
        if not 0 <= other < len(order):
            return self.unchanged(item)
        order[place], order[other] = order[other], order[place]
        moved = []
        for position, row in enumerate(order, start=1):
            if row.position != position:
                row.position = position
                moved.append(row)
        AgendaItem.objects.bulk_update(moved, ["position"])
        item.position = other + 1
        return item

    def changed(self) -> Collection[str]:
        """The order."""
        return ["position"]


@dataclass(kw_only=True)
class _PutItem(_ItemAction):
    """Put an item where ``to`` says, from one of the states ``before``; twice does it once."""

    to: ClassVar[str]
    before: ClassVar[Collection[str]]

    def write(self) -> AgendaItem:
        """Change the state; what comes onto the agenda comes to its end."""
        item = self.row()
        if item.state == self.to:
            return self.unchanged(item)
        if item.state not in self.before:
            raise Refused(
                _("Somebody else has moved this item meanwhile. Please look again."), code="moved"
            )
        item.state = self.to
        if self.to == ItemState.ON_AGENDA:
            item.position = self.at_the_end()
        item.save(update_fields=["state", "position"])
        return item


@dataclass(kw_only=True)
class DropItem(_PutItem):
    """Take an item off the agenda. It is kept, with its discussion and its documents."""

    log_as = "wagtail_social.agenda.dropped"
    to = ItemState.DROPPED
    before = (ItemState.ON_AGENDA,)


@dataclass(kw_only=True)
class RestoreItem(_PutItem):
    """Put what was dropped back, at the end of the agenda."""

    log_as = "wagtail_social.agenda.restored"
    to = ItemState.ON_AGENDA
    before = (ItemState.DROPPED,)


@dataclass(kw_only=True)
class TakeProposal(_PutItem):
    """Take what somebody proposed onto the agenda."""

    log_as = "wagtail_social.agenda.proposal_taken"
    to = ItemState.ON_AGENDA
    before = (ItemState.PROPOSED,)


@dataclass(kw_only=True)
class DeclineProposal(_PutItem):
    """Leave what somebody proposed off the agenda. It is kept as a dropped item."""

    log_as = "wagtail_social.agenda.proposal_declined"
    to = ItemState.DROPPED
    before = (ItemState.PROPOSED,)


@dataclass(kw_only=True)
class ProposeItem(_AgendaAction):
    """Propose something for the agenda; who prepares the meeting takes it on or declines."""

    title: str
    text: str = ""
    purpose: str = ItemPurpose.DISCUSS

    log_as = "wagtail_social.agenda.proposed"
    event = events.agenda_proposed
    is_content = True

    def check(self) -> None:
        """Who is invited or in the group, while the meeting is being prepared."""
        if not self.seat().can_propose:
            raise Refused(_("Nothing can be proposed here now."), code="no_proposals")
        throttle("propose", self.actor)

    def write(self) -> AgendaItem:
        """Make the row."""
        _require_words(self.title, self.purpose, None)
        return AgendaItem.objects.create(
            meeting=self.meeting,
            title=self.title,
            text=self.text,
            purpose=self.purpose,
            state=ItemState.PROPOSED,
            proposed_by=self.actor,
        )

    def event_data(self, result: AgendaItem) -> dict[str, Any]:
        """Tell the item."""
        return {"item": result}
