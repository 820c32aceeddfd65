"""What a composer makes of a mail that is due: a letter, or why there is none (yet).

A composer gets mails of one kind as a batch and returns, by the key of each, one of the three
classes below. It asks again what each person may see and wants, since that may have changed since
the mail was put down. Composers stand in :data:`wagtail_social.notifications.sending.COMPOSERS`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from wagtail_social.happenings import MailPart


@dataclass(frozen=True)
class Letter:
    """A mail ready to be sent. ``deliveries`` are the keys of the deliveries it tells of.

    ``outcomes`` are those it does not tell of any more, by key, and what to log of each.
    """

    subject: str
    text: str
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    deliveries: tuple[int, ...] = ()
    outcomes: dict[int, str] = field(default_factory=dict)
    #: What it carries for the program that reads it.
    part: MailPart | None = None


@dataclass(frozen=True)
class Dropped:
    """There is nothing to send any more. ``outcomes``: for deliveries, by key, what to log."""

    outcomes: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Postponed:
    """Not now: quiet hours, or the last mail about this was too short ago."""

    until: datetime.datetime


Composed = Letter | Dropped | Postponed
