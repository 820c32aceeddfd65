"""The main job on real input: a folder comes in, twice, and every text is what was written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from wagtail_social.conversations.models import Comment, Discussion, Mention, Post
from wagtail_social.groups.models import Group
from wagtail_social.people.adapters import PersonCard, get_adapter
from wagtail_social.people.models import Profile
from wagtail_social.topics.vocabulary import topics_named

from .folders import SAMPLE, folders, guesses, run_import, tables, write
from .oracle import Shown, expected
from .pages import texts_on_page

pytestmark = pytest.mark.django_db

FIGURES = {
    "quic": {"people": 64, "groups": 3, "posts": 386, "comments": 1230},
    "sample": {"people": 12, "groups": 6, "posts": 10, "comments": 2015},
}


@pytest.fixture(params=folders(), ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder to import: one of the environment, or our own with a post of 2,000 comments."""
    if request.param != SAMPLE:
        return request.param
    copy = shutil.copytree(SAMPLE, tmp_path / "sample")
    return write(copy, comments=guesses(2000))


def lines(folder: Path, kind: str) -> list[dict]:
    text = (folder / f"{kind}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def test_an_administrator_imports_a_community_and_every_text_is_as_it_was_written(
    folder: Path,
) -> None:
    before = get_user_model().objects.count()
    code, out = run_import(folder)
    assert code == 0, out
    came = {
        "people": get_user_model().objects.count() - before,
        "groups": Group.objects.count(),
        "posts": Post.objects.count(),
        "comments": Comment.objects.count(),
    }
    assert came == FIGURES.get(folder.name, came)
    assert came == {kind: len(lines(folder, kind)) for kind in came}

    check_texts(folder)
    check_topics(folder)
    check_counters()

    first = tables()
    code, out = run_import(folder)
    assert code == 0
    assert tables() == first


def check_texts(folder: Path) -> None:
    """On the page of every discussion each text has its elements and its words, in order.

    Mentions are linked, pictures are links, and ``#123`` is a number.
    """
    rows = dict(zip((line["id"] for line in lines(folder, "posts")), in_order(Post), strict=True))
    pages = {name: found_on_page(post) for name, post in rows.items()}
    comments = zip(lines(folder, "comments"), in_order(Comment), strict=True)
    texts = [
        *(
            (line, pages[line["id"]], f"post-{rows[line['id']].pk}")
            for line in lines(folder, "posts")
        ),
        *((line, pages[line["post"]], f"comment-{comment.pk}") for line, comment in comments),
    ]
    names = {
        f"@{card.name}": f"@{handle}"
        for handle, card in zip(
            Profile.objects.order_by("pk").values_list("handle", flat=True),
            cards_in_order(),
            strict=True,
        )
    }
    mentioned = set()
    for line, page, key in texts:
        html = page.pop(key, "")
        assert bool(html) == bool(line["body"]), line["id"]
        shown = Shown(html, names)
        counts, words = expected(line["body"])
        assert shown.counts == counts, (line["id"], html)
        assert lowered(shown.words) == lowered(words), line["id"]
        assert "<img" not in html
        assert not [topic for topic in shown.topics if topic[1:2].isdigit()], line["id"]
        mentioned.update(shown.mentioned)
    assert not any(pages.values()), "a text that nobody wrote"
    assert mentioned and mentioned <= set(names)
    assert Mention.objects.exists()


def in_order(model: type[Post | Comment]) -> list[Post | Comment]:
    return list(model.objects.order_by("pk"))


def cards_in_order() -> list[PersonCard]:
    keys = list(Profile.objects.order_by("pk").values_list("user", flat=True))
    cards = get_adapter().cards(keys)
    return [cards[key] for key in keys]


def lowered(words: list[str]) -> list[str]:
    return [word.lower() for word in words]


def found_on_page(post: Post) -> dict[str, str]:
    """Return the texts on the page of a post, as somebody of its group who sees most finds it."""
    places = post.group.memberships.active().of_active_people().by_role()
    client = Client()
    client.force_login(places.select_related("user")[0].user)
    return texts_on_page(client, reverse("wagtail_social:post", args=[post.pk]))


def check_topics(folder: Path) -> None:
    """Labels are topics, beside those that texts name."""
    for line, post in zip(lines(folder, "posts"), Post.objects.order_by("pk"), strict=True):
        assert set(topics_named(line.get("tags", []))) <= set(post.tags.all()), line["id"]
    for line in lines(folder, "groups"):
        group = Group.objects.get(title=line["title"])
        assert set(group.tags.all()) == set(topics_named(line.get("tags", [])))


def check_counters() -> None:
    """Figures that are kept agree with the rows."""
    for group in Group.objects.all():
        posts = group.posts.published()
        assert group.post_count == posts.count()
        assert group.member_count == group.memberships.active().count()
        newest = posts.order_by("-created_at").values_list("created_at", flat=True).first()
        assert group.last_post_at == newest
    for about in Discussion.objects.all():
        assert about.comment_count == about.comments.published().count()
    for comment in Comment.objects.filter(depth=0):
        assert comment.reply_count == Comment.objects.filter(root=comment.pk).count()


def test_an_administrator_imports_states_roles_and_threads_as_they_were() -> None:
    code, out = run_import(SAMPLE)
    assert code == 0, out

    ovens = Group.objects.get(title="Ovens and doughs")
    assert ovens.slug.startswith("ovens-and-doughs-") and ovens.department.name == "Ovens"
    secret = Group.objects.get(title="The shop in Lindenweg")
    assert (secret.visibility, secret.join_policy) == ("members", "invitation")
    assert Group.objects.get(title="Vans").join_policy == "request"
    assert Group.objects.get(title="Marktplatz (closed shop)").is_archived
    places = {
        row.user.username: (row.state, row.role)
        for row in Group.objects.get(title="Recipes we do not sell").memberships.all()
    }
    assert places["Marisol"] == ("active", "moderator")
    assert places["lotte"] == ("requested", "member")
    assert places["nadja"] == ("invited", "member")
    assert places["emil"] == ("banned", "member")

    users = get_user_model().objects
    assert not users.get(username="piet-old").is_active
    assert not users.get(username="hedda").has_usable_password()

    steam = Post.objects.get(title="Oven 2 loses steam")
    answer = steam.accepted_comment
    assert answer.author.username == "piet-old" and answer.depth == 1
    about = Discussion.objects.of("post", steam.pk)
    assert (about.state, about.closed_at.isoformat()) == ("closed", "2024-02-23T10:00:00+00:00")
    assert Comment.objects.get(reply_to=answer).depth == 2
    assert Comment.objects.filter(discussion=about, state="removed").count() == 1
    assert about.comment_count == 4

    rude = Post.objects.get(source="This is robbery.")
    assert rude.is_removed and rude.removed_by.username == "aylin_k"
    assert Discussion.objects.of("post", rude.pk).hidden
    plait = Discussion.objects.of("post", Post.objects.get(title="The plaited loaf").pk)
    assert plait.state == "locked"
    followers = {row.user.username for row in plait.subscriptions.all()}
    assert followers == {"hedda", "yusuf"}
