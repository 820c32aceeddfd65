"""Finding groups, and opening one."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.form_pages import FormPageView
from wagtail_social.lists import ListPageView

from ..actions import CreateGroup
from ..actions.groups import may_open_groups
from ..forms import NewGroupForm
from ..head import group_cards
from ..models import Group, Membership


class GroupsView(ListPageView):
    """The directory of groups: all, mine, invitations, pilot groups, archived ones."""

    template_name = "wagtail_social/groups/groups.html"
    fragment_name = "wagtail_social/groups/_cards.html"
    sort_by = "title"
    page_size = 24

    @property
    def shown(self) -> str:
        """Which filter is on."""
        asked = self.request.GET.get("show", "")
        return asked if asked in ("mine", "invited", "pilot", "archived") else "all"

    def rows(self) -> QuerySet[Group]:
        """Return the groups; what closed groups keep from outsiders filters nothing for them."""
        user = self.request.user
        groups = Group.objects.visible_to(user).matching(self.typed)
        if self.shown == "mine":
            return groups.of_member(user)
        if self.shown == "invited":
            invited = Membership.objects.invitations_of(user)
            return groups.filter(pk__in=invited.values("group_id"))
        if self.shown == "pilot":
            return groups.readable_by(user).alive().filter(pilot=True)
        if self.shown == "archived":
            return groups.readable_by(user).filter(archived_at__isnull=False)
        # That a closed group was archived is told to those who read it, by its absence too.
        readable = Group.objects.readable_by(user).values("pk")
        return groups.filter(Q(archived_at__isnull=True) | ~Q(pk__in=readable))

    def kept(self) -> dict[str, str]:
        """Keep the filter beside the search."""
        return super().kept() | ({"show": self.shown} if self.shown != "all" else {})

    def context(self) -> dict[str, Any]:
        """Return the cards and the filters."""
        page = super().context()
        return page | {
            "cards": group_cards(self.request.user, page["rows"]),
            "shown": self.shown,
            "kept": [("show", self.shown)] if self.shown != "all" else [],
            "tabs": self.tabs(),
            "may_open": may_open_groups(self.request.user),
        }

    def tabs(self) -> list[dict[str, Any]]:
        """Return the filters; invitations only for who has some."""
        url = reverse("wagtail_social:groups")
        invitations = Membership.objects.invitations_of(self.request.user).count()
        choices: list[tuple[str, str, int | None]] = [
            ("all", _("All"), None),
            ("mine", _("My groups"), None),
        ]
        if invitations or self.shown == "invited":
            choices.append(("invited", _("Invitations"), invitations))
        choices += [("pilot", _("Pilot groups"), None), ("archived", _("Archived"), None)]
        return [
            {
                "label": label,
                "url": url if name == "all" else f"{url}?show={name}",
                "current": name == self.shown,
                "count": count,
            }
            for name, label, count in choices
        ]


class GroupNewView(FormPageView):
    """Open a group."""

    template_name = "wagtail_social/groups/new.html"
    form_class = NewGroupForm
    draft = "group-new"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form to who may open groups."""
        if not may_open_groups(request.user):
            raise Http404
        return super().get(request, *args, **kwargs)

    def save(self, form: NewGroupForm) -> Group:
        """Open it."""
        return CreateGroup(
            actor=self.request.user,
            texts=form.texts(),
            preset=form.cleaned_data["preset"],
            posting=form.cleaned_data["posting"],
            topics=form.cleaned_data["topics"],
        ).execute()

    def done(self, result: Group) -> str:
        """Say what comes next."""
        return _("%(group)s is open. Invite people, or write the first post.") % {
            "group": result.title
        }

    def target(self, result: Group) -> str:
        """Go to the group."""
        return result.get_absolute_url()
