"""Blocks for the texts of the host's pages: a meeting, and the meetings that come next.

Put them into any ``StreamBlock``. What they draw is the viewer's own: a page with one of them is
kept by no cache for all.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_social.groups.models import Group, Visibility
from wagtail_social.page_blocks import PageBody

from . import embedding
from .choosing import MeetingChooserBlock

__all__ = ["MeetingBody", "MeetingChooserBlock", "UpcomingMeetingsBlock"]


def groups_to_name() -> list[tuple[str, str]]:
    """Return the groups of which every colleague may know, by title."""
    groups = Group.objects.exclude(visibility=Visibility.MEMBERS).alive().order_by("title", "pk")
    return [(str(pk), title) for pk, title in groups.values_list("pk", "title")]


class UpcomingMeetingsBlock(blocks.StructBlock):
    """The next meetings of a group, for who reads the group; without a group each viewer's own."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120, required=False)
    group = blocks.ChoiceBlock(
        label=_("Group"),
        choices=groups_to_name,
        required=False,
        help_text=_("Without a group, everybody sees the meetings to which they are invited."),
    )
    count = blocks.IntegerBlock(
        label=_("How many"), default=5, min_value=1, max_value=embedding.MOST
    )

    class Meta:
        icon = "calendar-alt"
        label = _("Upcoming meetings")
        template = "wagtail_social/meetings/blocks/upcoming.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Return the meetings that this viewer may read."""
        context = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        if request is None:
            return context
        key = value.get("group")
        cards = embedding.upcoming(
            request,
            group_id=int(key) if key else None,
            count=value.get("count") or 5,
        )
        return context | {"cards": cards}


class MeetingBody(PageBody):
    """The house's blocks for pages, and the meetings that come next."""

    upcoming_meetings = UpcomingMeetingsBlock()
