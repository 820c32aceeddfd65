"""What all views of the community share."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.handlers.exception import response_for_exception
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.views.generic.base import View

from .access import NotVisible, is_employee
from .actions import Action, Refused
from .navigation import social_context
from .unsent import keep_unsent, remember_writer

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def safe_next(request: HttpRequest, default: str) -> str:
    """Return the address in ``next`` when it is one of this site, else ``default``."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    if not _CONTROL.search(address) and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return default


class SeeOther(HttpResponseRedirect):
    """The way on after a form has been taken: a 303, so that a browser asks with GET."""

    status_code = 303


class SocialView(View):
    """A view below the community's prefix.

    Who is not signed in is sent to sign in, whatever the address; what was being sent is kept and
    comes back after signing in. ``NotVisible`` becomes a 404, ``Refused`` a message. Answers are
    personal: no cache keeps them.
    """

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for a signed-in employee, then answer."""
        if not is_employee(request.user):
            response: HttpResponseBase = self.ask_to_sign_in(request)
        else:
            try:
                response = self.answer(request, *args, **kwargs)
            except (NotVisible, Http404):
                # Answered here and not by raising on: no cache may keep "nothing" either.
                response = response_for_exception(request, Http404())
            except Refused as refusal:
                response = self.refused(refusal)
            remember_writer(request, response)
        patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a signed-in employee. Default: by the method of the request."""
        return super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self, request: HttpRequest) -> HttpResponse:
        """Send the visitor to sign in; a fragment gets a 401 that names the address."""
        here = request.get_full_path()
        if request.method == "POST":
            here = keep_unsent(request)
        to_login = redirect_to_login(here)
        if getattr(request, "htmx", None):
            answer = HttpResponse(status=401)
            answer["HX-Redirect"] = to_login["Location"]
            return answer
        return to_login

    def refused(self, refusal: Refused) -> HttpResponse:
        """Tell the person why not, on a page of its own with a way back."""
        status = 429 if refusal.code == "throttled" else 403
        response = render(
            self.request,
            "wagtail_social/refused.html",
            social_context(self.request) | {"message": refusal.message},
            status=status,
        )
        if refusal.retry_after:
            response["Retry-After"] = str(refusal.retry_after)
        return response


class SocialPageView(SocialView):
    """A page of the community: renders ``template_name`` in the host's frame.

    ``fragment_name`` is the template that is sent alone when htmx asks for a part.
    """

    template_name: str
    fragment_name: str | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page."""
        return self.show(**self.context())

    def context(self) -> dict[str, Any]:
        """Return what the template needs."""
        return {}

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page, or its fragment for htmx."""
        fragment = self.fragment_name if getattr(self.request, "htmx", None) else None
        return render(
            self.request,
            fragment or self.template_name,
            social_context(self.request) | context,
            status=status,
        )


class ActionView(SocialView):
    """A button: POST does one action and leads back. GET is not allowed.

    Subclasses give :meth:`action`, and may give :meth:`done` (the message) and :meth:`target`
    (where to go; ``next`` in the form wins).
    """

    http_method_names = ["post"]

    def action(self) -> Action[Any]:
        """Return the action to execute. Raise ``Http404`` for what the viewer may not see."""
        raise NotImplementedError

    def done(self, result: Any) -> str:
        """Return the message for the person, or an empty string."""
        return ""

    def target(self, result: Any) -> str:
        """Return the address to go to when the form names none."""
        return reverse("wagtail_social:home")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it."""
        result = self.action().execute()
        if message := self.done(result):
            messages.success(request, message)
        return SeeOther(safe_next(request, self.target(result)))


class NothingHereView(SocialView):
    """Every address below the prefix that nothing else answers."""

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say that there is nothing, or lead to where only the slash at the end was missing.

        This view answers everything, so Django's ``APPEND_SLASH`` never finds a missing one. It
        goes by the form of the address alone: whether the thing exists is asked there.
        """
        path = request.path_info
        reads = request.method in ("GET", "HEAD")
        if not (django_settings.APPEND_SLASH and reads and not path.endswith("/")):
            raise Http404
        if not self.answers(f"{path}/"):
            raise Http404
        with_slash = request.get_full_path(force_append_slash=True)
        return HttpResponsePermanentRedirect(escape_leading_slashes(with_slash))

    def answers(self, path: str) -> bool:
        """Whether a view other than this one is at this path."""
        try:
            match = resolve(path, getattr(self.request, "urlconf", None))
        except Resolver404:
            return False
        return getattr(match.func, "view_class", None) is not type(self)
