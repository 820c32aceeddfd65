"""Getting into a group and out of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social.actions import Refused
from wagtail_social.extension_points import after_joining

from ..actions import (
    AcceptInvitation,
    DeclineInvitation,
    InviteToGroup,
    JoinGroup,
    LeaveGroup,
    RequestToJoin,
    WithdrawRequest,
)
from ..forms import InviteForm, RequestForm
from ..models import Membership
from .base import ConfirmView, GroupActionView, GroupFormView


class _EnterView(GroupActionView):
    """What leads into a group: the welcome comes first, or what upper rooms ask and show."""

    def done(self, result: Membership) -> str:
        return _("You are in %(group)s now.") % {"group": self.group.title}

    def target(self, result: Membership) -> str:
        entries = sorted(after_joining.all(), key=lambda entry: entry.order)
        on = self.address("group_about" if self.group.welcome else "group")
        return next(filter(None, (entry.url(result) for entry in entries)), on)


class JoinView(_EnterView):
    """Join an open group."""

    def action(self) -> JoinGroup:
        return JoinGroup(actor=self.request.user, group=self.group)


class AcceptInvitationView(_EnterView):
    """Say yes to an invitation."""

    def action(self) -> AcceptInvitation:
        return AcceptInvitation(actor=self.request.user, group=self.group)


class DeclineInvitationView(GroupActionView):
    """Say no to an invitation."""

    def action(self) -> DeclineInvitation:
        return DeclineInvitation(actor=self.request.user, group=self.group)

    def done(self, result: Membership) -> str:
        return _("You have declined the invitation.")

    def target(self, result: Membership) -> str:
        return reverse("wagtail_social:groups")


class RequestView(GroupFormView):
    """Ask to be let into a group, with a word to who runs it."""

    template_name = "wagtail_social/groups/request.html"
    form_class = RequestForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the group to who need not ask."""
        if not self.standing.can_request:
            return redirect(self.address("group"))
        return super().get(request, *args, **kwargs)

    def save(self, form: RequestForm) -> Membership:
        return RequestToJoin(
            actor=self.request.user, group=self.group, message=form.cleaned_data["message"]
        ).execute()

    def done(self, result: Membership) -> str:
        return _("Your request has been sent to who runs the group.")


class WithdrawView(GroupActionView):
    """Take a request back."""

    def action(self) -> WithdrawRequest:
        return WithdrawRequest(actor=self.request.user, group=self.group)

    def done(self, result: Membership) -> str:
        return _("You have taken your request back.")


class InviteView(GroupFormView):
    """Invite colleagues."""

    template_name = "wagtail_social/groups/invite.html"
    form_class = InviteForm
    may = "can_invite"

    def form_options(self) -> dict[str, Any]:
        return {"viewer": self.request.user}

    def save(self, form: InviteForm) -> list[Membership]:
        return InviteToGroup(
            actor=self.request.user,
            group=self.group,
            user_ids=form.cleaned_data["people"],
            message=form.cleaned_data["message"],
        ).execute()

    def done(self, result: list[Membership]) -> str:
        if not result:
            return _("Nobody new was invited: they are in the group already, or invited.")
        return ngettext(
            "%(count)s person is invited now.", "%(count)s people are invited now.", len(result)
        ) % {"count": len(result)}


class LeaveView(ConfirmView):
    """Leave a group. Who runs it alone hands it over first."""

    may = "can_see"
    template_name = "wagtail_social/groups/leave.html"

    def question(self) -> dict[str, Any]:
        title = {"group": self.group.title}
        text = _("You can join again at any time.")
        if self.group.is_secret:
            text = _("After that you do not see the group any more. Only an invitation leads back.")
        elif self.group.is_closed or self.group.join_policy != "free":
            text = _("To come back, you need to be let in again.")
        return {
            "title": _("Leave %(group)s?") % title,
            "text": text,
            "action_label": _("Leave"),
            "cancel_url": self.address("group"),
            "danger": True,
            "last_manager": self.last_manager(),
        }

    def last_manager(self) -> bool:
        """Whether nobody else would run the group."""
        if not self.standing.can_manage:
            return False
        rows = Membership.objects.filter(group=self.group)
        return not rows.run_beside(self.request.user).exists()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, or show the group to who is not in it."""
        if not self.standing.can_leave:
            return redirect(self.address("group"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leave; the last manager is told to hand over first."""
        try:
            return super().post(request, *args, **kwargs)
        except Refused as refusal:
            if refusal.code != "last_manager":
                raise
            return self.show(status=422, **self.context())

    def action(self) -> LeaveGroup:
        return LeaveGroup(actor=self.request.user, group=self.group)

    def done(self, result: Membership) -> str:
        return _("You have left %(group)s.") % {"group": self.group.title}

    def target(self, result: Membership) -> str:
        if self.group.is_secret:
            return reverse("wagtail_social:groups")
        return self.address("group")
