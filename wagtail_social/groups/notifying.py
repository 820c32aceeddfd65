"""What people are told of groups: invitations, requests, what becomes of their place."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail_social import events
from wagtail_social.access import employees, who_sees_all
from wagtail_social.happenings import (
    About,
    Facts,
    Happening,
    Nearness,
    NotificationCategory,
    NotificationSubject,
    Reason,
    Words,
)

from .models import Group, Membership, State, Visibility

#: The kind of subject that news of a person's place in a group is about.
GROUP = "group"


def categories() -> list[NotificationCategory]:
    """What of groups can be switched on and off; on site invitations and roles always show."""
    return [
        NotificationCategory(
            name="invitation",
            label=gettext_lazy("Invitations to groups"),
            help_text=gettext_lazy("On site they always show."),
            why=gettext_lazy("somebody invited you"),
            nearness=Nearness.NAMED,
            mail=True,
            always_on_site=True,
            order=800,
        ),
        NotificationCategory(
            name="membership",
            label=gettext_lazy("My place in groups"),
            help_text=gettext_lazy("You were let in, or your role changed. On site always shown."),
            why=gettext_lazy("your place in a group changed"),
            nearness=Nearness.NAMED,
            always_on_site=True,
            order=810,
        ),
        NotificationCategory(
            name="moderation",
            label=gettext_lazy("Running and moderating groups"),
            help_text=gettext_lazy("Requests to join, reports, and answers to your reports."),
            why=gettext_lazy("you look after this group"),
            nearness=Nearness.NAMED,
            order=900,
        ),
    ]


def _facts(wanted: Callable[..., bool]) -> Callable[..., Facts | None]:
    def facts(membership: Membership, before: str | None, actor: Any, **data: Any) -> Facts | None:
        if not wanted(membership, before, actor):
            return None
        group_id = membership.group_id
        return Facts(
            GROUP, group_id, membership.pk, actor.pk, group_id=group_id, named=(membership.user_id,)
        )

    return facts


def _is_invited(membership: Membership, before: str | None, actor: Any) -> bool:
    return membership.state == State.INVITED


def _has_asked(membership: Membership, before: str | None, actor: Any) -> bool:
    return membership.state == State.REQUESTED


def _was_let_in(membership: Membership, before: str | None, actor: Any) -> bool:
    return membership.state == State.ACTIVE and before == State.REQUESTED


def _has_other_role(membership: Membership, before: str | None, actor: Any) -> bool:
    return (
        membership.state == State.ACTIVE
        and actor.pk != membership.user_id
        and before not in (State.REQUESTED, State.INVITED)
    )


def _person(facts: Facts) -> QuerySet[Any]:
    return get_user_model()._default_manager.filter(pk__in=facts.named)


def _managers(facts: Facts) -> QuerySet[Any]:
    group = Group.objects.filter(pk=facts.group_id or 0).first()
    return group.managers() if group else employees().none()


def _invited(names: str, count: int) -> str:
    return ngettext("%(names)s invites you", "%(names)s invite you", count) % {"names": names}


def _asked(names: str, count: int) -> str:
    return ngettext("%(names)s asks to join", "%(names)s ask to join", count) % {"names": names}


def _let_in(names: str, count: int) -> str:
    return _("You have been let in")


def _role_changed(names: str, count: int) -> str:
    return _("Your role has changed")


def _words_while(*states: str, managers: bool = False) -> Callable[..., dict[int, Words]]:
    """Return the words of memberships that are still in one of these states."""

    def words(user: Any, ids: Collection[int]) -> dict[int, Words]:
        rows = Membership.objects.filter(pk__in=ids, state__in=states).select_related("group")
        groups = Group.objects.managed_by(user) if managers else Group.objects.visible_to(user)
        rows = rows.filter(group__in=groups.values("pk"))
        if not managers:
            rows = rows.filter(user=user)
        name = "wagtail_social:group_members" if managers else "wagtail_social:group"
        return {row.pk: Words(url=reverse(name, args=[row.group.slug])) for row in rows}

    return words


def happenings() -> list[Happening]:
    """What people are told of their place in a group."""
    event = events.membership_changed
    return [
        Happening(
            name="invited",
            label=gettext_lazy("Invitation to a group"),
            event=event,
            facts=_facts(_is_invited),
            reasons=(Reason("invitation", _person, _invited),),
            words=_words_while(State.INVITED),
        ),
        Happening(
            name="asked_to_join",
            label=gettext_lazy("Request to join a group"),
            event=event,
            facts=_facts(_has_asked),
            reasons=(Reason("moderation", _managers, _asked),),
            words=_words_while(State.REQUESTED, managers=True),
        ),
        Happening(
            name="let_in",
            label=gettext_lazy("Let into a group"),
            event=event,
            facts=_facts(_was_let_in),
            reasons=(Reason("membership", _person, _let_in),),
            words=_words_while(State.ACTIVE),
            names_actor=False,
        ),
        Happening(
            name="role_changed",
            label=gettext_lazy("Role in a group changed"),
            event=event,
            facts=_facts(_has_other_role),
            reasons=(Reason("membership", _person, _role_changed),),
            words=_words_while(State.ACTIVE),
            names_actor=False,
        ),
    ]


def _seen_by(user: Any, keys: Collection[int]) -> dict[int, About]:
    groups = Group.objects.visible_to(user).filter(pk__in=keys)
    return {group.pk: About(title=group.title, url=group.get_absolute_url()) for group in groups}


def _keys_seen_by(user: Any, keys: Collection[int]) -> set[int]:
    groups = Group.objects.visible_to(user).filter(pk__in=keys)
    return set(groups.values_list("pk", flat=True))


def _audience(key: int) -> QuerySet[Any]:
    """Return the active users who may know of the group."""
    group = Group.objects.filter(pk=key).first()
    if group is None:
        return employees().none()
    if group.visibility != Visibility.MEMBERS:
        return employees()
    rows = Membership.objects.filter(group=group, state__in=(State.ACTIVE, State.INVITED))
    return employees().filter(Q(pk__in=rows.values("user_id")) | who_sees_all())


def subjects() -> list[NotificationSubject]:
    """News of a person's place in one group is one line."""
    return [
        NotificationSubject(
            name=GROUP,
            seen_by=_seen_by,
            keys_seen_by=_keys_seen_by,
            audience=_audience,
            # Who is in a group, and who asks to be, is known to who reads it.
            rows_seen_by=Group.objects.readable_by,
            noted=_seen_by,
        )
    ]
