"""What lies beside an item while it is talked about: what was said online, what is still open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from wagtail_social.compat import first_of_each
from wagtail_social.conversations.models import Comment, Discussion
from wagtail_social.markup import excerpt
from wagtail_social.people.adapters import PersonCard

from ..models import ActionItem, AgendaItem, Meeting
from ..seat import Seat
from ..targets import ITEM

#: Comments shown beside an item (comments); the discussion itself is one step away.
TALK_SHOWN = 5
#: Of each comment its beginning (characters).
TALK_LENGTH = 280
#: Actions of earlier meetings that belong to no item of this one, shown at once (actions).
CARRIED_SHOWN = 20
#: How long a chain of items that go on with one another is followed (items).
_LONGEST_CHAIN = 500

#: How a question ends, in the scripts of the world.
_ENDS = ("?", "？", "؟", "՞", "፧", "⸮")


def is_question() -> Q:
    """Return the condition on comments that ask something nobody has answered.

    A comment has no kind of its own, so a question is what ends in a question mark; it waits for
    as long as it has no reply.
    """
    asks = Q()
    for sign in _ENDS:
        asks |= Q(comment__endswith=sign)
    return asks & Q(reply_count=0)


@dataclass
class TalkLine:
    """One comment beside an item. ``waits`` says that it is a question without an answer."""

    comment: Comment
    text: str
    waits: bool
    author: PersonCard | None = None


@dataclass
class Talk:
    """What was said online about one item."""

    lines: list[TalkLine] = field(default_factory=list)
    count: int = 0

    @property
    def has_more(self) -> bool:
        """Whether more was said than stands here."""
        return self.count > len(self.lines)


def talks_about(items: Collection[AgendaItem]) -> dict[int, Talk]:
    """Return by item what was said last, questions without an answer first: three queries."""
    discussions = Discussion.objects.by_target(ITEM, [item.pk for item in items])
    spoken = {row.pk: item for item, row in discussions.items() if row.comment_count}
    waits = Case(When(is_question(), then=Value(1)), default=Value(0), output_field=IntegerField())
    said = Comment.objects.published().annotate(waits=waits)
    ordered = said.order_by("-waits", "-pk")
    ids = first_of_each(sorted(spoken), ordered, key="discussion", count=TALK_SHOWN)
    talks = {item: Talk(count=discussions[item].comment_count) for item in spoken.values()}
    for comment in ordered.filter(pk__in=ids) if ids else ():
        line = TalkLine(comment, excerpt(comment.html, TALK_LENGTH) or "…", bool(comment.waits))
        talks[spoken[comment.discussion_id]].lines.append(line)
    return talks


@dataclass
class Carried:
    """Actions of earlier meetings that are still open: by item, and those of no item here."""

    by_item: dict[int, list[ActionItem]] = field(default_factory=dict)
    rest: list[ActionItem] = field(default_factory=list)
    #: How many more there are than ``rest`` shows.
    more: int = 0


def carried_over(meeting: Meeting, seat: Seat, items: Collection[AgendaItem]) -> Carried:
    """Return what is open from earlier meetings, as this person may read it: two queries.

    Earlier meetings are those of the same series; without a series those of the same group. An
    action stands at the item that goes on with the one it was taken on at, over any number of
    meetings; the others are listed once. A meeting of neither has only those of the items that
    its own go on with.
    """
    earlier = Meeting.objects.filter(starts_at__lt=meeting.starts_at).exclude(pk=meeting.pk)
    if meeting.series_id is not None:
        earlier = earlier.filter(series=meeting.series_id)
    elif meeting.group_id is not None:
        earlier = earlier.filter(group=meeting.group_id)
    else:
        before = [item.carried_from_id for item in items if item.carried_from_id is not None]
        earlier = earlier.filter(items__in=before).distinct()
    open_ones = ActionItem.objects.visible_to(seat.user).not_done()
    found = open_ones.filter(meeting__in=earlier.values("pk")).select_related("meeting")
    actions = list(found)
    carried = Carried()
    if not actions:
        return carried
    here = _where_it_goes_on(earlier, items)
    rest = []
    for action in actions:
        place = here.get(action.item_id) if action.item_id is not None else None
        if place is not None:
            carried.by_item.setdefault(place, []).append(action)
        elif meeting.series_id is not None or meeting.group_id is not None:
            rest.append(action)
    carried.rest, carried.more = rest[:CARRIED_SHOWN], max(0, len(rest) - CARRIED_SHOWN)
    return carried


def _where_it_goes_on(earlier: Any, items: Collection[AgendaItem]) -> dict[int, int]:
    """Return, by item of an earlier meeting, the item of this meeting that goes on with it."""
    links = AgendaItem.objects.filter(meeting__in=earlier.values("pk"), carried_from__isnull=False)
    before = dict(links.values_list("pk", "carried_from_id"))
    here: dict[int, int] = {}
    for item in items:
        key = item.carried_from_id
        for _step in range(_LONGEST_CHAIN):
            if key is None or key in here:
                break
            here[key] = item.pk
            key = before.get(key)
    return here
