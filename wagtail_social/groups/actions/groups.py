"""Opening, changing and archiving groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_social import events
from wagtail_social.access import can_view_page, page_model
from wagtail_social.actions import Action, Refused
from wagtail_social.conf import settings
from wagtail_social.extension_points import presentations
from wagtail_social.throttling import throttle
from wagtail_social.topics.vocabulary import topics_named

from ..models import PRESETS, Group, JoinPolicy, Membership, Posting, Role, State, Visibility
from .base import GroupAction
from .joining import AcceptRequest
from .people import RemoveMember

#: Fields that a manager words freely.
TEXT_FIELDS = ("title", "purpose", "welcome", "guidelines")


def may_open_groups(user: Any) -> bool:
    """Whether this person may open a group."""
    return settings.EMPLOYEES_OPEN_GROUPS or user.has_perm("wagtail_social_groups.add_group")


@dataclass(kw_only=True)
class CreateGroup(Action[Group]):
    """Open a group; who opens it is its first manager. ``texts`` are fields of the group."""

    texts: Mapping[str, str]
    preset: str
    posting: str = Posting.MEMBERS
    topics: Sequence[str] = ()
    department: Any = None

    log_as = "wagtail_social.group.created"
    event = events.group_created
    is_content = True

    def check(self) -> None:
        """The actor may open groups, and the choices exist."""
        if not may_open_groups(self.actor):
            raise Refused(_("You cannot open a group here."), code="no_groups")
        throttle("group", self.actor)

    def write(self) -> Group:
        """Make the group, its topics and the first manager."""
        if self.preset not in PRESETS or self.posting not in Posting.values:
            raise Refused(_("Please choose how the group is to be."), code="no_preset")
        visibility, join_policy = PRESETS[self.preset]
        group = Group.objects.create(
            **{name: text for name, text in self.texts.items() if name in TEXT_FIELDS},
            slug=Group.new_slug(self.texts["title"]),
            visibility=visibility,
            join_policy=join_policy,
            posting=self.posting,
            department=self.department,
            created_by=self.actor,
            member_count=1,
        )
        Membership.objects.create(
            group=group, user=self.actor, state=State.ACTIVE, role=Role.MANAGER
        )
        group.tags.set(topics_named(self.topics, by=self.actor))
        return group

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group."""
        return {"group": result}


