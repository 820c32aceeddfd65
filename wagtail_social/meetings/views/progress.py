"""Action items: each on a page of its own, how far it is, and the lists of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.access import employees, get_or_404
from wagtail_social.groups.views.base import GroupPageView
from wagtail_social.people.adapters import PageCards, get_adapter
from wagtail_social.views import SeeOther, SocialPageView, SocialView
from wagtail_social.visiting import visited
from wagtail_social.zones import zone_of

from ..actions.meanwhile import fingerprint
from ..actions.progress import HandOverActionItem, RescheduleActionItem, UpdateActionItem
from ..models import ActionItem, ActionUpdate, AgendaItem
from ..notifying import MEETING
from ..progress_forms import DueForm, OwnerForm, UpdateForm
from ..progress_lists import ActionLists
from ..progress_rows import action_rows, done_text, today_in
from ..seat import Seat, seat_of
from .base import MeanwhileForm


class ActionItemPart(SocialView):
    """A view of one action item that the viewer may read."""

    @cached_property
    def action_item(self) -> ActionItem:
        """The action item. Raises ``Http404``."""
        items = ActionItem.objects.with_owner_here().select_related("meeting__group")
        found: ActionItem = get_or_404(items, self.request.user, pk=self.kwargs["action"])
        return found

    @cached_property
    def seat(self) -> Seat:
        """The viewer's seat at its meeting."""
        return seat_of(self.request.user, self.action_item.meeting)


class ActionItemView(ActionItemPart, SocialPageView):
    """An action item: what, who, until when, and what was said about it."""

    template_name = "wagtail_social/meetings/action_item.html"

    def context(self) -> dict[str, Any]:
        """Return the action item, what one may do with it, and its updates, oldest first."""
        item, seat = self.action_item, self.seat
        visited(self.request, MEETING, item.meeting_id)
        today = today_in(zone_of(self.request.user))
        (row,) = action_rows([item], self.request.user, today, PageCards())
        agenda = AgendaItem.objects.readable_at(seat).filter(action_items=item).first()
        form = None
        if seat.can_update(item):
            form = UpdateForm(initial=_as_it_is(item))
        return {
            "meeting": item.meeting,
            "row": row,
            "agenda_item": agenda,
            "updates": _updates(item),
            "form": form,
            "update_url": _address("action_item_update", item),
            "menu": _menu(item, seat),
        }


def _address(name: str, item: ActionItem) -> str:
    return reverse(f"wagtail_social:{name}", args=[item.pk])


def _as_it_is(item: ActionItem) -> dict[str, Any]:
    return {"status": item.status, "seen": fingerprint(item, UpdateActionItem.shown)}


def _menu(item: ActionItem, seat: Seat) -> list[dict[str, Any]]:
    if not item.is_open:
        return []
    entries = [
        (seat.can_reschedule, "action_item_due", _("Another day"), "calendar"),
        (seat.can_hand_over(item), "action_item_owner", _("Hand it over"), "person"),
    ]
    return [
        {"label": label, "icon": icon, "url": _address(name, item)}
        for applies, name, label, icon in entries
        if applies
    ]


def _updates(item: ActionItem) -> list[dict[str, Any]]:
    """Return what was said, oldest first, with who said it: two queries."""
    rows = list(ActionUpdate.objects.filter(action_item=item).order_by("pk"))
    cards = get_adapter().cards({pk for row in rows for pk in (row.author_id, row.owner_id)})
    return [
        {"update": row, "author": cards.get(row.author_id), "owner": cards.get(row.owner_id)}
        for row in rows
    ]


