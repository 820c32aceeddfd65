"""What the room of topics registers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.extension_points import (
    PersonalData,
    SideSection,
    personal_data,
    side_sections,
)

from .models import TopicFollow
from .querysets import topics_visible_to

#: How many followed topics stand in the left column.
_SHOWN = 10


@personal_data.register
def followed_topics() -> PersonalData:
    """Followed topics go with the person."""
    return PersonalData(
        model="wagtail_social_topics.TopicFollow",
        field="user",
        on_erase="delete",
        export=("tag", "created_at"),
    )


def _followed(request: Any) -> dict[str, Any] | None:
    user = request.user
    follows = list(TopicFollow.objects.of(user).values_list("tag_id", flat=True))
    if not follows:
        return None
    tags = list(topics_visible_to(user).filter(pk__in=follows).order_by("name")[: _SHOWN + 1])
    links = []
    for tag in tags[:_SHOWN]:
        url = reverse("wagtail_social:topic", args=[tag.slug])
        links.append({"label": f"#{tag.name}", "url": url, "current": request.path == url})
    section: dict[str, Any] = {"title": _("Topics I follow"), "links": links}
    if len(tags) > _SHOWN:
        section["more_url"] = f"{reverse('wagtail_social:topics')}?show=mine"
        section["more_label"] = _("All topics I follow")
    return section


@side_sections.register
def followed_topics_at_the_side() -> SideSection:
    """The topics that the viewer follows, on the left of every page."""
    return SideSection(name="topics", build=_followed, order=200)
