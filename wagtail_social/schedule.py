"""Work that is due: digests, mail, reminders. Done by ``manage.py social_run_due``.

Rooms and hosts register it by the extension point ``due_jobs``. Each run of a job claims its slot
by one conditional UPDATE, so that two runners at once never do the same slot twice. A job that is
stopped in the middle is done again at its next slot.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator

from django.db import IntegrityError, transaction

from .extension_points import DueJob, due_jobs
from .models import DueSlot

logger = logging.getLogger(__name__)


def claim(job: DueJob, now: datetime.datetime) -> bool:
    """Whether the job is due and this caller is the one who does it."""
    following = now + job.every
    if DueSlot.objects.filter(name=job.name, due_at__lte=now).update(due_at=following):
        return True
    if DueSlot.objects.filter(name=job.name).exists():
        return False
    try:
        with transaction.atomic():
            DueSlot.objects.create(name=job.name, due_at=following)
    except IntegrityError:
        return False
    return True


def run_due(now: datetime.datetime) -> Iterator[tuple[str, str]]:
    """Do what is due and yield (name of the job, what it did); a failure is logged and told."""
    for job in due_jobs.all():
        if not claim(job, now):
            continue
        try:
            yield job.name, job.run(now)
        except Exception as error:
            logger.exception("the job %s failed", job.name)
            yield job.name, f"failed: {type(error).__name__}"
