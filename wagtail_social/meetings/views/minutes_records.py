"""What came of an item: decisions, information and actions, written down while it is discussed.

Each form has a page of its own; with scripts it opens inside the screen of who takes the minutes,
and the answer is the list of that item.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from wagtail_social.access import get_or_404
from wagtail_social.people.models import Profile
from wagtail_social.views import SeeOther

from ..actions.action_items import ACTION_FIELDS, AddActionItem, EditActionItem, RemoveActionItem
from ..actions.meanwhile import fingerprint
from ..actions.outcomes import OUTCOME_FIELDS, AddOutcome, EditOutcome, RemoveOutcome
from ..models import ActionItem, AgendaItem, Outcome, OutcomeKind
from ..parts.session import WHOLE, record_of
from ..session_forms import ActionItemForm, OutcomeForm, action_values, outcome_values
from ..suggesting import suggestions_for
from .base import MeanwhileForm
from .session import MinutesFormView


class _RecordForm(MinutesFormView):
    """A form about what came of an item."""

    template_name = "wagtail_social/meetings/record_form.html"
    fragment_name = "wagtail_social/meetings/_record_form.html"
    danger: ClassVar[bool] = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; with ``cancel`` the list of the item is as it was."""
        if self.is_fragment and "cancel" in request.GET and self.seat.can_take_minutes:
            return self.list_of_item()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take it; inside the screen the answer is the list of the item."""
        response = super().post(request, *args, **kwargs)
        if self.is_fragment and isinstance(response, SeeOther):
            return self.list_of_item()
        return response

    @property
    def is_fragment(self) -> bool:
        """Whether the form stands inside the screen."""
        return bool(getattr(self.request, "htmx", None))

    @property
    def about(self) -> AgendaItem | None:
        """The item that it is about."""
        return self.item

    @property
    def key(self) -> str:
        """What the ids of the item's elements end in."""
        return WHOLE if self.about is None else str(self.about.pk)

    def list_of_item(self) -> HttpResponse:
        """Return the list of the item in place of the one on the screen."""
        context = {"record": record_of(self.meeting, self.about), "fresh": True}
        response = render(self.request, "wagtail_social/meetings/_record.html", context)
        return reswap(retarget(response, f"#record-{self.key}"), "outerHTML")

    def title(self) -> str:
        """Return what the form is called."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return the words of the form, and the way back."""
        return super().context() | {
            "heading": self.title(),
            "about": self.about,
            "about_title": (
                _("The meeting as a whole") if self.about is None else self.about.title
            ),
            "key": self.key,
            "danger": self.danger,
            "form_url": self.request.path,
            "cancel_url": self.on_screen(None if self.about is None else self.about.pk),
            "suggestions_url": suggestions_for(self.meeting),
        }

    def form_options(self) -> dict[str, Any]:
        """Keep ids apart: several forms may be open on the screen."""
        return {"auto_id": f"record-{self.key}-%s"}

    def done(self, result: Any) -> str:
        """Say so, where one is led to another page."""
        return "" if self.is_fragment else _("It is in the minutes.")

    def target(self, result: Any) -> str:
        """Go back to the item on the screen."""
        return self.on_screen(None if self.about is None else self.about.pk)


class _OnRow(_RecordForm):
    """A form about one row that is written down already."""

    model: ClassVar[Any]

    @cached_property
    def row(self) -> Any:
        """The row, of this meeting. Raises ``Http404``."""
        rows = self.model.objects.filter(meeting=self.meeting).select_related("item")
        return get_or_404(rows, self.request.user, pk=self.kwargs["row"])

    @property
    def about(self) -> AgendaItem | None:
        """The item that it is about."""
        about: AgendaItem | None = self.row.item
        return about

    def enter(self) -> None:
        """Raise ``Http404`` also for a row of another meeting."""
        super().enter()
        assert self.row


class _Remove(_OnRow):
    """Take a row out, after asking."""

    form_class = forms.Form
    danger = True

    def context(self) -> dict[str, Any]:
        """Return what is taken out."""
        return super().context() | {"text": self.row.text}

    def done(self, result: Any) -> str:
        """Say so."""
        return "" if self.is_fragment else _("It is out of the minutes.")


