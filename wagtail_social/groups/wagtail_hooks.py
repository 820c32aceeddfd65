"""What the room of groups registers."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from wagtail_social.audit import log_actions
from wagtail_social.extension_points import (
    AdminPlace,
    GroupTab,
    LoggedRows,
    PersonalData,
    ProfilePanel,
    SideSection,
    TopicSource,
    admin_places,
    group_tabs,
    happenings,
    logged_rows,
    notification_categories,
    notification_subjects,
    personal_data,
    profile_panels,
    side_sections,
    topic_sources,
)

from . import notifying
from .head import group_cards
from .models import Group, GroupTopic, Membership, State
from .overseeing import groups_told_of, memberships_overseen_by
from .side import my_groups, waiting
from .standing import Standing
from .viewsets import GroupViewSet, MembershipViewSet


def _waiting_requests(standing: Standing) -> int | None:
    """Return how many requests wait for a manager."""
    if not standing.can_manage:
        return None
    rows = Membership.objects.filter(group=standing.group, state=State.REQUESTED)
    return rows.of_active_people().count()


@group_tabs.register
def tabs() -> list[GroupTab]:
    """Who is in a group, what it is about, and how it is run."""
    return [
        GroupTab(
            name="members",
            label=_("Members"),
            url_name="wagtail_social:group_members",
            visible=lambda standing: standing.can_read,
            order=200,
            count=_waiting_requests,
        ),
        GroupTab(
            name="about",
            label=_("About"),
            url_name="wagtail_social:group_about",
            visible=lambda standing: standing.can_see,
            order=300,
        ),
        GroupTab(
            name="settings",
            label=_("Settings"),
            url_name="wagtail_social:group_settings",
            visible=lambda standing: standing.can_manage,
            order=900,
        ),
    ]


@personal_data.register
def group_data() -> list[PersonalData]:
    """A place in a group goes with the person; who invited whom is forgotten."""
    app = "wagtail_social_groups"
    return [
        PersonalData(
            f"{app}.Membership", "user", "delete", ("group", "state", "role", "message", "since")
        ),
        PersonalData(f"{app}.Membership", "invited_by", "clear"),
        PersonalData(f"{app}.Group", "created_by", "clear"),
    ]


def _tagged(user: Any) -> Any:
    """Return the topics of groups that the user reads: a closed group keeps its topics inside."""
    return GroupTopic.objects.filter(
        content_object__in=Group.objects.readable_by(user).values("pk")
    )


def _groups(tag: Any, user: Any, request: Any) -> dict[str, Any]:
    groups = Group.objects.readable_by(user).alive().filter(topic_items__tag=tag)
    return {"cards": group_cards(user, list(groups.order_by("-member_count", "title")[:12]))}


@topic_sources.register
def groups() -> TopicSource:
    """Groups on a topic."""
    return TopicSource(
        name="groups",
        label=_("Groups"),
        tagged=_tagged,
        context=_groups,
        template="wagtail_social/groups/topic_panel.html",
        order=200,
    )


def _in_common(person: Any, viewer: Any) -> dict[str, Any]:
    groups = Group.objects.readable_by(viewer).alive()
    theirs = Membership.objects.filter(user=person).active()
    found = groups.filter(pk__in=theirs.values("group_id")).order_by(Lower("title"))
    return {"groups": list(found[:24])}


@profile_panels.register
def groups_of_person() -> ProfilePanel:
    """The groups of a colleague, as far as the viewer may see who is in them."""
    return ProfilePanel(
        name="groups",
        template="wagtail_social/groups/profile_panel.html",
        context=_in_common,
        order=200,
    )


@side_sections.register
def places() -> list[SideSection]:
    """What waits for the viewer in groups, and the viewer's groups, on the left of every page."""
    return [
        SideSection(name="waiting", build=waiting, order=50),
        SideSection(name="groups", build=my_groups, order=100),
    ]


notification_categories.register(notifying.categories)
notification_subjects.register(notifying.subjects)
happenings.register(notifying.happenings)


@log_actions
def actions() -> dict[str, Any]:
    """What the audit log says of groups."""
    return {
        "wagtail_social.group.created": _("Open a group"),
        "wagtail_social.group.edited": _("Edit a group"),
        "wagtail_social.group.access_changed": _("Change who sees and joins a group"),
        "wagtail_social.group.archived": _("Archive a group"),
        "wagtail_social.group.reopened": _("Reopen a group"),
        "wagtail_social.group.joined": _("Join a group"),
        "wagtail_social.group.requested": _("Ask to join a group"),
        "wagtail_social.group.request_withdrawn": _("Take back a request"),
        "wagtail_social.group.request_accepted": _("Accept a request"),
        "wagtail_social.group.request_declined": _("Decline a request"),
        "wagtail_social.group.invited": _("Invite to a group"),
        "wagtail_social.group.invitation_accepted": _("Accept an invitation"),
        "wagtail_social.group.invitation_declined": _("Decline an invitation"),
        "wagtail_social.group.left": _("Leave a group"),
        "wagtail_social.group.role_changed": _("Change a role"),
        "wagtail_social.group.handed_over": _("Hand over a group"),
        "wagtail_social.group.member_removed": _("Take somebody out of a group"),
        "wagtail_social.group.banned": _("Ban somebody from a group"),
        "wagtail_social.group.ban_lifted": _("Lift a ban"),
    }


@logged_rows.register
def what_was_done() -> list[LoggedRows]:
    """Who may know what becomes of a group reads what was done to it; of members, who reads it."""
    return [
        LoggedRows(lambda: Group, groups_told_of),
        LoggedRows(lambda: Membership, memberships_overseen_by),
    ]


groups_admin, memberships_admin = GroupViewSet(), MembershipViewSet()


@admin_places.register
def admin_menu() -> list[AdminPlace]:
    """Groups and memberships in the Wagtail admin."""
    return [
        AdminPlace(menu_item=groups_admin.get_menu_item, viewset=groups_admin, order=200),
        AdminPlace(menu_item=memberships_admin.get_menu_item, viewset=memberships_admin, order=300),
    ]


@log_actions
def actions_of_stewards() -> dict[str, Any]:
    """What the audit log says of those who look after groups that are not their own."""
    return {"wagtail_social.group.manager_appointed": _("Appoint a manager for a group")}
