"""Whether the owners of action items are still there: ``Seat`` in SQL, for many items at once.

Who left a closed group, was banned, or whose account is closed does nothing any more: somebody
else has to. A test asks both, for every role and every state of a meeting.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wagtail_social.conf import settings
from wagtail_social.groups.models import Membership

from .models_by_name import model


def _attendances() -> QuerySet[Any]:
    """Return the owner's place at the meeting."""
    rows: QuerySet[Any] = model("Attendance").objects.filter(
        meeting=OuterRef("meeting"), user=OuterRef("owner")
    )
    return rows


def _places() -> Any:
    """Return the owner's place in the group of the meeting."""
    return Membership.objects.filter(group=OuterRef("meeting__group"), user=OuterRef("owner"))


def _sees_all() -> Q:
    return Q(owner__is_superuser=True) if settings.SUPERUSERS_SEE_ALL else Q(pk__in=())


def owner_is_here() -> Q:
    """Return the condition that the owner can read the meeting, and do something there.

    False for an item without an owner, too.
    """
    of_nobody = Q(meeting__group__isnull=True) & (
        Q(meeting__open_to_all=True) | Exists(_attendances()) | _sees_all()
    )
    of_group = Q(meeting__group__isnull=False) & (
        Q(meeting__group__visibility="everyone") | Exists(_places().active()) | _sees_all()
    )
    banned = Exists(_places().filter(state="banned"))
    return Q(owner__is_active=True) & (of_nobody | of_group) & ~Q(banned)


def is_published() -> Q:
    """Return the condition that an item is not of a correction that is still being written."""
    before = Q(created_at__lt=F("meeting__correcting_since"))
    return Q(meeting__correcting_since__isnull=True) | before


def owner_reads_minutes() -> Q:
    """Return the condition that the owner is there, and can read the minutes by now."""
    runs = Exists(_attendances().running()) | Exists(_places().managers()) | _sees_all()  # type: ignore[attr-defined]
    as_draft = Q(meeting__state="drafted") & (Exists(_attendances()) | runs)
    in_session = Q(meeting__state="in_session") & runs
    approved = Q(meeting__state__in=("approved", "closed")) & (is_published() | runs)
    return owner_is_here() & (approved | as_draft | in_session)
