"""What community managers do with posts and comments from the lists in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_social.actions import Action
from wagtail_social.administration.bulk import RowAction
from wagtail_social.markup import excerpt

from .actions.stewardship import (
    LockPostAsSteward,
    RemoveCommentAsSteward,
    RemovePostAsSteward,
    RestoreCommentAsSteward,
    RestorePostAsSteward,
)
from .models import Comment, ContentState, DiscussionState, Post
from .overseeing import comments_overseen_by, posts_overseen_by
from .targets import POST, Place, target_named

#: Characters of a text that a list shows.
SHOWN = 90


class ReasonForm(forms.Form):
    """Why something is taken away."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The author reads it, and so do the group's moderators."),
    )


class PostRowAction(RowAction):
    """A change of posts that the viewer may read."""

    models = [Post]

    def rows_for(self, user: Any) -> Any:
        """Return the posts that the viewer may read."""
        return posts_overseen_by(user)

    def label_of(self, row: Any) -> str:
        """Return title and group."""
        return f"{row.heading} · {row.group.title}"

    def done_text(self, count: int) -> str:
        """Say how many."""
        return ngettext("%(count)s post changed.", "%(count)s posts changed.", count) % {
            "count": count
        }


class CommentRowAction(RowAction):
    """A change of comments that the viewer may read."""

    models = [Comment]

    def rows_for(self, user: Any) -> Any:
        """Return the comments that the viewer may read."""
        return comments_overseen_by(user)

    def label_of(self, row: Any) -> str:
        """Return the first words."""
        return excerpt(row.html, SHOWN)

    def done_text(self, count: int) -> str:
        """Say how many."""
        return ngettext("%(count)s comment changed.", "%(count)s comments changed.", count) % {
            "count": count
        }


class _Remove(RowAction):
    action_type = "remove"
    action_priority = 10
    icon_name = "no-view"
    classes = {"serious"}
    form_class = ReasonForm
    display_name = _("Remove")
    not_possible = _("Removed already:")

    def applies(self, row: Any) -> bool:
        """What is shown, and what only its author took away and could bring back."""
        return row.state == ContentState.PUBLISHED or row.is_withdrawn


class _Restore(RowAction):
    action_type = "restore"
    action_priority = 20
    icon_name = "view"
    display_name = _("Bring back")
    not_possible = _("Not removed:")

    def applies(self, row: Any) -> bool:
        """Only what has been removed."""
        return row.state == ContentState.REMOVED


class RemovePosts(_Remove, PostRowAction):
    """Take posts away, with a reason."""

    aria_label = _("Remove the selected posts")
    heading = _("Remove posts")
    explanation = _(
        "Nobody but the author, the group's moderators and community managers will see these "
        "posts and what was said under them. You can bring them back."
    )

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Remove it."""
        return RemovePostAsSteward(actor=self.request.user, post=row, reason=data["reason"])


class RestorePosts(_Restore, PostRowAction):
    """Bring removed posts back."""

    aria_label = _("Bring the selected posts back")
    heading = _("Bring posts back")
    explanation = _("Everybody in the group sees these posts again, and what was said under them.")

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Restore it."""
        return RestorePostAsSteward(actor=self.request.user, post=row)


class _ChangeLock(PostRowAction):
    state = DiscussionState.LOCKED

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Change the state of its discussion."""
        place = Place.system(target_named(POST), row)
        place.user = self.request.user
        return LockPostAsSteward(actor=self.request.user, place=place, state=self.state)


class LockPosts(_ChangeLock):
    """Lock what is said under posts."""

    action_type = "lock"
    action_priority = 30
    icon_name = "lock"
    display_name = _("Lock")
    aria_label = _("Lock the selected posts")
    heading = _("Lock posts")
    explanation = _("Everybody still reads these posts; nobody can answer until they are unlocked.")
    not_possible = _("Locked already, or removed:")

    def applies(self, row: Any) -> bool:
        """Only what is shown and not locked."""
        return not row.is_removed and row.talk_state != DiscussionState.LOCKED


class UnlockPosts(_ChangeLock):
    """Unlock what is said under posts."""

    action_type = "unlock"
    action_priority = 40
    icon_name = "lock-open"
    display_name = _("Unlock")
    aria_label = _("Unlock the selected posts")
    heading = _("Unlock posts")
    explanation = _("Members can answer again.")
    not_possible = _("Not locked:")
    state = DiscussionState.OPEN

    def applies(self, row: Any) -> bool:
        """Only what is locked and shown."""
        return not row.is_removed and row.talk_state == DiscussionState.LOCKED


class RemoveComments(_Remove, CommentRowAction):
    """Take comments away, with a reason."""

    aria_label = _("Remove the selected comments")
    heading = _("Remove comments")
    explanation = _(
        "The text of these comments is hidden; answers to them stay. You can bring them back."
    )

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Remove it."""
        return RemoveCommentAsSteward(actor=self.request.user, comment=row, reason=data["reason"])


class RestoreComments(_Restore, CommentRowAction):
    """Bring removed comments back."""

    aria_label = _("Bring the selected comments back")
    heading = _("Bring comments back")
    explanation = _("Whoever reads the discussion sees these comments again.")

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Restore it."""
        return RestoreCommentAsSteward(actor=self.request.user, comment=row)
