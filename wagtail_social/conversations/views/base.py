"""What the views of conversations share."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from wagtail_social.views import ActionView, SocialView

from ..models import Comment
from ..targets import POST, Place, place_for
from ..threads import comments_of


class PlaceView(SocialView):
    """A view about one discussion, which the address names by ``target`` and ``target_id``."""

    @cached_property
    def place(self) -> Place:
        """The discussion as the viewer finds it. Raises ``Http404`` where they may not read."""
        return place_for(self.request.user, self.kwargs["target"], self.kwargs["target_id"])


class PostPlaceView(SocialView):
    """A view about one post, which the address names by ``pk``."""

    @cached_property
    def place(self) -> Place:
        """The post's discussion as the viewer finds it. Raises ``Http404``."""
        return place_for(self.request.user, POST, self.kwargs["pk"])


class CommentView(PlaceView):
    """A view about one comment, looked up only among those of the discussion in the address."""

    with_source = False

    @cached_property
    def comment(self) -> Comment:
        """The comment. Raises ``Http404``, also for a removed one that the viewer can't read."""
        comments = comments_of(self.place)
        if self.with_source:
            comments = comments.with_source()
        return readable_comment(self.place, comments, self.kwargs["pk"])


def readable_comment(place: Place, comments: Any, pk: int) -> Comment:
    """Return a comment of this place that its viewer may read. Raises ``Http404``."""
    try:
        comment = comments.filter(pk=pk).first()
    except OverflowError as error:
        raise Http404 from error
    if comment is None or (
        comment.is_taken_away and comment.author_id != place.user.pk and not place.can_moderate
    ):
        raise Http404
    comment.discussion = place.discussion
    return comment


class FragmentActionView(ActionView):
    """A button whose answer for htmx is the button in its new state: ``fragment``."""

    def fragment(self) -> tuple[str, dict[str, Any]]:
        """Return template and context of what takes the button's place."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and answer with the part of the page that changed, or lead back."""
        if not getattr(request, "htmx", None):
            return super().post(request, *args, **kwargs)
        self.action().execute()
        template, context = self.fragment()
        return render(request, template, context)
