"""Groups and memberships in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn

from wagtail_social.actions import Action
from wagtail_social.administration.columns import NoteColumn
from wagtail_social.administration.filters import (
    ChoiceOf,
    DateRange,
    RowFilterSet,
    TypedFilter,
    YesNo,
)
from wagtail_social.administration.viewsets import ClosedViewSet
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.finding import people_named
from wagtail_social.people.models import Department

from .actions.stewardship import DescribeGroup, steward_fields
from .head import access_kind, manager_cards
from .models import Group, JoinPolicy, Membership, Role, State, Visibility
from .overseeing import groups_overseen_by, memberships_overseen_by
from .row_actions import AppointManagers, ArchiveGroups, MarkAsPilot, ReopenGroups, UnmarkPilot

_KINDS = {
    "open": gettext_lazy("Open"),
    "closed": gettext_lazy("Closed"),
    "secret": gettext_lazy("Secret"),
    "everyone": gettext_lazy("Everyone is in it"),
}


def moment_text(moment: Any) -> str:
    """Return a time as the viewer writes it, nothing for no time."""
    if moment is None:
        return ""
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")


def group_filter(path: str = "group", **kwargs: Any) -> TypedFilter:
    """Return a filter for rows of groups, by part of the group's name."""

    def find(rows: Any, typed: str, user: Any) -> Any:
        groups = Group.objects.visible_to(user).filter(title__icontains=typed)
        return rows.filter(**{f"{path}__in": groups.values("pk")})

    return TypedFilter(label=gettext_lazy("Group"), find=find, **kwargs)


def person_filter(label: Any, path: str) -> TypedFilter:
    """Return a filter for rows of people, by part of the name or handle."""

    def find(rows: Any, typed: str, user: Any) -> Any:
        return rows.filter(**{f"{path}__in": people_named(typed).values("pk")})

    return TypedFilter(label=label, find=find)


def notes_of(group: Any) -> str:
    """Return in short what sets a group apart, as far as the viewer may know."""
    notes = [
        (_("Pilot"), group.told_of and group.pilot),
        (_("Archived"), group.told_of and group.is_archived),
        (_("Without a manager"), not group.has_manager),
    ]
    return ", ".join(note for note, applies in notes if applies)


def members_of(group: Any) -> Any:
    """Return how many are in a group, as far as the viewer may know."""
    return _("All") if group.holds_everyone else group.seen_members


class GroupFilterSet(RowFilterSet):
    """What a list of groups can be narrowed to."""

    visibility = ChoiceOf(label=gettext_lazy("Who sees it"), choices=Visibility.choices)
    join_policy = ChoiceOf(label=gettext_lazy("How one joins"), choices=JoinPolicy.choices)
    pilot = YesNo(
        label=gettext_lazy("Pilot group"),
        find=lambda rows, yes: rows.filter(told_of=True, pilot=yes),
    )
    archived = YesNo(
        label=gettext_lazy("Archived"),
        find=lambda rows, yes: rows.filter(told_of=True, archived_at__isnull=not yes),
    )
    managed = YesNo(
        label=gettext_lazy("Has a manager"), find=lambda rows, yes: rows.filter(has_manager=yes)
    )
    department = ChoiceOf(
        label=gettext_lazy("Department"),
        # Only groups that the viewer may read tell their department.
        method="of_department",
    )

    class Meta:
        model = Group
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readable = Group.objects.readable_by(self.request.user)
        choices = Department.objects.filter(pk__in=readable.values("department")).order_by("name")
        self.filters["department"].extra["choices"] = list(choices.values_list("pk", "name"))
        if not self.filters["department"].extra["choices"]:
            del self.filters["department"]

    def of_department(self, rows: Any, name: str, value: str) -> Any:
        """Return the readable groups of a department."""
        return rows.filter(reads=True, department=value)


