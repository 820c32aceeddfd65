"""Agenda items can be talked about, from the moment they are on the agenda of an open meeting."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from wagtail_social.access import is_employee
from wagtail_social.extension_points import DiscussionTarget

from .models import AgendaItem, Attendance
from .seat import seat_of

#: The name of the target in addresses.
ITEM = "agenda-item"


def item_target() -> DiscussionTarget:
    """An agenda item. Of a group's meeting the group's rules hold; else its organisers moderate."""

    def readable(item: AgendaItem, user: Any, standing: Any) -> bool:
        if item.meeting.is_draft or item.is_aside:
            return False
        return seat_of(user, item.meeting).can_see

    def moderated(user: Any) -> QuerySet[Any]:
        if not is_employee(user):
            return AgendaItem.objects.none()
        run = Attendance.objects.filter(user=user).running().values("meeting_id")
        here = Q(meeting__group__isnull=True, meeting__in=run)
        return AgendaItem.objects.exclude(meeting__state="draft").filter(here)

    def headings(user: Any, keys: Collection[int]) -> dict[int, tuple[str, str]]:
        items = AgendaItem.objects.to_talk_about(user).filter(pk__in=keys)
        return {item.pk: (item.title, item.get_absolute_url()) for item in items}

    return DiscussionTarget(
        name=ITEM,
        model=lambda: AgendaItem,
        by_key=lambda pk: AgendaItem.objects.select_related("meeting__group").filter(pk=pk).first(),
        visible_to=AgendaItem.objects.to_talk_about,
        readable=readable,
        group=lambda item: item.meeting.group,
        title=lambda item: item.title,
        url=lambda item: item.get_absolute_url(),
        moderated=moderated,
        audience=lambda item: item.audience(),
        headings=headings,
    )
