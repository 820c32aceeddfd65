"""What of all that could be told one person is told."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from .people import Person
from .personal import Line
from .shelf import Candidate, Pool, Shelf

#: How much of each a digest holds (count).
MOST_LINES = 5
MOST_STORIES = 3
MOST_POSTS = 6
MOST_QUESTIONS = 3


@dataclass
class Choice:
    """What one digest tells: news for the person, then posts by their keys."""

    lines: list[Line] = field(default_factory=list)
    #: Unread news beside ``lines``.
    more_lines: int = 0
    stories: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)

    @property
    def post_ids(self) -> list[int]:
        """All posts it tells of."""
        return [*self.stories, *self.posts, *self.questions]

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.lines or self.more_lines or self.post_ids)


def choose(person: Person, lines: list[Line], shelf: Shelf) -> Choice:
    """Return what one person is told: nothing twice, nothing of their own."""
    shown = [line for line in lines if line.post_id is not None][:MOST_LINES]
    choice = Choice(lines=shown, more_lines=len(lines) - len(shown))
    taken = {line.post_id for line in lines if line.post_id is not None}
    # Who is known to know something is asked about that; others about what is said near them.
    groups = () if person.expertise else person.feed
    choice.questions = _take(
        person, shelf.questions, groups, person.expertise, taken, MOST_QUESTIONS
    )
    topics = person.follows
    choice.stories = _take(person, shelf.stories, person.feed, topics, taken, MOST_STORIES)
    choice.posts = _take(person, shelf.posts, person.feed, topics, taken, MOST_POSTS)
    return choice


def _take(
    person: Person,
    pool: Pool,
    groups: Collection[int],
    topics: Collection[int],
    taken: set[int],
    most: int,
) -> list[int]:
    """Return the keys of the first ``most`` that this person may and wants to be told of."""
    found: list[int] = []
    for candidate in _in_order(pool, groups, topics):
        if candidate.pk in taken or not _is_for(person, candidate):
            continue
        taken.add(candidate.pk)
        found.append(candidate.pk)
        if len(found) == most:
            break
    return found


def _in_order(pool: Pool, groups: Collection[int], topics: Collection[int]) -> Iterator[Candidate]:
    for *_rank, candidate in heapq.merge(*pool.piles(groups, topics)):
        yield candidate


def _is_for(person: Person, candidate: Candidate) -> bool:
    return (
        person.window.holds(candidate.created_at, candidate.delay)
        and candidate.author_id != person.pk
        and candidate.discussion_id not in person.done_with
        and candidate.group_id not in person.silenced
        and person.reads(candidate.group_id, is_open=candidate.is_open)
    )
