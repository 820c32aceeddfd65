"""Posting, editing, removing and restoring comments.

A comment is three inserts (the base's two rows and ours), then the counters of its ancestors and
of the discussion. Nothing else in the thread is touched: a deep reply among ten thousand costs
what the first one costs.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_comments_xtd.models import XtdComment

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.markup import RENDERER_VERSION
from wagtail_social.throttling import throttle

from ..models import (
    MAX_DEPTH,
    PATH_STEP,
    Comment,
    ContentState,
    Discussion,
    Post,
    Revision,
)
from ..paths import path_step
from ..targets import POST, Place, target_named
from ..text import clean_source, known_handles, record_mentions, render_text
from ..whole_group import tells_group
from .base import (
    follow,
    key_of_words,
    lock_comment,
    lock_discussion,
    place_or_not_visible,
    require_open,
    takes_over_removal,
)


def _site_id() -> int:
    site_id = getattr(django_settings, "SITE_ID", None)
    return site_id or Site.objects.order_by("pk").values_list("pk", flat=True)[0]


@dataclass(kw_only=True)
class PostComment(Action[Comment]):
    """Answer in a discussion, or answer a comment in it.

    ``place`` is the discussion as the actor finds it. ``submission`` is the key of the form that
    was sent: the same words with the same key twice are one comment. ``author``, ``created_at``
    and ``follows`` (whether the author follows the discussion from now on) are for imports.
    ``tell_group`` answers what :mod:`..whole_group` asks about ``@group``.
    """

    place: Place
    source: str
    parent: Comment | None = None
    submission: uuid.UUID | None = None
    author: Any = None
    created_at: datetime.datetime | None = None
    follows: bool = True
    tell_group: str = ""

    event = events.comment_posted
    is_content = True

    def check(self) -> None:
        """The actor may answer here now, and not too often."""
        if not self.place.takes_part:
            raise Refused(_("Join the group to answer."), code="not_member")
        if self._sent_before() is None:
            throttle("comment", self.actor)

    @cached_property
    def _key(self) -> uuid.UUID | None:
        place, parent = self.place, self.parent
        about = (place.kind.name, place.target.pk, parent.pk if parent else None)
        return key_of_words(self.submission, *about, self.source)

    def _sent_before(self) -> Comment | None:
        if self._key is None:
            return None
        return Comment.objects.filter(author=self.actor, submission=self._key).first()

    _is_new: bool = True
    _mentioned: Sequence[int] = ()
    _to_group: bool = False

    def write(self) -> Comment:
        """Insert the rows, then count."""
        discussion = lock_discussion(self.place.ensure_discussion())
        if sent := self._sent_before():
            self._is_new = False
            self.place.discussion = discussion
            return sent
        if self.actor is None:
            self.place.discussion = discussion
        else:
            self.place.look_again(discussion)
            require_open(self.place, field="source")
        source = clean_source(self.source, required=True)
        parent = self._parent(discussion)
        rendered = render_text(source)
        group = self.place.standing.group if self.place.standing else None
        answer = self.tell_group
        self._to_group = tells_group(rendered, group, by=self.actor, answer=answer)
        comment = self._insert(discussion, parent, source, rendered.html)
        if rendered.mentioned:
            self._mentioned = record_mentions(rendered, discussion, comment, by=comment.author)
        if self.follows:
            follow(comment.author, discussion)
        self._count(discussion, comment)
        return comment

    def _parent(self, discussion: Discussion) -> Comment | None:
        if self.parent is None:
            return None
        parent = Comment.objects.filter(pk=self.parent.pk, discussion=discussion).first()
        if parent is None:
            raise NotVisible
        if parent.is_taken_away and self.actor is not None:
            raise Refused(
                _("The comment you answer has been removed meanwhile."),
                code="parent_removed",
                field="source",
            )
        if parent.depth >= MAX_DEPTH:
            parent = Comment.objects.filter(pk=parent.reply_to_id).first()
        return parent

    def _insert(
        self, discussion: Discussion, parent: Comment | None, source: str, html: str
    ) -> Comment:
        author = self.author if self.actor is None else self.actor
        moment = self.created_at or timezone.now()
        target = self.place.target
        base = XtdComment(
            content_type=ContentType.objects.get_for_model(
                target_named(discussion.target_type).model()
            ),
            object_pk=str(target.pk),
            site_id=_site_id(),
            user=author,
            comment=source,
            submit_date=moment,
            level=parent.depth + 1 if parent else 0,
            thread_id=(parent.root_id or parent.pk) if parent else 0,
            parent_id=parent.pk if parent else 0,
        )
        models.Model.save_base(base, force_insert=True)
        comment = Comment(
            base=base,
            discussion=discussion,
            reply_to=parent,
            root_id=(parent.root_id or parent.pk) if parent else None,
            path=(parent.path if parent else "") + path_step(base.pk, PATH_STEP),
            depth=parent.depth + 1 if parent else 0,
            author=author,
            html=html,
            renderer_version=RENDERER_VERSION,
            created_at=moment,
            submission=self._key,
        )
        comment.__dict__.update(
            {
                field.attname: getattr(base, field.attname)
                for field in base._meta.concrete_fields
                if field.attname != "comment_ptr_id"
            }
        )
        comment.comment_ptr_id = base.pk
        comment.save_base(raw=True, force_insert=True)
        return comment

    def _count(self, discussion: Discussion, comment: Comment) -> None:
        steps = range(PATH_STEP, len(comment.path), PATH_STEP)
        for end in steps:
            Comment.objects.filter(discussion=discussion, path=comment.path[:end]).update(
                reply_count=F("reply_count") + 1
            )
        moment = max(comment.created_at, discussion.last_activity_at)
        Discussion.objects.filter(pk=discussion.pk).update(
            comment_count=F("comment_count") + 1, last_activity_at=moment
        )
        if discussion.target_type == POST:
            Post.objects.filter(pk=discussion.target_id).update(last_activity_at=moment)

    def event_data(self, result: Comment) -> dict[str, Any]:
        """Tell the comment; a form sent twice tells nothing new."""
        return {
            "comment": result,
            "mentioned": list(self._mentioned),
            "to_group": self._to_group,
            "repeated": not self._is_new,
        }


@dataclass(kw_only=True)
class _CommentAction(Action[Comment]):
    comment: Comment

    def place(self) -> Place:
        """Return the place for the actor, with the comment read anew. Raises ``NotVisible``."""
        discussion = self.comment.discussion
        self.comment = Comment.objects.get(pk=self.comment.pk)
        self.comment.discussion = discussion
        return place_or_not_visible(self.actor, discussion)

    @property
    def is_author(self) -> bool:
        """Whether the comment is the actor's own."""
        return self.comment.author_id == self.actor.pk

    def lock(self) -> None:
        """Lock discussion, then comment, and read both anew."""
        discussion = lock_discussion(self.comment.discussion)
        self.comment = lock_comment(self.comment)
        self.comment.discussion = discussion

    def event_data(self, result: Comment) -> dict[str, Any]:
        """Tell the comment."""
        return {"comment": result}

    def log_data(self, result: Comment) -> dict[str, Any]:
        """Log the discussion."""
        return {"discussion": result.discussion_id}


