"""The one address that is open to mail programs: it stops mail with one click."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from wagtail_social.navigation import social_context

from .actions import SwitchMail
from .registry import categories
from .unsubscribing import DIGEST, Unsubscription, person_of, read_token


def label_of(kind: str) -> str:
    """Return what a kind of mail is called. Raises ``Http404`` for one that is no more."""
    if kind == DIGEST:
        return _("Digest")
    category = categories().get(kind)
    if category is None:
        raise Http404
    return str(category.label)


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribeView(View):
    """The address in a mail that stops mail of its kind, without signing in (RFC 8058).

    Mail programs and mail servers send the POST, without cookies, so it carries no token of ours;
    the signed address is what allows it, and all it can do is stop mail and let it come again. GET
    changes nothing: programs that look for viruses follow every link. The page names the kind of
    mail and nothing of the person, and reads alike for an account that is closed.
    """

    template_name = "wagtail_social/notifications/unsubscribe.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer whoever has the address; no cache keeps it, and no other site learns of it."""
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what will be stopped, and a button."""
        return self.show(self.read(token), state="asks")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Stop it, or with ``undo`` let it come again; done twice it is done once."""
        found = self.read(token)
        again = "undo" in request.POST
        person = person_of(found)
        if person is not None:
            SwitchMail(actor=person, kind=found.category, wanted=again).execute()
        return self.show(found, state="undone" if again else "done")

    def read(self, token: str) -> Unsubscription:
        """Return what the address stands for. Raises ``Http404`` where it is none of ours."""
        found = read_token(token)
        if found is None:
            raise Http404
        label_of(found.category)
        return found

    def show(self, found: Unsubscription, *, state: str) -> HttpResponse:
        """Draw the page."""
        context = {"label": label_of(found.category), "state": state}
        return render(self.request, self.template_name, social_context(self.request) | context)
