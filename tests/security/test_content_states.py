"""What one may do with a text, by who wrote it, by role, and by what has become of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations import actions as talk
from wagtail_social.conversations.models import Comment
from wagtail_social.groups import actions as groups
from wagtail_social.groups.models import Group

from ..cast import words
from .crawl import Visit
from .registry import ROWS
from .verbs import Ask

#: Verb, then who may: published, closed, locked, removed, archived. A author, M member,
#: O moderator, G manager, E employee of an open group; a capital letter is a yes.
TABLE = """
read       AMOGE AMOGE AMOGE AOG   AMOGE
comment    AMOG  -     -     -     -
react      AMOG  AMOG  AMOG  -     -
edit       A     A     A     -     -
remove     AOG   AOG   AOG   AOG   AOG
restore    OG    OG    OG    OG    OG
accept     AOG   AOG   AOG   -     OG
close      AOG   AOG   OG    OG    OG
lock       OG    OG    OG    OG    OG
pin        OG    OG    OG    -     OG
edit one's comment    A A A - -
remove one's comment  AOG AOG AOG AOG AOG
"""
STATES = ("published", "closed", "locked", "removed", "archived")
LETTERS = {"A": "author", "M": "member", "O": "moderator", "G": "manager", "E": "employee"}


def _rows() -> dict[str, dict[str, set[str]]]:
    found = {}
    for line in TABLE.strip().splitlines():
        *verb, published, closed, locked, removed, archived = line.split()
        answers = (published, closed, locked, removed, archived)
        found[" ".join(verb)] = {
            state: {LETTERS[letter] for letter in answer if letter in LETTERS}
            for state, answer in zip(STATES, answers, strict=True)
        }
    return found


ROWS_BY_VERB = _rows()


def _put_into(cast: Any, state: str) -> None:
    moderator, open_talk = cast["moderator"], cast.talks["open"]
    if state in ("closed", "locked"):
        place = cast.place("moderator", "open")
        talk.ChangeDiscussionState(actor=moderator, place=place, state=state).execute()
    elif state == "removed":
        talk.RemovePost(actor=moderator, post=open_talk.post, reason="Rude.").execute()
    elif state == "archived":
        groups.ArchiveGroup(actor=cast["manager"], group=cast.groups["open"]).execute()


def _read(ask: Ask) -> None:
    assert ask.place.target


def _comment_of(ask: Ask) -> Comment:
    return Comment.objects.get(pk=ask.talk.comments["comment"].pk)


def _done(action: Any) -> Callable[[Ask], None]:
    return lambda ask: action(ask).execute()


DO: dict[str, Callable[[Ask], None]] = {
    "read": _read,
    "comment": _done(lambda a: talk.PostComment(actor=a.user, place=a.place, source="Yes.")),
    "react": _done(lambda a: talk.React(actor=a.user, place=a.place, kind="support")),
    "edit": _done(lambda a: talk.EditPost(actor=a.user, post=a.talk.post, title="T", source="S")),
    "remove": _done(lambda a: talk.RemovePost(actor=a.user, post=a.talk.post, reason="Rude.")),
    "restore": _done(lambda a: talk.RestorePost(actor=a.user, post=a.talk.post)),
    "accept": _done(
        lambda a: talk.AcceptAnswer(actor=a.user, place=a.place, comment=a.talk.comments["reply"])
    ),
    "close": _done(
        lambda a: talk.ChangeDiscussionState(
            actor=a.user,
            place=a.place,
            state="closed" if a.place.state == "open" else "open",
        )
    ),
    "lock": _done(
        lambda a: talk.ChangeDiscussionState(actor=a.user, place=a.place, state="locked")
    ),
    "pin": _done(lambda a: talk.PinPost(actor=a.user, post=a.talk.post)),
    "edit one's comment": _done(
        lambda a: talk.EditComment(actor=a.user, comment=_comment_of(a), source="New.")
    ),
    "remove one's comment": _done(
        lambda a: talk.RemoveComment(actor=a.user, comment=_comment_of(a), reason="Rude.")
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_state_of_a_text_decides_with_the_role(cast: Any, state: str) -> None:
    """Class 12: every verb × role × state, each cell written down."""
    wrong = []
    _put_into(cast, state)
    for verb, answers in ROWS_BY_VERB.items():
        for role in LETTERS.values():
            with transaction.atomic():
                try:
                    DO[verb](Ask(cast, role, "open"))
                    done = True
                except (Refused, NotVisible, Http404):
                    done = False
                transaction.set_rollback(True)
            if done != (role in answers[state]):
                wrong.append(f"{role} {'did' if done else 'could not'} {verb}: {state}")
    assert not wrong, "\n".join(wrong)


def test_author_who_lost_sight_of_a_post_neither_edits_nor_removes_it(cast: Any) -> None:
    """Class 3: being the author is no key to a closed door."""
    author, closed = cast["author"], cast.talks["closed"]
    groups.LeaveGroup(actor=author, group=cast.groups["closed"]).execute()
    for action in (
        talk.EditPost(actor=author, post=closed.post, title="T", source="S"),
        talk.RemovePost(actor=author, post=closed.post),
        talk.RestorePost(actor=author, post=closed.gone),
        talk.EditComment(actor=author, comment=closed.comments["comment"], source="N"),
        talk.RemoveComment(actor=author, comment=closed.comments["comment"]),
    ):
        with pytest.raises(NotVisible):
            action.execute()


def test_author_does_not_bring_back_what_a_moderator_removed(cast: Any) -> None:
    """Class 12: a removal by a moderator stands, for the post and for the comment."""
    author, opened = cast["author"], cast.talks["open"]
    with pytest.raises(Refused):
        talk.RestorePost(actor=author, post=opened.gone).execute()
    with pytest.raises(Refused):
        talk.RestoreComment(actor=author, comment=opened.comments["removed"]).execute()


def test_lock_set_while_the_author_reopens_stands(cast: Any) -> None:
    """Class 12: the state is judged under the lock, not by what the form had shown."""
    place = cast.place("author", "open")
    assert place.can_close
    talk.ChangeDiscussionState(
        actor=cast["moderator"], place=cast.place("moderator", "open"), state="locked"
    ).execute()
    with pytest.raises(Refused):
        talk.ChangeDiscussionState(actor=cast["author"], place=place, state="open").execute()
    assert cast.place("author", "open").state == "locked"


def test_group_archived_while_somebody_writes_takes_nothing_more(cast: Any) -> None:
    """Class 12: a form that was open when the group was archived is refused."""
    stale = cast.groups["open"]
    Group.objects.filter(pk=stale.pk).update(archived_at=timezone.now())
    form = {"group": stale, "title": "Late", "submission": uuid.uuid4()}
    with pytest.raises(Refused):
        talk.PublishPost(actor=cast["member"], **form).execute()


@pytest.mark.parametrize("group", ["open", "closed", "secret"])
def test_member_meets_nothing_that_only_moderators_and_managers_read(
    cast: Any, client_of: Any, group: str
) -> None:
    """Class 1: removed texts, reasons, earlier versions, reports, requests, invitations."""
    kept = "earlier removed reason gonetitle gonebody gonereason report request invitation"
    everything = set(words(group))
    hidden = everything & {f"zq{group}{name}" for name in kept.split()}
    visit = Visit(client_of("member"), most=25).start([cast.groups[group].get_absolute_url()])
    for row in ROWS:
        if row.get and not row.alone:
            visit.fetch(row.url(Ask(cast, "member", group)))
    assert not visit.meets(hidden)
    assert visit.meets([f"zq{group}comment"])