class GroupViewSet(ClosedViewSet):
    """Groups: found, looked at, archived, marked, and given a manager when they have none."""

    model = Group
    name = "groups"
    icon = "group"
    editable = True
    permissions = ("add", "view", "change")
    row_actions = (ArchiveGroups, ReopenGroups, MarkAsPilot, UnmarkPilot, AppointManagers)
    filterset_class = GroupFilterSet
    title_label = gettext_lazy("Name")
    introduction = gettext_lazy(
        "Managers run their groups on the site. Here you find all groups that you may know of, "
        "put right what nobody looks after, and see where a manager is missing. You see no more "
        "of a closed group than your colleagues do."
    )
    empty_text = gettext_lazy("There are no groups yet. Whoever opens one on the site runs it.")
    list_display = [
        StatusTagColumn(
            "access",
            label=gettext_lazy("Access"),
            accessor=lambda group: _KINDS[access_kind(group)],
            sort_key="visibility",
        ),
        NoteColumn(
            "members",
            label=gettext_lazy("Members"),
            value=members_of,
            sort_key="seen_members",
        ),
        NoteColumn("notes", label=gettext_lazy("To note"), value=notes_of),
        DateColumn("seen_activity", label=gettext_lazy("Newest post"), sort_key="seen_activity"),
    ]
    list_export = ["title", "purpose", "access", "join", "members", "pilot", "archived", "managed"]
    export_headings = {
        "access": gettext_lazy("Who sees it"),
        "join": gettext_lazy("How one joins"),
        "members": gettext_lazy("Members"),
        "archived": gettext_lazy("Archived"),
        "managed": gettext_lazy("Has a manager"),
    }
    panels = [
        FieldPanel("title"),
        FieldPanel("purpose"),
        FieldPanel("department"),
        FieldPanel("pilot"),
    ]

    def rows_for(self, user: Any) -> Any:
        """Return the groups that this user may know of."""
        return groups_overseen_by(user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the groups whose name or purpose holds each word."""
        return rows.matching(typed)

    def title_of(self, row: Any) -> str:
        """Return its name."""
        return row.title

    def site_url(self, row: Any) -> str:
        """Return its own address."""
        return row.get_absolute_url()

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a group."""
        return {
            "title": row.title,
            "purpose": row.purpose,
            "access": row.get_visibility_display(),
            "join": row.get_join_policy_display(),
            "members": row.seen_members,
            "pilot": row.pilot if row.told_of else None,
            "archived": row.is_archived if row.told_of else None,
            "managed": row.has_manager,
        }

    def fields_for(self, row: Any, user: Any) -> set[str]:
        """Return what a steward may set."""
        return steward_fields(row.reads)

    def action_for(self, row: Any, data: dict[str, Any], user: Any) -> Action[Any]:
        """Save the form."""
        return DescribeGroup(actor=user, group=row, fields=data)

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return what the viewer may know: of a closed group no more than others."""
        shown = [
            (_("Name"), row.title),
            (_("What it is for"), row.purpose),
            (_("Who sees it"), row.get_visibility_display()),
            (_("How one joins"), row.get_join_policy_display()),
            (_("Managers"), ", ".join(card.name for card in manager_cards(row))),
            (_("To note"), notes_of(row)),
        ]
        if not row.reads:
            return shown
        return [
            *shown,
            (_("Who posts"), row.get_posting_display()),
            (_("Department"), row.department),
            (_("Topics"), ", ".join(tag.name for tag in row.tags.all())),
            (_("Welcome"), row.welcome),
            (_("Rules"), row.guidelines),
            (_("Members"), members_of(row)),
            (_("Posts"), row.post_count),
            (_("Newest post"), moment_text(row.last_post_at)),
            (_("Opened"), moment_text(row.created_at)),
            (_("Archived"), moment_text(row.archived_at)),
        ]


class MembershipFilterSet(RowFilterSet):
    """What a list of memberships can be narrowed to."""

    group = group_filter()
    person = person_filter(gettext_lazy("Person"), "user")
    state = ChoiceOf(label=gettext_lazy("State"), choices=State.choices)
    role = ChoiceOf(label=gettext_lazy("Role"), choices=Role.choices)
    since = DateRange(label=gettext_lazy("Since"))

    class Meta:
        model = Membership
        fields: list[str] = []


def person_of(row: Any) -> str:
    """Return the name of the person of a membership."""
    return get_adapter().name(row.user)


class MembershipViewSet(ClosedViewSet):
    """Who is in which group. Looked up here, changed on the site by the group's managers."""

    model = Membership
    name = "memberships"
    icon = "user"
    permissions = ("view",)
    filterset_class = MembershipFilterSet
    title_label = gettext_lazy("Person")
    introduction = gettext_lazy(
        "Who is in which group, in all groups that you may read. People join, leave and are let "
        "in on the site."
    )
    empty_text = gettext_lazy("Nobody is in a group that you may read.")
    list_display = [
        NoteColumn("group", label=gettext_lazy("Group"), value=lambda row: row.group.title),
        StatusTagColumn("state", label=gettext_lazy("State"), accessor="get_state_display"),
        NoteColumn("role", label=gettext_lazy("Role"), value=lambda row: row.get_role_display()),
        DateColumn("since", label=gettext_lazy("Since"), sort_key="since"),
    ]
    list_export = ["person", "group", "state", "role", "since"]
    export_headings = {"person": gettext_lazy("Person")}

    def rows_for(self, user: Any) -> Any:
        """Return the memberships of groups that this user may read."""
        return memberships_overseen_by(user)

    def find(self, rows: Any, typed: str) -> Any:
        """Return the memberships of people of that name."""
        return rows.filter(user__in=people_named(typed).values("pk"))

    def title_of(self, row: Any) -> str:
        """Return the person's name."""
        return person_of(row)

    def site_url(self, row: Any) -> str:
        """Return the person's profile."""
        return get_adapter().url(row.user) if row.user.is_active else ""

    def export_row(self, row: Any) -> dict[str, Any]:
        """Return what a spreadsheet shows of a membership."""
        return {
            "person": person_of(row),
            "group": row.group.title,
            "state": row.get_state_display(),
            "role": row.get_role_display(),
            "since": row.since,
        }

    def describe(self, row: Any, user: Any) -> list[tuple[Any, Any]]:
        """Return who, where, how and since when; what they wrote is for the managers."""
        return [
            (_("Person"), person_of(row)),
            (_("Group"), row.group.title),
            (_("State"), row.get_state_display()),
            (_("Role"), row.get_role_display()),
            (_("Since"), moment_text(row.since)),
        ]
