"""Who is in a group, and what its managers do with them."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail_social.lists import typed_in
from wagtail_social.people.adapters import get_adapter
from wagtail_social.people.models import Profile

from ..actions import (
    AcceptRequest,
    BanMember,
    ChangeRole,
    DeclineRequest,
    HandOver,
    LiftBan,
    RemoveMember,
)
from ..forms import RoleForm
from ..models import Membership, Role, State
from ..standing import standing_of
from .base import ConfirmView, GroupActionView, GroupFormView, GroupPageView

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def place_sign(row: Membership) -> str:
    """Return where a row with its ``rank`` stands in the list, as a sign for an address."""
    rank: int = row.rank  # type: ignore[attr-defined]
    return f"{rank}-{(row.since - _EPOCH) // _MICROSECOND:x}-{row.pk:x}"


def place_of(sign: str) -> tuple[int, datetime.datetime, int] | None:
    """Return rank, time and id of a sign, or ``None`` where it is none."""
    try:
        if len(sign) > 40:
            return None
        rank, since, pk = (int(part, 16) for part in sign.split("-"))
        place = rank, _EPOCH + since * _MICROSECOND, pk
    except (ValueError, OverflowError):
        return None
    return place if rank < 3 and pk < 2**63 else None


class MembersView(GroupPageView):
    """Who is in the group; for managers also who asks, is invited or banned."""

    template_name = "wagtail_social/groups/members.html"
    fragment_name = "wagtail_social/groups/_people.html"
    may = "can_read"
    tab = "members"
    page_size: ClassVar[int] = 50

    @property
    def shown(self) -> str:
        """The state of the people shown: others than members only to managers."""
        asked = self.request.GET.get("show", "")
        others = (State.REQUESTED, State.INVITED, State.BANNED)
        return asked if self.standing.can_manage and asked in others else State.ACTIVE.value

    def rows(self) -> Any:
        """Return the places of the people shown, searched."""
        rows = Membership.objects.filter(group=self.group, state=self.shown)
        if not self.standing.can_manage:
            rows = rows.of_active_people()
        if typed := typed_in(self.request):
            found = Profile.objects.all().matching(typed)
            rows = rows.filter(user__in=found.values("user_id"))
        return rows.by_role()

    def context(self) -> dict[str, Any]:
        """Return one page of people and the way to the next."""
        rows = self.rows()
        if place := place_of(self.request.GET.get("after", "")):
            rows = rows.after(*place)
        found = list(rows[: self.page_size + 1])
        page, more = found[: self.page_size], len(found) > self.page_size
        typed = typed_in(self.request)
        kept = {"q": typed} if typed else {}
        if self.shown != State.ACTIVE:
            kept["show"] = self.shown
        next_page = urlencode(kept | {"after": place_sign(page[-1])}) if more else ""
        context = super().context()
        return context | {
            "people": self.with_cards(page),
            "shown": self.shown,
            "typed": typed,
            "kept": [("show", self.shown)] if self.shown != State.ACTIVE else [],
            "more_url": f"{self.request.path}?{next_page}" if more else "",
            "waiting": self.waiting(),
            "states": self.states(),
        }

    def waiting(self) -> list[dict[str, Any]]:
        """Return the requests that managers see above the members."""
        if not self.standing.can_manage or self.shown != State.ACTIVE:
            return []
        if self.request.GET.get("after") or typed_in(self.request):
            return []
        rows = Membership.objects.filter(group=self.group, state=State.REQUESTED)
        return self.with_cards(list(rows.of_active_people().by_role()[: self.page_size]))

    def states(self) -> list[dict[str, Any]]:
        """Return the ways to people who are not in, with how many they are; for managers."""
        if not self.standing.can_manage:
            return []
        counted = Membership.objects.filter(group=self.group).values_list("state")
        counts = dict(counted.annotate(people=Count("pk")).order_by())
        url = self.address("group_members")
        labels = [
            (State.REQUESTED, _("Asking to join")),
            (State.INVITED, _("Invited")),
            (State.BANNED, _("Banned")),
        ]
        return [
            {"label": label, "meta": str(counts.get(state, 0)), "url": f"{url}?show={state.value}"}
            for state, label in labels
        ]

    def with_cards(self, rows: list[Membership]) -> list[dict[str, Any]]:
        """Return rows with their person's card and what a manager may do: one query."""
        cards = get_adapter().cards([row.user_id for row in rows])
        return [
            {
                "row": row,
                "card": cards.get(row.user_id),
                "menu": self.menu(row) if self.standing.can_manage else [],
            }
            for row in rows
        ]

    def menu(self, row: Membership) -> list[dict[str, Any]]:
        """Return what a manager may do with a person."""
        myself = row.user_id == self.request.user.pk
        items: list[tuple[str, Any, str, bool]] = []
        if row.state == State.ACTIVE:
            items.append(("member_role", _("Change role"), "settings", False))
            if not myself:
                items.append(("member_hand_over", _("Hand over the group"), "crown", False))
                items.append(("member_remove", _("Take out of the group"), "leave", True))
        elif row.state == State.INVITED:
            items.append(("member_remove", _("Take the invitation back"), "close", True))
        if not myself and row.state != State.BANNED and row.role != Role.MANAGER:
            items.append(("member_ban", _("Ban"), "shield", True))
        return [
            {"label": label, "icon": icon, "danger": danger, "url": self.person_url(name, row)}
            for name, label, icon, danger in items
        ]

    def person_url(self, name: str, row: Membership) -> str:
        """Return the address of what is done with a person."""
        return reverse(f"wagtail_social:{name}", args=[self.group.slug, row.user_id])


