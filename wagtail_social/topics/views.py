"""Topics: all that one may know, one topic with everything on it, and following."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from taggit.models import Tag

from wagtail_social.actions import Action
from wagtail_social.extension_points import topic_sources
from wagtail_social.lists import ListPageView, typed_in
from wagtail_social.throttling import throttle
from wagtail_social.views import ActionView, SocialPageView, SocialView

from .actions import FollowTopic, UnfollowTopic
from .models import TopicFollow
from .querysets import topics_suggested_to, topics_visible_to
from .vocabulary import written

#: Sources of topics from this order on stand beside what one reads.
_ASIDE = 200


def topic_or_404(user: Any, slug: str) -> Tag:
    """Return the topic, if it stands on something this user may see; else ``Http404``."""
    tag = topics_visible_to(user).filter(slug=slug).first() if "\x00" not in slug else None
    if tag is None:
        raise Http404
    return tag


class TopicsView(ListPageView):
    """The topics that the viewer may know, or follows."""

    template_name = "wagtail_social/topics/topics.html"
    fragment_name = "wagtail_social/topics/_list.html"
    page_size = 60

    @property
    def mine(self) -> bool:
        """Whether only followed topics are asked for."""
        return self.request.GET.get("show") == "mine"

    def rows(self) -> QuerySet[Tag]:
        user = self.request.user
        topics = topics_visible_to(user)
        if self.mine:
            topics = topics.filter(pk__in=TopicFollow.objects.of(user).values("tag_id"))
        for word in self.typed.split()[:5]:
            topics = topics.filter(name__icontains=word.lstrip("#"))
        return topics

    def kept(self) -> dict[str, str]:
        return super().kept() | ({"show": "mine"} if self.mine else {})

    def context(self) -> dict[str, Any]:
        page = super().context()
        tags = [tag.pk for tag in page["rows"]]
        followed = TopicFollow.objects.of(self.request.user).filter(tag__in=tags)
        followed_ids = set(followed.values_list("tag_id", flat=True))
        url = reverse("wagtail_social:topics")
        return page | {
            "topics": [(tag, tag.pk in followed_ids) for tag in page["rows"]],
            "mine": self.mine,
            "kept": [("show", "mine")] if self.mine else [],
            "tabs": [
                {"label": _("All"), "url": url, "current": not self.mine},
                {"label": _("I follow"), "url": f"{url}?show=mine", "current": self.mine},
            ],
        }


class TopicView(SocialPageView):
    """One topic, with what each room has on it.

    Sources with an order below 200 stand in the middle, the others beside it. A fragment request
    that names a source by ``part`` gets that source alone.
    """

    template_name = "wagtail_social/topics/topic.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show what the viewer may see of it."""
        tag = topic_or_404(request.user, slug)
        sources = sorted(topic_sources.all(), key=lambda source: source.order)
        part = request.GET.get("part")
        if getattr(request, "htmx", None) and part:
            for source in sources:
                if source.name == part:
                    context = source.context(tag, request.user, request)
                    return render(request, source.template, {"tag": tag} | context)
            raise Http404
        reading: list[dict[str, Any]] = []
        aside: list[dict[str, Any]] = []
        for source in sources:
            context = source.context(tag, request.user, request)
            html = render_to_string(source.template, {"tag": tag} | context, request)
            if html.strip():
                section = {"name": source.name, "label": source.label, "html": html}
                (reading if source.order < _ASIDE else aside).append(section)
        if not reading:
            reading, aside = aside, []
        return self.show(
            tag=tag,
            written=written(tag),
            sections=reading,
            aside=aside,
            followed=TopicFollow.objects.of(request.user).filter(tag=tag).exists(),
        )


class TopicFollowView(ActionView):
    """Follow a topic, or stop: each tap turns it."""

    tag: Tag

    def action(self) -> Action[Any]:
        user = self.request.user
        self.tag = topic_or_404(user, self.kwargs["slug"])
        if TopicFollow.objects.of(user).filter(tag=self.tag).exists():
            return UnfollowTopic(actor=user, tag=self.tag)
        return FollowTopic(actor=user, tag=self.tag)

    def target(self, result: Any) -> str:
        return reverse("wagtail_social:topic", args=[self.tag.slug])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Turn it; a fragment request gets the button as it is now."""
        if not getattr(request, "htmx", None):
            return super().post(request, *args, **kwargs)
        followed = isinstance(self.action().execute(), TopicFollow)
        return render(
            request,
            "wagtail_social/topics/_follow.html",
            {"tag": self.tag, "followed": followed},
        )


class SuggestTopicsView(SocialView):
    """Topics for who is writing ``#``, as JSON."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return at most eight, those that begin with what was typed first."""
        throttle("suggest", request.user)
        typed = typed_in(request).lstrip("#")
        topics = topics_suggested_to(request.user, typed) if typed else []
        found = [(tag, written(tag)) for tag in topics]
        return JsonResponse(
            {
                "results": [
                    {"insert": text, "label": f"#{tag.name}", "detail": ""}
                    for tag, text in found
                    if text
                ]
            }
        )
