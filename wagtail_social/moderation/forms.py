"""Forms of moderation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Reason, ReportState


class ReportForm(forms.Form):
    """Why a text should be looked at; one tap is enough, words are a choice."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose a reason.")},
    )
    text = forms.CharField(
        label=_("In your words"),
        help_text=_("If you like: what should a moderator know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """A moderator's answer to a report."""

    decision = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person who reported it reads this."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why: the reporter reads it.")},
    )
    alike = forms.BooleanField(
        label=_("Give the same answer to everybody who reported this text"),
        required=False,
        initial=True,
    )
    state = forms.ChoiceField(
        choices=[(ReportState.ACTED, ""), (ReportState.DISMISSED, "")], widget=forms.HiddenInput
    )