class AddOutcomeView(_RecordForm):
    """Write down a decision, or what everybody should know."""

    form_class = OutcomeForm

    def title(self) -> str:
        """Say what it is."""
        return _("Write down an outcome")

    def initial(self) -> dict[str, Any]:
        """Return the kind that the link names."""
        kind = self.request.GET.get("kind", "")
        return {"kind": kind if kind in OutcomeKind.values else OutcomeKind.DECISION.value}

    def save(self, form: OutcomeForm) -> Outcome:
        """Add it."""
        return AddOutcome(
            actor=self.request.user, meeting=self.meeting, item=self.about, **form.cleaned_data
        ).execute()


class _Edit(MeanwhileForm, _OnRow):
    """A form about a row that others may change meanwhile."""

    shown: ClassVar[tuple[str, ...]]

    def seen(self) -> dict[str, str]:
        """Return the fingerprint of what the form shows."""
        return {"seen": fingerprint(self.row, self.shown)}

    def read_anew(self) -> None:
        """Ask for the row again."""
        del self.row


class EditOutcomeView(_Edit):
    """Word an outcome anew."""

    model = Outcome
    form_class = OutcomeForm
    shown = OUTCOME_FIELDS

    def title(self) -> str:
        """Say what it is."""
        return _("Edit the outcome")

    def initial(self) -> dict[str, Any]:
        """Return what is stored."""
        return outcome_values(self.row) | self.seen()

    def save(self, form: OutcomeForm) -> Outcome:
        """Save it."""
        return EditOutcome(
            actor=self.request.user, meeting=self.meeting, outcome=self.row, **form.cleaned_data
        ).execute()


class RemoveOutcomeView(_Remove):
    """Take an outcome out."""

    model = Outcome

    def title(self) -> str:
        """Ask."""
        return _("Take this outcome out of the minutes?")

    def save(self, form: forms.Form) -> Outcome:
        """Remove it."""
        return RemoveOutcome(
            actor=self.request.user, meeting=self.meeting, outcome=self.row
        ).execute()


class AddActionItemView(_RecordForm):
    """Write down what somebody does, until when."""

    form_class = ActionItemForm

    def title(self) -> str:
        """Say what it is."""
        return _("Write down an action")

    def form_options(self) -> dict[str, Any]:
        """Return whose directory it is."""
        return super().form_options() | {"viewer": self.request.user}

    def save(self, form: ActionItemForm) -> ActionItem:
        """Add it."""
        return AddActionItem(
            actor=self.request.user, meeting=self.meeting, item=self.about, **form.cleaned_data
        ).execute()


class EditActionItemView(_Edit):
    """Word an action anew, give it to somebody else, set another day."""

    model = ActionItem
    form_class = ActionItemForm
    shown = ACTION_FIELDS

    def title(self) -> str:
        """Say what it is."""
        return _("Edit the action")

    def initial(self) -> dict[str, Any]:
        """Return what is stored."""
        owner = ""
        if self.row.owner_id is not None:
            profile = Profile.objects.filter(user=self.row.owner_id).first()
            owner = f"@{profile.handle}" if profile else self.row.owner.get_username()
        return action_values(self.row, owner) | self.seen()

    def form_options(self) -> dict[str, Any]:
        """Return whose directory it is, and who does it now."""
        people = {"viewer": self.request.user, "owner": self.row.owner}
        return super().form_options() | people

    def save(self, form: ActionItemForm) -> ActionItem:
        """Save it."""
        return EditActionItem(
            actor=self.request.user,
            meeting=self.meeting,
            action_item=self.row,
            **form.cleaned_data,
        ).execute()


class RemoveActionItemView(_Remove):
    """Take an action out."""

    model = ActionItem

    def title(self) -> str:
        """Ask."""
        return _("Take this action out of the minutes?")

    def save(self, form: forms.Form) -> ActionItem:
        """Remove it."""
        return RemoveActionItem(
            actor=self.request.user, meeting=self.meeting, action_item=self.row
        ).execute()
