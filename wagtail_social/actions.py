"""The base of every change of state.

A change is one class with a verb for a name. It takes keyword arguments and no request, checks,
locks where two could collide, writes, logs, puts on record, and sends its event after commit::

    JoinGroup(actor=user, group=group).execute()

Views, admin, importer and API all call the same action. An action raises :class:`Refused` with a
sentence for the person, or :class:`~wagtail_social.access.NotVisible` where the actor may not
even see the thing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Generic, TypeVar

from django.db import transaction
from django.db.models import Model
from django.dispatch import Signal
from wagtail.log_actions import log

from .access import NotVisible, is_employee
from .extension_points import event_records, write_checks

T = TypeVar("T")

logger = logging.getLogger(__name__)

__all__ = ["Action", "NotVisible", "Refused"]


class Refused(Exception):
    """An action that cannot be done, with a translated sentence for the person who tried.

    ``code`` names the reason for programs; ``retry_after`` (seconds) is set where waiting helps;
    ``field`` names the form field that the sentence belongs to, if any.
    """

    def __init__(
        self, message: Any, *, code: str, retry_after: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.retry_after = retry_after
        self.field = field


@dataclass(kw_only=True)
class Action(Generic[T]):
    """One change of state by one person.

    ``actor`` is who does it; ``None`` stands for the system (an import, a due job) and skips the
    checks on people, never those on data.
    """

    actor: Any

    #: Name in the audit log; ``None`` where the written row is itself the record of who and when.
    log_as: ClassVar[str | None] = None
    #: Event sent after commit.
    event: ClassVar[Signal | None] = None
    #: Whether this puts content before others, so that write checks are asked first.
    is_content: ClassVar[bool] = False

    def check(self) -> None:
        """Raise ``Refused`` or ``NotVisible`` when the actor may not do this now."""

    def write(self) -> T:
        """Do it, inside the transaction, and return the result."""
        raise NotImplementedError(type(self).__name__)

    #: Whether the write found everything as it should be.
    _is_unchanged = False

    def unchanged(self, result: T) -> T:
        """Return the result of a write that changed nothing: no log entry, no event."""
        self._is_unchanged = True
        return result

    def subject(self, result: T) -> Model:
        """Return the object that the log entry is about. Default: the result."""
        assert isinstance(result, Model)
        return result

    def log_title(self, result: T) -> str:
        """Return how the log names the subject: never by text of a group that others can't see."""
        subject = self.subject(result)
        return f"{subject._meta.verbose_name} {subject.pk}"

    def log_data(self, result: T) -> dict[str, Any]:
        """Return what the log keeps beside actor and subject: ids and states, never texts."""
        return {}

    def event_of(self, result: T) -> Signal | None:
        """Return the event to send, or ``None`` where nothing happened. Default: ``event``."""
        return self.event

    def event_data(self, result: T) -> dict[str, Any]:
        """Return the keyword arguments of the event, beside ``actor``.

        Asked in the transaction, after ``write``.
        """
        return {}

    def execute(self) -> T:
        """Check, write, log, put on record; send the event once all of it has been committed."""
        with transaction.atomic():
            if self.actor is not None:
                if not is_employee(self.actor):
                    raise NotVisible
                if self.is_content:
                    for write_check in write_checks.all():
                        write_check.check(self)
                self.check()
            result = self.write()
            if self._is_unchanged:
                return result
            if self.log_as:
                log(
                    instance=self.subject(result),
                    action=self.log_as,
                    user=self.actor,
                    title=self.log_title(result),
                    data=self.log_data(result),
                )
            event = self.event_of(result)
            if event is not None:
                data = {"sender": type(self), "actor": self.actor, **self.event_data(result)}
                transaction.on_commit(partial(event.send_robust, recorded=True, **data))
                _put_on_record(event, data)
        return result


def _put_on_record(event: Signal, data: dict[str, Any]) -> None:
    """Write what belongs to the event in the same transaction: see ``EventRecord``."""
    for record in event_records.all():
        try:
            if record.applies(signal=event, **data):
                with transaction.atomic():
                    record.write(signal=event, **data)
        except Exception:
            # Without its savepoint (the connection is gone) the whole transaction is lost, and
            # nobody may be told otherwise.
            if transaction.get_rollback():
                raise
            logger.exception("%s could not be put on record", data["sender"].__name__)
