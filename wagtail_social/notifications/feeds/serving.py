"""The address that feed readers ask: no session, no cookie, the secret says whose feed it is."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic.base import View

from wagtail_social.throttling import seconds_to_wait

from ..models import FeedAddress
from ..readers import reader_of
from .atom import write_feed
from .places import Place, place_of, posts_of
from .tokens import hash_of

logger = logging.getLogger(__name__)

_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_PRECONDITIONS = ("If-Match", "If-Unmodified-Since")


def address_of(token: str) -> FeedAddress | None:
    """Return the address that has this secret and is not revoked, with its person."""
    live = FeedAddress.objects.live().select_related("user")
    return live.filter(token_hash=hash_of(token)).first()


@method_decorator(csrf_exempt, name="dispatch")
class FeedView(View):
    """A feed. Rights are asked before anything is compared: nobody learns by a 304.

    What the server logs of an answer that went wrong would hold the secret in the path, so it is
    said here without it. There is no session and nothing to POST, so no token of a form is asked
    for: that refusal too would log the path.
    """

    http_method_names = ["get", "head"]

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say which methods there are; Django's own answer would log the path."""
        response = _plain("Method not allowed", 405)
        response["Allow"] = "GET, HEAD"
        return response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer whoever has the secret; no cache keeps it, no other site learns of it."""
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Exception:
            logger.exception("A feed could not be written")
            response = _plain("Server error", 500)
        for name, value in _HEADERS.items():
            response[name] = value
        patch_cache_control(response, private=True, no_store=True)
        if response.status_code >= 400:
            response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    def get(self, request: HttpRequest, token: str, file_name: str = "") -> HttpResponse:
        """Send the feed, or that it has not changed."""
        address = address_of(token)
        if address is None:
            return self.nothing(request)
        with translation.override(reader_of(address.user).language):
            return self.feed(request, address, file_name)

    def feed(self, request: HttpRequest, address: FeedAddress, file_name: str) -> HttpResponse:
        """Answer with what its person may read now.

        Nothing alike for a closed account, for what that person may not read any more or is gone,
        and for what has no feeds any more.
        """
        place = place_of(address.user, address.kind, address.key)
        if place is None or not place.offered or not _is_called(place, file_name):
            return self.nothing(request)
        if wait := seconds_to_wait("feed_read", address.pk):
            return _too_many(wait)
        if place.personal is not None:
            written = place.personal.write(address.user)
            return _answer(request, address, written, place.personal.content_type)
        written = write_feed(address, place, posts_of(place, address.user))
        return _answer(request, address, written, "application/atom+xml; charset=utf-8")

    def nothing(self, request: HttpRequest) -> HttpResponse:
        """Say that there is nothing; to who has tried many addresses, to wait.

        Counted by where the request comes from. Only wrong addresses are held up by it: behind a
        proxy all readers may come from one place.
        """
        origin = request.META.get("REMOTE_ADDR")
        wait = seconds_to_wait("feed_miss", origin) if origin else 0
        return _too_many(wait) if wait else _plain("Not found", 404)


def _is_called(place: Place, file_name: str) -> bool:
    """Whether this name may end the address; none may always."""
    name = file_name.removesuffix("/")
    return not name or (place.personal is not None and name == place.personal.file_name)


def _answer(
    request: HttpRequest, address: FeedAddress, written: bytes, content_type: str
) -> HttpResponse:
    """Return the feed, or a 304 to who has it as it is. Most readers ask by the tag."""
    response = HttpResponse(written, content_type=content_type)
    # Keyed, so that it says nothing of the content to who finds it elsewhere.
    tag = salted_hmac(f"wagtail_social.feed.{address.pk}", written, algorithm="sha256")
    etag = f'"{tag.hexdigest()}"'
    # By the tag alone: an older post may enter a feed, which no date of the feed would tell.
    response["ETag"] = etag
    if any(name in request.headers for name in _PRECONDITIONS):
        return response  # They are for who writes, and Django would log the path.
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer or response


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


def _too_many(wait: int) -> HttpResponse:
    response = _plain("Too many requests", 429)
    response["Retry-After"] = str(wait)
    return response
