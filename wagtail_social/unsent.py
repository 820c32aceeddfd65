"""What was typed when the session had ended comes back after signing in.

The text lies in the visitor's own session, which survives signing in, for one try. A signed
cookie says who last used this browser, so that on a shared PC nobody else finds it.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

_KEY = "wagtail_social_unsent"
_COOKIE = "wagtail_social_writer"
_COOKIE_AGE = 14 * 24 * 3600
_LIMIT = 60_000
_LEFT_OUT = {"csrfmiddlewaretoken", "submission"}


def _signer() -> Signer:
    return Signer(salt="wagtail_social.unsent")


def remember_writer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser keep who uses it (14 days), signed, out of reach of scripts."""
    known = _signer().sign(str(request.user.pk))
    if request.COOKIES.get(_COOKIE) != known:
        response.set_cookie(
            _COOKIE,
            known,
            max_age=_COOKIE_AGE,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )


def _writer(request: HttpRequest) -> str:
    try:
        return _signer().unsign(request.COOKIES.get(_COOKIE, ""))
    except BadSignature:
        return ""


def keep_unsent(request: HttpRequest) -> str:
    """Keep the text fields of this POST, and return the address of the page they came from.

    Where it is not known who typed, nothing is kept.
    """
    came_from = request.headers.get("Referer", "")
    page = request.get_full_path()
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}):
        parts = urlsplit(came_from)
        page = parts.path + (f"?{parts.query}" if parts.query else "")
    fields = {name: value for name, value in request.POST.items() if name not in _LEFT_OUT}
    writer = _writer(request)
    if writer and fields and sum(map(len, fields.values())) <= _LIMIT:
        request.session[_KEY] = {"path": request.path, "fields": fields, "writer": writer}
    return page


def unsent_for(request: HttpRequest, path: str) -> dict[str, str]:
    """Return and forget what this person had typed for the form that posts to ``path``."""
    kept = request.session.get(_KEY)
    if not kept:
        return {}
    if kept["writer"] != str(request.user.pk):
        del request.session[_KEY]
        return {}
    if kept["path"] != path:
        return {}
    del request.session[_KEY]
    return kept["fields"]
