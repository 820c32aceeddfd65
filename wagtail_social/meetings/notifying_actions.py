"""What the owners of action items are told: it is theirs, it changed, it is due, it is overdue.

All news about the action items of one meeting is one line and one mail, with each of them in it.
An owner is told nothing that they cannot read: before the minutes are drafted or approved nobody
who only takes part, after leaving a closed group nothing any more.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from django.dispatch import Signal
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.happenings import (
    Facts,
    Happening,
    Nearness,
    NotificationCategory,
    Reason,
    Words,
)

from .actions.owners import TellOwners
from .models import ActionItem, Meeting, MeetingState, MinutesVersion
from .notifying import facts_of

#: The category of what its owner should know of an action item.
CATEGORY = "action"
#: In these the minutes are read by others than those who run the meeting.
_READABLE = (MeetingState.DRAFTED, MeetingState.APPROVED, MeetingState.CLOSED)


def categories() -> list[NotificationCategory]:
    """What of action items can be switched on and off."""
    return [
        NotificationCategory(
            name=CATEGORY,
            label=gettext_lazy("Action items"),
            help_text=gettext_lazy("You have taken something on, or it is due soon or overdue."),
            why=gettext_lazy("you have taken this on at a meeting"),
            nearness=Nearness.NAMED,
            mail=True,
            order=360,
        )
    ]


def minutes_are_readable(
    signal: Signal,
    actor: Any,
    meeting: Meeting | None = None,
    quiet: bool = False,
    **data: Any,
) -> bool:
    """Whether this event lets more people read minutes, or more of them, and is told."""
    if actor is None or quiet:
        return False
    if signal is events.minutes_corrected:
        return True
    if signal is not events.meeting_state_changed:
        return False
    return meeting is not None and meeting.state in _READABLE


def tell_owners(
    actor: Any, meeting: Meeting | None = None, version: MinutesVersion | None = None, **data: Any
) -> None:
    """Tell those who took something on and can read it now."""
    if meeting is None and version is not None:
        meeting = version.meeting
    assert meeting is not None
    TellOwners(actor=actor, meeting=meeting).execute()


def _about(item: ActionItem, actor: Any) -> Facts:
    facts = facts_of(item.meeting, actor, named=(item.owner_id,))
    return dataclasses.replace(facts, object_id=item.pk)


def _given(action_items: Collection[ActionItem], actor: Any, **data: Any) -> list[Facts]:
    return [_about(item, actor) for item in action_items]


def _handed(
    action_item: ActionItem, changed: Collection[str], actor: Any, **data: Any
) -> Facts | None:
    if "owner" not in changed or action_item.told_to_id != action_item.owner_id:
        return None
    return _about(action_item, actor)


def _changed(
    action_item: ActionItem, changed: Collection[str], actor: Any, **data: Any
) -> Facts | None:
    if "owner" in changed or action_item.owner_id in (None, actor.pk):
        return None
    return _about(action_item, actor)


def _coming(coming: Collection[ActionItem], **data: Any) -> list[Facts]:
    return [_about(item, None) for item in _with_meetings(coming)]


def _overdue(overdue: Collection[ActionItem], **data: Any) -> list[Facts]:
    return [_about(item, None) for item in _with_meetings(overdue)]


def _with_meetings(items: Collection[ActionItem]) -> Collection[ActionItem]:
    """Give each item its meeting: one query."""
    meetings = Meeting.objects.in_bulk({item.meeting_id for item in items})
    for item in items:
        item.meeting = meetings[item.meeting_id]
    return items


def _owner(only: Q) -> Callable[[Facts], QuerySet[Any]]:
    """Return how to find the owner, if it still is the one who was meant and can read it."""

    def people(facts: Facts) -> QuerySet[Any]:
        items = ActionItem.objects.filter(only, pk=facts.object_id, owner__in=facts.named)
        found = items.of_owners_who_read().values("owner")
        return get_user_model()._default_manager.filter(pk__in=found)

    return people


_OPEN = Q(status__in=("open", "in_progress"))
_BEFORE = _OPEN & Q(reminded_before=F("due_on"))
_AFTER = _OPEN & Q(reminded_after=F("due_on"))


def _words(only: Q) -> Callable[[Any, Collection[int]], dict[int, Words]]:
    """Return how to say which item it is and when it is due, to its owner."""

    def words(user: Any, ids: Collection[int]) -> dict[int, Words]:
        items = ActionItem.objects.mine(user).filter(only, pk__in=ids)
        return {item.pk: Words(html=_said(item), url=item.get_absolute_url()) for item in items}

    return words


def _said(item: ActionItem) -> str:
    due = _("Due %(day)s") % {"day": day_text(item.due_on)}
    if not item.is_open:
        due = item.get_status_display()
    return format_html("<p>{} · {}</p>", item.text, due)


def day_text(day: datetime.date) -> str:
    """Return a day as people of this language write it."""
    return formats.date_format(day, "DATE_FORMAT")


def _still(only: Q) -> Callable[[Collection[int]], set[int]]:
    def there(ids: Collection[int]) -> set[int]:
        return set(ActionItem.objects.filter(only, pk__in=ids).values_list("pk", flat=True))

    return there


def _url(key: int) -> str:
    return reverse("wagtail_social:action_item", args=[key])


def _says_given(names: str, count: int) -> str:
    return _("You have taken something on")


def _says_handed(names: str, count: int) -> str:
    return ngettext(
        "%(names)s handed something over to you", "%(names)s handed something over to you", count
    ) % {"names": names}


def _says_changed(names: str, count: int) -> str:
    return ngettext(
        "%(names)s wrote about what you have taken on",
        "%(names)s wrote about what you have taken on",
        count,
    ) % {"names": names}


def _says_coming(names: str, count: int) -> str:
    return _("What you have taken on is due soon")


def _says_overdue(names: str, count: int) -> str:
    return _("What you have taken on is overdue")


def happenings() -> list[Happening]:
    """What the owners of action items are told."""
    anyhow = Q()
    return [
        Happening(
            name="action_item_given",
            label=gettext_lazy("Action item taken on at a meeting"),
            event=events.action_items_given,
            facts=_given,
            reasons=(Reason(CATEGORY, _owner(_OPEN), _says_given),),
            words=_words(_OPEN),
            still_there=_still(_OPEN),
            url=_url,
            names_actor=False,
        ),
        Happening(
            name="action_item_handed",
            label=gettext_lazy("Action item handed over"),
            event=events.action_item_changed,
            facts=_handed,
            reasons=(Reason(CATEGORY, _owner(_OPEN), _says_handed),),
            words=_words(_OPEN),
            still_there=_still(_OPEN),
            url=_url,
        ),
        Happening(
            name="action_item_changed",
            label=gettext_lazy("News of an action item"),
            event=events.action_item_changed,
            facts=_changed,
            reasons=(Reason(CATEGORY, _owner(anyhow), _says_changed),),
            words=_words(anyhow),
            still_there=_still(anyhow),
            url=_url,
        ),
        Happening(
            name="action_item_due",
            label=gettext_lazy("Action item due soon"),
            event=events.action_items_due,
            facts=_coming,
            reasons=(Reason(CATEGORY, _owner(_BEFORE), _says_coming),),
            words=_words(_BEFORE),
            still_there=_still(_BEFORE),
            url=_url,
            names_actor=False,
            by_itself=True,
        ),
        Happening(
            name="action_item_overdue",
            label=gettext_lazy("Action item overdue"),
            event=events.action_items_due,
            facts=_overdue,
            reasons=(Reason(CATEGORY, _owner(_AFTER), _says_overdue),),
            words=_words(_AFTER),
            still_there=_still(_AFTER),
            url=_url,
            names_actor=False,
            by_itself=True,
        ),
    ]
