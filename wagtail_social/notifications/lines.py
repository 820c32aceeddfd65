"""A person's list: a page of lines, each telling all news about one subject.

The number of queries does not depend on how many lines there are, nor on how much happened.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from wagtail_social.happenings import About, Reason
from wagtail_social.people.adapters import PersonCard, get_adapter

from .models import Notification
from .naming import NAMED, told_of
from .registry import all_happenings, categories, subjects
from .tallies import Tally, tallies

#: Lines on one page (count).
PAGE_SIZE = 25
#: Sentences of one line: "Ada named you", "Bo and 3 others commented" (count).
_SENTENCES = 2

#: Where a page of the list begins: what was last on the one before, unread or not, when, its key.
Place = tuple[bool, datetime.datetime, int]


class Line(NamedTuple):
    """What is shown of one notification."""

    key: int
    subject: tuple[str, int]
    about: About
    sentences: list[str]
    #: Who did it last; ``None`` where nobody is named or the account is gone.
    card: PersonCard | None
    names_somebody: bool
    url: str
    unread: bool
    moment: datetime.datetime


class Row(NamedTuple):
    """What is stored of one line: of a notification, no more than the list needs."""

    pk: int
    subject_type: str
    subject_id: int
    last: int
    latest_at: datetime.datetime
    unread: bool

    @property
    def subject(self) -> tuple[str, int]:
        """What it is about: kind and key."""
        return self.subject_type, self.subject_id


class _Said(NamedTuple):
    """The same said of several people: who, latest first."""

    reason: Reason
    actors: list[Any]
    names_actors: bool


def rows_of(user: Any, after: Place | None = None) -> list[Row]:
    """Return the rows of this person's list after a place, and one more where it goes on."""
    rows = Notification.objects.of(user)
    if after is not None:
        rows = rows.after(*after)
    found = rows.in_order().values_list(*Row._fields)[: PAGE_SIZE + 1]
    return [Row(*row) for row in found]


def read_lines(user: Any, rows: Sequence[Row]) -> list[Line]:
    """Return the lines of these rows that the person may see now, in the same order."""
    abouts, told = _abouts(user, rows), _told(user, rows)
    shown = [
        (row, about, tallied, _said(tallied))
        for row in rows
        if (about := abouts.get(row.subject)) and (tallied := told.get(row.pk))
    ]
    cards = get_adapter().cards(
        {actor for *_rest, said in shown for each in said for actor in each.actors[:NAMED]}
    )
    lines = []
    for row, about, tallied, said in shown:
        names_somebody = said[0].names_actors
        lines.append(
            Line(
                key=row.pk,
                subject=row.subject,
                about=about,
                sentences=[_sentence(each, cards) for each in said],
                card=cards.get(said[0].actors[0]) if names_somebody else None,
                names_somebody=names_somebody,
                url=_first_url(tallied) or about.url,
                unread=row.unread,
                moment=row.latest_at,
            )
        )
    return lines


def _abouts(user: Any, rows: Sequence[Row]) -> dict[tuple[str, int], About]:
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        by_kind.setdefault(row.subject_type, set()).add(row.subject_id)
    kinds = subjects()
    return {
        (name, key): about
        for name, keys in by_kind.items()
        if name in kinds
        for key, about in kinds[name].seen_by(user, keys).items()
    }


def _told(user: Any, rows: Sequence[Row]) -> dict[int, list[Tally]]:
    """Return what each line tells, by its key: strongest reason first, then the latest.

    Without what a room told that is not there any more, or does not tell it any more.
    """
    happenings, strength = all_happenings(), {name: n for n, name in enumerate(categories())}
    told: dict[int, list[Tally]] = {}
    for tally in tallies(user, [row.pk for row in rows]):
        happening = happenings.get(tally.happening)
        if happening and tally.category in strength and happening.reason(tally.category):
            told.setdefault(tally.line, []).append(tally)
    for found in told.values():
        found.sort(key=lambda tally: (strength[tally.category], -tally.last))
    return told


def _first_url(tallied: Sequence[Tally]) -> str:
    """Return where the news begins, the place to start reading, or nothing for the top.

    What happens in one conversation has growing keys, so the smallest is that of the first.
    """
    first = min(tallied, key=attrgetter("first"))
    url = all_happenings()[first.happening].url
    return url(first.made) if url is not None else ""


def _said(tallied: Sequence[Tally]) -> list[_Said]:
    """Return what is said first, in the order of the tallies, each once with all who did it."""
    happenings = all_happenings()
    found: dict[Any, _Said] = {}
    for tally in tallied:
        happening = happenings[tally.happening]
        reason = happening.reason(tally.category)
        assert reason is not None
        said = found.get(reason.sentence)
        if said is None:
            found[reason.sentence] = _Said(reason, [tally.actor], happening.names_actor)
        elif tally.actor not in said.actors:
            said.actors.append(tally.actor)
    return list(found.values())[:_SENTENCES]


def _sentence(said: _Said, cards: Mapping[Any, PersonCard]) -> str:
    names = [
        cards[actor].name if actor in cards else _("A former colleague")
        for actor in said.actors[:NAMED]
    ]
    return told_of(names, len(said.actors), said.reason.sentence)
