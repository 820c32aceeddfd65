"""What somebody wants to hear: the page of all their choices."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.form_pages import FormPageView
from wagtail_social.lists import alphabetical

from ..choosing import MOST_SHOWN, groups_of, levels_of, muted_by
from ..forms import SettingsForm
from ..readers import Reader, reader_of


class SettingsView(FormPageView):
    """One page, one button: kinds of news and channels, digest, quiet hours, groups."""

    template_name = "wagtail_social/notifications/settings.html"
    form_class = SettingsForm

    @cached_property
    def reader(self) -> Reader:
        """The viewer, as a mail finds them."""
        return reader_of(self.request.user)

    @cached_property
    def groups(self) -> tuple[list[Any], str]:
        """Some of the viewer's groups by name, and the sign of where they end."""
        after = self.request.GET.get("after", "")
        rows = groups_of(self.request.user)
        return alphabetical(rows, by="title", after=after, size=MOST_SHOWN)

    def form_options(self) -> dict[str, Any]:
        groups, _end = self.groups
        levels = levels_of(self.request.user, groups)
        return {
            "reader": self.reader,
            "levels": [(group, levels[group.pk]) for group in groups],
        }

    def context(self) -> dict[str, Any]:
        _groups, end = self.groups
        here = self.target(None)
        return {
            "muted": muted_by(self.request.user),
            "more_url": f"{here}?{urlencode({'after': end})}#groups" if end else "",
            "is_later_page": "after" in self.request.GET,
            "here": here,
        }

    def save(self, form: SettingsForm) -> None:
        form.answer.keep(self.reader)

    def done(self, result: None) -> str:
        return _("Your choices are saved.")

    def target(self, result: None) -> str:
        return reverse("wagtail_social:notification_settings")
