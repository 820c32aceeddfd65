"""Lists of meetings: my own, and those of a group."""

from __future__ import annotations

from typing import Any

from wagtail_social.groups.views.base import GroupPageView
from wagtail_social.views import SocialPageView

from ..lists import list_context
from ..models import Meeting
from ..parts.progress import group_progress
from ..seat import may_plan


class MyMeetingsView(SocialPageView):
    """The meetings to which the viewer is invited."""

    template_name = "wagtail_social/meetings/mine.html"
    fragment_name = "wagtail_social/meetings/_more.html"

    def context(self) -> dict[str, Any]:
        """Return what comes and what has been."""
        user = self.request.user
        mine = Meeting.objects.of_person(user)
        lists = list_context(self.request, mine, named=True)
        return lists | {"may_plan": may_plan(user, None)}


class GroupMeetingsView(GroupPageView):
    """The meetings of a group, for who reads it; drafts for who prepares them."""

    template_name = "wagtail_social/meetings/of_group.html"
    fragment_name = "wagtail_social/meetings/_more.html"
    may = "can_read"
    tab = "meetings"

    def context(self) -> dict[str, Any]:
        """Return what comes and what has been."""
        seen = Meeting.objects.visible_to(self.request.user).filter(group=self.group)
        lists = list_context(self.request, seen, named=False)
        if not lists["shown"]:
            lists |= group_progress(self.request, self.group)
        runs = self.standing.can_manage and not self.group.is_archived
        return super().context() | lists | {"may_plan": runs}
