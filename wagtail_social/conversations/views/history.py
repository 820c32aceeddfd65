"""Earlier versions of posts and comments, for their authors and for moderators."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from wagtail_social.access import NotVisible
from wagtail_social.markup import present, render
from wagtail_social.people.models import Profile
from wagtail_social.views import SocialPageView

from ..cursors import Cursor
from ..models import Comment, Post, Revision
from ..presenting import Presenter
from .base import CommentView, PostPlaceView
from .comments import comment_url, page_url_of

#: Earlier versions on one page, and how much text they have at most (characters; one is shown
#: in any case): they are rendered anew for each reader, so a page has to end somewhere.
VERSIONS = 10
CHARACTERS = 60_000


class _HistoryView(SocialPageView):
    template_name = "wagtail_social/conversations/history.html"


class PostHistoryView(PostPlaceView, _HistoryView):
    """Earlier versions of a post, for its author and for moderators."""

    def context(self) -> dict[str, Any]:
        place = self.place
        if not (place.is_author or place.can_moderate):
            raise NotVisible
        revisions = Revision.objects.filter(discussion=place.discussion, comment__isnull=True)
        return history_context(self.request, place.target, revisions, back_url=place.url)


class CommentHistoryView(CommentView, _HistoryView):
    """Earlier versions of a comment, for its author and for moderators."""

    def context(self) -> dict[str, Any]:
        comment = self.comment
        if comment.author_id != self.request.user.pk and not self.place.can_moderate:
            raise NotVisible
        revisions = Revision.objects.filter(discussion=self.place.discussion, comment=comment)
        back_url = comment_url(page_url_of(self.place), comment)
        return history_context(self.request, comment, revisions, back_url=back_url)


def history_context(
    request: HttpRequest,
    content: Post | Comment,
    revisions: QuerySet[Revision],
    *,
    back_url: str,
) -> dict[str, Any]:
    """Return what the page of earlier versions shows: newest first, rendered anew.

    The first page begins with the text as it stands; ``before`` in the address asks for an
    earlier page. The number of queries does not depend on that of the versions.
    """
    before = Cursor.parse(request.GET.get("before", ""))
    rows = revisions.order_by("-created_at", "-pk")
    if before:
        older = Q(created_at=before.moment, pk__lt=before.pk)
        rows = rows.filter(Q(created_at__lt=before.moment) | older)
    found = list(rows[: VERSIONS + 1])
    shown = found[: _how_many_fit(found)]
    # A version was written when the one before it was replaced.
    written = [revision.created_at for revision in found] + [content.created_at]
    presenter = Presenter([content.author_id], [content.html])
    versions = []
    if not before:
        title = content.title if isinstance(content, Post) else ""
        html = presenter.html(content.html)
        versions.append({"title": title, "html": html, "time": written[0], "current": True})
    texts = _presented([revision.source for revision in shown], presenter)
    for revision, html, time in zip(shown, texts, written[1:], strict=False):
        versions.append({"title": revision.title, "html": html, "time": time})
    more_url = ""
    if len(shown) < len(found):
        more_url = f"{request.path}?before={Cursor(shown[-1].created_at, shown[-1].pk)}"
    return {
        "versions": versions,
        "card": presenter.card(content.author_id),
        "back_url": back_url,
        "more_url": more_url,
    }


def _how_many_fit(found: Sequence[Revision]) -> int:
    length = 0
    for number, revision in enumerate(found[:VERSIONS]):
        length += len(revision.source)
        if number and length > CHARACTERS:
            return number
    return min(len(found), VERSIONS)


def _presented(sources: Sequence[str], presenter: Presenter) -> list[SafeString]:
    """Return texts rendered and ready for the page; all who are named are looked up at once."""
    numbers: dict[str, int] = {}

    def number(handles: Collection[str]) -> Mapping[str, int]:
        return {handle: numbers.setdefault(handle, len(numbers)) for handle in handles}

    rendered = [render(source, mentions=number).html for source in sources]
    ids = Profile.objects.ids_by_handle(numbers) if numbers else {}
    presenter.know(ids.values(), [])
    people = {}
    for handle, user_id in ids.items():
        if card := presenter.card(user_id):
            people[numbers[handle]] = (card.name, card.url)
    return [present(html, people=people, topic_url=presenter.topic_url) for html in rendered]
