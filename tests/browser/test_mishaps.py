"""What goes wrong while writing: nothing is lost, nothing is sent twice, and people are told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.cast import PASSWORD
from wagtail_social.conversations.actions import RemoveComment, RemovePost
from wagtail_social.conversations.models import Comment, Post

from .person import MODES, Mode, Person
from .watch import Watch

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
every_way = pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
with_scripts = pytest.mark.parametrize("mode", MODES[:2], ids=lambda mode: mode.name)


def signs_in(person: Person, name: str) -> None:
    """Sign in again."""
    person.writes("Name", name)
    person.writes("Password", PASSWORD)
    person.presses("Sign in")


def begins_a_post(person: Person, site: Any) -> None:
    """Fill in the form of a new post."""
    person.goes_to(site.groups["open"].get_absolute_url() + "write/")
    person.writes("Title", "Ice on the quay")
    person.writes("Text", "Grit is at gate two.")


@every_way
def test_member_whose_session_ends_while_writing_a_post_gets_the_text_back(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """After signing in again the form is as it was, and can be sent."""
    marit = seat("member", mode)
    begins_a_post(marit, site)
    Session.objects.all().delete()
    marit.presses("Post")
    signs_in(marit, "member")
    marit.reads("Title", "Ice on the quay")
    marit.reads("Text", "Grit is at gate two.")
    marit.presses("Post")
    marit.sees("Posted.")
    assert Post.objects.filter(title="Ice on the quay").count() == 1


@every_way
def test_member_whose_session_ends_while_commenting_gets_the_text_back(
    seat: Seat, site: Any, mode: Mode, watch: Watch
) -> None:
    """The same in a thread."""
    watch.expected.add(401)
    marit = seat("member", mode)
    marit.goes_to(site.talks["open"].post.get_absolute_url())
    marit.writes("Your comment", "Mind the third step.")
    Session.objects.all().delete()
    marit.presses("Comment")
    signs_in(marit, "member")
    marit.reads("Your comment", "Mind the third step.")
    marit.presses("Comment")
    expect(marit.comment("Mind the third step.")).to_be_visible()
    assert Comment.objects.filter(comment="Mind the third step.").count() == 1


@every_way
def test_member_who_sends_twice_posts_once(seat: Seat, site: Any, mode: Mode) -> None:
    """An impatient hand makes one post and one comment."""
    marit = seat("member", mode)
    begins_a_post(marit, site)
    twice(marit, "Post")
    marit.finds("heading", "Ice on the quay")
    marit.writes("Your comment", "And at gate four.")
    twice(marit, "Comment")
    expect(marit.comment("And at gate four.")).to_be_visible()
    marit.page.wait_for_load_state("networkidle")
    assert Post.objects.filter(title="Ice on the quay").count() == 1
    assert Comment.objects.filter(comment="And at gate four.").count() == 1


def twice(person: Person, name: str) -> None:
    """Press a button twice at once."""
    button = person.part("button", name).first
    if person.mode.keyboard:
        person.reaches(button)
        person.key("Enter", "Enter")
    else:
        button.dblclick(no_wait_after=True)


@with_scripts
def test_member_on_a_bad_line_keeps_the_comment(
    seat: Seat, site: Any, mode: Mode, watch: Watch
) -> None:
    """It says so, and sending again works."""
    watch.offline = True
    marit = seat("member", mode)
    marit.goes_to(site.talks["open"].post.get_absolute_url())
    marit.writes("Your comment", "The tide is early.")
    marit.page.context.set_offline(True)
    marit.presses("Comment")
    marit.sees("This could not be sent. Your text is kept: please try again.")
    marit.reads("Your comment", "The tide is early.")
    marit.page.context.set_offline(False)
    marit.presses("Comment")
    expect(marit.comment("The tide is early.")).to_be_visible()
    marit.misses("This could not be sent. Your text is kept: please try again.")
    assert Comment.objects.filter(comment="The tide is early.").count() == 1


@with_scripts
def test_member_on_a_bad_line_keeps_the_post(
    seat: Seat, site: Any, mode: Mode, watch: Watch
) -> None:
    """A whole page could not be loaded: back at the form, the text is there."""
    watch.offline = True
    marit = seat("member", mode)
    begins_a_post(marit, site)
    marit.page.context.set_offline(True)
    marit.presses("Post")
    expect(marit.page.get_by_role("heading", name="Ice on the quay")).to_have_count(0)
    marit.page.context.set_offline(False)
    marit.goes_to(site.groups["open"].get_absolute_url() + "write/")
    marit.sees("Your unsent text is back.")
    marit.reads("Title", "Ice on the quay")
    marit.reads("Text", "Grit is at gate two.")
    marit.presses("Post")
    marit.sees("Posted.")
    marit.goes_to(site.groups["open"].get_absolute_url() + "write/")
    marit.reads("Title", "")


@every_way
def test_author_who_edits_what_was_just_removed_is_told_and_keeps_the_text(
    seat: Seat, site: Any, mode: Mode, watch: Watch
) -> None:
    """A moderator was quicker, with a post and with a comment."""
    watch.expected.update({403, 422})
    anouk = seat("author", mode)
    talk = site.talks["open"]
    anouk.goes_to(talk.post.get_absolute_url() + "edit/")
    anouk.writes("Text", "What I meant was lamps.")
    RemovePost(actor=site["moderator"], post=talk.post, reason="Twice.").execute()
    anouk.presses("Save")
    anouk.sees(re.compile("removed"))
    anouk.reads("Text", "What I meant was lamps.")
    closed = site.talks["closed"]
    comment = closed.comments["comment"]
    anouk.goes_to(f"/community/discussions/post/{closed.post.pk}/comments/{comment.pk}/edit/")
    anouk.writes("Your comment", "I meant the blue lamp.")
    RemoveComment(actor=site["moderator"], comment=comment, reason="Twice.").execute()
    anouk.presses("Save")
    anouk.sees(re.compile("removed"))
    anouk.reads("Your comment", "I meant the blue lamp.")


@with_scripts
def test_member_who_leaves_the_page_finds_the_draft(seat: Seat, site: Any, mode: Mode) -> None:
    """What was begun is there when one comes back, and can be discarded."""
    marit = seat("member", mode)
    path = site.talks["open"].post.get_absolute_url()
    marit.goes_to(path)
    marit.writes("Your comment", "Half a th")
    marit.goes_to("/community/")
    marit.goes_to(path)
    marit.reads("Your comment", "Half a th")
    marit.presses("Discard it")
    marit.reads("Your comment", "")
    marit.goes_to(path)
    marit.reads("Your comment", "")
