"""The head of every page of a group: name, access, way in or out, and tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.extension_points import GroupMenuEntry, group_menu_entries, group_tabs
from wagtail_social.people.adapters import PersonCard, get_adapter
from wagtail_social.visiting import visited

from .models import Group, Membership, Visibility
from .notifying import GROUP
from .standing import Standing, standings_of

_ACCESS = {Visibility.EVERYONE: "open", Visibility.LISTED: "closed", Visibility.MEMBERS: "secret"}


@dataclass(frozen=True)
class GroupHead:
    """What ``wagtail_social/groups/_head.html`` shows to one viewer, and nothing beyond that."""

    access: str
    cover_url: str = ""
    people: str = ""
    tabs: list[dict[str, Any]] = field(default_factory=list)
    invite_url: str = ""
    menu: list[dict[str, Any]] = field(default_factory=list)


def access_kind(group: Group) -> str:
    """Return the word for who sees the group: open, closed, secret or everyone."""
    return "everyone" if group.holds_everyone else _ACCESS[Visibility(group.visibility)]


def people_text(group: Group) -> str:
    """Return how many are in the group, in words. Only for who may read it."""
    if group.holds_everyone:
        return _("All colleagues")
    return ngettext("%(count)s member", "%(count)s members", group.member_count) % {
        "count": group.member_count
    }


def manager_cards(group: Group) -> list[PersonCard]:
    """Return the active people who run the group: two queries."""
    rows = Membership.objects.filter(group=group).managers().of_active_people().order_by("since")
    ids = list(rows.values_list("user_id", flat=True)[:12])
    cards = get_adapter().cards(ids)
    return [cards[pk] for pk in ids if pk in cards]


def group_cards(user: Any, groups: list[Group]) -> list[dict[str, Any]]:
    """Return what ``wagtail_social/groups/_card.html`` shows of each group: one query."""
    standings = standings_of(user, groups)
    return [
        {
            "group": group,
            "standing": standings[group.pk],
            "access": access_kind(group),
            "people": people_text(group) if standings[group.pk].can_read else "",
        }
        for group in groups
    ]


def head_context(
    request: HttpRequest, group: Group, standing: Standing, current_tab: str
) -> dict[str, Any]:
    """Return what the head of a page of this group needs, and the page of a closed group.

    ``current_tab`` is the name of the tab one is on, or empty. Gives ``group``, ``standing``,
    ``head``, and ``managers`` (person cards) where the viewer may know of the group and not read
    it: the template ``wagtail_social/groups/closed.html`` then is the whole page.
    """
    visited(request, GROUP, group.pk)
    context: dict[str, Any] = {"group": group, "standing": standing}
    if not standing.can_read:
        return context | {
            "head": GroupHead(access=access_kind(group)),
            "managers": manager_cards(group),
        }
    tabs = sorted(group_tabs.all(), key=lambda tab: tab.order)
    return context | {
        "head": GroupHead(
            access=access_kind(group),
            cover_url=_cover_url(group),
            people=people_text(group),
            tabs=[
                {
                    "label": tab.label,
                    "url": reverse(tab.url_name, args=[group.slug]),
                    "current": tab.name == current_tab,
                    "count": tab.count(standing),
                }
                for tab in tabs
                if tab.visible(standing)
            ],
            invite_url=(
                reverse("wagtail_social:group_invite", args=[group.slug])
                if standing.can_invite
                else ""
            ),
            menu=_menu(group, standing),
        )
    }


def _cover_url(group: Group) -> str:
    """Return the address of the cover; it changes with the picture, so a browser may keep it."""
    if not group.cover:
        return ""
    version = str(group.cover.name).rpartition("/")[2].partition(".")[0][:8]
    return f"{reverse('wagtail_social:group_cover', args=[group.slug])}?v={version}"


def _menu(group: Group, standing: Standing) -> list[dict[str, Any]]:
    entries = group_menu_entries.all()
    if standing.can_leave:
        leave = reverse("wagtail_social:group_leave", args=[group.slug])
        entries.append(
            GroupMenuEntry("leave", _("Leave the group"), "leave", lambda _standing: leave, 900)
        )
    found = [
        (entry, entry.url(standing)) for entry in sorted(entries, key=lambda entry: entry.order)
    ]
    return [{"label": entry.label, "icon": entry.icon, "url": url} for entry, url in found if url]
