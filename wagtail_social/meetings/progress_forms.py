"""Forms about an action item: how far it is, until when, and who does it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.people.forms import ColleaguesField

from .actions.progress import MOST_SIGNS
from .forms import SeenField
from .models import ActionStatus


def _words(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=MOST_SIGNS, required=False, widget=forms.Textarea
    )


class UpdateForm(forms.Form):
    """How far it is, and words about it."""

    status = forms.ChoiceField(
        label=pgettext_lazy("action item", "How far is it?"), choices=ActionStatus.choices
    )
    text = _words(pgettext_lazy("action item", "What is there to say?"))
    seen = SeenField()


class DueForm(forms.Form):
    """Until when it is to be done."""

    due_on = forms.DateField(
        label=gettext_lazy("To be done by"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    text = _words(gettext_lazy("Why?"))
    seen = SeenField()


class OwnerForm(forms.Form):
    """Who does it from now on."""

    owner = ColleaguesField(
        label=gettext_lazy("Who does it from now on?"),
        most=1,
        too_many=gettext_lazy("One colleague does it. Please name one."),
        widget=forms.TextInput,
        help_text=gettext_lazy(
            "Write @ and the beginning of a name. It must be somebody who can read the meeting."
        ),
    )
    text = _words(gettext_lazy("What should they know?"))
    seen = SeenField()

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["owner"]
        colleagues.viewer = viewer
