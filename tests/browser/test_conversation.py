"""A conversation from joining to the accepted answer, with mouse, keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD
from wagtail_social.conversations.models import Comment, Mention, Post

from .person import MODES, Mode, Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name),
]

Seat = Callable[..., Person]


def at_post(person: Person, site: Any, kind: str = "open") -> str:
    """Go to the post of a group; return its address."""
    path: str = site.talks[kind].post.get_absolute_url()
    person.goes_to(path)
    return path


def says(person: Person, text: str) -> None:
    """Comment on what is open."""
    person.writes("Your comment", text)
    person.presses("Comment")
    expect(person.comment(text)).to_be_visible()


def test_employee_signs_in_joins_a_group_and_asks_a_colleague(
    seat: Seat, site: Any, mode: Mode
) -> None:
    """From the sign-in page to a post with a mention and a topic, by what everybody sees."""
    emma = seat("anonymous", mode)
    emma.goes_to("/community/groups/")
    emma.writes("Name", "employee")
    emma.writes("Password", PASSWORD)
    emma.presses("Sign in")
    emma.finds("heading", "Groups")
    emma.follows("Zqopentitle circle")
    emma.presses("Join")
    emma.sees("Welcome to zqopenwelcome.")
    emma.follows("Skip")
    emma.follows(re.compile("Share or ask something"))
    emma.picks("Question")
    emma.writes("Title", "Who has the boat keys?")
    if mode.scripts:
        emma.writes("Text", "The hook is empty. ")
        emma.types("@Mari")
        expect(emma.page.get_by_role("option", name=re.compile("Marit Bakker"))).to_be_visible()
        emma.key("ArrowDown", "ArrowUp", "Enter")
        emma.reads("Text", "The hook is empty. @member ")
        emma.types("knows, I hope. #Boats")
    else:
        emma.writes("Text", "The hook is empty. @member knows, I hope. #Boats")
    emma.writes("Topics", "keys")
    emma.presses("Post")
    emma.sees("Posted.")
    emma.finds("heading", "Who has the boat keys?")
    emma.finds("link", "@Marit Bakker")
    emma.finds("link", re.compile("#boats", re.IGNORECASE))
    emma.finds("link", "#keys")
    post = Post.objects.get(title="Who has the boat keys?")
    assert post.author == site["employee"] and post.kind == "question"
    assert Mention.objects.filter(user=site["member"], discussion__target_id=post.pk).exists()


def test_member_comments_and_answers(seat: Seat, site: Any, mode: Mode) -> None:
    """A comment and a reply stand where they belong, and are counted."""
    marit = seat("member", mode)
    at_post(marit, site)
    says(marit, "The spare set is at the lock.")
    first = site.talks["open"].comments["comment"]
    card = marit.comment("I say zqopencomment.")
    marit.follows("Reply", card)
    marit.writes("Your reply", "Thanks, I will look there.")
    marit.presses("Reply", marit.page.get_by_role("main"))
    reply = marit.comment("Thanks, I will look there.")
    expect(reply).to_be_visible()
    marit.finds("heading", "5 comments")
    assert Comment.objects.get(comment="Thanks, I will look there.").parent_id == first.pk


def test_member_reacts_and_takes_it_back(seat: Seat, site: Any, mode: Mode) -> None:
    """A reaction is chosen from what is on offer, counted, and withdrawn by the same button."""
    marit = seat("member", mode)
    path = at_post(marit, site)
    post = marit.page.get_by_role("article")
    marit.presses(re.compile("^Thanks: 1"), post)
    marit.finds("button", re.compile("^Thanks: 2"))
    if not mode.scripts:
        assert marit.path() == path
    marit.opens("React", marit.page.get_by_role("article"))
    marit.presses(re.compile("^Celebrate"))
    marit.finds("button", re.compile("^Celebrate: 1"))
    if mode.scripts:
        chosen = marit.part("button", re.compile("^Celebrate: 1"), post)
        expect(chosen).to_be_focused()
    marit.goes_to(path)
    marit.presses(re.compile("^Thanks: 2"), post)
    marit.finds("button", re.compile("^Thanks: 1"))


def test_author_edits_removes_and_restores_a_post(seat: Seat, site: Any, mode: Mode) -> None:
    """What one wrote can be changed, taken away and brought back, with history."""
    anouk = seat("author", mode)
    at_post(anouk, site)
    more = "More actions on this post"
    anouk.opens(more)
    anouk.follows("Edit")
    anouk.writes("Title", "About the lamps")
    anouk.presses("Save")
    anouk.finds("heading", "About the lamps")
    anouk.sees("edited")
    anouk.opens(more)
    anouk.follows("Earlier versions")
    anouk.sees("About zqopenearlier")
    anouk.follows("Back")
    anouk.opens(more)
    anouk.follows("Remove")
    anouk.finds("heading", "Remove this post?")
    anouk.presses("Remove")
    anouk.sees("The post has been removed.")
    anouk.presses("Restore")
    anouk.sees("The post is back.")


def test_author_edits_removes_and_restores_a_comment(seat: Seat, site: Any, mode: Mode) -> None:
    """The same for a comment, which keeps its place in the thread."""
    anouk = seat("author", mode)
    at_post(anouk, site)
    more = "More actions on this comment"
    anouk.opens(more, anouk.comment("I say zqopencomment."))
    anouk.follows("Edit")
    anouk.writes("Your comment", "I say lamps.")
    anouk.presses("Save")
    anouk.opens(more, anouk.comment("I say lamps."))
    anouk.follows("Remove")
    anouk.presses("Remove")
    comment = Comment.objects.get(pk=site.talks["open"].comments["comment"].pk)
    removed = anouk.page.locator(f"#comment-{comment.pk}")
    expect(removed).to_contain_text("Removed by its author")
    anouk.sees("I say zqopenreply.")
    comment.refresh_from_db()
    assert comment.is_taken_away
    anouk.opens(more, removed)
    anouk.presses("Restore")
    expect(anouk.comment("I say lamps.")).to_be_visible()
    comment.refresh_from_db()
    assert not comment.is_taken_away


def test_author_accepts_an_answer(seat: Seat, site: Any, mode: Mode) -> None:
    """Who asked says which answer helped; it stands below the question."""
    anouk = seat("author", mode)
    at_post(anouk, site)
    anouk.presses("Accept as answer", anouk.comment("I say zqopenreply."))
    anouk.sees("This is now the accepted answer.")
    anouk.sees("Accepted answer", anouk.page.get_by_role("article"))
    post = Post.objects.get(pk=site.talks["open"].post.pk)
    assert post.accepted_comment_id == site.talks["open"].comments["reply"].pk


def test_employee_follows_a_conversation(seat: Seat, site: Any, mode: Mode) -> None:
    """What one follows is gathered at home."""
    emma = seat("employee", mode)
    at_post(emma, site)
    emma.presses("Follow", emma.page.get_by_role("article"))
    emma.finds("button", "Following")
    emma.goes_to("/community/")
    emma.follows("Following")
    emma.finds("link", "About zqopenposttitle")


def test_employee_follows_a_topic(seat: Seat, site: Any, mode: Mode) -> None:
    """A topic shows what one may see on it; following puts it on every page."""
    emma = seat("employee", mode)
    emma.goes_to("/community/groups/" + site.groups["open"].slug + "/")
    emma.follows("#zqopentopic", emma.article("About zqopenposttitle"))
    emma.finds("heading", "#zqopentopic")
    emma.presses("Follow")
    emma.finds("button", "Following")
    emma.finds("link", "About zqopenposttitle")
    emma.goes_to("/community/topics/")
    emma.follows("I follow")
    emma.finds("link", "#zqopentopic", emma.page.get_by_role("main"))
    emma.goes_to("/community/topics/?q=zqopentopic")
    emma.presses("Following", emma.page.get_by_role("main"))
    emma.finds("button", "Follow")
    assert emma.path() == "/community/topics/"


def test_member_discusses_a_page_of_the_host(seat: Seat, site: Any, mode: Mode) -> None:
    """Below a news page people talk as they do in groups."""
    marit = seat("member", mode)
    marit.goes_to("/news/launch/")
    says(marit, "Good news for the lock.")
    assert marit.path() == "/news/launch/"
    said = marit.comment("Good news for the lock.")
    marit.follows("Reply", said)
    if mode.scripts:
        marit.follows("Cancel", said)
        expect(marit.part("link", "Reply", said)).to_be_focused()
        marit.follows("Reply", said)
    marit.writes("Your reply", "And for @author.")
    marit.presses("Reply", marit.page.get_by_role("main"))
    marit.finds("link", "@Anouk Terwiel")
    assert Comment.objects.get(comment="And for @author.").depth == 1
