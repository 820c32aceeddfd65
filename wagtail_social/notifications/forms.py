"""Forms of the room: what one wants to hear, when, and by which channel."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.forms.boundfield import BoundField
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.conf import settings
from wagtail_social.groups.forms import Explained
from wagtail_social.groups.models import Group
from wagtail_social.happenings import NotificationCategory
from wagtail_social.zones import ZoneSelect

from .actions import fault_of_hours
from .choosing import Answer, chosen_channels
from .models import DigestEvery, GroupLevel
from .readers import Reader
from .registry import CHANNELS, categories, is_offered
from .zones import zone_choices

CHANNEL_LABELS = {"site": gettext_lazy("On site"), "mail": gettext_lazy("By e-mail")}

LEVEL_CHOICES = [
    (
        GroupLevel.ALL.value,
        Explained(
            gettext_lazy("Every post and comment"),
            gettext_lazy("For a small group, or one you look after."),
        ),
    ),
    (
        GroupLevel.POSTS.value,
        Explained(
            gettext_lazy("New posts"),
            gettext_lazy("And the comments that concern you. Most people choose this."),
        ),
    ),
    (
        GroupLevel.OWN.value,
        Explained(
            gettext_lazy("Only what concerns me"),
            gettext_lazy("When you are named or answered, and in conversations you follow."),
        ),
    ),
    (
        GroupLevel.NOTHING.value,
        Explained(gettext_lazy("Nothing"), gettext_lazy("Unless somebody names you.")),
    ),
]

#: Fields of ``PersonalSettings`` that are about mail alone: who has no address sees none.
MAIL_FIELDS = (
    "digest",
    "digest_hour",
    "quiet_from",
    "quiet_until",
    "time_zone",
    "language",
    "brief",
)


def _language_choices(reader: Reader) -> list[tuple[str, Any]]:
    languages = [(code, str(name)) for code, name in django_settings.LANGUAGES]
    names = dict(languages)
    if reader.account_language:
        name = names.get(reader.account_language, reader.account_language)
        usual = _("As in my account (%(language)s)") % {"language": name}
    else:
        code = django_settings.LANGUAGE_CODE
        usual = _("As the site (%(language)s)") % {"language": names.get(code, code)}
    return [("", usual), *languages]


def _hour_choices() -> list[tuple[int, str]]:
    return [(hour, time_format(datetime.time(hour), "TIME_FORMAT")) for hour in range(24)]


def _time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        input_formats=["%H:%M", "%H:%M:%S", "%H.%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


@dataclass(frozen=True)
class Way:
    """One channel of a category: a box to tick, or ``None`` where it always comes there."""

    label: Any
    field: BoundField | None


@dataclass(frozen=True)
class CategoryRow:
    """One kind of news with its channels."""

    category: NotificationCategory
    element_id: str
    ways: list[Way]


class SettingsForm(forms.Form):
    """What somebody wants to hear, by which channel, when; and how much of these groups.

    ``reader`` is whose choices these are. ``levels`` are groups with the level that holds now.
    What is not asked is not changed: who has no mail address is asked nothing about mail.
    """

    digest = forms.ChoiceField(
        label=gettext_lazy("How often"),
        required=False,
        choices=DigestEvery.choices,
        widget=forms.RadioSelect,
    )
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("At what time"), required=False, coerce=int, choices=_hour_choices
    )
    quiet_from = _time_field(gettext_lazy("Quiet from"))
    quiet_until = _time_field(gettext_lazy("Quiet until"))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        widget=ZoneSelect,
        help_text=gettext_lazy("All hours here are by your own clock."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    brief = forms.BooleanField(
        label=gettext_lazy("Mails without content"),
        required=False,
        help_text=gettext_lazy("A mail says only that there is news. What it is you read here."),
    )

    def __init__(
        self,
        *args: Any,
        reader: Reader,
        levels: Sequence[tuple[Group, str]] = (),
        **options: Any,
    ) -> None:
        choices = reader.choices
        shown = {name: getattr(choices, name) for name in MAIL_FIELDS}
        options["initial"] = shown | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.reader = reader
        self.channels = [name for name in CHANNELS if name != "mail" or reader.address]
        if reader.address:
            self._ask_about_mail()
        else:
            for name in MAIL_FIELDS:
                del self.fields[name]
        self._ask_channels(chosen_channels(reader.user))
        self._levels = {f"group_{group.pk}": (group, level) for group, level in levels}
        for name, (group, level) in self._levels.items():
            self.fields[name] = forms.ChoiceField(
                label=group.title, choices=LEVEL_CHOICES, required=False
            )
            self.initial.setdefault(name, level)

    def _ask_about_mail(self) -> None:
        zones: Any = self.fields["time_zone"]
        zones.choices = zone_choices(self.reader)
        languages: Any = self.fields["language"]
        languages.choices = _language_choices(self.reader)
        if len(django_settings.LANGUAGES) < 2:
            del self.fields["language"]
        if settings.MAIL_CONTENT == "none":
            del self.fields["brief"]

    def _ask_channels(self, chosen: dict[tuple[str, str], bool]) -> None:
        self._switches: dict[tuple[str, str], str] = {}
        for category in categories().values():
            for channel in self.channels:
                if is_offered(category, channel):
                    name = f"hear_{channel}_{category.name}"
                    self._switches[category.name, channel] = name
                    self.fields[name] = forms.BooleanField(
                        label=CHANNEL_LABELS.get(channel, channel), required=False
                    )
                    self.initial.setdefault(name, chosen[category.name, channel])

    def category_rows(self) -> Iterator[CategoryRow]:
        """Yield the kinds of news, in the order of the settings."""
        for category in categories().values():
            ways = []
            for channel in self.channels:
                name = self._switches.get((category.name, channel))
                label = CHANNEL_LABELS.get(channel, channel)
                ways.append(Way(label, self[name] if name else None))
            element_id = self.auto_id_of(f"hear_{category.name}")
            yield CategoryRow(category, element_id, ways)

    def auto_id_of(self, name: str) -> str:
        """Return the id of an element that belongs to this form."""
        return f"id_{self.add_prefix(name)}"

    def level_rows(self) -> list[tuple[Group, BoundField]]:
        """Return the groups, each with its choice."""
        return [(group, self[name]) for name, (group, _level) in self._levels.items()]

    def mail_fields(self) -> list[BoundField]:
        """Return the fields about mail."""
        return [self[name] for name in MAIL_FIELDS if name in self.fields]

    def clean(self) -> dict[str, Any] | None:
        """Quiet hours have a beginning and an end, or neither."""
        cleaned = super().clean() or self.cleaned_data
        if {"quiet_from", "quiet_until"} <= cleaned.keys() and (
            fault := fault_of_hours(cleaned["quiet_from"], cleaned["quiet_until"])
        ):
            self.add_error(*fault)
        return cleaned

    @property
    def answer(self) -> Answer:
        """What the person answered, of a valid form."""
        cleaned = self.cleaned_data
        personal = {field.name: cleaned[field.name] for field in self.mail_fields()}
        for always_chosen in ("digest", "digest_hour"):
            if personal.get(always_chosen) == "":
                del personal[always_chosen]
        return Answer(
            wanted={pair: cleaned[name] for pair, name in self._switches.items()},
            personal=personal,
            levels={
                group: cleaned[name]
                for name, (group, level) in self._levels.items()
                if cleaned[name] not in ("", level)
            },
        )


class GroupLevelForm(forms.Form):
    """How much somebody wants to hear of one group."""

    level = forms.ChoiceField(
        label=gettext_lazy("How much do you want to hear?"),
        choices=LEVEL_CHOICES,
        widget=forms.RadioSelect,
    )
