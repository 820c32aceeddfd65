"""What templates show of posts and comments, fetched for a whole page at once.

The number of queries does not depend on how many rows there are. Rows hold what a template needs
in the form it needs it, so that drawing one asks nothing and decides little.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from wagtail_social.extension_points import PostKind
from wagtail_social.groups.standing import Standing, standings_of
from wagtail_social.markup import mentioned_ids, present
from wagtail_social.people.adapters import PersonCard, get_adapter
from wagtail_social.topics.vocabulary import topic_slug

from .addresses import CommentAddresses, PostAddresses
from .kinds import all_kinds, kind_named
from .models import Comment, Discussion, Post, PostTopic, Reaction, ReactionKind
from .opening import opening
from .rows import AnswerRow, Bar, CommentRow, PostRow
from .targets import POST, Place
from .wording import removed_text

#: HTML of a post that a feed shows before it says "Read more" (characters).
FEED_TEXT = 1_500
#: HTML of an accepted answer below its question in a feed (characters).
TEASER_TEXT = 500
#: Levels that are drawn with an indent of their own.
DEEPEST_LEVEL = 9


class Presenter:
    """Turns stored HTML into what this page shows: today's names, addresses of topics.

    ``user_ids`` and the people named in ``texts`` are looked up together, by one query.
    """

    def __init__(self, user_ids: Iterable[Any] = (), texts: Collection[str] = ()) -> None:
        self.cards: dict[Any, PersonCard] = {}
        self._people: dict[Any, tuple[str, str]] = {}
        self._asked: set[Any] = {None}
        self._expected: set[Any] = set()
        self._topic_urls: dict[str, str] = {}
        self.know(user_ids, texts)

    def expect(self, *user_ids: Any, text: str = "") -> None:
        """Look these people, and those named in ``text``, up with the next ones."""
        self._expected.update(user_ids, mentioned_ids(text))

    def know(self, user_ids: Iterable[Any], texts: Collection[str]) -> None:
        """Look up more people, those not asked for before: no query when there are none."""
        wanted = (set(user_ids) | mentioned_ids(texts) | self._expected) - self._asked
        if not wanted:
            return
        self._asked |= wanted
        found = get_adapter().cards(wanted)
        self.cards |= found
        self._people |= {pk: (card.name, card.url) for pk, card in found.items()}

    def card(self, user_id: Any) -> PersonCard | None:
        """Return the card of a person, ``None`` for somebody who is gone."""
        if user_id in self._expected:
            self.know((), ())
        return self.cards.get(user_id)

    def html(self, stored: str) -> str:
        """Return stored HTML ready for the page."""
        return present(stored, people=self._people, topic_url=self.topic_url)

    def topic_url(self, name: str) -> str:
        """Return the address of a topic by its name."""
        if name not in self._topic_urls:
            self._topic_urls[name] = reverse("wagtail_social:topic", args=[topic_slug(name)])
        return self._topic_urls[name]


def reaction_bars(user: Any, key: str, ids: Collection[int]) -> Callable[[int], Bar]:
    """Return the reaction bars of these discussions ("discussion") or comments ("comment").

    One query. A bar has an entry a kind, in order: ``kind``, ``label``, ``count``, ``pressed``.
    """
    labels = [(str(kind), str(kind.label)) for kind in ReactionKind]
    found = Reaction.objects.given(user, key, ids) if ids else {}
    none = [{"kind": kind, "label": label, "count": 0, "pressed": False} for kind, label in labels]

    def bar(pk: int) -> Bar:
        given = found.get(pk)
        if not given:
            return none
        bar = []
        for kind, label in labels:
            count, pressed = given.get(kind, (0, False))
            bar.append({"kind": kind, "label": label, "count": count, "pressed": pressed})
        return bar

    return bar


@dataclass
class _Fetched:
    """What rows of posts need beside the posts."""

    discussions: dict[int, Any]
    bars: Callable[[int], Bar]
    topics: dict[int, list[Any]]
    answers: dict[int, Comment]
    can_react: Callable[[Post], bool]
    presenter: Presenter


def _reacting(
    user: Any, posts: Sequence[Post], standing: Standing | None, joined: bool
) -> Callable[[Post], bool]:
    """Return whether the viewer may react to a post, as the group's rules have it."""
    if standing is not None:
        return lambda post: standing.can_comment
    if joined:
        return lambda post: not post.group.is_archived
    standings = standings_of(user, {post.group_id: post.group for post in posts}.values())
    return lambda post: standings[post.group_id].can_comment


def _fetch(
    user: Any, posts: Sequence[Post], can_react: Callable[[Post], bool], presenter: Presenter
) -> _Fetched:
    ids = [post.pk for post in posts]
    discussions = Discussion.objects.with_level(user).by_target(POST, ids)
    topics: dict[int, list[Any]] = {}
    for item in PostTopic.objects.filter(content_object__in=ids).select_related("tag"):
        topics.setdefault(item.content_object_id, []).append(item.tag)
    accepted = [post.accepted_comment_id for post in posts if post.accepted_comment_id]
    answers = list(Comment.objects.published().filter(pk__in=accepted)) if accepted else []
    texts: list[Post | Comment] = [*posts, *answers]
    presenter.know([text.author_id for text in texts], [text.html for text in texts])
    return _Fetched(
        discussions=discussions,
        bars=reaction_bars(user, "discussion", [found.pk for found in discussions.values()]),
        topics=topics,
        answers={comment.pk: comment for comment in answers},
        can_react=can_react,
        presenter=presenter,
    )


