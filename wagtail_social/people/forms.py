"""Forms of the room."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social.topics.forms import TopicsField

from .languages import codes_in
from .models import Profile

_BETWEEN = re.compile(r"[\s,;]+")


class ColleaguesField(forms.CharField):
    """Colleagues by handle or user name; gives the ids of the users.

    The form sets ``viewer``, whose directory it is. ``most`` is how many one names at once
    (people); ``too_many`` the sentence about it, with ``%(most)s``.
    """

    widget = forms.Textarea

    def __init__(self, *, most: int, too_many: Any, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Colleagues"))
        options.setdefault(
            "help_text",
            gettext_lazy(
                "Write the beginning of a name and choose. Without suggestions: the handles or "
                "user names, with commas or spaces between."
            ),
        )
        super().__init__(max_length=10_000, **options)
        self.most = most
        self.too_many = too_many
        self.viewer: Any = None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Mark what holds nothing but names, so that names are suggested without an ``@``."""
        return {**super().widget_attrs(widget), "data-ws-names": "true"}

    def clean(self, value: Any) -> list[Any]:
        """Return the ids of the users. Raises ``ValidationError`` that names who is unknown."""
        text = super().clean(value)
        if not text:
            return []
        typed = [name for name in _BETWEEN.split(text) if name.strip("@")]
        if len(typed) > self.most:
            raise ValidationError(self.too_many % {"most": self.most}, code="too_many")
        known = Profile.objects.visible_to(self.viewer).ids_by_name(
            [name.lstrip("@") for name in typed]
        )
        unknown = [name for name in typed if name.lstrip("@").lower() not in known]
        if unknown or not typed:
            names = ", ".join(f"“{name[:60]}”" for name in unknown[:10])
            raise ValidationError(
                ngettext(
                    "We know no colleague called %(names)s.",
                    "We know no colleagues called %(names)s.",
                    len(unknown),
                )
                % {"names": names or "“@”"},
                code="unknown",
            )
        return list(dict.fromkeys(known.values()))


class ProfileForm(forms.Form):
    """What one says of oneself."""

    job_title = forms.CharField(
        label=gettext_lazy("Job title"),
        max_length=Profile._meta.get_field("job_title").max_length,
        required=False,
    )
    bio = forms.CharField(
        label=gettext_lazy("About me"),
        max_length=Profile._meta.get_field("bio").max_length,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("What you do, and what you like to be asked."),
    )
    expertise = TopicsField(
        label=gettext_lazy("Ask me about"),
        help_text=gettext_lazy(
            "What you know well, with commas between. Colleagues find you by these words."
        ),
        most=20,
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages I read"),
        max_length=Profile._meta.get_field("languages").max_length,
        required=False,
        help_text=gettext_lazy("With commas between, such as: Dutch, German, English."),
    )

    def clean_languages(self) -> str:
        """Return codes with commas between."""
        codes, unknown = codes_in(self.cleaned_data["languages"])
        if unknown:
            raise ValidationError(
                ngettext(
                    "We do not know the language %(words)s.",
                    "We do not know the languages %(words)s.",
                    len(unknown),
                )
                % {"words": ", ".join(f"“{word[:30]}”" for word in unknown[:5])},
                code="unknown_language",
            )
        text = ", ".join(codes)
        if len(text) > 100:
            raise ValidationError(_("These are too many languages."), code="too_many")
        return text
