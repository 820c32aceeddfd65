"""Posts and comments go out, with what people left on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from taggit.models import Tag

from wagtail_social.conversations.models import (
    Comment,
    ContentState,
    Discussion,
    DiscussionState,
    Post,
    PostTopic,
    Reaction,
    Revision,
    Subscription,
)
from wagtail_social.conversations.targets import POST
from wagtail_social.meetings.targets import ITEM

from ..format import CommentLine, PostLine, ReactionPart, RemovedPart, RevisionPart
from .people import topic_names
from .scope import Scope, chunks, group_names, names_of, usernames


class Marks:
    """Earlier versions and reactions of a chunk of texts, by the key of what they are on.

    ``key`` is "discussion" for posts and "comment" for comments.
    """

    def __init__(self, key: str, ids: Collection[int], people: Collection[Any]) -> None:
        rows = {f"{key}__in": ids}
        if key == "discussion":
            rows["comment__isnull"] = True  # type: ignore[assignment]
        self._revisions = self._by_key(key, Revision, rows)
        self._reactions = self._by_key(key, Reaction, rows)
        named = [row.edited_by_id for rows in self._revisions.values() for row in rows]
        named += [row.user_id for rows in self._reactions.values() for row in rows]
        self.users = usernames([*people, *named])

    @staticmethod
    def _by_key(key: str, model: Any, lookup: dict[str, Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for row in model._default_manager.filter(**lookup).order_by("created_at", "pk"):
            found.setdefault(getattr(row, f"{key}_id"), []).append(row)
        return found

    def revisions(self, key: int) -> tuple[RevisionPart, ...]:
        """Return the earlier versions of one text, oldest first."""
        return tuple(
            RevisionPart(
                at=row.created_at,
                by=self.users.get(row.edited_by_id),
                title=row.title,
                body=row.source,
            )
            for row in self._revisions.get(key, ())
        )

    def reactions(self, key: int) -> tuple[ReactionPart, ...]:
        """Return the reactions to one text, oldest first."""
        return tuple(
            ReactionPart(username=self.users[row.user_id], kind=str(row.kind), at=row.created_at)
            for row in self._reactions.get(key, ())
        )

    def removed(self, row: Post | Comment) -> RemovedPart | None:
        """Return that a text was taken away, or ``None``."""
        if row.state != ContentState.REMOVED:
            return None
        return RemovedPart(
            at=row.removed_at or row.created_at,
            by=self.users.get(row.removed_by_id),
            reason=row.removal_reason,
        )


def post_lines(scope: Scope) -> Iterator[PostLine]:
    """Yield posts, oldest first."""
    groups = group_names(scope.groups().order_by())
    for posts in chunks(scope.posts()):
        yield from _posts(posts, groups)


def _posts(posts: Sequence[Post], groups: dict[int, str]) -> Iterator[PostLine]:
    keys = [post.pk for post in posts]
    discussions = Discussion.objects.by_target(POST, keys)
    ids = [discussion.pk for discussion in discussions.values()]
    marks = Marks(
        "discussion", ids, [key for post in posts for key in (post.author_id, post.removed_by_id)]
    )
    names = names_of("posts", keys)
    answers = names_of("comments", [post.accepted_comment_id for post in posts])
    followers: dict[int, list[int]] = {}
    following = Subscription.objects.filter(discussion__in=ids, level="following")
    for discussion_id, user_id in following.values_list("discussion", "user"):
        followers.setdefault(discussion_id, []).append(user_id)
    follower_names = usernames({user for users in followers.values() for user in users})
    topics: dict[int, list[Tag]] = {}
    for row in PostTopic.objects.filter(content_object__in=keys).select_related("tag"):
        topics.setdefault(row.content_object_id, []).append(row.tag)
    for post in posts:
        about = discussions.get(post.pk) or Discussion(target_type=POST, target_id=post.pk)
        on_it = about.pk or 0
        closed = about.closed_at
        if about.state == DiscussionState.CLOSED and closed is None:
            closed = about.last_activity_at
        yield PostLine(
            id=names[post.pk],
            group=groups[post.group_id],
            author=marks.users.get(post.author_id),
            created=post.created_at,
            title=post.title,
            body=post.source,
            tags=topic_names(topics.get(post.pk, [])),
            kind=post.kind,
            closed=None if about.state == DiscussionState.OPEN else closed,
            locked=about.state == DiscussionState.LOCKED,
            pinned=post.pinned_at,
            language=post.language,
            edited=post.edited_at,
            revisions=marks.revisions(on_it),
            accepted=answers.get(post.accepted_comment_id),
            reactions=marks.reactions(on_it),
            removed=marks.removed(post),
            followers=tuple(sorted(follower_names[user] for user in followers.get(on_it, []))),
        )


def comment_lines(scope: Scope) -> Iterator[CommentLine]:
    """Yield comments in the order in which they came."""
    for comments in scope.comment_chunks():
        keys = [comment.pk for comment in comments]
        people = [key for row in comments for key in (row.author_id, row.removed_by_id)]
        marks = Marks("comment", keys, people)
        names = names_of("comments", [*keys, *(row.reply_to_id for row in comments)])
        discussions = Discussion.objects.filter(pk__in={row.discussion_id for row in comments})
        about = {
            pk: (target, key)
            for pk, target, key in discussions.values_list("pk", "target_type", "target_id")
        }
        posts = names_of("posts", [key for target, key in about.values() if target == POST])
        items = names_of("items", [key for target, key in about.values() if target == ITEM])
        for row in comments:
            target, key = about[row.discussion_id]
            yield CommentLine(
                id=names[row.pk],
                post=posts[key] if target == POST else None,
                item=items[key] if target == ITEM else None,
                author=marks.users.get(row.author_id),
                created=row.created_at,
                body=row.source,
                parent=names.get(row.reply_to_id),
                edited=row.edited_at,
                revisions=marks.revisions(row.pk),
                reactions=marks.reactions(row.pk),
                removed=marks.removed(row),
            )
