"""What calendars need to know of invitations that are taken back, and of those given again.

Called by actions that hold the lock of the meeting.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils import timezone

from ..models import Meeting, Withdrawal
from .fields import reschedule


def note_withdrawal(meeting: Meeting, user_id: Any) -> Withdrawal:
    """Write down what a person's calendar has to take out, under a higher sequence."""
    meeting.save(update_fields=reschedule(meeting))
    row, _is_new = Withdrawal.objects.update_or_create(
        meeting=meeting,
        user_id=user_id,
        defaults={
            "title": meeting.title,
            "starts_at": meeting.starts_at,
            "ends_at": meeting.ends_at,
            "time_zone": meeting.time_zone,
            "sequence": meeting.sequence,
            "withdrawn_at": timezone.now(),
        },
    )
    return row


def forget_withdrawals(meeting: Meeting, user_ids: Collection[Any]) -> None:
    """Forget that invitations of these people were taken back: they are invited again.

    The sequence is raised, so that a calendar that has taken the meeting out takes it in again.
    """
    deleted, _rows = Withdrawal.objects.filter(meeting=meeting, user__in=user_ids).delete()
    if deleted:
        meeting.save(update_fields=reschedule(meeting))
