"""The bell: what of a person's list is unread, and what becomes read by visiting it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.access import is_employee

from .models import Notification
from .presence import was_here
from .registry import subjects

#: More unread lines than this are not counted (count): what the first page of the list shows.
MOST_COUNTED = 25
#: How often 26 lines are read on where all before were hidden from their person (count).
MOST_SLICES = 10

_UNREAD = "_wagtail_social_unread"

Subject = tuple[str, int]


@dataclass
class Unread:
    """What a person has unread and may see: subjects, and whether these are all."""

    subjects: set[Subject] = field(default_factory=set)
    complete: bool = True


def unread_of(request: HttpRequest) -> Unread:
    """Return what the viewer has unread news about and may see: some 26 subjects at most.

    One query where there is no news; asked once a request.
    """
    found: Unread | None = getattr(request, _UNREAD, None)
    if found is None:
        found = _unread(request.user) if is_employee(request.user) else Unread()
        setattr(request, _UNREAD, found)
    return found


def know_unread(request: HttpRequest, unread: Unread) -> None:
    """Take what a view has found out already."""
    setattr(request, _UNREAD, unread)


def _unread(user: Any) -> Unread:
    """Read on where lines are hidden from their person by now, so that these hide no others."""
    lines = Notification.objects.of(user).unread().in_order()
    rows = lines.values_list("subject_type", "subject_id")
    found, size = Unread(), MOST_COUNTED + 1
    for start in range(0, MOST_SLICES * size, size):
        part = list(rows[start : start + size])
        found.subjects |= seen_among(user, part)
        found.complete = len(part) < size
        if found.complete or len(found.subjects) > MOST_COUNTED:
            break
    return found


def seen_among(user: Any, about: Iterable[Subject]) -> set[Subject]:
    """Return those of these subjects that the user may see: a query or two for each kind."""
    by_kind: dict[str, set[int]] = {}
    for name, key in about:
        by_kind.setdefault(name, set()).add(key)
    kinds = subjects()
    return {
        (name, key)
        for name, keys in by_kind.items()
        if name in kinds
        for key in kinds[name].keys_seen_by(user, keys)
    }


def bell_context(request: HttpRequest) -> dict[str, Any]:
    """Return what the bell shows; who is shown it is here."""
    was_here(request.user)
    return {
        "url": reverse("wagtail_social:notifications"),
        "count_url": reverse("wagtail_social:notifications_count"),
        **shown_count(unread_of(request)),
    }


def shown_count(unread: Unread) -> dict[str, str]:
    """Return the figure beside the bell and the words that say it; nothing unread has no figure."""
    count = min(len(unread.subjects), MOST_COUNTED)
    if not count:
        return {"figure": "", "label": _("Notifications")}
    all_told = unread.complete and len(unread.subjects) <= MOST_COUNTED
    figure = str(count) if all_told else f"{count}+"
    label = ngettext(
        "Notifications, %(figure)s unread", "Notifications, %(figure)s unread", count
    ) % {"figure": figure}
    return {"figure": figure, "label": label}


def record_visit(request: HttpRequest, subject_type: str, subject_id: int) -> None:
    """Take news about this subject as read: the viewer has its page before them.

    Asks nothing beyond what the bell asks, and writes only where there was news.
    """
    subject = (subject_type, subject_id)
    unread = unread_of(request)
    if subject not in unread.subjects and unread.complete:
        return
    lines = Notification.objects.of(request.user).unread()
    lines.filter(subject_type=subject_type, subject_id=subject_id).update(unread=False)
    unread.subjects.discard(subject)
