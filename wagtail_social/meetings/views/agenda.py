"""The agenda: an item on a page of its own, the forms, and the buttons that order it."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _

from wagtail_social.access import get_or_404
from wagtail_social.actions import Action
from wagtail_social.conversations.notifying import DISCUSSION
from wagtail_social.conversations.targets import place_for
from wagtail_social.conversations.views.talk import talk_context
from wagtail_social.people.texts import shown
from wagtail_social.visiting import visited

from ..actions.agenda import (
    ITEM_FIELDS,
    AddItem,
    DeclineProposal,
    DropItem,
    EditItem,
    MoveItem,
    ProposeItem,
    RestoreItem,
    TakeProposal,
)
from ..actions.meanwhile import fingerprint
from ..agenda_forms import ItemForm, ProposalForm, item_values
from ..models import AgendaItem, DocumentVersion
from ..papers import paper_rows, papers_in
from ..parts.agenda import item_rows
from ..parts.series import carried_context
from ..targets import ITEM
from .base import MeanwhileForm, MeetingActionView, MeetingFormView, MeetingPageView, MeetingPart


class ItemPart(MeetingPart):
    """A view of one item, looked up only among those of the meeting in the address."""

    @cached_property
    def item(self) -> AgendaItem:
        """The item. Raises ``Http404``."""
        items = AgendaItem.objects.filter(meeting=self.meeting).select_related("presenter")
        item: AgendaItem = get_or_404(items, self.request.user, pk=self.kwargs["item"])
        item.meeting = self.meeting
        return item

    def on_agenda(self, item: AgendaItem) -> str:
        """Return the address of an item's place on the page of the meeting."""
        return f"{self.meeting.get_absolute_url()}#item-{item.pk}"


class ItemView(ItemPart, MeetingPageView):
    """An item: what it is about, its documents, and all that is said of it."""

    template_name = "wagtail_social/meetings/agenda_item.html"

    def context(self) -> dict[str, Any]:
        """Return the item and, where people talk about it, its discussion."""
        context = super().context()
        versions = DocumentVersion.objects.at(self.seat)
        papers = papers_in(versions.filter(document__item=self.item), self.seat).of(self.item.pk)
        (row,) = item_rows([self.item], self.seat, {self.item.pk: papers})
        context |= {
            "item": self.item,
            "row": row,
            "text": shown(self.item.text),
            "papers": paper_rows(papers, self.seat),
        }
        context |= carried_context(self.request.user, self.item)
        if not (self.meeting.is_draft or self.item.is_aside):
            context |= self.talk()
        return context

    def talk(self) -> dict[str, Any]:
        """Return what the discussion draws."""
        place = place_for(self.request.user, ITEM, self.item.pk)
        if place.discussion is not None:
            visited(self.request, DISCUSSION, place.discussion.pk)
        return talk_context(self.request, place, page_url=self.request.path, stay=True)


class _ItemFormView(ItemPart, MeetingFormView):
    """A form that words an item; what was done leads to its place on the agenda."""

    template_name = "wagtail_social/meetings/agenda_form.html"

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        back = self.meeting.get_absolute_url()
        return super().context() | {
            "heading": self.title(),
            "cancel_url": back,
            "draft": self.draft,
        }

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The name of the draft that the browser keeps: one for each thing that is worded."""
        words = self.kwargs.get("item") or type(self).__name__.lower()
        return f"agenda-{self.meeting.pk}-{words}"

    def title(self) -> str:
        """Return what the page is called."""
        raise NotImplementedError

    def target(self, result: AgendaItem) -> str:
        """Go to where it stands."""
        return self.on_agenda(result)


class AddItemView(_ItemFormView):
    """Put an item on the agenda."""

    form_class = ItemForm

    def title(self) -> str:
        return _("Add an item")

    def form_options(self) -> dict[str, Any]:
        return {"viewer": self.request.user, "meeting": self.meeting}

    def save(self, form: ItemForm) -> AgendaItem:
        return AddItem(actor=self.request.user, meeting=self.meeting, **form.words()).execute()

    def done(self, result: AgendaItem) -> str:
        return _("It is on the agenda.")


class ProposeItemView(_ItemFormView):
    """Propose something for the agenda."""

    may = "can_propose"
    form_class = ProposalForm

    def title(self) -> str:
        return _("Propose an item")

    def save(self, form: ProposalForm) -> AgendaItem:
        return ProposeItem(actor=self.request.user, meeting=self.meeting, **form.words()).execute()

    def done(self, result: AgendaItem) -> str:
        return _("Thank you. Who prepares the meeting decides whether it comes onto the agenda.")


class EditItemView(MeanwhileForm, _ItemFormView):
    """Change an item."""

    form_class = ItemForm

    def title(self) -> str:
        return _("Edit the item")

    def context(self) -> dict[str, Any]:
        """Return the item too."""
        return super().context() | {"item": self.item, "cancel_url": self.on_agenda(self.item)}

    def initial(self) -> dict[str, Any]:
        return item_values(self.item) | {"seen": fingerprint(self.item, ITEM_FIELDS)}

    def read_anew(self) -> None:
        """Ask for the item again."""
        del self.item

    def form_options(self) -> dict[str, Any]:
        return {
            "viewer": self.request.user,
            "meeting": self.meeting,
            "presenter": self.item.presenter,
        }

    def save(self, form: ItemForm) -> AgendaItem:
        return EditItem(
            actor=self.request.user, meeting=self.meeting, item=self.item, **form.words()
        ).execute()


class MoveItemView(ItemPart, MeetingActionView):
    """Move an item one place, ``direction`` "up" or "down". The button pressed keeps the focus."""

    def action(self) -> Action[AgendaItem]:
        steps = {"up": -1, "down": 1}
        direction = self.request.POST.get("direction", "")
        if direction not in steps:
            raise Http404
        return MoveItem(
            actor=self.request.user, meeting=self.meeting, item=self.item, step=steps[direction]
        )

    def target(self, result: AgendaItem) -> str:
        """Go back to the button; at the end of the agenda only the other one is there."""
        order = AgendaItem.objects.filter(meeting=self.meeting).on_agenda()
        upwards = self.request.POST.get("direction") == "up"
        if result == (order.first() if upwards else order.last()):
            upwards = not upwards
        return f"{self.on_agenda(result)}-{'up' if upwards else 'down'}"


class _PutItemView(ItemPart, MeetingActionView):
    """A button that puts an item elsewhere, by ``action_class``."""

    action_class: ClassVar[type[DropItem | RestoreItem | TakeProposal | DeclineProposal]]

    def action(self) -> Action[AgendaItem]:
        return self.action_class(actor=self.request.user, meeting=self.meeting, item=self.item)

    def target(self, result: AgendaItem) -> str:
        """Go to where it stands now."""
        return self.on_agenda(result)


class DropItemView(_PutItemView):
    """Take an item off the agenda."""

    action_class = DropItem

    def done(self, result: AgendaItem) -> str:
        return _("It is off the agenda. What was said about it stays.")


class RestoreItemView(_PutItemView):
    """Put a dropped item back."""

    action_class = RestoreItem

    def done(self, result: AgendaItem) -> str:
        return _("It is on the agenda.")


class TakeProposalView(_PutItemView):
    """Take a proposal on."""

    action_class = TakeProposal

    def done(self, result: AgendaItem) -> str:
        return _("It is on the agenda.")


class DeclineProposalView(_PutItemView):
    """Decline a proposal."""

    action_class = DeclineProposal

    def done(self, result: AgendaItem) -> str:
        return _("It does not come onto the agenda.")
