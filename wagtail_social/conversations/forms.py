"""Forms of what people write."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.conf import settings as django_settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wagtail_social.groups.forms import LineField
from wagtail_social.people.forms import ColleaguesField
from wagtail_social.topics.vocabulary import MAX_LENGTH, normalise

from .actions.calls import MOST_CALLED
from .kinds import all_kinds
from .models import MAX_CALL_TEXT
from .whole_group import TELL, TELL_NOBODY

#: Topics that a post takes beside those its text names.
MAX_TOPICS = 10


class SubmissionField(forms.UUIDField):
    """The key of a form that was sent, so that the same form sent twice counts once.

    A key that is none, or missing, is replaced by a new one: nobody could mend it.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class TopicsField(forms.CharField):
    """Names of topics with commas between; gives a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=(MAX_LENGTH + 2) * MAX_TOPICS, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [normalise(name) for name in re.split(r"[,;\n]", super().clean(value))]
        names = list(dict.fromkeys(name for name in names if name))
        if len(names) > MAX_TOPICS:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Please name %(limit)s topic at most.",
                    "Please name %(limit)s topics at most.",
                    MAX_TOPICS,
                )
                % {"limit": MAX_TOPICS},
                code="too_many",
            )
        return names


class TellGroupField(forms.ChoiceField):
    """Whether ``@group`` is meant; asked only of who wrote it, see :mod:`.whole_group`."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        choices = [
            (TELL, _("Yes, tell everybody in the group")),
            (TELL_NOBODY, _("No, post it without telling everybody")),
        ]
        kwargs.setdefault("label", _("Tell the whole group?"))
        super().__init__(required=False, choices=choices, **kwargs)


class PostForm(forms.Form):
    """A post: what kind, a title, the text, topics, language."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    title = LineField(label=_("Title"), required=False, max_length=255)
    source = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text=_("Write @ to mention a colleague and # for a topic."),
    )
    topics = TopicsField(label=_("Topics"), help_text=_("With commas between. You can leave this."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    tell_group = TellGroupField()
    submission = SubmissionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.name, kind.label) for kind in all_kinds()]
        if len(kinds.choices) == 1:
            kinds.widget = forms.HiddenInput()
        languages: Any = self.fields["language"]
        languages.choices = [("", _("Not said")), *django_settings.LANGUAGES]
        if len(django_settings.LANGUAGES) < 2:
            languages.widget = forms.HiddenInput()


class MinorField(forms.BooleanField):
    """Whether a change is to be told to nobody: most are mended slips."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Minor change: tell nobody"))
        super().__init__(required=False, initial=True, **kwargs)


class PostEditForm(PostForm):
    """A change to a post."""

    minor = MinorField()
    tell_group = None  # type: ignore[assignment]


class CommentForm(forms.Form):
    """An answer."""

    source = forms.CharField(
        label=_("Your comment"), required=False, strip=False, widget=forms.Textarea
    )
    tell_group = TellGroupField()
    submission = SubmissionField()


class CommentEditForm(forms.Form):
    """A change to an answer."""

    source = forms.CharField(
        label=_("Your comment"), required=False, strip=False, widget=forms.Textarea
    )
    minor = MinorField()


class CallForm(forms.Form):
    """Who is asked for their view, and what about.

    ``viewer`` is who asks; ``in_group`` says whether there are moderators to ask.
    """

    people = ColleaguesField(
        required=False,
        most=MOST_CALLED,
        too_many=_("Please ask at most %(most)s people at once."),
    )
    moderators = forms.BooleanField(
        label=_("All moderators and managers of the group"), required=False
    )
    text = LineField(
        label=_("What do you want to know?"),
        required=False,
        max_length=MAX_CALL_TEXT,
        help_text=_("One line, which only they read. You can leave this."),
    )

    def __init__(self, *args: Any, viewer: Any, in_group: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues: Any = self.fields["people"]
        colleagues.viewer = viewer
        if not in_group:
            del self.fields["moderators"]

    def clean(self) -> dict[str, Any]:
        """Ask for somebody to be named. Returns the values."""
        values = super().clean() or {}
        if "people" in values and not values["people"] and not values.get("moderators"):
            self.add_error("people", _("Please name a colleague."))
        return values


class RemovalForm(forms.Form):
    """Why something is taken away. A moderator says so, an author need not."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author and those who moderate read this."),
    )

    def __init__(self, *args: Any, own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own:
            del self.fields["reason"]
