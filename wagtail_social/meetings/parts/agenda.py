"""The agenda of a meeting, as one person sees it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wagtail_social.conversations.models import Discussion
from wagtail_social.conversations.wording import comments_text
from wagtail_social.people.adapters import PersonCard
from wagtail_social.people.texts import shown

from ..models import AgendaItem, ItemPurpose, ItemState, Meeting
from ..papers import Paper, papers_on
from ..seat import Seat
from ..targets import ITEM

#: How the chip of each purpose looks.
TONES = {ItemPurpose.INFORM: "accent", ItemPurpose.DISCUSS: "ask", ItemPurpose.DECIDE: "warn"}


@dataclass
class ItemRow:
    """One item as it stands on the page: ``talk`` are the words that lead to its discussion."""

    item: AgendaItem
    presenter: PersonCard | None
    proposer: PersonCard | None
    papers: list[Paper]
    talk: str
    number: int = 0
    is_last: bool = False

    @property
    def tone(self) -> str:
        """The look of the chip that says its purpose."""
        return TONES[ItemPurpose(self.item.purpose)]

    @property
    def text(self) -> SafeString:
        """What it is about, as HTML; empty where nothing was written."""
        return shown(self.item.text)

    @property
    def is_first(self) -> bool:
        """Whether nothing stands above it."""
        return self.number == 1

    def address(self, name: str) -> str:
        """Return the address of what is done with it, by the name of its URL."""
        return reverse(f"wagtail_social:{name}", args=[self.item.meeting_id, self.item.pk])

    @property
    def move_url(self) -> str:
        """Where the buttons for its order send to."""
        return self.address("agenda_item_move")

    @property
    def menu(self) -> list[dict[str, Any]]:
        """What who prepares the meeting does with it."""
        entries: list[dict[str, Any]] = [
            {"label": _("Edit"), "icon": "edit", "url": self.address("agenda_item_edit")},
            {
                "label": _("Add a document"),
                "icon": "document",
                "url": self.address("agenda_item_document_new"),
            },
        ]
        puts = {
            ItemState.ON_AGENDA: ("agenda_item_drop", _("Take off the agenda"), "close"),
            ItemState.DROPPED: ("agenda_item_restore", _("Put on the agenda"), "restore"),
        }
        if put := puts.get(ItemState(self.item.state)):
            name, label, icon = put
            entries.append({"label": label, "icon": icon, "url": self.address(name), "post": True})
        return entries

    @property
    def answers(self) -> list[dict[str, str]]:
        """What who prepares the meeting answers to a proposal."""
        if self.item.state != ItemState.PROPOSED:
            return []
        return [
            {"label": _("Take on"), "icon": "check", "url": self.address("agenda_item_take")},
            {"label": _("Decline"), "icon": "close", "url": self.address("agenda_item_decline")},
        ]


def item_rows(
    items: Collection[AgendaItem], seat: Seat, papers: dict[int, list[Paper]]
) -> list[ItemRow]:
    """Return the rows of items with their documents by key: a query for talk."""
    talks = {}
    if not seat.meeting.is_draft:
        talks = Discussion.objects.by_target(ITEM, [item.pk for item in items])
    return [
        ItemRow(
            item=item,
            presenter=seat.cards.of(item.presenter_id),
            proposer=seat.cards.of(item.proposed_by_id),
            papers=papers.get(item.pk, []),
            talk="" if item.is_aside else _talk(talks.get(item.pk), seat),
        )
        for item in items
    ]


def _talk(discussion: Discussion | None, seat: Seat) -> str:
    if discussion is not None and discussion.comment_count:
        return comments_text(discussion.comment_count)
    return _("Start the discussion") if seat.can_talk else ""


def agenda_context(request: HttpRequest, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """Return what ``_agenda.html`` shows."""
    papers = papers_on(request, meeting, seat)
    items = list(AgendaItem.objects.listed_for(seat))
    rows = item_rows(items, seat, {item.pk: papers.of(item.pk) for item in items})
    by_state = {
        state: [row for row in rows if row.item.state == state] for state in ItemState.values
    }
    agenda = by_state[ItemState.ON_AGENDA]
    for number, row in enumerate(agenda, start=1):
        row.number, row.is_last = number, number == len(agenda)
    return {
        "introduction": shown(meeting.introduction),
        "agenda": agenda,
        "agenda_minutes": sum(row.item.minutes or 0 for row in agenda),
        "proposals": by_state[ItemState.PROPOSED],
        "dropped": by_state[ItemState.DROPPED],
        "add_item_url": _address("agenda_item_new", meeting) if seat.can_prepare else "",
        "propose_url": _address("agenda_propose", meeting) if seat.can_propose else "",
    }


def _address(name: str, meeting: Meeting) -> str:
    return reverse(f"wagtail_social:{name}", args=[meeting.pk])
