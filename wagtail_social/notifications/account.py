"""The choices in Wagtail's own account settings. Imported when that page is asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from wagtail_social.access import is_employee

from .forms import SettingsForm
from .readers import reader_of

#: Labels that say by themselves what our own page says by its headings.
_LABELS = {
    "digest": _("Digest"),
    "digest_hour": _("Hour of the digest"),
    "language": _("Language of mails"),
}


class AccountForm(SettingsForm):
    """The form of the settings page, without the groups, as Wagtail's account page saves it."""

    #: Tells a form that was shown from a sending without it, which must not switch all off.
    shown = forms.BooleanField(
        required=False, initial=True, widget=forms.HiddenInput(attrs={"value": "1"})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in _LABELS.items():
            if name in self.fields:
                self.fields[name].label = label

    def save(self) -> None:
        """Keep the choices."""
        self.answer.keep(self.reader)


class NotificationsPanel(BaseSettingsPanel):
    """Community notifications, on the tab of notifications."""

    name = "community"
    title = _("Community notifications")
    tab = notifications_tab
    order = 200
    form_class = AccountForm
    template_name = "wagtail_social/notifications/admin/account.html"

    def is_active(self) -> bool:
        """Whether the person takes part."""
        return is_employee(self.user)

    @cached_property
    def _form(self) -> AccountForm:
        sent = self.request.method == "POST" and f"{self.name}-shown" in self.request.POST
        data = (self.request.POST, self.request.FILES) if sent else ()
        return self.form_class(*data, reader=reader_of(self.user), prefix=self.name)

    def get_form(self) -> AccountForm:
        """Return the form; unbound where the page did not send it."""
        return self._form

    def get_context_data(self) -> dict[str, Any]:
        """Return the form, and the way to groups and muted conversations."""
        try:
            more_url = reverse("wagtail_social:notification_settings")
        except NoReverseMatch:
            more_url = ""
        return {"form": self.get_form(), "more_url": more_url}
