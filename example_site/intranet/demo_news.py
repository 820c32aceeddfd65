"""What colleagues of the demo have been told lately, so that the bell has something to show.

Conversations of the demo are imported, and imports tell nobody; the latest of them are told here
as if they had just been written.
"""

from __future__ import annotations

from typing import Any

from wagtail_social import events
from wagtail_social.conversations.models import Comment, Discussion, Mention, Post
from wagtail_social.conversations.targets import POST
from wagtail_social.notifications.models import Activity, Notification
from wagtail_social.notifications.receivers import note
from wagtail_social.notifications.telling import tell

#: How many of the latest posts and comments are told (count, of each).
LATEST = 12


def tell_the_latest() -> int:
    """Tell the latest posts and comments, once; returns how many."""
    if Activity.objects.exists():
        return 0
    posts = Post.objects.published().exclude(author=None).order_by("-created_at", "-pk")
    comments = Comment.objects.published().exclude(author=None).order_by("-created_at", "-pk")
    said: list[Any] = [*posts[:LATEST], *comments.select_related("discussion")[:LATEST]]
    for text in sorted(said, key=lambda text: text.created_at):
        if isinstance(text, Post):
            discussion = Discussion.objects.of(POST, text.pk)
            if discussion is None:
                continue
            mentions = Mention.objects.filter(discussion=discussion, comment=None, named=True)
            _tell(events.post_published, text, mentions, post=text)
        else:
            mentions = Mention.objects.filter(comment=text, named=True)
            _tell(events.comment_posted, text, mentions, comment=text)
    for line in Notification.objects.all():
        line.latest_at = Activity.objects.get(pk=line.last).created_at
        line.save(update_fields=["latest_at"])
    return len(said)


def _tell(signal: Any, text: Any, mentions: Any, **data: Any) -> None:
    """Tell one text, also in a large group, which is otherwise left for workers."""
    named = list(mentions.values_list("user_id", flat=True))
    note(signal=signal, sender=tell_the_latest, actor=text.author, mentioned=named, **data)
    Activity.objects.filter(pk=Activity.objects.latest("pk").pk).update(created_at=text.created_at)
    for pk in Activity.objects.untold().values_list("pk", flat=True):
        tell(pk)
