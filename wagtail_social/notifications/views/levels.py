"""How much somebody wants to hear of one group."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.groups.views.base import GroupFormView
from wagtail_social.people.texts import shown
from wagtail_social.views import safe_next

from ..actions import ChooseGroupLevel
from ..choosing import level_of
from ..forms import GroupLevelForm


class GroupLevelView(GroupFormView):
    """Choose it; with ``joined`` in the address also the welcome of who has just come in."""

    template_name = "wagtail_social/notifications/group_level.html"
    form_class = GroupLevelForm
    may = "can_read"

    def initial(self) -> dict[str, Any]:
        return {"level": level_of(self.request.user, self.group)}

    def context(self) -> dict[str, Any]:
        joined = self.standing.is_member and "joined" in self.request.GET
        return {
            "group": self.group,
            "joined": joined,
            "welcome": shown(self.group.welcome) if joined else "",
            "on_url": safe_next(self.request, self.address("group")),
        }

    def save(self, form: GroupLevelForm) -> None:
        level = form.cleaned_data["level"]
        ChooseGroupLevel(actor=self.request.user, group=self.group, level=level).execute()

    def done(self, result: None) -> str:
        return _("Your choice for %(group)s is saved.") % {"group": self.group.title}
