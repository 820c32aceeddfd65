"""Forms of who takes the minutes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.access import employees
from wagtail_social.groups.forms import Explained, LineField
from wagtail_social.people.forms import ColleaguesField

from .actions.action_items import MOST_TEXT
from .actions.outcomes import MOST_OUTCOME
from .actions.people import MOST_INVITED
from .agenda_forms import PresenterField
from .forms import SeenField
from .models import ActionItem, Outcome, OutcomeKind

KIND_CHOICES = [
    (
        OutcomeKind.DECISION.value,
        Explained(OutcomeKind.DECISION.label, gettext_lazy("What was agreed, and holds from now.")),
    ),
    (
        OutcomeKind.INFORMATION.value,
        Explained(OutcomeKind.INFORMATION.label, gettext_lazy("What everybody should know.")),
    ),
]


class NoteForm(forms.Form):
    """Notes as they were typed. ``version`` is what they were written on."""

    text = forms.CharField(
        label=pgettext_lazy("minutes", "Notes"),
        required=False,
        strip=False,
        widget=forms.Textarea,
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class _RecordForm(forms.Form):
    """Something that came of an item; ``initial`` has ``seen`` for what is changed."""

    seen = SeenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "seen" not in self.initial:
            del self.fields["seen"]


class OutcomeForm(_RecordForm):
    """A decision, or something to be known. What is missing is said by the action."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=KIND_CHOICES, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=pgettext_lazy("outcome", "What came of it"),
        max_length=MOST_OUTCOME,
        widget=forms.Textarea,
    )


class OwnerField(PresenterField):
    """Who does something; as the presenter of an item, with suggestions."""

    widget = forms.Textarea


class ActionItemForm(_RecordForm):
    """What is to be done, by whom, until when. ``owner`` is who does it now, if anybody."""

    text = LineField(label=gettext_lazy("What is to be done"), max_length=MOST_TEXT)
    owner = OwnerField(
        label=gettext_lazy("Who does it"),
        most=1,
        too_many=gettext_lazy("One colleague does it. Please name one."),
        error_messages={"required": gettext_lazy("Please say who does it.")},
        help_text=gettext_lazy("The beginning of a name, then choose."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("Until when"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": gettext_lazy("Please say until when.")},
    )

    def __init__(self, *args: Any, viewer: Any, owner: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["owner"]
        colleagues.viewer, colleagues.shown = viewer, self.initial.get("owner", "")
        self._before = owner

    def clean_owner(self) -> Any:
        """Return the user. Whether they can read the meeting is asked by the action."""
        if "owner" not in self.changed_data:
            return self._before
        return employees().filter(pk__in=self.cleaned_data["owner"]).first()


class WalkInForm(forms.Form):
    """Colleagues who came without an invitation."""

    people = ColleaguesField(
        label=gettext_lazy("Who else is here?"),
        most=MOST_INVITED,
        too_many=gettext_lazy("Please name at most %(most)s people at once."),
    )

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["people"]
        colleagues.viewer = viewer


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """Return what the form shows of an outcome."""
    return {"kind": outcome.kind, "text": outcome.text}


def action_values(action: ActionItem, owner: str) -> dict[str, Any]:
    """Return what the form shows of an action item; ``owner`` is how its owner is written."""
    return {"text": action.text, "owner": owner, "due_on": action.due_on}