class _PersonActionView(GroupActionView):
    """A button on one person, for managers."""

    may = "can_manage"

    def target(self, result: Any) -> str:
        return self.address("group_members")

    def name(self) -> str:
        """Return the person's name."""
        return get_adapter().name(self.person)


class AcceptRequestView(_PersonActionView):
    """Let somebody in who asked."""

    def action(self) -> AcceptRequest:
        self.enter()
        return AcceptRequest(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("%(name)s is in the group now.") % {"name": self.name()}


class DeclineRequestView(_PersonActionView):
    """Say no to somebody who asked."""

    def action(self) -> DeclineRequest:
        self.enter()
        return DeclineRequest(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("You have declined the request of %(name)s.") % {"name": self.name()}


class LiftBanView(_PersonActionView):
    """Let somebody come back who was banned."""

    def action(self) -> LiftBan:
        self.enter()
        return LiftBan(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("%(name)s may come back now.") % {"name": self.name()}


class _PersonConfirmView(ConfirmView):
    """A question about one person, for managers."""

    may = "can_manage"

    def target(self, result: Any) -> str:
        return self.address("group_members")

    def place(self) -> Membership:
        """Return the person's place in the group. Raises ``Http404`` where there is none."""
        row = Membership.objects.filter(group=self.group, user=self.person).first()
        if row is None or row.state == State.LEFT:
            raise Http404
        return row

    def name(self) -> str:
        """Return the person's name."""
        return get_adapter().name(self.person)

    def words(self, title: str, text: str, label: str, *, danger: bool = True) -> dict[str, Any]:
        """Return the question."""
        return {
            "title": title,
            "text": text,
            "action_label": label,
            "danger": danger,
            "cancel_url": self.address("group_members"),
        }


class RemoveView(_PersonConfirmView):
    """Take somebody out of the group, or an invitation back."""

    def question(self) -> dict[str, Any]:
        names = {"name": self.name(), "group": self.group.title}
        if self.place().state == State.INVITED:
            return self.words(
                _("Take back the invitation of %(name)s?") % names,
                _("They can be invited again at any time."),
                _("Take it back"),
            )
        return self.words(
            _("Take %(name)s out of %(group)s?") % names,
            _("What they have written stays. They may come back in the same way as anybody."),
            _("Take out"),
        )

    def action(self) -> RemoveMember:
        self.enter()
        return RemoveMember(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("%(name)s is no longer in the group.") % {"name": self.name()}


class BanView(_PersonConfirmView):
    """Put somebody out for good."""

    def question(self) -> dict[str, Any]:
        self.place()
        return self.words(
            _("Ban %(name)s from %(group)s?") % {"name": self.name(), "group": self.group.title},
            _(
                "They neither join, ask nor write here any more, until you lift the ban. "
                "What they have written stays."
            ),
            _("Ban"),
        )

    def action(self) -> BanMember:
        self.enter()
        return BanMember(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("%(name)s is banned from the group.") % {"name": self.name()}


class HandOverView(_PersonConfirmView):
    """Make another member manager in one's own place."""

    def question(self) -> dict[str, Any]:
        self.place()
        return self.words(
            _("Hand over %(group)s to %(name)s?")
            % {"name": self.name(), "group": self.group.title},
            _("They run the group from then on, and you become a member. Only they can undo it."),
            _("Hand over"),
            danger=False,
        )

    def action(self) -> HandOver:
        self.enter()
        return HandOver(actor=self.request.user, group=self.group, user=self.person)

    def done(self, result: Membership) -> str:
        return _("%(name)s runs the group now.") % {"name": self.name()}


class RoleView(GroupFormView):
    """Make somebody a moderator or manager, or take that back."""

    template_name = "wagtail_social/groups/role.html"
    form_class = RoleForm
    may = "can_manage"

    def initial(self) -> dict[str, Any]:
        row = Membership.objects.filter(group=self.group, user=self.person).first()
        if row is not None and row.state == State.ACTIVE:
            return {"role": row.role}
        if not standing_of(self.person, self.group).is_member:
            raise Http404
        return {"role": Role.MEMBER}

    def context(self) -> dict[str, Any]:
        cards = get_adapter().cards([self.person.pk])
        return super().context() | {"card": cards.get(self.person.pk)}

    def save(self, form: RoleForm) -> Membership:
        return ChangeRole(
            actor=self.request.user,
            group=self.group,
            user=self.person,
            role=form.cleaned_data["role"],
        ).execute()

    def done(self, result: Membership) -> str:
        return _("The role is changed.")

    def target(self, result: Membership) -> str:
        return self.address("group_members")
