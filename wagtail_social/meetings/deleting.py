"""What is said before a page of the host is deleted to which meetings belong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from .models import Meeting


def say_what_stays(request: HttpRequest, page: Any) -> None:
    """Tell who is about to delete a page how many meetings, of those they read, lose it.

    They stay, with the date and the place that they have.
    """
    if request.method != "GET":
        return
    below = Meeting.objects.filter(event_page__path__startswith=page.path)
    count = Meeting.objects.visible_to(request.user).filter(pk__in=below.values("pk")).count()
    if count:
        text = ngettext(
            "%(count)s meeting belongs to this page or to one below it. It stays, with its date "
            "and its place, and no longer leads here.",
            "%(count)s meetings belong to this page or to pages below it. They stay, with their "
            "dates and places, and no longer lead here.",
            count,
        )
        messages.info(request, text % {"count": count})
