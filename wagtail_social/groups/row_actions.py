"""What community managers do with groups from the list in the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wagtail_social.actions import Action
from wagtail_social.administration.bulk import RowAction
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.finding import the_person

from .actions.stewardship import (
    AppointManager,
    ArchiveGroupAsSteward,
    DescribeGroup,
    ReopenGroupAsSteward,
)
from .models import Group
from .overseeing import groups_overseen_by


class GroupRowAction(RowAction):
    """A change of groups that the viewer may know of."""

    models = [Group]

    def rows_for(self, user: Any) -> Any:
        """Return the groups that the viewer may know of."""
        return groups_overseen_by(user)

    def done_text(self, count: int) -> str:
        """Say how many."""
        return ngettext("%(count)s group changed.", "%(count)s groups changed.", count) % {
            "count": count
        }


class ArchiveGroups(GroupRowAction):
    """Archive what nobody looks after any more."""

    action_type = "archive"
    action_priority = 10
    icon_name = "folder-inverse"
    display_name = _("Archive")
    aria_label = _("Archive the selected groups")
    heading = _("Archive groups")
    explanation = _(
        "Members can still read an archived group. Nobody can write, join or be invited until "
        "it is opened again."
    )
    not_possible = _("Archived already:")

    def applies(self, row: Any) -> bool:
        """Only what is alive."""
        return not row.is_archived

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Archive it."""
        return ArchiveGroupAsSteward(actor=self.request.user, group=row)


class ReopenGroups(GroupRowAction):
    """Open archived groups again."""

    action_type = "reopen"
    action_priority = 20
    icon_name = "folder-open-1"
    display_name = _("Open again")
    aria_label = _("Open the selected groups again")
    heading = _("Open groups again")
    explanation = _("Members can write again, and others can join as before.")
    not_possible = _("Not archived:")

    def applies(self, row: Any) -> bool:
        """Only what is archived."""
        return row.is_archived

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Reopen it."""
        return ReopenGroupAsSteward(actor=self.request.user, group=row)


class MarkAsPilot(GroupRowAction):
    """Mark groups as pilots."""

    action_type = "pilot"
    action_priority = 30
    icon_name = "thumbtack"
    display_name = _("Mark as pilot")
    aria_label = _("Mark the selected groups as pilot groups")
    heading = _("Mark as pilot groups")
    explanation = _("Pilot groups grow first and are offered to newcomers.")
    not_possible = _("Pilot groups already:")

    def applies(self, row: Any) -> bool:
        """Only what is none yet."""
        return not row.pilot

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Mark it."""
        return DescribeGroup(actor=self.request.user, group=row, fields={"pilot": True})


class UnmarkPilot(GroupRowAction):
    """Take the mark away."""

    action_type = "no-pilot"
    action_priority = 40
    icon_name = "thumbtack-crossed"
    display_name = _("Pilot no longer")
    aria_label = _("Take the mark of a pilot group off the selected groups")
    heading = _("End the pilot")
    explanation = _("These groups go on as any other.")
    not_possible = _("No pilot groups:")

    def applies(self, row: Any) -> bool:
        """Only pilots."""
        return row.pilot

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Take it off."""
        return DescribeGroup(actor=self.request.user, group=row, fields={"pilot": False})


class PersonForm(forms.Form):
    """One colleague, by handle, user name or name."""

    person = forms.CharField(
        label=_("New manager"),
        max_length=150,
        help_text=_(
            "Handle, user name or name of a colleague. Of a closed or secret group, somebody who "
            "is in it already."
        ),
    )

    def clean_person(self) -> Any:
        """Return the one person meant."""
        found = the_person(self.cleaned_data["person"])
        if not found:
            raise forms.ValidationError(gettext("Nobody of that name works here."))
        if len(found) > 1:
            name = get_adapter().name
            names = ", ".join(f"{name(user)} (@{user.social_profile.handle})" for user in found)
            raise forms.ValidationError(
                gettext("Several people are called so. Please write a handle: %(names)s.")
                % {"names": names}
            )
        return found[0]


class AppointManagers(GroupRowAction):
    """Give groups a manager that have none."""

    action_type = "appoint"
    action_priority = 50
    icon_name = "user"
    display_name = _("Appoint a manager")
    aria_label = _("Appoint a manager for the selected groups")
    heading = _("Appoint a manager")
    explanation = _(
        "Nobody runs these groups: their managers have left. The person you name can let people "
        "in, change the group and moderate it."
    )
    not_possible = _("They have a manager, who hands over by themselves:")
    form_class = PersonForm

    def applies(self, row: Any) -> bool:
        """Only groups without an active manager."""
        return not row.has_manager

    def action_for(self, row: Any, data: dict[str, Any]) -> Action[Any]:
        """Appoint the person."""
        return AppointManager(actor=self.request.user, group=row, user=data["person"])
