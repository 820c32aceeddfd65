"""The form for a webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_social.conf import settings
from wagtail_social.groups.models import Group, Visibility

from .hosts import LONGEST


class WebhookForm(forms.Form):
    """Where to, how, and what. The last field is there for groups that not everyone reads."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        strip=True,
        help_text=_("The address that the other system gave you. Treat it like a password."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    format = forms.ChoiceField(label=_("Format"))
    with_comments = forms.BooleanField(label=_("Comments too, not only posts"), required=False)
    leaves_site = forms.BooleanField(
        label=_("I know that what is said here leaves the site"),
        required=False,
        help_text=_("Only members read this group. Its page will tell them."),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["format"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = list(settings.WEBHOOK_FORMATS.items())
        if group.visibility == Visibility.EVERYONE:
            del self.fields["leaves_site"]
