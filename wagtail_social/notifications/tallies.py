"""What the lines of a person's list tell, counted by the database in one query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connections, router

from .models import Delivery, SiteOutcome

# A line and what it tells of are joined by what they are about, which is no key, so that Django
# would need a subquery for it; to put that together costs as much CPU as the rest of the list.
_COUNT = """
SELECT line.id, activity.happening, activity.actor_id, delivery.category,
    MIN(delivery.activity_id), MAX(delivery.activity_id), MIN(activity.object_id)
FROM wagtail_social_notifications_notification line
JOIN wagtail_social_notifications_activity activity
    ON activity.subject_type = line.subject_type AND activity.subject_id = line.subject_id
    AND activity.id >= line.first
JOIN wagtail_social_notifications_delivery delivery
    ON delivery.activity_id = activity.id AND delivery.recipient_id = line.recipient_id
WHERE line.recipient_id = %s AND delivery.site = %s AND line.id IN ({keys})
GROUP BY line.id, activity.happening, activity.actor_id, delivery.category
"""


class Tally(NamedTuple):
    """What one person did that one line tells for one reason.

    ``line`` is the key of the notification, ``first`` and ``last`` are those of activities,
    ``made`` is that of the first thing that was made. ``actor`` is ``None`` for a closed account.
    """

    line: int
    happening: str
    actor: Any
    category: str
    first: int
    last: int
    made: int


def tallies(user: Any, lines: Sequence[int]) -> list[Tally]:
    """Return what these lines of this person tell: what came since each was last read."""
    if not lines:
        return []
    connection = connections[router.db_for_read(Delivery)]
    person: Any = Delivery._meta.get_field("recipient")
    actor = person.target_field.to_python
    statement = _COUNT.format(keys=", ".join(["%s"] * len(lines)))
    mine = person.get_db_prep_value(user.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, [mine, SiteOutcome.TOLD.value, *lines])
        return [
            Tally(line, happening, actor(who), *rest)
            for line, happening, who, *rest in cursor.fetchall()
        ]
