"""Pages with one form: shown, checked, done by an action, or shown again with what was typed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .actions import Refused
from .unsent import unsent_for
from .views import SeeOther, SocialPageView, safe_next


class FormPageView(SocialPageView):
    """A page with a form that does one thing.

    Subclasses give ``form_class`` and :meth:`save`, and may give :meth:`initial`,
    :meth:`form_options`, :meth:`done` and :meth:`target`. The template gets ``form``. What cannot
    be done is said at the form (422, or 429 with ``Retry-After``); nothing that was typed is lost,
    also not by a session that ended meanwhile. ``draft`` names the draft that the browser keeps
    and forgets once the form has been taken.
    """

    form_class: ClassVar[type[forms.Form]]
    draft: ClassVar[str] = ""

    def initial(self) -> dict[str, Any]:
        """Return the values that an untouched form shows."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """Return further arguments of the form's class."""
        return {}

    def save(self, form: Any) -> Any:
        """Do it with the valid form, by an action. ``Refused`` is told at the form."""
        raise NotImplementedError

    def done(self, result: Any) -> str:
        """Return the message for the person, or an empty string."""
        return ""

    def target(self, result: Any) -> str:
        """Return the address to go to when the form names none."""
        return reverse("wagtail_social:home")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, with what was typed before the session ended."""
        unsent = unsent_for(request, request.path)
        if unsent:
            messages.info(request, _("Your unsent text is back."))
            unsent = self._left_empty() | unsent
        form = self.form_class(initial=self.initial() | unsent, **self.form_options())
        if unsent:
            _untick(form, unsent)
        return self.show(**self.context(), form=form)

    def _left_empty(self) -> dict[str, Any]:
        """Return the boxes to tick as nobody ticked them: a browser does not send those."""
        fields = self.form_class.base_fields.items()
        return {name: False for name, field in fields if isinstance(field, forms.BooleanField)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the form and do it, or show what needs a change."""
        form = self.form_class(
            request.POST, request.FILES, initial=self.initial(), **self.form_options()
        )
        if not form.is_valid():
            return self.again(form)
        try:
            result = self.save(form)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal.message))
            return self.again(form, refusal)
        message = self.done(result)
        if self.draft:  # travels with a message, and Django drops an empty one
            message = message or _("Saved.")
            messages.success(request, message, extra_tags=f"ws-draft:{self.draft}")
        elif message:
            messages.success(request, message)
        return SeeOther(safe_next(request, self.target(result)))

    def again(self, form: forms.Form, refusal: Refused | None = None) -> HttpResponse:
        """Show the form once more, with what is wrong and all that was typed."""
        waiting = refusal is not None and refusal.retry_after
        response = self.show(status=429 if waiting else 422, **self.context(), form=form)
        if refusal is not None and refusal.retry_after:
            response["Retry-After"] = str(refusal.retry_after)
        return response


def _untick(form: forms.Form, unsent: dict[str, str]) -> None:
    """Leave the boxes empty that were not ticked: a browser does not send them."""
    for name, field in form.fields.items():
        if isinstance(field, forms.BooleanField) and name not in unsent:
            form.initial[name] = False