def post_rows(
    user: Any,
    posts: Sequence[Post],
    *,
    standing: Standing | None = None,
    joined: bool = False,
    limit: int | None = FEED_TEXT,
    presenter: Presenter | None = None,
) -> list[PostRow]:
    """Return the rows of posts (which have their groups).

    ``standing`` is given where all posts are of one group, ``joined`` where they are of groups the
    viewer is in: then nobody's place in a group is looked up. ``limit`` (characters of HTML)
    shortens long texts, ``None`` does not; ``presenter`` is that of the page, where it shows more
    people.
    """
    if not posts:
        return []
    can_react = _reacting(user, posts, standing, joined)
    fetched = _fetch(user, posts, can_react, presenter or Presenter())
    kinds = {kind.name: kind for kind in all_kinds()}
    at = PostAddresses()
    return [_post_row(post, fetched, kinds, at, limit) for post in posts]


def _post_row(
    post: Post,
    fetched: _Fetched,
    kinds: dict[str, PostKind],
    at: PostAddresses,
    limit: int | None,
) -> PostRow:
    presenter = fetched.presenter
    discussion = fetched.discussions.get(post.pk)
    html, shortened = (post.html, False) if limit is None else opening(post.html, limit)
    kind = kinds.get(post.kind) or kind_named(post.kind)
    tags = sorted(fetched.topics.get(post.pk, ()), key=lambda tag: tag.name.casefold())
    return PostRow(
        post=post,
        card=presenter.card(post.author_id),
        html=presenter.html(html),
        shortened=shortened,
        url=at.post(post.pk),
        group_title=post.group.title,
        group_url=at.group(post.group),
        kind=kind,
        chip="" if kind.name == "update" else str(kind.label),
        reactions=fetched.bars(discussion.pk if discussion else 0),
        level="" if discussion is None else discussion.level,
        can_react=fetched.can_react(post) and not post.is_removed,
        comment_count=discussion.comment_count if discussion else 0,
        topics=[
            (tag.name, presenter.topic_url(tag.name))
            for tag in tags
            if not _names_topic(post.html, tag.slug)
        ],
        tags=tags,
        answer=_answer_row(
            fetched.answers.get(post.accepted_comment_id or 0),
            presenter,
            at,
            short=limit is not None,
        ),
        at=at,
    )


def _names_topic(html: str, slug: str) -> bool:
    return "data-topic" in html and f'data-topic="{slug}"' in html.casefold()


def _answer_row(
    comment: Comment | None, presenter: Presenter, at: PostAddresses, *, short: bool
) -> AnswerRow | None:
    if comment is None:
        return None
    html, shortened = opening(comment.html, TEASER_TEXT) if short else (comment.html, False)
    return AnswerRow(
        pk=comment.pk,
        card=presenter.card(comment.author_id),
        html=presenter.html(html),
        shortened=shortened,
        time=comment.created_at,
        url=at.comment(comment.pk),
    )


def comment_rows(
    place: Place, comments: Sequence[Comment], *, presenter: Presenter | None = None
) -> list[CommentRow]:
    """Return the rows of comments of one discussion: two queries, whatever their number.

    ``presenter`` is that of the page, where it shows more people.

    A removed comment stays as a line that says so where it holds replies in place; without any
    only its author and moderators find it.
    """
    shown = [comment for comment in comments if _is_shown(place, comment)]
    if not shown:
        return []
    presenter = presenter or Presenter()
    presenter.know([comment.author_id for comment in shown], [comment.html for comment in shown])
    bars = reaction_bars(place.user, "comment", [comment.pk for comment in shown])
    rights = _Rights(place)
    return [_comment_row(place, comment, presenter, bars, rights) for comment in shown]


def _is_shown(place: Place, comment: Comment) -> bool:
    return not comment.is_taken_away or comment.reply_count > 0 or _reads_removed(place, comment)


def _reads_removed(place: Place, comment: Comment) -> bool:
    return comment.author_id == place.user.pk or place.can_moderate


class _Rights:
    """What the viewer may do with any comment here: asked once a page."""

    def __init__(self, place: Place) -> None:
        self.reply = place.can_comment
        self.react = place.takes_part
        self.accept = place.can_accept
        self.at = CommentAddresses(place.kind.name, place.target.pk)


def _comment_row(
    place: Place,
    comment: Comment,
    presenter: Presenter,
    bars: Callable[[int], Bar],
    rights: _Rights,
) -> CommentRow:
    pk = comment.pk
    gone = comment.is_taken_away
    readable = not gone or _reads_removed(place, comment)
    accepted = place.post is not None and place.post.accepted_comment_id == pk
    knows_history = comment.edited_at is not None and _reads_removed(place, comment)
    return CommentRow(
        pk=pk,
        level=min(comment.depth, DEEPEST_LEVEL),
        card=presenter.card(comment.author_id) if readable else None,
        html=presenter.html(comment.html) if readable else "",
        time=comment.created_at,
        edited=comment.edited_at,
        knows_history=knows_history,
        reactions=bars(pk),
        can_reply=rights.reply and not gone,
        can_react=rights.react and not gone,
        can_accept=rights.accept and not gone and not accepted,
        accepted=accepted,
        at=rights.at,
        removed=removed_text(comment) if gone else "",
        reason=comment.removal_reason if gone and readable else "",
        readable=readable,
    )
