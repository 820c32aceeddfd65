"""What a community manager does with posts and comments of groups they do not moderate.

A steward has the permission to change posts (or comments) and may read the group. Nothing else is
opened by it, and each of these is in the log and shown to the author as by any moderator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused

from ..models import DiscussionState
from ..overseeing import comments_overseen_by, is_steward, posts_overseen_by
from .comments import RemoveComment, RestoreComment
from .discussions import ChangeDiscussionState
from .posts import RemovePost, RestorePost


def _require_steward(actor: Any, rows: Any, text: Any) -> Any:
    """Return the text as it is now. Raises ``NotVisible`` or ``Refused``."""
    found = rows.filter(pk=text.pk).first()
    if found is None:
        raise NotVisible
    if not is_steward(actor, type(found)):
        raise Refused(_("Only community managers can do that here."), code="not_steward")
    return found


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Please say why."), code="no_reason", field="reason")


def _refuse_own(actor: Any, text: Any) -> None:
    if text.author_id == actor.pk and text.removed_by_id != actor.pk:
        raise Refused(
            _("What somebody else took away from you, somebody else brings back."),
            code="own",
        )


@dataclass(kw_only=True)
class RemovePostAsSteward(RemovePost):
    """Take a post away, with a reason that its author reads."""

    def check(self) -> None:
        """A steward, with a reason."""
        _require_steward(self.actor, posts_overseen_by(self.actor), self.post)
        _require_reason(self.reason)


@dataclass(kw_only=True)
class RestorePostAsSteward(RestorePost):
    """Bring a removed post back."""

    def check(self) -> None:
        """A steward, but not of one's own post that somebody else removed."""
        post = _require_steward(self.actor, posts_overseen_by(self.actor), self.post)
        _refuse_own(self.actor, post)


@dataclass(kw_only=True)
class RemoveCommentAsSteward(RemoveComment):
    """Take a comment away, with a reason that its author reads."""

    def check(self) -> None:
        """A steward, with a reason."""
        self.comment = _require_steward(self.actor, comments_overseen_by(self.actor), self.comment)
        _require_reason(self.reason)


@dataclass(kw_only=True)
class RestoreCommentAsSteward(RestoreComment):
    """Bring a removed comment back."""

    def check(self) -> None:
        """A steward, but not of one's own comment that somebody else removed."""
        self.comment = _require_steward(self.actor, comments_overseen_by(self.actor), self.comment)
        _refuse_own(self.actor, self.comment)


@dataclass(kw_only=True)
class LockPostAsSteward(ChangeDiscussionState):
    """Lock the discussion of a post, or unlock it."""

    def check(self) -> None:
        """A steward, a post that is shown, and a change from or to locked."""
        post = self.place.post
        if post is None:
            raise NotVisible
        found = _require_steward(self.actor, posts_overseen_by(self.actor), post)
        if found.is_removed:
            raise Refused(_("This post has been removed."), code="removed")
        if (self.state == DiscussionState.LOCKED) == (self.place.state == DiscussionState.LOCKED):
            raise Refused(_("Nothing changes."), code="no_change")
        if self.state not in (DiscussionState.LOCKED, DiscussionState.OPEN):
            raise Refused(_("There is no such state."), code="no_state")
