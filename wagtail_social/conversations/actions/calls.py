"""Asking colleagues for their view in a discussion."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social import events
from wagtail_social.actions import Action, Refused
from wagtail_social.markup import one_line
from wagtail_social.people.naming import names_known_to
from wagtail_social.throttling import throttle

from ..models import MAX_CALL_TEXT, Call, Discussion, DiscussionState
from ..targets import Place, audience_of_discussion
from .base import lock_discussion, require_open

#: How many colleagues one asks at once (people).
MOST_CALLED = 50


@dataclass(kw_only=True)
class CallColleagues(Action[list[Call]]):
    """Ask colleagues for their view in a discussion. Returns the rows of those asked now.

    Who was asked by the same person before and has not answered is passed over in silence.
    ``text`` is one line, cut at 300 characters. Raises ``Refused`` where somebody may not read the
    discussion: then nobody is asked.
    """

    place: Place
    user_ids: Collection[Any]
    text: str = ""

    event = events.colleagues_called
    is_content = True

    def check(self) -> None:
        """Who can answer here can ask; nobody asks themselves, or too many at once."""
        if not self.place.takes_part:
            raise Refused(_("Join the group to ask colleagues here."), code="not_member")
        if self.place.state != DiscussionState.OPEN:
            raise Refused(_("This discussion has been closed."), code="closed")
        if self.actor.pk in self.user_ids:
            raise Refused(_("You cannot ask yourself."), code="oneself", field="people")
        if len(set(self.user_ids)) > MOST_CALLED:
            raise Refused(
                _("Please ask at most %(most)s people at once.") % {"most": MOST_CALLED},
                code="too_many",
                field="people",
            )

    def write(self) -> list[Call]:
        """Add a row for each who is not waited for yet."""
        if self.actor is not None:  # not in check(), which also asks whether to show the form
            throttle("call", self.actor)
        discussion = lock_discussion(self.place.ensure_discussion())
        if self.actor is None:
            self.place.discussion = discussion
        else:
            self.place.look_again(discussion)
            require_open(self.place, field="people")
        wanted = list(dict.fromkeys(self.user_ids))
        self._require_readers(discussion, wanted)
        waiting = set(
            Call.objects.unanswered()
            .filter(discussion=discussion, asker=self.actor, person__in=wanted)
            .values_list("person_id", flat=True)
        )
        text = one_line(self.text)[:MAX_CALL_TEXT]
        calls = [
            Call(discussion=discussion, asker=self.actor, person_id=pk, text=text)
            for pk in wanted
            if pk not in waiting
        ]
        return Call.objects.bulk_create(calls) if calls else self.unchanged(calls)

    def _require_readers(self, discussion: Discussion, wanted: Sequence[Any]) -> None:
        """Refuse people who may not read the discussion, by the names that the actor knows."""
        readers = audience_of_discussion(discussion).filter(pk__in=wanted)
        others = set(wanted) - set(readers.values_list("pk", flat=True))
        if not others:
            return
        names = names_known_to(self.actor, others)
        text = _("Somebody whom you named cannot read this.")
        if names:
            text = ngettext(
                "%(names)s cannot read this.", "%(names)s cannot read this.", len(names)
            ) % {"names": ", ".join(names)}
        raise Refused(text, code="not_readers", field="people")

    def event_data(self, result: list[Call]) -> dict[str, Any]:
        """Tell the new rows."""
        return {"calls": result}
