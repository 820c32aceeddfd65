"""What the actions on conversations share.

Locks are taken in one order, so that two never wait for each other: discussion, comments from
the root down, post, group.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from wagtail_social.actions import NotVisible, Refused

from ..models import Comment, Discussion, DiscussionState, Post, Subscription
from ..targets import Place, place_of_discussion


def place_or_not_visible(user: Any, discussion: Discussion) -> Place:
    """Return the place of a discussion for the actor. Raises ``NotVisible``."""
    try:
        place = place_of_discussion(user, discussion)
    except Http404 as error:
        raise NotVisible from error
    place.discussion = discussion
    return place


def lock_discussion(discussion: Discussion) -> Discussion:
    """Return the discussion's row, locked until the transaction ends."""
    return Discussion.objects.select_for_update(of=("self",)).get(pk=discussion.pk)


def lock_comment(comment: Comment) -> Comment:
    """Return the comment's row, locked, with the written text."""
    return Comment.objects.with_source().select_for_update(of=("self",)).get(pk=comment.pk)


def lock_post(post: Post) -> Post:
    """Return the post's row, locked."""
    locked = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk)
    return locked.select_related("group").get()


def follow(user: Any, discussion: Discussion) -> None:
    """Let a person follow a discussion, unless they have muted it."""
    if user is not None:
        Subscription.objects.bulk_create(
            [Subscription(user=user, discussion=discussion)], ignore_conflicts=True
        )


def require_open(place: Place, *, field: str) -> None:
    """Refuse what was closed, removed, or closed to the actor, while they wrote or waited.

    ``place`` has been looked at again under the lock. Raises ``NotVisible`` or ``Refused``, the
    latter for this ``field`` of the form.
    """
    if place.standing is not None and not place.standing.can_read:
        raise NotVisible
    if place.state == DiscussionState.OPEN and place.takes_part:
        return
    code, text = "closed", _("This discussion has been closed.")
    if place.discussion is not None and place.discussion.hidden:
        code, text = "removed", _("This post has been removed.")
    elif not place.takes_part:
        code, text = "no_posting", _("You cannot write in this group any more.")
    raise Refused(text, code=code, field=field)


def takes_over_removal(actor: Any, text: Post | Comment) -> bool:
    """Whether a removal by ``actor`` counts for a text that its author took away before."""
    return actor is not None and actor.pk != text.author_id and text.is_withdrawn


def key_of_words(submission: uuid.UUID | None, *words: Any) -> uuid.UUID | None:
    """Return the key by which what a form said is found when the form is sent again.

    Only the same words, to the same place, are the same: who improves a text after a failure on
    the way, and sends the form again, says something new.
    """
    return None if submission is None else uuid.uuid5(submission, ascii(words))
