"""Publishing, editing, removing and pinning posts."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import standing_of
from wagtail_social.markup import RENDERER_VERSION, one_line
from wagtail_social.throttling import throttle
from wagtail_social.topics.vocabulary import topics_named

from ..kinds import all_kinds
from ..models import ContentState, Discussion, Post, Revision
from ..targets import POST, Place, discussion_for, place_for, post_target
from ..text import clean_source, known_handles, record_mentions, render_text
from ..whole_group import tells_group
from .base import follow, key_of_words, lock_discussion, lock_post, takes_over_removal


@dataclass(kw_only=True)
class PublishPost(Action[Post]):
    """Begin a conversation in a group.

    ``submission`` is the key of the form that was sent: the same words with the same key
    twice are one post.
    ``topics`` come beside those that the text names by ``#``. ``author``, ``created_at`` and
    ``follows`` (whether the author follows the discussion) are for imports. ``tell_group``
    answers what :mod:`..whole_group` asks about ``@group``.
    """

    group: Group
    title: str = ""
    source: str = ""
    kind: str = "update"
    topics: Sequence[str] = ()
    language: str = ""
    submission: uuid.UUID | None = None
    author: Any = None
    created_at: datetime.datetime | None = None
    follows: bool = True
    tell_group: str = ""

    event = events.post_published
    is_content = True

    def check(self) -> None:
        """The actor may begin a conversation here, and not too many at once."""
        self._require_place()
        if not self._sent_before():
            throttle("post", self.actor)

    def _require_place(self) -> None:
        standing = standing_of(self.actor, self.group)
        if not standing.can_read:
            raise NotVisible
        if not standing.can_post:
            raise Refused(_("You cannot post in this group."), code="no_posting")

    @cached_property
    def _key(self) -> uuid.UUID | None:
        return key_of_words(self.submission, self.group.pk, self.title, self.source)

    def _sent_before(self) -> Post | None:
        if self._key is None:
            return None
        return Post.objects.filter(author=self.actor, submission=self._key).first()

    _is_new: bool = True
    _mentioned: Sequence[int] = ()
    _to_group: bool = False

    def write(self) -> Post:
        """Make the post, its discussion, topics and mentions; count it."""
        # The group's row is locked by its counter before anything is looked up, so that the same
        # form sent twice at once waits here and finds the first post.
        moment = self.created_at or timezone.now()
        if self.actor is not None:
            self.group = Group.objects.locked().get(pk=self.group.pk)
        if sent := self._sent_before():
            self._is_new = False
            return sent
        if self.actor is not None:
            if self.group.is_archived:
                raise Refused(_("This group has been archived."), code="archived")
            self._require_place()
        title = one_line(self.title)[:255]
        source = clean_source(self.source, required=not title)
        if self.kind not in [kind.name for kind in all_kinds()]:
            raise Refused(_("There is no such kind of post."), code="no_kind", field="kind")
        rendered = render_text(source)
        answer = self.tell_group
        self._to_group = tells_group(rendered, self.group, by=self.actor, answer=answer)
        author = self.author if self.actor is None else self.actor
        post = Post.objects.create(
            group=self.group,
            author=author,
            kind=self.kind,
            title=title,
            source=source,
            html=rendered.html,
            renderer_version=RENDERER_VERSION,
            language=self.language,
            created_at=moment,
            last_activity_at=moment,
            submission=self._key,
        )
        discussion = Discussion.objects.create(
            target_type=POST,
            target_id=post.pk,
            group=self.group,
            last_activity_at=moment,
        )
        topics = topics_named([*self.topics, *rendered.topics], by=self.actor)
        if topics:
            post.tags.through.objects.bulk_create(
                [post.tags.through(tag=tag, content_object=post) for tag in topics]
            )
        self._mentioned = record_mentions(rendered, discussion, None, by=author)
        if self.follows:
            follow(author, discussion)
        newest = Group.objects.filter(pk=self.group.pk)
        newest.update(post_count=F("post_count") + 1)
        newest.exclude(last_post_at__gt=moment).update(last_post_at=moment)
        self._discussion = discussion
        return post

    _discussion: Discussion | None = None

    def event_data(self, result: Post) -> dict[str, Any]:
        """Tell the post; a form sent twice tells nothing new."""
        return {
            "post": result,
            "mentioned": list(self._mentioned),
            "to_group": self._to_group,
            "repeated": not self._is_new,
        }


@dataclass(kw_only=True)
class _PostAction(Action[Post]):
    post: Post

    def place(self) -> Place:
        """Return the post's place for the actor. Raises ``NotVisible``."""
        try:
            return place_for(self.actor, POST, self.post.pk)
        except Http404 as error:
            raise NotVisible from error

    def lock(self) -> None:
        """Lock the discussion, then the post, and read the post anew."""
        self.discussion = lock_discussion(discussion_for(post_target(), self.post))
        self.post = lock_post(self.post)

    discussion: Discussion | None = None

    def event_data(self, result: Post) -> dict[str, Any]:
        """Tell the post."""
        return {"post": result}

    def log_data(self, result: Post) -> dict[str, Any]:
        """Log the group."""
        return {"group": result.group_id}