@dataclass(kw_only=True)
class EditComment(_CommentAction):
    """Change one's own comment; the earlier version is kept.

    ``minor`` says that nobody is to be told.
    """

    source: str
    minor: bool = True

    log_as = "wagtail_social.comment.edited"
    event = events.comment_edited
    is_content = True

    def check(self) -> None:
        """Its author, where they still take part, while it has not been removed."""
        place = self.place()
        if not self.is_author:
            raise Refused(_("Only the author edits a comment."), code="not_author")
        if not place.takes_part:
            raise Refused(_("You cannot write in this group any more."), code="no_posting")

    def write(self) -> Comment:
        """Keep the earlier version, render, and set mentions anew."""
        if self.actor is not None:  # not in check(), which also asks whether to show the form
            throttle("edit", self.actor)
        self.lock()
        if self.comment.is_taken_away or self.comment.discussion.hidden:
            raise Refused(
                _("This comment was removed while you were writing. Your text was not saved."),
                code="removed",
            )
        source = clean_source(self.source, required=True)
        discussion = self.comment.discussion
        Revision.objects.create(
            discussion=discussion,
            comment=self.comment,
            source=self.comment.source,
            edited_by=self.actor,
        )
        rendered = render_text(source, known_handles(discussion, self.comment))
        XtdComment.norel_objects.filter(pk=self.comment.pk).update(comment=source)
        self.comment.html, self.comment.renderer_version = rendered.html, RENDERER_VERSION
        self.comment.edited_at = timezone.now()
        _save_own(self.comment, "html", "renderer_version", "edited_at")
        self._mentioned = record_mentions(rendered, discussion, self.comment, by=self.actor)
        return self.comment

    _mentioned: Sequence[int] = ()

    def event_data(self, result: Comment) -> dict[str, Any]:
        """Tell the comment, who is named for the first time, and whether it is a minor change."""
        return {"comment": result, "mentioned": list(self._mentioned), "minor": self.minor}