class _ActionFormView(MeanwhileForm, ActionItemPart):
    """A form about an action item, for who may use it; what was done leads to its page."""

    template_name = "wagtail_social/meetings/action_form.html"
    #: Whether there must still be something to do.
    only_open: ClassVar[bool] = True

    def allowed(self) -> bool:
        """Return whether the viewer may use this form."""
        raise NotImplementedError

    def heading(self) -> str:
        """Return what the page is called."""
        raise NotImplementedError

    def enter(self) -> None:
        """Raise ``Http404`` for who may not come in."""
        if not self.allowed():
            raise Http404

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or lead to where one sees that nothing is to be done any more."""
        self.enter()
        if self.only_open and not self.action_item.is_open:
            return SeeOther(self.action_item.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the form from who may use it."""
        self.enter()
        return super().post(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """Return the words of the page."""
        return {
            "item": self.action_item,
            "heading": self.heading(),
            "cancel_url": self.action_item.get_absolute_url(),
            "draft": self.draft,
        }

    @property
    def draft(self) -> str:  # type: ignore[override]
        """The name of the draft that the browser keeps."""
        return f"action-{self.action_item.pk}-{self.form_class.__name__.lower()}"

    def read_anew(self) -> None:
        """Ask for the action item again."""
        del self.action_item

    def fields(self) -> dict[str, Any]:
        """Return what each of the actions takes."""
        item = self.action_item
        return {"actor": self.request.user, "meeting": item.meeting, "action_item": item}

    def target(self, result: ActionItem) -> str:
        """Go to its page."""
        return result.get_absolute_url()


class UpdateActionItemView(_ActionFormView):
    """Say how far it is."""

    form_class = UpdateForm
    only_open = False

    def allowed(self) -> bool:
        return self.seat.can_update(self.action_item)

    def heading(self) -> str:
        return _("How far is it?")

    def initial(self) -> dict[str, Any]:
        return _as_it_is(self.action_item)

    def save(self, form: forms.Form) -> ActionItem:
        return UpdateActionItem(**self.fields(), **form.cleaned_data).execute()

    def done(self, result: ActionItem) -> str:
        return _("It stands at: %(status)s.") % {"status": result.get_status_display()}


class RescheduleView(_ActionFormView):
    """Say until when."""

    form_class = DueForm

    def allowed(self) -> bool:
        return self.seat.can_reschedule

    def heading(self) -> str:
        return _("Another day")

    def initial(self) -> dict[str, Any]:
        item = self.action_item
        seen = fingerprint(item, RescheduleActionItem.shown)
        return {"due_on": item.due_on, "seen": seen}

    def save(self, form: forms.Form) -> ActionItem:
        return RescheduleActionItem(**self.fields(), **form.cleaned_data).execute()

    def done(self, result: ActionItem) -> str:
        return _("The day is set.")


class HandOverView(_ActionFormView):
    """Give it to somebody else."""

    form_class = OwnerForm

    def allowed(self) -> bool:
        return self.seat.can_hand_over(self.action_item)

    def heading(self) -> str:
        return _("Hand it over")

    def form_options(self) -> dict[str, Any]:
        return {"viewer": self.request.user}

    def initial(self) -> dict[str, Any]:
        return {"seen": fingerprint(self.action_item, HandOverActionItem.shown)}

    def save(self, form: forms.Form) -> ActionItem:
        words = form.cleaned_data
        owner = employees().get(pk=words["owner"][0])
        return HandOverActionItem(
            **self.fields(), owner=owner, text=words["text"], seen=words["seen"]
        ).execute()

    def done(self, result: ActionItem) -> str:
        name = get_adapter().name(result.owner)
        return _("It is handed over to %(name)s.") % {"name": name}


class MyActionsView(SocialPageView):
    """What the viewer has taken on, of all meetings."""

    template_name = "wagtail_social/meetings/my_actions.html"
    fragment_name = "wagtail_social/meetings/_actions_more.html"

    def context(self) -> dict[str, Any]:
        """Return what is open, by due date, and what is done below."""
        items = ActionItem.objects.mine(self.request.user)
        found = ActionLists(self.request, items, mixed=True).context()
        return found | {"with_owner": False, "actions_done": done_text(found["figures"])}


class GroupActionsView(GroupPageView):
    """What is to be done in a group, of what its minutes say; for who reads it."""

    template_name = "wagtail_social/meetings/group_actions.html"
    fragment_name = "wagtail_social/meetings/_actions_more.html"
    may = "can_read"
    tab = "meetings"

    def context(self) -> dict[str, Any]:
        """Return the action items, by filter."""
        items = ActionItem.objects.visible_to(self.request.user).filter(meeting__group=self.group)
        found = ActionLists(self.request, items, mine=True).context()
        more = {"with_owner": True, "actions_done": done_text(found["figures"])}
        return super().context() | found | more