@dataclass(kw_only=True)
class EditPost(_PostAction):
    """Change one's own post; the earlier version is kept.

    ``minor`` says that nobody is to be told.
    """

    title: str
    source: str
    topics: Sequence[str] | None = None
    kind: str | None = None
    language: str | None = None
    minor: bool = True

    log_as = "wagtail_social.post.edited"
    event = events.post_edited
    is_content = True

    def check(self) -> None:
        """Its author, in a group where they still write, while it has not been removed."""
        place = self.place()
        if not place.is_author:
            raise Refused(_("Only the author edits a post."), code="not_author")
        if place.target.is_removed:
            raise Refused(
                _("This post was removed while you were writing. Your text was not saved."),
                code="removed",
            )
        if not place.takes_part:
            raise Refused(_("You cannot write in this group any more."), code="no_posting")

    def write(self) -> Post:
        """Keep the earlier version, render, and set topics and mentions anew."""
        if self.actor is not None:  # not in check(), which also asks whether to show the form
            throttle("edit", self.actor)
        self.lock()
        assert self.discussion is not None
        if self.post.is_removed:
            raise Refused(
                _("This post was removed while you were writing. Your text was not saved."),
                code="removed",
            )
        title = one_line(self.title)[:255]
        source = clean_source(self.source, required=not title)
        Revision.objects.create(
            discussion=self.discussion,
            title=self.post.title,
            source=self.post.source,
            edited_by=self.actor,
        )
        rendered = render_text(source, known_handles(self.discussion, None))
        self.post.title, self.post.source = title, source
        self.post.html, self.post.renderer_version = rendered.html, RENDERER_VERSION
        self.post.edited_at = timezone.now()
        if self.kind and self.kind in [kind.name for kind in all_kinds()]:
            self.post.kind = self.kind
        if self.language is not None:
            self.post.language = self.language
        self.post.save(
            update_fields=[
                "title",
                "source",
                "html",
                "renderer_version",
                "edited_at",
                "kind",
                "language",
            ]
        )
        named = self.topics if self.topics is not None else ()
        self.post.tags.set(topics_named([*named, *rendered.topics], by=self.actor))
        self._mentioned = record_mentions(rendered, self.discussion, None, by=self.actor)
        return self.post

    _mentioned: Sequence[int] = ()

    def event_data(self, result: Post) -> dict[str, Any]:
        """Tell the post, who is named for the first time, and whether it is a minor change."""
        return {"post": result, "mentioned": list(self._mentioned), "minor": self.minor}


@dataclass(kw_only=True)
class RemovePost(_PostAction):
    """Take a post away: its author any time, moderators with a reason."""

    reason: str = ""

    log_as = "wagtail_social.post.removed"
    event = events.post_removed

    def check(self) -> None:
        """Author or moderator; a moderator says why."""
        place = self.place()
        if not (place.is_author or place.can_moderate):
            raise Refused(_("Only the author and moderators remove a post."), code="not_yours")
        if not place.is_author and not self.reason.strip():
            raise Refused(_("Please say why."), code="no_reason", field="reason")

    def write(self) -> Post:
        """Hide post and discussion; the rows stay. Removing twice changes nothing.

        A moderator takes over what its author took away: then its author does not bring it back.
        """
        self.lock()
        if self.post.is_removed:
            if takes_over_removal(self.actor, self.post):
                self._remove()
                return self.post
            return self.unchanged(self.post)
        assert self.discussion is not None
        self._remove()
        Discussion.objects.filter(pk=self.discussion.pk).update(hidden=True)
        count_posts_of(self.post.group_id, -1)
        return self.post

    def _remove(self) -> None:
        self.post.state = ContentState.REMOVED
        self.post.removed_at = timezone.now()
        self.post.removed_by = self.actor
        self.post.removal_reason = self.reason.strip()[:500]
        self.post.pinned_at = None
        self.post.save(
            update_fields=[
                "state",
                "removed_at",
                "removed_by",
                "removal_reason",
                "pinned_at",
            ]
        )


@dataclass(kw_only=True)
class RestorePost(_PostAction):
    """Bring a removed post back: moderators, and the author what the author removed."""

    log_as = "wagtail_social.post.restored"
    event = events.post_restored

    def check(self) -> None:
        """Authors where they still write, but not what a moderator took away from them."""
        place = self.place()
        if not place.can_restore(place.target):
            raise Refused(_("Only moderators restore this post."), code="not_yours")

    def write(self) -> Post:
        """Show post and discussion again."""
        self.lock()
        if not self.post.is_removed:
            return self.unchanged(self.post)
        assert self.discussion is not None
        if self.actor is not None:
            self.check()
        self.post.state = ContentState.PUBLISHED
        self.post.removed_at = self.post.removed_by = None
        self.post.removal_reason = ""
        self.post.save(update_fields=["state", "removed_at", "removed_by", "removal_reason"])
        Discussion.objects.filter(pk=self.discussion.pk).update(hidden=False)
        count_posts_of(self.post.group_id, 1)
        return self.post


def count_posts_of(group_id: int, change: int) -> None:
    """Keep a group's figures true after a post went or came back."""
    # What somebody publishes meanwhile is waited for, and then counts among the newest.
    Group.objects.locked().get(pk=group_id)
    newest = (
        Post.objects.filter(group=group_id)
        .published()
        .order_by("-created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    Group.objects.filter(pk=group_id).update(
        post_count=F("post_count") + change, last_post_at=newest
    )


@dataclass(kw_only=True)
class PinPost(_PostAction):
    """Keep a post at the top of its group."""

    log_as = "wagtail_social.post.pinned"
    pinned = True

    def check(self) -> None:
        """Moderators only, and only what is shown."""
        place = self.place()
        if not place.can_moderate:
            raise Refused(_("Only moderators pin posts."), code="not_moderator")
        if self.pinned and place.target.is_removed:
            raise Refused(_("This post has been removed."), code="removed")

    def write(self) -> Post:
        """Set or clear the time."""
        self.post.pinned_at = timezone.now() if self.pinned else None
        self.post.save(update_fields=["pinned_at"])
        return self.post


@dataclass(kw_only=True)
class UnpinPost(PinPost):
    """Let a pinned post go its way."""

    log_as = "wagtail_social.post.unpinned"
    pinned = False
