"""What a group is, its cover, and whom one can name in it."""

from __future__ import annotations

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.utils.cache import patch_cache_control

from wagtail_social.extension_points import group_notes
from wagtail_social.lists import typed_in
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.models import Profile
from wagtail_social.people.texts import shown
from wagtail_social.people.views import suggestion
from wagtail_social.throttling import throttle

from ..head import manager_cards
from .base import GroupPageView, GroupPart

#: How long a browser keeps a cover (s). Its address changes with the picture.
_COVER_KEPT = 3600


class GroupAboutView(GroupPageView):
    """What a group is for, its rules, and who runs it."""

    tab = "about"

    @property
    def template_name(self) -> str:  # type: ignore[override]
        """The page of a group, or all that an outsider may know of it."""
        page = "about" if self.standing.can_read else "closed"
        return f"wagtail_social/groups/{page}.html"

    def context(self) -> dict[str, Any]:
        """Return the texts and the people."""
        context = super().context()
        if not self.standing.can_read:
            return context
        return context | {
            "welcome": shown(self.group.welcome) if self.standing.is_member else "",
            "guidelines": shown(self.group.guidelines),
            "topics": list(self.group.tags.order_by("name")),
            "managers": manager_cards(self.group),
            "notes": [
                {"icon": note.icon, "text": line}
                for note in sorted(group_notes.all(), key=lambda note: note.order)
                for line in note.lines(self.standing)
            ],
        }


class GroupCoverView(GroupPart):
    """The cover of a group, for who may read the group."""

    may = "can_read"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the viewer's own browser keep the picture for a while."""
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200:
            del response["Cache-Control"]
            patch_cache_control(response, private=True, max_age=_COVER_KEPT)
        return response

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Send the picture, as nothing but a picture."""
        self.enter()
        cover = self.group.cover
        if not cover:
            raise Http404
        try:
            picture = cover.open("rb")
        except OSError as error:
            raise Http404 from error
        response = FileResponse(picture, content_type="image/webp")
        response["Content-Disposition"] = "inline"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class SuggestGroupPeopleView(GroupPart):
    """People who may read a group, for who is writing ``@`` in it, as JSON."""

    may = "can_comment"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Return at most eight."""
        self.enter()
        throttle("suggest", request.user)
        typed = typed_in(request).lstrip("@")
        found: Any = []
        if typed:
            people = Profile.objects.visible_to(request.user)
            found = people.filter(user__in=self.group.audience()).suggested(typed)
        adapter = get_adapter()
        results = [suggestion(adapter.card(profile), profile.handle) for profile in found]
        return JsonResponse({"results": results})
