"""What people do with a discussion: react, follow, accept an answer, close and lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import Action, NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import (
    Comment,
    Discussion,
    DiscussionState,
    Post,
    Reaction,
    ReactionKind,
    Subscription,
    SubscriptionLevel,
)
from ..targets import Place
from .base import lock_comment, lock_discussion, lock_post


@dataclass(kw_only=True)
class React(Action[bool]):
    """Give a reaction, or take it back. Returns whether it is there now.

    ``given`` says which; ``None`` turns what there is. What is so already stays so.
    """

    place: Place
    kind: str
    given: bool | None = None
    comment: Comment | None = None

    def check(self) -> None:
        """Members react to what is shown."""
        if not self.place.takes_part:
            raise Refused(_("Join the group to react."), code="not_member")
        if self.kind not in ReactionKind.values:
            raise Refused(_("There is no such reaction."), code="no_kind")
        if self.comment is not None:
            discussion = self.place.discussion
            if discussion is None or self.comment.discussion_id != discussion.pk:
                raise NotVisible
            if self.comment.is_taken_away:
                raise Refused(_("This comment has been removed."), code="removed")
        throttle("react", self.actor)

    def write(self) -> bool:
        """Insert or delete one row; two at once leave one."""
        discussion = self.place.ensure_discussion()
        lookup = {
            "user": self.actor,
            "discussion": discussion,
            "comment": self.comment,
            "kind": self.kind,
        }
        rows = Reaction.objects.filter(**lookup)
        if self.given and rows.exists():
            return True
        deleted = 0 if self.given else rows.delete()[0]
        reaction = Reaction(**lookup)
        if deleted or self.given is False:
            self._changed = reaction if deleted else None
            return False
        try:
            with transaction.atomic():
                reaction.save()
                self._changed = reaction
        except IntegrityError:
            pass
        return True

    _changed: Reaction | None = None

    def event_of(self, result: bool) -> Signal | None:
        """Whether it was given or taken back, if anything changed."""
        if self._changed is None:
            return None
        return events.reaction_added if result else events.reaction_removed

    def event_data(self, result: bool) -> dict[str, Any]:
        """Tell the reaction."""
        return {"reaction": self._changed}


@dataclass(kw_only=True)
class FollowDiscussion(Action[Subscription | None]):
    """Follow, mute, or (``level`` empty) forget a discussion."""

    place: Place
    level: str = SubscriptionLevel.FOLLOWING

    def write(self) -> Subscription | None:
        """Keep one row a person and discussion."""
        if not self.level:
            if self.place.discussion is not None:
                Subscription.objects.filter(
                    user=self.actor, discussion=self.place.discussion
                ).delete()
            return None
        if self.level not in SubscriptionLevel.values:
            raise Refused(_("There is no such choice."), code="no_level")
        subscription, _created = Subscription.objects.update_or_create(
            user=self.actor,
            discussion=self.place.ensure_discussion(),
            defaults={"level": self.level},
        )
        return subscription


@dataclass(kw_only=True)
class ChangeDiscussionState(Action[Discussion]):
    """Open, close or lock a discussion."""

    place: Place
    state: str

    log_as = "wagtail_social.discussion.state_changed"
    event = events.discussion_state_changed

    def check(self) -> None:
        """Author and moderators close and reopen; locking and unlocking is the moderators'."""
        if self.state not in DiscussionState.values:
            raise Refused(_("There is no such state."), code="no_state")
        locks = DiscussionState.LOCKED in (self.state, self.place.state)
        if locks and not self.place.can_moderate:
            raise Refused(_("Only moderators lock and unlock."), code="not_moderator")
        if not locks and not self.place.can_close:
            raise Refused(_("You cannot close this discussion."), code="not_yours")

    def write(self) -> Discussion:
        """Set the state."""
        discussion = lock_discussion(self.place.ensure_discussion())
        self.place.discussion = discussion
        if self.actor is not None:
            self.check()
        self._before = discussion.state
        discussion.state = self.state
        discussion.closed_at = None if self.state == DiscussionState.OPEN else timezone.now()
        discussion.save(update_fields=["state", "closed_at"])
        return discussion

    _before: str = ""

    def log_data(self, result: Discussion) -> dict[str, Any]:
        """Log both states."""
        return {"before": self._before, "state": result.state}

    def event_data(self, result: Discussion) -> dict[str, Any]:
        """Tell the discussion and its state before."""
        return {"discussion": result, "before": self._before}


@dataclass(kw_only=True)
class AcceptAnswer(Action[Post]):
    """Say which comment answered the question."""

    place: Place
    comment: Comment | None

    log_as = "wagtail_social.post.answer_accepted"
    event = events.answer_accepted

    def check(self) -> None:
        """Who asked, or a moderator; a comment of this very discussion that is shown."""
        if not self.place.can_accept:
            raise Refused(_("Only who asked accepts an answer."), code="not_yours")
        if self.comment is None:
            return
        discussion = self.place.discussion
        if discussion is None or self.comment.discussion_id != discussion.pk:
            raise NotVisible
        if self.comment.is_taken_away:
            raise Refused(_("This comment has been removed."), code="removed")

    def write(self) -> Post:
        """Set the key, if what was checked still holds."""
        place = self.place
        place.discussion = lock_discussion(place.ensure_discussion())
        if self.comment is not None:
            self.comment = lock_comment(self.comment)
        place.target = post = lock_post(place.target)
        if self.actor is not None:
            self.check()
        post.accepted_comment = self.comment
        post.save(update_fields=["accepted_comment"])
        return post

    def event_data(self, result: Post) -> dict[str, Any]:
        """Tell the post and the comment."""
        return {"post": result, "comment": self.comment}


@dataclass(kw_only=True)
class WithdrawAnswer(AcceptAnswer):
    """Leave the question without an accepted answer again."""

    comment: None = None

    log_as = "wagtail_social.post.answer_withdrawn"
