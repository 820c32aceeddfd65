"""Long lists in alphabetical order, page by page: no offset, no count of all."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest

from .views import SocialPageView

_LONGEST = 200


def typed_in(request: HttpRequest, name: str = "q") -> str:
    """Return what was typed into a search box: one line, at most 200 characters, no NUL."""
    text = request.GET.get(name, "").replace("\x00", "")
    return " ".join(text.split())[:_LONGEST]


def sign_of(key: str, pk: int) -> str:
    """Return the sign of a place in a list, for an address."""
    return f"{key}~{pk}"


def place_of(sign: str) -> tuple[str, int] | None:
    """Return key and id of a sign from an address, or ``None`` where it is none."""
    key, _tilde, pk = sign.rpartition("~")
    if not _tilde or "\x00" in sign or len(sign) > 2 * _LONGEST:
        return None
    return (key, int(pk)) if pk.isascii() and pk.isdecimal() and len(pk) < 19 else None


def alphabetical(rows: QuerySet[Any], *, by: Any, after: str, size: int) -> tuple[list[Any], str]:
    """Return one page of ``rows`` by the lower case of ``by``, and the sign of where it ends.

    ``after`` is the sign of the page before, or anything else for the beginning. The sign returned
    is empty on the last page. One query, of ``size`` + 1 rows.
    """
    rows = rows.annotate(sort_key=Lower(by)).order_by("sort_key", "pk")
    if place := place_of(after):
        key, pk = place
        rows = rows.filter(Q(sort_key__gt=key) | Q(sort_key=key, pk__gt=pk))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], sign_of(last.sort_key, last.pk)


class ListPageView(SocialPageView):
    """A page with a search box and a long list.

    Subclasses give :meth:`rows` and ``sort_by``, and may give :meth:`kept`. The template gets
    ``rows``, ``typed`` and ``more_url`` (empty on the last page).
    """

    sort_by: ClassVar[Any] = "name"
    page_size: ClassVar[int] = 40

    @property
    def typed(self) -> str:
        """What was typed into the search box."""
        return typed_in(self.request)

    def rows(self) -> QuerySet[Any]:
        """Return what the viewer may see, searched and filtered, in no order."""
        raise NotImplementedError

    def kept(self) -> dict[str, str]:
        """Return the parameters of the address that the next page keeps."""
        return {"q": self.typed} if self.typed else {}

    def context(self) -> dict[str, Any]:
        """Return one page of the list and the way to the next."""
        rows, end = alphabetical(
            self.rows(),
            by=self.sort_by,
            after=self.request.GET.get("after", ""),
            size=self.page_size,
        )
        more_url = f"{self.request.path}?{urlencode(self.kept() | {'after': end})}" if end else ""
        return {"rows": rows, "typed": self.typed, "more_url": more_url}
