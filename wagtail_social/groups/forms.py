"""Forms of the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_social.markup import one_line
from wagtail_social.people.forms import ColleaguesField
from wagtail_social.topics.forms import TopicsField
from wagtail_social.uploads import clean_picture

from .models import Group, JoinPolicy, Posting, Preset, Role, Visibility

#: Covers are shown four times as wide as high, cut by the style sheet (px).
COVER_WIDTH, COVER_HEIGHT = 1600, 1200
#: How many colleagues one invitation can name.
MOST_INVITED = 100


@dataclass(frozen=True)
class Explained:
    """A choice with a word and a sentence, for radio cards."""

    title: Any
    text: Any

    def __str__(self) -> str:
        return str(self.title)


PRESET_CHOICES = [
    (
        Preset.OPEN.value,
        Explained(
            gettext_lazy("Open"),
            gettext_lazy("Every colleague reads it and joins with one click."),
        ),
    ),
    (
        Preset.CLOSED.value,
        Explained(
            gettext_lazy("Closed"),
            gettext_lazy(
                "Every colleague sees name, purpose and who runs it. Only members read. "
                "One asks to join, and you answer."
            ),
        ),
    ),
    (
        Preset.SECRET.value,
        Explained(
            gettext_lazy("Secret"),
            gettext_lazy("Only members know that it exists. People come in by invitation."),
        ),
    ),
]
OWN = "own"
OWN_CHOICE = (
    OWN,
    Explained(
        gettext_lazy("A combination of your own"),
        gettext_lazy("You choose below who sees it and how one joins."),
    ),
)
POSTING_CHOICES = [
    (
        Posting.MEMBERS.value,
        Explained(
            gettext_lazy("Every member"), gettext_lazy("Members post, answer and ask freely.")
        ),
    ),
    (
        Posting.MODERATORS.value,
        Explained(
            gettext_lazy("Moderators and managers"),
            gettext_lazy("For news from few to many. Every member can still comment."),
        ),
    ),
]
ROLE_CHOICES = [
    (Role.MEMBER.value, Explained(Role.MEMBER.label, gettext_lazy("Reads, writes and comments."))),
    (
        Role.MODERATOR.value,
        Explained(
            Role.MODERATOR.label,
            gettext_lazy("Also pins, removes and restores posts, and answers reports."),
        ),
    ),
    (
        Role.MANAGER.value,
        Explained(
            Role.MANAGER.label,
            gettext_lazy("Runs the group: text, access, members and everything above."),
        ),
    ),
]


_LIMITS = {field.name: getattr(field, "max_length", None) for field in Group._meta.get_fields()}


def _limit(name: str) -> int | None:
    return _LIMITS[name]


class LineField(forms.CharField):
    """One line of visible text: spaces made single, signs that nobody sees left out."""

    def to_python(self, value: Any) -> str:
        """Return the clean line; nothing visible is nothing."""
        text = super().to_python(value) or ""
        # A NUL stays for the validators to refuse.
        return text if "\x00" in text else one_line(text)


def _text(label: Any, name: str, help_text: Any = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=_limit(name),
        required=required,
        widget=forms.Textarea,
        help_text=help_text,
    )


class NewGroupForm(forms.Form):
    """What a new group needs."""

    title = LineField(label=gettext_lazy("Name"), max_length=_limit("title"))
    purpose = _text(
        gettext_lazy("What is it for?"),
        "purpose",
        gettext_lazy("One or two sentences, for colleagues who wonder whether to join."),
        required=True,
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("How is it to be?"),
        choices=PRESET_CHOICES,
        widget=forms.RadioSelect,
        initial=Preset.OPEN.value,
        help_text=gettext_lazy("You can change this later."),
    )
    posting = forms.ChoiceField(
        label=gettext_lazy("Who posts?"),
        choices=POSTING_CHOICES,
        widget=forms.RadioSelect,
        initial=Posting.MEMBERS.value,
    )
    topics = TopicsField()
    welcome = _text(gettext_lazy("Welcome"), "welcome", gettext_lazy("New members see this first."))
    guidelines = _text(
        gettext_lazy("Rules"),
        "guidelines",
        gettext_lazy("How you want to talk to each other here."),
    )

    def texts(self) -> dict[str, str]:
        """Return the texts for the action."""
        names = ("title", "purpose", "welcome", "guidelines")
        return {name: self.cleaned_data[name] for name in names}


class GroupForm(forms.Form):
    """Text, topics and cover of a group."""

    title = LineField(label=gettext_lazy("Name"), max_length=_limit("title"))
    purpose = _text(
        gettext_lazy("What is it for?"),
        "purpose",
        gettext_lazy("One or two sentences. Of a closed group every colleague sees this."),
    )
    topics = TopicsField()
    welcome = _text(gettext_lazy("Welcome"), "welcome", gettext_lazy("New members see this first."))
    guidelines = _text(
        gettext_lazy("Rules"),
        "guidelines",
        gettext_lazy("How you want to talk to each other here."),
    )
    cover = forms.FileField(
        label=gettext_lazy("Cover picture"),
        required=False,
        allow_empty_file=True,
        max_length=255,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text=gettext_lazy("A wide picture looks best. Only who reads the group sees it."),
    )
    remove_cover = forms.BooleanField(label=gettext_lazy("Take the picture away"), required=False)

    def clean_cover(self) -> Any:
        """Return the picture drawn anew, or ``None`` where none was sent."""
        upload = self.cleaned_data["cover"]
        if not isinstance(upload, UploadedFile):
            return None
        return clean_picture(upload, width=COVER_WIDTH, height=COVER_HEIGHT)

    def clean(self) -> dict[str, Any]:
        """Say that a browser forgets a chosen file when another field is wrong."""
        data = super().clean() or {}
        if self.errors and data.get("cover") is not None:
            self.add_error("cover", _("Please choose the picture again."))
        return data

    def texts(self) -> dict[str, str]:
        """Return the texts for the action."""
        names = ("title", "purpose", "welcome", "guidelines")
        return {name: self.cleaned_data[name] for name in names}


class AccessForm(forms.Form):
    """The three axes, as a preset or a combination of one's own."""

    preset = forms.ChoiceField(
        label=gettext_lazy("How is it to be?"),
        choices=[*PRESET_CHOICES, OWN_CHOICE],
        widget=forms.RadioSelect,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=Visibility.choices, required=False
    )
    join_policy = forms.ChoiceField(
        label=gettext_lazy("How one joins"), choices=JoinPolicy.choices, required=False
    )
    posting = forms.ChoiceField(
        label=gettext_lazy("Who posts?"), choices=POSTING_CHOICES, widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offer_everyone: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not offer_everyone:
            self.fields["join_policy"] = forms.ChoiceField(
                label=_("How one joins"),
                choices=[choice for choice in JoinPolicy.choices if choice[0] != "everyone"],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for both axes where the combination is one's own.

        Who changes an axis and leaves the preset as it was means the axis.
        """
        data = super().clean() or {}
        axes = {"visibility", "join_policy"}.intersection(self.changed_data)
        if "preset" in data and "preset" not in self.changed_data and axes:
            data["preset"] = OWN
        if data.get("preset") == OWN:
            for name in ("visibility", "join_policy"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Please choose one."))
        return data


class RequestForm(forms.Form):
    """A word to who runs the group."""

    message = forms.CharField(
        label=gettext_lazy("Why would you like to join?"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("Only who runs the group reads this. You may leave it empty."),
    )


class RoleForm(forms.Form):
    """What a member may do."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=ROLE_CHOICES, widget=forms.RadioSelect
    )


class InviteForm(forms.Form):
    """Colleagues by handle or user name, and a word to them."""

    people = ColleaguesField(
        most=MOST_INVITED,
        too_many=gettext_lazy("Please invite at most %(most)s people at once."),
    )
    message = forms.CharField(
        label=gettext_lazy("A word to them"),
        max_length=500,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        colleagues: Any = self.fields["people"]
        colleagues.viewer = viewer
