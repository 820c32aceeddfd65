"""Forms about meetings that come back in a rhythm."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from wagtail_social.groups.forms import Explained

from .forms import StepForm
from .models import Rhythm
from .recurrence import LAST, place_in_month

BEGIN_CHOICES = [
    (
        "open",
        Explained(
            gettext_lazy("Open"),
            gettext_lazy("People find them in their calendars now, and prepare them with you."),
        ),
    ),
    (
        "draft",
        Explained(
            gettext_lazy("As drafts"),
            gettext_lazy("Only who prepares them sees them, until you open each."),
        ),
    ),
]
ENDING_CHOICES = [
    (
        "keep",
        Explained(
            gettext_lazy("They take place"), gettext_lazy("Only no more are made after them.")
        ),
    ),
    (
        "end",
        Explained(
            gettext_lazy("They do not take place"),
            gettext_lazy("They are cancelled; drafts are deleted."),
        ),
    ),
]


def monthly_text(day: datetime.date) -> str:
    """Return when a monthly meeting comes back, such as "the second Tuesday of the month"."""
    texts = {
        1: _("The first %(weekday)s of the month"),
        2: _("The second %(weekday)s of the month"),
        3: _("The third %(weekday)s of the month"),
        4: _("The fourth %(weekday)s of the month"),
        LAST: _("The last %(weekday)s of the month"),
    }
    return texts[place_in_month(day)] % {"weekday": _weekday(day)}


def _weekday(day: datetime.date) -> str:
    # Translators: letter of Django's date filter: the name of the weekday.
    return dateformat.format(day, pgettext("weekday of a meeting", "l"))


def rhythm_choices(day: datetime.date) -> list[tuple[str, Explained]]:
    """Return the rhythms in which a meeting on this day can come back."""
    weekday = {"weekday": _weekday(day)}
    texts = {
        Rhythm.WEEKLY: _("Every %(weekday)s") % weekday,
        Rhythm.FORTNIGHTLY: _("Every second %(weekday)s") % weekday,
        Rhythm.MONTHLY: monthly_text(day),
    }
    return [(rhythm.value, Explained(rhythm.label, text)) for rhythm, text in texts.items()]


class RepeatForm(StepForm):
    """In which rhythm a meeting comes back. Those of a draft are drafts."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often?"), widget=forms.RadioSelect)
    begin = forms.ChoiceField(
        label=gettext_lazy("How do the next meetings begin?"),
        choices=BEGIN_CHOICES,
        widget=forms.RadioSelect,
        initial="open",
    )
    field_order = ("rhythm", "begin", "quiet")

    def __init__(self, *args: Any, day: datetime.date, is_draft: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        rhythm: Any = self.fields["rhythm"]
        rhythm.choices = rhythm_choices(day)
        if is_draft:
            del self.fields["begin"]

    @property
    def as_drafts(self) -> bool:
        """Whether they are drafts."""
        return self.cleaned_data.get("begin", "draft") == "draft"


class StopForm(StepForm):
    """What becomes of the meetings that are made already. Not asked where there are none."""

    ending = forms.ChoiceField(
        label=gettext_lazy("What about the meetings to come?"),
        choices=ENDING_CHOICES,
        widget=forms.RadioSelect,
        initial="keep",
    )
    field_order = ("ending", "quiet")

    def __init__(self, *args: Any, coming: int, **options: Any) -> None:
        super().__init__(*args, **options)
        if not coming:
            del self.fields["ending"]