def _save_own(comment: Comment, *names: str) -> None:
    """Write fields of the child's row alone; the base rows and their receivers stay out of it."""
    Comment.objects.filter(pk=comment.pk).update(**{name: getattr(comment, name) for name in names})


@dataclass(kw_only=True)
class RemoveComment(_CommentAction):
    """Take a comment away; its replies keep their place."""

    reason: str = ""

    log_as = "wagtail_social.comment.removed"
    event = events.comment_removed

    def check(self) -> None:
        """Author or moderator; a moderator says why."""
        place = self.place()
        if not (self.is_author or place.can_moderate):
            raise Refused(_("Only the author and moderators remove a comment."), code="not_yours")
        if not self.is_author and not self.reason.strip():
            raise Refused(_("Please say why."), code="no_reason", field="reason")

    def write(self) -> Comment:
        """Hide the text, and withdraw it where it was the accepted answer.

        A moderator takes over what its author took away: then its author does not bring it back.
        """
        self.lock()
        if self.comment.is_taken_away:
            if takes_over_removal(self.actor, self.comment):
                self._remove()
                return self.comment
            return self.unchanged(self.comment)
        self._remove()
        XtdComment.norel_objects.filter(pk=self.comment.pk).update(is_removed=True, is_public=False)
        Discussion.objects.filter(pk=self.comment.discussion_id).update(
            comment_count=F("comment_count") - 1
        )
        Post.objects.filter(accepted_comment=self.comment.pk).update(accepted_comment=None)
        return self.comment

    def _remove(self) -> None:
        self.comment.state = ContentState.REMOVED
        self.comment.removed_at = timezone.now()
        self.comment.removed_by = self.actor
        self.comment.removal_reason = self.reason.strip()[:500]
        _save_own(self.comment, "state", "removed_at", "removed_by", "removal_reason")


@dataclass(kw_only=True)
class RestoreComment(_CommentAction):
    """Bring a removed comment back: moderators, and the author what the author removed."""

    log_as = "wagtail_social.comment.restored"
    event = events.comment_restored

    def check(self) -> None:
        """Authors where they still write, but not what a moderator took away from them."""
        place = self.place()
        if not place.can_restore(self.comment):
            raise Refused(_("Only moderators restore this comment."), code="not_yours")

    def write(self) -> Comment:
        """Show the text again."""
        self.lock()
        if not self.comment.is_taken_away:
            return self.unchanged(self.comment)
        if self.actor is not None:
            self.check()
        self.comment.state = ContentState.PUBLISHED
        self.comment.removed_at = self.comment.removed_by = None
        self.comment.removal_reason = ""
        _save_own(self.comment, "state", "removed_at", "removed_by", "removal_reason")
        XtdComment.norel_objects.filter(pk=self.comment.pk).update(is_removed=False, is_public=True)
        Discussion.objects.filter(pk=self.comment.discussion_id).update(
            comment_count=F("comment_count") + 1
        )
        return self.comment
