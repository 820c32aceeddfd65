"""Getting into a group and out of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from wagtail_social.access import employees
from wagtail_social.actions import NotVisible, Refused
from wagtail_social.throttling import throttle

from ..models import Membership, Role, State
from ..standing import standing_of
from .base import GroupAction, MembershipAction


@dataclass(kw_only=True)
class JoinGroup(MembershipAction):
    """Get into an open group by one click. Joining twice changes nothing."""

    log_as = "wagtail_social.group.joined"

    def check(self) -> None:
        """The group lets in freely, and the actor is not banned."""
        standing = self.standing()
        if standing.membership and standing.membership.state == State.ACTIVE:
            return
        if standing.is_banned:
            raise Refused(_("You cannot join this group."), code="banned")
        if not standing.can_join:
            raise Refused(_("This group cannot be joined by a click."), code="not_open")
        throttle("join", self.actor)

    def write(self) -> Membership:
        """Make or change the row; keep the role of who is in already."""
        row = self.row_of(self.actor)
        if row is not None and row.state == State.ACTIVE:
            return self.unchanged(row)
        return self.move(self.actor, State.ACTIVE)


@dataclass(kw_only=True)
class RequestToJoin(MembershipAction):
    """Ask to be let into a closed group, with a word to the managers."""

    message: str = ""

    log_as = "wagtail_social.group.requested"

    def check(self) -> None:
        """The group lets in on request, and the actor is neither in, asking, nor banned."""
        standing = self.standing()
        row = standing.membership
        if standing.can_see and row and row.state in (State.ACTIVE, State.REQUESTED):
            return
        if not standing.can_request:
            raise Refused(_("This group does not take requests."), code="no_requests")
        throttle("join", self.actor)

    def write(self) -> Membership:
        """Keep the request; asking twice changes nothing."""
        row = self.row_of(self.actor)
        if row is not None and row.state in (State.ACTIVE, State.REQUESTED):
            return self.unchanged(row)
        return self.move(self.actor, State.REQUESTED, message=self.message[:500])


@dataclass(kw_only=True)
class WithdrawRequest(MembershipAction):
    """Take back one's request."""

    log_as = "wagtail_social.group.request_withdrawn"

    def check(self) -> None:
        """There must be a request."""
        if not self.standing().is_requested:
            raise Refused(_("You have no request here that waits."), code="no_request")

    def write(self) -> Membership:
        """Put the row to rest."""
        return self.move(self.actor, State.LEFT, message="")


@dataclass(kw_only=True)
class _AnswerRequest(MembershipAction):
    user: Any

    def check(self) -> None:
        """A manager answers a request that still waits."""
        self.require_manager()
        row = self.row_of(self.user)
        if row is None or row.state != State.REQUESTED:
            raise Refused(_("This request has been answered already."), code="answered")


@dataclass(kw_only=True)
class AcceptRequest(_AnswerRequest):
    """Let somebody in who asked."""

    log_as = "wagtail_social.group.request_accepted"

    def write(self) -> Membership:
        """Let them in."""
        return self.move(self.user, State.ACTIVE)


@dataclass(kw_only=True)
class DeclineRequest(_AnswerRequest):
    """Say no to somebody who asked; they may ask again."""

    log_as = "wagtail_social.group.request_declined"

    def write(self) -> Membership:
        """Put the row to rest."""
        return self.move(self.user, State.LEFT, message="")


@dataclass(kw_only=True)
class InviteToGroup(GroupAction[list[Membership]]):
    """Invite colleagues. Returns the rows of those who were invited now.

    Who is in, invited or banned is passed over in silence; a request that waits is accepted when
    a manager invites.
    """

    user_ids: Collection[Any]
    message: str = ""

    def check(self) -> None:
        """The actor may invite here, and not more than the limit."""
        standing = self.standing()
        if not standing.can_invite:
            raise Refused(_("You cannot invite people to this group."), code="no_invitations")
        self._by_manager = standing.can_manage
        throttle("invite", self.actor)

    _by_manager: bool = False

    def write(self) -> list[Membership]:
        """Invite each of them by an action of its own."""
        invited = []
        for person in employees().filter(pk__in=list(self.user_ids)[:100]):
            row = Membership.objects.filter(group=self.group, user=person).first()
            if row and row.state in (State.ACTIVE, State.INVITED, State.BANNED):
                continue
            if row and row.state == State.REQUESTED:
                if self._by_manager:
                    accept = AcceptRequest(actor=self.actor, group=self.group, user=person)
                    invited.append(accept.execute())
                continue
            one = _InviteOne(actor=self.actor, group=self.group, user=person, message=self.message)
            invited.append(one.execute())
        return invited


@dataclass(kw_only=True)
class _InviteOne(MembershipAction):
    user: Any
    message: str = ""

    log_as = "wagtail_social.group.invited"

    def write(self) -> Membership:
        return self.move(
            self.user, State.INVITED, message=self.message[:500], invited_by=self.actor
        )


@dataclass(kw_only=True)
class _AnswerInvitation(MembershipAction):
    def check(self) -> None:
        """There must be an invitation for the actor."""
        standing = self.standing()
        if not standing.is_invited:
            if standing_of(self.actor, self.group).is_member:
                raise Refused(_("You are in this group already."), code="member")
            raise NotVisible


@dataclass(kw_only=True)
class AcceptInvitation(_AnswerInvitation):
    """Say yes to an invitation."""

    log_as = "wagtail_social.group.invitation_accepted"

    def check(self) -> None:
        """There must be an invitation, and the group must be alive."""
        super().check()
        if self.group.is_archived:
            raise Refused(_("This group has been archived."), code="archived")

    def write(self) -> Membership:
        """Get in."""
        return self.move(self.actor, State.ACTIVE)


@dataclass(kw_only=True)
class DeclineInvitation(_AnswerInvitation):
    """Say no to an invitation."""

    log_as = "wagtail_social.group.invitation_declined"

    def write(self) -> Membership:
        """Put the row to rest."""
        return self.move(self.actor, State.LEFT, message="")


@dataclass(kw_only=True)
class LeaveGroup(MembershipAction):
    """Go. The last manager hands over first."""

    log_as = "wagtail_social.group.left"

    def check(self) -> None:
        """The actor is in, and somebody else manages."""
        if not self.standing().can_leave:
            raise Refused(_("You cannot leave this group."), code="cannot_leave")
        self.keep_a_manager(self.actor)

    def write(self) -> Membership:
        """Leave, with the role given back."""
        return self.move(self.actor, State.LEFT, role=Role.MEMBER)
