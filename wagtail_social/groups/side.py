"""What groups put beside every page: two queries, one more for who is waited for."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .belonging import belonging_of
from .models import Membership, State, Visibility

#: How many groups stand there (count).
_SHOWN = 15

_PRIVATE = {
    Visibility.LISTED: gettext_lazy("Closed group"),
    Visibility.MEMBERS: gettext_lazy("Secret group"),
}


def my_groups(request: HttpRequest) -> dict[str, Any]:
    """Return the groups that the viewer is in, by name, and the way to more."""
    mine = [group for group in belonging_of(request).groups if not group.is_archived]
    groups = sorted(mine, key=lambda group: group.title.casefold())[: _SHOWN + 1]
    directory = reverse("wagtail_social:groups")
    section: dict[str, Any] = {"title": _("My groups")}
    if not groups:
        return section | {
            "links": [{"label": _("Find a group"), "url": directory, "icon": "search"}]
        }
    section["links"] = [
        {
            "label": group.title,
            "url": group.get_absolute_url(),
            "current": request.path == group.get_absolute_url(),
            "mark_key": group.pk,
            "private": _PRIVATE.get(Visibility(group.visibility), ""),
        }
        for group in groups[:_SHOWN]
    ]
    if len(groups) > _SHOWN:
        return section | {"more_url": f"{directory}?show=mine", "more_label": _("All my groups")}
    return section | {"more_url": directory, "more_label": _("Find more groups")}


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """Return the viewer's invitations, and the requests to groups the viewer runs."""
    if not belonging_of(request).is_waited_for:
        return None
    rows = Membership.objects.waiting_for(request.user).order_by("group__title")
    counted = list(rows.values("state", "group__title", "group__slug").annotate(people=Count("pk")))
    links = []
    if invitations := sum(row["state"] == State.INVITED for row in counted):
        url = f"{reverse('wagtail_social:groups')}?show=invited"
        links.append(
            {"label": _("Invitations"), "url": url, "icon": "invite", "count": invitations}
        )
    links += [
        {
            "label": _("Requests: %(group)s") % {"group": row["group__title"]},
            "url": reverse("wagtail_social:group_members", args=[row["group__slug"]]),
            "icon": "people",
            "count": row["people"],
        }
        for row in counted
        if row["state"] == State.REQUESTED
    ]
    return {"title": _("Waiting for you"), "links": links} if links else None
