"""The form for the next meeting: that of a meeting, and what it takes over from this one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from .actions.next_meeting import is_over, items_to_offer
from .forms import MeetingForm
from .models import Meeting

#: The lists of items, with what they are called.
LISTS = {
    "standing": gettext_lazy("At every meeting"),
    "open_items": gettext_lazy("Not dealt with yet"),
    "backlog": gettext_lazy("Proposed, not on the agenda yet"),
    "dropped": gettext_lazy("Taken off the agenda"),
}


def _items(label: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "An item has changed meanwhile. Please look at the list again."
            )
        },
    )


class NextForm(MeetingForm):
    """A meeting after ``source``. ``guests`` is how many of its people can still come."""

    with_people = forms.BooleanField(label=gettext_lazy("Invite the same people"), required=False)
    standing = _items(LISTS["standing"])
    open_items = _items(LISTS["open_items"])
    backlog = _items(LISTS["backlog"])
    dropped = _items(LISTS["dropped"])

    def __init__(self, *args: Any, source: Meeting, guests: int, **options: Any) -> None:
        super().__init__(*args, of_group=source.group_id is not None, **options)
        if not guests:
            del self.fields["with_people"]
        ticked = ["standing", *(["open_items", "backlog"] if is_over(source) else [])]
        for name, items in items_to_offer(source).items():
            choices = [(item.pk, item.title) for item in items]
            if not choices:
                del self.fields[name]
                continue
            field: Any = self.fields[name]
            field.choices = choices
            if name in ticked:
                self.initial.setdefault(name, [pk for pk, _title in choices])

    @property
    def lists(self) -> list[forms.BoundField]:
        """The lists of items that there are."""
        return [self[name] for name in LISTS if name in self.fields]

    def chosen_items(self) -> list[int]:
        """Return the keys of the items that are taken over."""
        return [pk for name in LISTS for pk in self.cleaned_data.get(name, [])]
