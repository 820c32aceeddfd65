"""How a group is run by its managers, without the Wagtail admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from wagtail_social.actions import Refused
from wagtail_social.topics.forms import as_text

from ..actions import ArchiveGroup, ChangeAccess, EditGroup, ReopenGroup
from ..forms import OWN, AccessForm, GroupForm
from ..models import PRESETS, Group
from .base import GroupActionView, GroupFormView


class _SettingsView(GroupFormView):
    """A page of the settings, for managers."""

    may = "can_manage"
    tab = "settings"

    def context(self) -> dict[str, Any]:
        """Return the head and the ways between the pages of the settings."""
        pages = [("group_settings", _("Text and picture")), ("group_access", _("Access"))]
        return super().context() | {
            "parts": [
                {"label": label, "url": self.address(name), "current": name == self.page}
                for name, label in pages
            ]
        }

    #: URL name of the page.
    page = ""


class SettingsView(_SettingsView):
    """Name, texts, topics and cover."""

    template_name = "wagtail_social/groups/settings.html"
    form_class = GroupForm
    page = "group_settings"

    def initial(self) -> dict[str, Any]:
        group = self.group
        return {
            "title": group.title,
            "purpose": group.purpose,
            "welcome": group.welcome,
            "guidelines": group.guidelines,
            "topics": as_text(group.tags.order_by("name").values_list("name", flat=True)),
        }

    def save(self, form: GroupForm) -> Group:
        cover = form.cleaned_data["cover"]
        if cover is None and form.cleaned_data["remove_cover"]:
            cover = False
        return EditGroup(
            actor=self.request.user,
            group=self.group,
            texts=form.texts(),
            topics=form.cleaned_data["topics"],
            cover=cover,
        ).execute()

    def done(self, result: Group) -> str:
        return _("The settings are saved.")

    def target(self, result: Group) -> str:
        return self.address("group_settings")


class AccessView(_SettingsView):
    """Who sees the group, how one joins, who posts."""

    template_name = "wagtail_social/groups/access.html"
    form_class = AccessForm
    page = "group_access"

    def form_options(self) -> dict[str, Any]:
        may_hold_everyone = self.request.user.has_perm("wagtail_social_groups.add_group")
        return {"offer_everyone": self.group.holds_everyone or may_hold_everyone}

    def initial(self) -> dict[str, Any]:
        group = self.group
        return {
            "preset": group.preset or OWN,
            "visibility": group.visibility,
            "join_policy": group.join_policy,
            "posting": group.posting,
        }

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Show the axes open where they are what one chose or got wrong."""
        form = context.get("form")
        if form is not None:
            axes = {"visibility", "join_policy"}
            own = form["preset"].value() == OWN or bool(axes.intersection(form.errors))
            context["own"] = own
        return super().show(status=status, **context)

    def save(self, form: AccessForm) -> Group:
        data = form.cleaned_data
        visibility, join_policy = PRESETS.get(
            data["preset"], (data["visibility"], data["join_policy"])
        )
        return ChangeAccess(
            actor=self.request.user,
            group=self.group,
            visibility=visibility,
            join_policy=join_policy,
            posting=data["posting"],
            confirmed=data["confirmed"],
        ).execute()

    def again(self, form: Any, refusal: Refused | None = None) -> HttpResponse:
        """Ask whether pages and invitations may go; else show the form once more."""
        if refusal is None or refusal.code != "pages_go":
            return super().again(form, refusal)
        self.template_name = "wagtail_social/groups/access_confirm.html"
        sent = [(name, form.cleaned_data[name]) for name in form.fields if name != "confirmed"]
        return self.show(
            **self.context(), message=refusal.message, sent=[*sent, ("confirmed", "on")]
        )

    def done(self, result: Group) -> str:
        return _("The access is changed.")

    def target(self, result: Group) -> str:
        return self.address("group_access")


class ArchiveView(GroupActionView):
    """Keep a group for reading only."""

    may = "can_manage"

    def action(self) -> ArchiveGroup:
        self.enter()
        return ArchiveGroup(actor=self.request.user, group=self.group)

    def done(self, result: Group) -> str:
        return _("The group is archived. You can reopen it in the settings.")


class ReopenView(GroupActionView):
    """Bring an archived group back to life."""

    may = "can_manage"

    def action(self) -> ReopenGroup:
        self.enter()
        return ReopenGroup(actor=self.request.user, group=self.group)

    def done(self, result: Group) -> str:
        return _("The group is open again.")
