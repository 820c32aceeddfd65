"""A moderator who removes a text has answered the reports of it.

The removal is committed first: should closing a report fail, it stays in the list with the note
that its text has been removed, and can be answered by hand. Nothing is lost either way.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wagtail_social import events
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.conversations.models import Comment, Post

from .actions import DecideReport
from .models import Report, ReportState


def answer_reports_of_post(sender: Any, post: Post, actor: Any, **kwargs: Any) -> None:
    """Answer the reports of a post that a moderator removed."""
    reports = Report.objects.filter(
        discussion__target_type="post", discussion__target_id=post.pk, comment__isnull=True
    )
    _answer(reports, post, actor)


def answer_reports_of_comment(sender: Any, comment: Comment, actor: Any, **kwargs: Any) -> None:
    """Answer the reports of a comment that a moderator removed."""
    _answer(Report.objects.filter(comment=comment.pk), comment, actor)


def _answer(reports: Any, text: Post | Comment, actor: Any) -> None:
    """Answer with the reason of the removal, in the remover's name.

    Authors who remove their own text, and removals by the system, answer nobody.
    """
    if actor is None or text.author_id == actor.pk or text.removed_by_id != actor.pk:
        return
    for report in reports.waiting().order_by("pk"):
        try:
            DecideReport(
                actor=actor,
                report=report,
                state=ReportState.ACTED,
                decision=text.removal_reason or _("The text has been removed."),
            ).execute()
        except (NotVisible, Refused):
            continue


def connect() -> None:
    """Connect the receivers of this room."""
    uid = "wagtail_social_moderation"
    events.post_removed.connect(answer_reports_of_post, dispatch_uid=uid)
    events.comment_removed.connect(answer_reports_of_comment, dispatch_uid=uid)
