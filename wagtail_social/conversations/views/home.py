"""Feeds: the home of the community, a group, the posts on a topic; and where to write."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from wagtail_social.access import get_or_404
from wagtail_social.extension_points import presentations
from wagtail_social.groups.belonging import belonging_of
from wagtail_social.groups.head import access_kind, head_context
from wagtail_social.groups.models import Group
from wagtail_social.groups.standing import standing_of, standings_of
from wagtail_social.views import SocialPageView

from ..feeds import group_feed, home_feed, offered_groups, talked_about, waiting_questions
from ..wording import readers_text

#: Groups offered to who is in none.
OFFERED = 6
#: Groups listed where one chooses where to write.
CHOICES = 200


class HomeView(SocialPageView):
    """What is said in the groups one is in."""

    template_name = "wagtail_social/conversations/home.html"
    fragment_name = "wagtail_social/conversations/_feed_part.html"

    def context(self) -> dict[str, Any]:
        user = self.request.user
        groups = belonging_of(self.request).groups
        if getattr(self.request, "htmx", None):
            return home_feed(self.request, groups)
        context = home_feed(self.request, groups)
        mine = {group.pk for group in groups}
        context["in_groups"] = bool(mine)
        asked = context["feed"].asked
        if not mine:
            offered = list(offered_groups(user)[:OFFERED])
            standings = standings_of(user, offered)
            context["offered"] = [
                {"group": group, "standing": standings[group.pk], "access": access_kind(group)}
                for group in offered
            ]
        elif asked.plain and not asked.after:
            context["waiting"] = [
                {"label": post.heading, "url": post.get_absolute_url(), "meta": post.group.title}
                for post in waiting_questions(user, groups)
            ]
            context["talked_about"] = talked_about(context["feed"].rows)
        return context


class GroupView(SocialPageView):
    """A group: what is said in it, or for who may only know of it how to get in.

    Where a page of the host presents the group, that page is its address; ``?plain=1`` and
    fragments stay here.
    """

    template_name = "wagtail_social/conversations/group.html"
    fragment_name: str | None = "wagtail_social/conversations/_feed_part.html"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Show the group, or lead to its page."""
        groups = Group.objects.select_related("department")
        group = get_or_404(groups, request.user, slug=slug)
        standing = standing_of(request.user, group)
        htmx = getattr(request, "htmx", None)
        if not htmx and "plain" not in request.GET and (url := page_of(group, request)):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponseRedirect(f"{url}?{query}" if query else url)
        if not standing.can_read:
            self.template_name = "wagtail_social/groups/closed.html"
            self.fragment_name = None
            return self.show(**head_context(request, group, standing, "discussion"))
        context = group_feed(request, group, standing)
        if not htmx:
            context |= head_context(request, group, standing, "discussion")
            context["group_topics"] = [
                {"label": f"#{tag.name}", "url": f"{request.path}?{urlencode({'topic': tag.slug})}"}
                for tag in group.tags.all()
            ]
        return self.show(**context)


def page_of(thing: Any, request: HttpRequest) -> str:
    """Return the address of the host's page that presents a thing to this viewer, or nothing."""
    for presentation in presentations.all():
        if isinstance(thing, presentation.model()) and (url := presentation.url(thing, request)):
            return url
    return ""


class WriteView(SocialPageView):
    """Choose where to write; who can write in one group only is there at once."""

    template_name = "wagtail_social/conversations/write.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List the groups one writes in, or go on to the one."""
        groups = Group.objects.writable_by(request.user)
        if slug := request.GET.get("group", ""):
            group = get_or_404(Group.objects.all(), request.user, slug=slug.replace("\x00", ""))
            return HttpResponseRedirect(reverse("wagtail_social:post_new", args=[group.slug]))
        found = list(groups.order_by("title", "pk")[:CHOICES])
        if len(found) == 1:
            return HttpResponseRedirect(reverse("wagtail_social:post_new", args=[found[0].slug]))
        choices = [
            {
                "group": group,
                "access": access_kind(group),
                "readers": readers_text(group),
                "url": reverse("wagtail_social:post_new", args=[group.slug]),
            }
            for group in found
        ]
        return self.show(choices=choices)
