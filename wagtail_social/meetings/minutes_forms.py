"""Forms of minutes: the draft, approval, corrections, remarks and what they are answered."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from wagtail_social.groups.forms import Explained, LineField
from wagtail_social.zones import NoSuchTime, moment_at

from .actions.corrections import MAX_REASON
from .actions.minutes import SHORTEST_WINDOW, USUAL_WINDOW
from .actions.remarks import MAX_ANSWER, MAX_REMARK
from .forms import StepForm
from .models import AgendaItem, Meeting

#: What became of a remark, as the form sends it.
CHANGED, LEFT = "changed", "left"
_ANSWERS = [
    (
        CHANGED,
        Explained(
            pgettext_lazy("remark", "Changed"), gettext_lazy("The draft says it differently now.")
        ),
    ),
    (
        LEFT,
        Explained(pgettext_lazy("remark", "Left as it is"), gettext_lazy("Say in a word why.")),
    ),
]
_END_OF_DAY = datetime.time(23, 59)


class DraftForm(StepForm):
    """Until when remarks are taken: to the end of a day, by the clock of the meeting."""

    until = forms.DateField(
        label=gettext_lazy("Remarks are taken until the end of"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Who was invited can ask for changes until then."),
    )

    field_order = ("until", "quiet")

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        super().__init__(*args, **options)
        self._zone = meeting.zone
        today = timezone.now().astimezone(meeting.zone)
        self.fields["until"].initial = (today + USUAL_WINDOW).date()
        self.fields["until"].widget.attrs["min"] = (today + SHORTEST_WINDOW).date().isoformat()

    def clean_until(self) -> datetime.datetime:
        """Return the moment."""
        day = self.cleaned_data["until"]
        try:
            return moment_at(day, _END_OF_DAY, self._zone)
        except (NoSuchTime, OverflowError) as error:
            raise forms.ValidationError(_("Please choose another day."), code="no_day") from error


class ApproveForm(StepForm):
    """Approving; while changes that were asked for wait, one says that this is meant."""

    despite_requests = forms.BooleanField(required=False)

    field_order = ("despite_requests", "quiet")

    def __init__(self, *args: Any, waiting: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not waiting:
            del self.fields["despite_requests"]
            return
        self.fields["despite_requests"].label = ngettext(
            "Approve although %(count)s change that was asked for has no answer",
            "Approve although %(count)s changes that were asked for have no answer",
            waiting,
        ) % {"count": waiting}


class CorrectionForm(StepForm):
    """What was corrected, in a line that all readers see."""

    reason = LineField(
        label=gettext_lazy("What was corrected?"),
        max_length=MAX_REASON,
        help_text=gettext_lazy("Everybody who reads the minutes reads this."),
    )

    field_order = ("reason", "quiet")


class RemarkForm(forms.Form):
    """Something to say of the draft. ``items`` are what the minutes speak of."""

    item = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your remark"), max_length=MAX_REMARK, widget=forms.Textarea
    )
    wants_change = forms.BooleanField(
        label=gettext_lazy("I ask for a change"),
        required=False,
        help_text=gettext_lazy("It waits for an answer before the minutes are approved."),
    )

    def __init__(self, *args: Any, items: list[AgendaItem], **options: Any) -> None:
        super().__init__(*args, **options)
        self._items = {str(item.pk): item for item in items}
        choice: Any = self.fields["item"]
        choice.choices = [
            ("", _("The minutes as a whole")),
            *((str(item.pk), item.title) for item in items),
        ]

    def clean_item(self) -> AgendaItem | None:
        """Return the item, or ``None`` for the whole."""
        return self._items.get(self.cleaned_data["item"])


class AnswerRemarkForm(forms.Form):
    """What became of a remark."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What became of it?"), choices=_ANSWERS, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label=gettext_lazy("A word to who said it"),
        max_length=MAX_ANSWER,
        required=False,
        widget=forms.Textarea,
    )