@dataclass(kw_only=True)
class EditGroup(GroupAction[Group]):
    """Change text, topics or cover. ``cover`` is a checked picture, ``False`` takes it away."""

    texts: Mapping[str, str] = field(default_factory=dict)
    topics: Sequence[str] | None = None
    cover: File[Any] | bool | None = None

    log_as = "wagtail_social.group.edited"
    event = events.group_changed
    is_content = True

    def check(self) -> None:
        """Only a manager, and not more pictures than the limit."""
        self.require_manager()
        if self.cover:
            throttle("upload", self.actor)

    def write(self) -> Group:
        """Save what is given; an old cover goes once all is committed."""
        changed = [name for name in self.texts if name in TEXT_FIELDS]
        for name in changed:
            setattr(self.group, name, self.texts[name])
        if self.cover is not None:
            old = self.group.cover.name if self.group.cover else None
            self.group.cover = self.cover or ""
            changed.append("cover")
            if old:
                storage = self.group.cover.storage
                transaction.on_commit(lambda: storage.delete(old))
        if changed:
            self.group.save(update_fields=changed)
        if self.topics is not None:
            self.group.tags.set(topics_named(self.topics, by=self.actor))
            changed.append("topics")
        self._changed = changed
        return self.group

    _changed: Sequence[str] = ()

    def log_data(self, result: Group) -> dict[str, Any]:
        """Log which fields changed, not their text."""
        return {"changed": list(self._changed)}

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group and what changed."""
        return {"group": result, "changed": list(self._changed)}


def what_goes(user: Any, pages: Sequence[Any], invitations: int) -> list[str]:
    """Return sentences on what goes when a group becomes secret; pages by name as far as seen."""
    seen = [page for page in pages if _may_know(user, page)]
    hidden = len(pages) - len(seen)
    names = {"titles": ", ".join(str(page) for page in seen), "count": hidden}
    told = []
    if pages:
        told.append(_("A secret group is shown by no page."))
    if seen and hidden:
        told.append(
            ngettext(
                "These pages would be unpublished: %(titles)s and %(count)s more.",
                "These pages would be unpublished: %(titles)s and %(count)s more.",
                hidden,
            )
            % names
        )
    elif seen:
        told.append(_("These pages would be unpublished: %(titles)s.") % names)
    elif pages:
        told.append(
            ngettext(
                "%(count)s page that you cannot see would be unpublished.",
                "%(count)s pages that you cannot see would be unpublished.",
                hidden,
            )
            % names
        )
    if invitations:
        told.append(
            ngettext(
                "%(count)s invitation by a member who could not invite to a secret group would be "
                "taken back.",
                "%(count)s invitations by members who could not invite to a secret group would be "
                "taken back.",
                invitations,
            )
            % {"count": invitations}
        )
    return told


def _may_know(user: Any, page: Any) -> bool:
    if not isinstance(page, page_model()):
        return True
    return can_view_page(user, page) or page.permissions_for_user(user).can_edit()


@dataclass(kw_only=True)
class ChangeAccess(GroupAction[Group]):
    """Change the axes. Making a group secret unpublishes the pages that present it.

    It also takes back the invitations by people who could give none to a secret group.
    ``confirmed`` must be true when pages or invitations would go; without it ``Refused`` says so,
    and names the pages that the actor may see (code ``"pages_go"``).
    """

    visibility: str
    join_policy: str
    posting: str
    confirmed: bool = False

    log_as = "wagtail_social.group.access_changed"
    event = events.group_changed

    def check(self) -> None:
        """Only a manager; the combination must make sense."""
        self.require_manager()

    def write(self) -> Group:
        """Save the axes, let in who waits where nobody needs to ask any more, retire pages."""
        self._validate()
        self._before = f"{self.group.visibility}/{self.group.join_policy}/{self.group.posting}"
        becomes_secret = self.visibility == Visibility.MEMBERS and not self.group.is_secret
        retiring = [
            presentation
            for presentation in presentations.all()
            if becomes_secret and presentation.model() is Group
        ]
        fading = list(self._invitations_of_others()) if becomes_secret else []
        if not self.confirmed and self.actor is not None:
            pages = [page for entry in retiring for page in entry.pages(self.group)]
            if warnings := what_goes(self.actor, pages, len(fading)):
                raise Refused(" ".join(warnings), code="pages_go")
        self.group.visibility = self.visibility
        self.group.join_policy = self.join_policy
        self.group.posting = self.posting
        self.group.save(update_fields=["visibility", "join_policy", "posting"])
        for entry in retiring:
            entry.retire(self.group, self.actor)
        for row in fading:
            RemoveMember(actor=self.actor, group=self.group, user=row.user).execute()
        if self.join_policy in (JoinPolicy.FREE, JoinPolicy.EVERYONE):
            self._let_in_who_waits()
        return self.group

    def _invitations_of_others(self) -> QuerySet[Membership]:
        """Return the invitations by people who do not moderate the group now."""
        moderators = Membership.objects.filter(group=self.group).moderating()
        invited = Membership.objects.filter(group=self.group, state=State.INVITED)
        own = Q(invited_by__in=moderators.values("user_id"))
        return invited.exclude(pk__in=invited.filter(own).values("pk")).select_related("user")

    def _let_in_who_waits(self) -> None:
        waiting = Membership.objects.filter(group=self.group, state=State.REQUESTED)
        for row in waiting.select_related("user"):
            AcceptRequest(actor=self.actor, group=self.group, user=row.user).execute()

    _before: str = ""

    def _validate(self) -> None:
        known = (
            self.visibility in Visibility.values
            and self.join_policy in JoinPolicy.values
            and self.posting in Posting.values
        )
        if not known:
            raise Refused(_("Please choose how the group is to be."), code="no_preset")
        if self.visibility == Visibility.MEMBERS and self.join_policy != JoinPolicy.INVITATION:
            raise Refused(
                _("Nobody can ask to join what nobody sees: a secret group works by invitation."),
                code="secret_by_invitation",
                field="join_policy",
            )
        if self.join_policy == JoinPolicy.EVERYONE:
            if self.visibility != Visibility.EVERYONE:
                raise Refused(
                    _("A group that holds everyone is read by everyone."),
                    code="everyone_reads",
                    field="visibility",
                )
            may = self.actor is None or self.actor.has_perm("wagtail_social_groups.add_group")
            if not self.group.holds_everyone and not may:
                raise Refused(
                    _("Only the organisation can put everyone into a group."),
                    code="not_yours",
                    field="join_policy",
                )

    def log_data(self, result: Group) -> dict[str, Any]:
        """Log the axes before and after."""
        after = f"{result.visibility}/{result.join_policy}/{result.posting}"
        return {"before": self._before, "after": after}

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group."""
        return {"group": result, "changed": ["access"]}


@dataclass(kw_only=True)
class ArchiveGroup(GroupAction[Group]):
    """Keep the group for reading: nobody writes or joins any more."""

    log_as = "wagtail_social.group.archived"
    event = events.group_changed

    def check(self) -> None:
        """Only a manager."""
        self.require_manager()

    def write(self) -> Group:
        """Set the time; archiving again changes nothing."""
        if self.group.is_archived:
            return self.unchanged(self.group)
        self.group.archived_at = timezone.now()
        self.group.save(update_fields=["archived_at"])
        return self.group

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group."""
        return {"group": result, "changed": ["archived"]}


@dataclass(kw_only=True)
class ReopenGroup(GroupAction[Group]):
    """Bring an archived group back to life."""

    log_as = "wagtail_social.group.reopened"
    event = events.group_changed

    def check(self) -> None:
        """Only a manager."""
        self.require_manager()

    def write(self) -> Group:
        """Take the time away."""
        if not self.group.is_archived:
            return self.unchanged(self.group)
        self.group.archived_at = None
        self.group.save(update_fields=["archived_at"])
        return self.group

    def event_data(self, result: Group) -> dict[str, Any]:
        """Tell the group."""
        return {"group": result, "changed": ["archived"]}
