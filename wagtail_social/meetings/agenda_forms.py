"""Forms of the agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, pgettext_lazy

from wagtail_social.access import employees
from wagtail_social.groups.forms import Explained, LineField
from wagtail_social.people.forms import ColleaguesField
from wagtail_social.people.models import Profile

from .actions.agenda import MOST_MINUTES
from .forms import SeenField
from .models import AgendaItem, ItemPurpose, Meeting

PURPOSE_CHOICES = [
    (
        ItemPurpose.INFORM.value,
        Explained(ItemPurpose.INFORM.label, gettext_lazy("People hear something and ask.")),
    ),
    (
        ItemPurpose.DISCUSS.value,
        Explained(ItemPurpose.DISCUSS.label, gettext_lazy("People say what they think of it.")),
    ),
    (
        ItemPurpose.DECIDE.value,
        Explained(ItemPurpose.DECIDE.label, gettext_lazy("It ends with a decision.")),
    ),
]


def _limit(name: str) -> int:
    return AgendaItem._meta.get_field(name).max_length  # type: ignore[union-attr,return-value]


class ProposalForm(forms.Form):
    """What somebody would like to talk about."""

    title = LineField(label=gettext_lazy("Title"), max_length=_limit("title"))
    text = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=_limit("text"),
        required=False,
        widget=forms.Textarea,
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it to lead to?"),
        choices=PURPOSE_CHOICES,
        widget=forms.RadioSelect,
        initial=ItemPurpose.DISCUSS.value,
    )

    def words(self) -> dict[str, Any]:
        """Return what the action takes."""
        return dict(self.cleaned_data)


class PresenterField(ColleaguesField):
    """Who presents an item. ``shown`` is who does so now: nobody is looked up for that.

    An account that is closed, or has no profile, is found under no name any more.
    """

    shown = ""

    def clean(self, value: Any) -> list[Any]:
        """Return the ids of the users, none for what was shown."""
        return super().clean(value) if self.has_changed(self.shown, value) else []


class ItemForm(ProposalForm):
    """An item of the agenda; ``initial`` has ``seen`` for one that is changed."""

    presenter = PresenterField(
        label=gettext_lazy("Presented by"),
        most=1,
        too_many=gettext_lazy("One colleague presents an item. Please name one."),
        required=False,
        widget=forms.TextInput,
        help_text=gettext_lazy(
            "Write @ and the beginning of a name. It must be somebody who can read the meeting."
        ),
    )
    minutes = forms.IntegerField(
        label=pgettext_lazy("length of time", "Minutes"),
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
    )
    is_standing = forms.BooleanField(
        label=gettext_lazy("At every meeting"),
        required=False,
        help_text=gettext_lazy("Comes back on the agenda of the next meeting."),
    )
    seen = SeenField()

    def __init__(
        self, *args: Any, viewer: Any, meeting: Meeting, presenter: Any = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["presenter"]
        colleagues.viewer, colleagues.shown = viewer, self.initial.get("presenter", "")
        if "seen" not in self.initial:
            del self.fields["seen"]
        self._meeting = meeting
        self._before = presenter

    def clean_presenter(self) -> Any:
        """Return the user, ``None`` where nobody is named. Only who can read the meeting."""
        if "presenter" not in self.changed_data:
            return self._before
        named = self.cleaned_data["presenter"]
        if not named:
            return None
        user = employees().get(pk=named[0])
        if user == self._before or self._meeting.readers().filter(pk=user.pk).exists():
            return user
        raise ValidationError(
            gettext_lazy("This colleague cannot read the meeting."), code="cannot_read"
        )


def item_values(item: AgendaItem) -> dict[str, Any]:
    """Return what the form shows of an item."""
    presenter = ""
    if item.presenter is not None:
        profile = Profile.objects.filter(user=item.presenter_id).first()
        presenter = f"@{profile.handle}" if profile else item.presenter.get_username()
    return {
        "title": item.title,
        "text": item.text,
        "purpose": item.purpose,
        "presenter": presenter,
        "minutes": item.minutes,
        "is_standing": item.is_standing,
    }
