"""Making the digests of a batch: the number of queries does not depend on how many they are."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from ..letters import Composed, Dropped, Postponed
from ..readers import readers_of
from .absence import who_was_away
from .choosing import choose
from .people import Person, learn_about, window_of
from .personal import personal_lines
from .shelf import fill_shelf
from .writing import Writer

#: How many digests a sender best takes at once (count): what a batch shares is read and drawn once,
#: so that batches of 50 cost two to three times as much a digest (measured).
AT_ONCE = 200


def compose_digests(mails: Collection[Any], now: datetime.datetime) -> dict[int, Composed]:
    """Return what becomes of each of these digests, by its key.

    Whether somebody still wants and needs one is asked again, and what they may see is what they
    may see now. Who would be told nothing gets none.
    """
    composed: dict[int, Composed] = {}
    ids = {mail.recipient_id for mail in mails}
    readers = readers_of(ids)
    away = dict(who_was_away(ids, now).values_list("pk", "here_at"))
    people = []
    for mail in mails:
        reader = readers.get(mail.recipient_id)
        if reader is None or mail.recipient_id not in away:
            composed[mail.pk] = Dropped()
            continue
        quiet = reader.quiet_until(now)
        if quiet is not None:
            composed[mail.pk] = Postponed(quiet)
            continue
        window = window_of(mail, reader, away[mail.recipient_id])
        people.append(Person(mail, reader, window))
    return composed | _written(people) if people else composed


def _written(people: list[Person]) -> dict[int, Composed]:
    learn_about(people)
    shelf = fill_shelf(people)
    lines = personal_lines(people)
    chosen = {person.mail.pk: choose(person, lines[person.mail.pk], shelf) for person in people}
    writer = Writer(chosen.values())
    return {
        person.mail.pk: writer.letter(person, chosen[person.mail.pk]) or Dropped()
        for person in people
    }
