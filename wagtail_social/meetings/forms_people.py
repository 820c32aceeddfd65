"""Forms about who comes to a meeting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.groups.forms import Explained, LineField
from wagtail_social.people.forms import ColleaguesField

from .actions.people import MAX_REASON, MOST_INVITED
from .models import Answer, Duty

ANSWER_CHOICES = [
    (Answer.YES.value, gettext_lazy("I'm coming")),
    (Answer.MAYBE.value, gettext_lazy("Maybe")),
    (Answer.NO.value, gettext_lazy("Can't")),
]
DUTY_CHOICES = [
    (
        Duty.ATTENDEE.value,
        Explained(Duty.ATTENDEE.label, gettext_lazy("Comes, and proposes items for the agenda.")),
    ),
    (
        Duty.MINUTES.value,
        Explained(
            Duty.MINUTES.label,
            gettext_lazy("Also prepares the meeting: agenda, documents, people, minutes."),
        ),
    ),
    (
        Duty.CHAIR.value,
        Explained(
            Duty.CHAIR.label, gettext_lazy("Leads the meeting, and prepares all of it as well.")
        ),
    ),
]


class AnswerForm(forms.Form):
    """Whether one comes, and why not."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Do you come?"), choices=ANSWER_CHOICES, widget=forms.RadioSelect
    )
    reason = LineField(
        label=gettext_lazy("Why not, or what does it depend on?"),
        max_length=MAX_REASON,
        required=False,
        help_text=gettext_lazy(
            "Only who runs the meeting reads this. You may leave it empty; who comes needs none."
        ),
    )


class QuietForm(forms.Form):
    """Whether people are told. Before the meeting is open nobody is, and nothing is asked."""

    quiet = forms.BooleanField(
        label=gettext_lazy("Tell nobody"),
        required=False,
        help_text=gettext_lazy("They find the meeting among theirs, without news of it."),
    )

    def __init__(self, *args: Any, is_draft: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_draft:
            del self.fields["quiet"]

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is to be told."""
        return bool(self.cleaned_data.get("quiet"))


class QuietWithdrawalForm(QuietForm):
    """Whether somebody is told that they are not invited any more."""

    def __init__(self, *args: Any, is_draft: bool, **options: Any) -> None:
        super().__init__(*args, is_draft=is_draft, **options)
        if "quiet" in self.fields:
            self.fields["quiet"].help_text = _(
                "Then the meeting stays in their calendar until they take it out themselves."
            )


class InvitePeopleForm(QuietForm):
    """Colleagues by handle or user name."""

    people = ColleaguesField(
        most=MOST_INVITED,
        too_many=gettext_lazy("Please invite at most %(most)s people at once."),
    )
    field_order = ("people", "quiet")

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["people"]
        colleagues.viewer = viewer


class DutyForm(forms.Form):
    """What somebody does at a meeting."""

    duty = forms.ChoiceField(
        label=gettext_lazy("Duty"), choices=DUTY_CHOICES, widget=forms.RadioSelect
    )
