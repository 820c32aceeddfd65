"""Who answers a report: one rule, asked before a report is sent and when it is read.

Whoever moderates a discussion answers the reports in it, but never one about what they wrote
themselves. Site moderators (the permission to change reports, given by a group of Django or to
the person) answer those that nobody in the group could, where they may read the group, and those
about discussions without a group that they may see.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_social.access import employees, is_employee
from wagtail_social.conf import settings
from wagtail_social.conversations.targets import PAGE, Place
from wagtail_social.groups.models import Membership
from wagtail_social.people.adapters import get_adapter

_NAMES_SHOWN = 5


def site_moderators() -> QuerySet[Any]:
    """Return the active users who have the permission to change reports.

    Being a superuser is not enough, unless ``WAGTAIL_SOCIAL_SUPERUSERS_SEE_ALL`` says so.
    """
    permission = Permission.objects.filter(
        content_type__app_label="wagtail_social_moderation", codename="change_report"
    )
    holds = Q(groups__permissions__in=permission) | Q(user_permissions__in=permission)
    if settings.SUPERUSERS_SEE_ALL:
        holds |= Q(is_superuser=True)
    holders = get_user_model()._default_manager.filter(holds)
    return employees().filter(pk__in=holders.values("pk"))


def is_site_moderator(user: Any) -> bool:
    """Whether this user is one of them."""
    return is_employee(user) and site_moderators().filter(pk=user.pk).exists()


def _moderators_of(place: Place) -> QuerySet[Any]:
    if place.standing is not None:
        rows = Membership.objects.filter(group=place.standing.group).moderating()
        return employees().filter(pk__in=rows.values("user_id"))
    if place.kind.name == PAGE:
        policy = PagePermissionPolicy(type(place.target))
        editors = policy.users_with_permission_for_instance("publish", place.target)
        return place.kind.audience(place.target).filter(pk__in=editors.values("pk"))
    return employees().none()


def handlers_of(place: Place, author_id: Any) -> tuple[QuerySet[Any], bool]:
    """Return who would answer a report of a text by this author in this place.

    The second value tells whether they are site moderators because nobody else in the group can.
    Discussions of other rooms may have moderators of their own, who are not listed here.
    """
    moderators = _moderators_of(place).exclude(pk=author_id)
    readers = place.kind.audience(place.target).values("pk")
    site = site_moderators().filter(pk__in=readers).exclude(pk=author_id)
    if place.standing is None:
        both = Q(pk__in=moderators.values("pk")) | Q(pk__in=site.values("pk"))
        return employees().filter(both), False
    if moderators.exists():
        return moderators, False
    return site, True


def readers_text(place: Place, author_id: Any) -> str:
    """Return the sentence that tells a reporter, before sending, who will read the report."""
    handlers, from_outside = handlers_of(place, author_id)
    ids = list(handlers.order_by("pk").values_list("pk", flat=True)[:50])
    if not ids:
        if place.standing is None and place.kind.name != PAGE:
            return _("Those who moderate this discussion will read your report, and your name.")
        return _(
            "At the moment there is nobody who can answer: nobody but the author looks after "
            "this place. Your report stays on record, and whoever takes over will find it."
        )
    cards = get_adapter().cards(ids)
    shown = [cards[pk].name for pk in ids[:_NAMES_SHOWN] if pk in cards]
    names = ", ".join(shown)
    if more := len(ids) - len(shown):
        names = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {
            "names": names,
            "count": more,
        }
    if from_outside:
        return _(
            "Nobody else moderates this group, so the moderators of the whole site will read "
            "your report, and your name: %(names)s. The author does not."
        ) % {"names": names}
    return _("These people will read your report, and your name: %(names)s.") % {"names": names}
