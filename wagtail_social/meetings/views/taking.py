"""Date and place of a meeting, taken from the page of its event."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wagtail_social.access import can_view_page, page_model
from wagtail_social.form_pages import FormPageView

from ..actions.fields import no_such_page
from ..event_facts import facts_of, is_event_page
from ..event_pages import address_of, page_at


class TakesFacts(FormPageView):
    """A form of a meeting that can be filled from a page: by its address, or by a button in it."""

    @property
    def event_key(self) -> str:
        """The key of the page that the address names, as text; empty where it names none."""
        key = self.request.GET.get("event", "")
        return key[:18] if key.isascii() and key.isdecimal() else ""

    def of_event(self, zone_name: str) -> dict[str, Any]:
        """Return what the page of the address (``?event=<key>``) says, in a form not yet filled.

        Nothing for a page that is not there, that the viewer may not see, or that is no event.
        """
        if self.request.method != "GET" or not self.event_key:
            return {}
        page = page_model().objects.filter(pk=self.event_key).first()
        if page is None or not can_view_page(self.request.user, page) or not is_event_page(page):
            return {}
        facts = facts_of(page).form_values(zone_name)
        return {"title": page.title, "event_page": address_of(page, self.request)} | facts

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form, or fill it in."""
        if "take" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.enter()  # type: ignore[attr-defined]
        return self._filled(request)

    def _filled(self, request: HttpRequest) -> HttpResponse:
        """Show the form with what the page says, and else what was typed. Nothing is saved."""
        typed = request.POST.copy()
        page = page_at(typed.get("event_page", ""), request) if typed.get("event_page") else None
        values: dict[str, Any] = {}
        if page is None:
            messages.error(request, no_such_page())
        elif values := facts_of(page).form_values(typed.get("time_zone", "")):
            messages.info(request, _("This is what the page says. Look at it, then save."))
        else:
            messages.info(request, _("The page does not say when or where it is."))
        for name, value in values.items():
            typed[name] = _typed(value)
        form = self.form_class(initial=self.initial() | typed.dict(), **self.form_options())
        for name, field in form.fields.items():
            if isinstance(field, forms.BooleanField):
                form.initial[name] = name in typed
        return self.show(**self.context(), form=form)


def _typed(value: Any) -> str:
    """Return a value as a browser sends it."""
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return "" if value is None else str(value)
