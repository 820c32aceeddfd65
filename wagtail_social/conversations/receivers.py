"""What we take off django-comments-xtd, what we refuse, what goes with a page, what is answered.

Its ``pre_save`` receiver rewrites all replies of a comment at each save: 77.7 s for the root of a
thread of 10,000 (measured), and it publishes replies again that a moderator had hidden.
"""

from typing import Any

from django.db.models.signals import post_delete, pre_save
from django_comments.signals import comment_will_be_posted
from django_comments_xtd.models import XtdComment, publish_or_unpublish_on_pre_save

from wagtail_social import events


def _comment_model() -> Any:
    from .models import Comment

    return Comment


def disconnect_thread_receiver() -> None:
    """Take the receiver off our model; other users of the base keep theirs."""
    pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=_comment_model())


def thread_receiver_connected() -> bool:
    """Whether the receiver would still run for our comments."""
    live = pre_save._live_receivers(_comment_model())
    receivers = live[0] if isinstance(live, tuple) else live
    return publish_or_unpublish_on_pre_save in receivers


def refuse_foreign_door(sender: Any, comment: Any, request: Any, **kwargs: Any) -> bool | None:
    """Refuse comments that come through the base's own views: those ask nobody's permission.

    Only for what is ours: our model, or a target that our conversations are about.
    """
    if sender is _comment_model():
        return False
    if issubclass(sender, XtdComment):
        from wagtail_social.access import page_model

        model = comment.content_type.model_class()
        ours = model is not None and (
            model._meta.app_label.startswith("wagtail_social") or issubclass(model, page_model())
        )
        from wagtail_social.conversations.models import Discussion

        if ours and Discussion.objects.holds_comment_on(comment):
            return False
    return None


def connect_pages() -> None:
    """Connect what ends the discussion of a deleted page, whatever its type."""
    from wagtail_social.access import page_model

    from .ending import leave_page

    uid = "wagtail_social_pages"
    post_delete.connect(leave_page, sender=page_model(), dispatch_uid=uid)


def connect_veto() -> None:
    """Connect the refusal."""
    comment_will_be_posted.connect(refuse_foreign_door, dispatch_uid="wagtail_social_veto")


def answer_calls(sender: Any, comment: Any, **kwargs: Any) -> None:
    """Note that a person who was asked for their view has commented since: one statement."""
    from .models import Call

    Call.objects.unanswered().filter(
        discussion=comment.discussion_id,
        person=comment.author_id,
        created_at__lte=comment.created_at,
    ).update(answered_at=comment.created_at)


def connect_calls() -> None:
    """Connect what a new comment answers."""
    events.comment_posted.connect(answer_calls, dispatch_uid="wagtail_social_calls")
